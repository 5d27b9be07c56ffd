package lobby

import (
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// mostHosts is how many hosts a visitor may see at once, so that nobody can
// leaf through the staff.
const mostHosts = 5

// hosts paints those who match, never more than five and never a number; before
// anything is typed, what can be.
func (l *look) hosts(in screen.Box) {
	if len(l.m.Hosts) == 0 {
		if l.frontDesk(&in) && !l.portrait {
			return // there is no room for more
		}
		l.ways(in)
		return
	}
	most := mostHosts
	if l.m.Large && l.m.More {
		most-- // the hint takes two lines
	}
	found := l.m.Hosts[:min(len(l.m.Hosts), most)]
	foot := screen.Box{}
	if (l.portrait || l.m.Problem.IsZero()) && (l.m.More || !l.m.Large) {
		foot = in.CutBottom(l.roomy(46, 40, 116, 60))
	}
	boxes := l.cells(in, most, l.hostColumns(), l.px(12), l.px(146))
	for i, h := range found {
		l.host(boxes[i], "host "+itoa(i+1), h)
	}
	if l.m.More && foot.H > 0 {
		l.p.Icon(foot.CutLeft(l.px(28)).Centred(l.px(28), l.px(28)), "search", screen.Faint)
		foot.CutLeft(l.px(14))
		if l.portrait {
			f := l.face(28, false, screen.Ink)
			l.p.Pair(foot, l.text("lobby.more_hosts"), f, "", f, fyne.TextAlignLeading)
			return
		}
		l.beside(foot, "lobby.more_hosts", l.face(28, false, screen.Ink), l.face(25, false, screen.Faint))
	}
}

// hostColumns is how many hosts stand side by side.
func (l *look) hostColumns() int {
	switch {
	case l.portrait:
		return 1
	case l.m.Large:
		return 3
	}
	return mostHosts
}

// ways paints the ways in which a host can be found, each with an example.
func (l *look) ways(in screen.Box) {
	if l.m.Input.Text != "" {
		return
	}
	ways := []struct{ label, value string }{
		{"lobby.way_name", "lobby.way_name_example"}, {"lobby.way_pinyin", "lobby.way_pinyin_example"},
		{"lobby.way_initials", "lobby.way_initials_example"}, {"lobby.way_department", "lobby.way_department_example"},
	}
	in.CutTop(l.pick(10, 0))
	l.beside(in.CutTop(l.px(46)), "lobby.ways", l.face(30, true, screen.Jade), l.face(26, false, screen.Faint))
	in.CutTop(l.pick(18, 10))
	var boxes []screen.Box
	if l.portrait {
		for _, row := range in.CutTop(min(in.H, l.px(272))).Rows(2, l.px(24)) {
			boxes = append(boxes, row.Columns(2, l.px(24))...)
		}
	} else {
		boxes = in.CutTop(min(in.H, l.px(116))).Columns(4, l.px(24))
	}
	for i, w := range ways {
		b := boxes[i]
		l.p.Fill(b.CutLeft(l.px(6)), screen.Shape{Fill: screen.Gold, Radius: l.px(3)})
		b.CutLeft(l.px(22))
		l.labelled(b, l.text(w.label), l.text(w.value))
	}
}

// host paints one host to choose.
func (l *look) host(b screen.Box, name string, h checkin.HostChoice) {
	pressed, focused := l.p.Touch(name, b, l.does(checkin.Intent{Kind: checkin.IntentHost, Host: h.ID}))
	fill := screen.Card
	if pressed {
		fill = screen.Mist
	}
	radius := min(l.px(28), b.H/3)
	l.p.Ring(b, focused, radius)
	l.p.Fill(b, screen.Shape{Fill: fill, Stroke: screen.Outline, Width: l.px(2), Radius: radius})
	title, dept := l.face(38, true, screen.Ink), l.face(28, false, screen.Faint)
	label := l.fullName(h.Person)
	if l.m.Large {
		in := b.Inset(l.px(16), 0)
		title.Bold = l.portrait
		l.p.Pair(in, label, title, "", title, fyne.TextAlignLeading)
		if in.CutLeft(title.Width(label) + l.px(28)); dept.Width(h.Department) <= in.W {
			l.p.Right(in, h.Department, dept)
		}
		return
	}
	if l.portrait {
		in := b.Inset(l.px(32), 0)
		l.p.Icon(in.CutRight(l.px(32)).Centred(l.px(30), l.px(30)), "next", screen.Jade)
		in.CutRight(l.px(16))
		who := in.CutLeft(in.W * 0.48)
		who.CutRight(l.px(16))
		f, lines := screen.Fitted(screen.Box{W: who.W, H: title.Line()}, label, title, l.px(27))
		l.p.Lines(who.Centred(who.W, f.Line()), lines, f, fyne.TextAlignLeading)
		l.p.Right(in, h.Department, dept)
		return
	}
	in := b.Inset(l.px(20), 0)
	name1, lines := screen.Fitted(screen.Box{W: in.W, H: title.Line()}, label, l.face(35, true, screen.Ink), l.px(26))
	dept.Size = l.px(25)
	where := screen.Phrased(h.Department, dept, in.W, 2)
	in = in.Centred(in.W, name1.Line()+float32(len(where))*dept.Line())
	in.CutTop(l.p.Lines(in, lines, name1, fyne.TextAlignLeading))
	l.p.Lines(in, where, dept, fyne.TextAlignLeading)
}

// fullName is a person's full name with the form of address or the title of
// the house.
func (l *look) fullName(p kiosk.Person) string {
	name, title := l.book.Name(l.m.Lang, p), l.titleWord(p.Title)
	last, _ := utf8.DecodeLastRuneInString(name)
	switch {
	case title == "" || name == "":
		return name
	case l.m.Lang != kiosk.LangEN && unicode.In(last, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return name + title
	case l.m.Lang == kiosk.LangEN && spoken(p.Title):
		return title + " " + name
	}
	return name + " " + title
}

// spoken reports whether a title is a form of address rather than an office.
func spoken(t kiosk.Title) bool { return t == kiosk.TitleMr || t == kiosk.TitleMs }

func (l *look) titleWord(t kiosk.Title) string {
	switch {
	case t != kiosk.TitleNone && l.m.Lang == kiosk.LangJA: // an office is no form of address in Japanese
		return l.text("title." + string(kiosk.TitleMr))
	case spoken(t):
		return l.text("title." + string(t))
	}
	return string(t)
}
