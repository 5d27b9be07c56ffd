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
		if l.frontDesk(&in) && in.H < l.roomy(200, 200, 320, 320) {
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
	if (l.portrait || l.m.Seated || l.m.Problem.IsZero()) && (l.m.More || !l.m.Large) {
		foot = in.CutBottom(l.hintRoom())
	}
	columns, gap := l.hostColumns()
	boxes := l.cells(in, most, columns, gap, l.px(146))
	for i, h := range found {
		l.host(boxes[i], "host "+itoa(i+1), h)
	}
	if l.m.More && foot.H > 0 {
		l.p.Icon(foot.CutLeft(l.px(28)).Centred(l.px(28), l.px(28)), "search", screen.Faint)
		foot.CutLeft(l.px(14))
		if l.portrait || l.m.Seated {
			f := l.face(28, false, screen.Ink)
			l.p.Pair(foot, l.text("lobby.more_hosts"), f, "", f, fyne.TextAlignLeading)
			return
		}
		l.beside(foot, "lobby.more_hosts", l.face(28, false, screen.Ink), l.face(25, false, screen.Faint))
	}
}

// hintRoom is how high the line is that says there are more.
func (l *look) hintRoom() float32 {
	if l.column() && l.m.Large {
		return l.px(116)
	}
	return l.roomy(46, 40, 116, 60)
}

// hostColumns is how many hosts stand side by side, and how far apart.
func (l *look) hostColumns() (n int, gap float32) {
	switch {
	case l.column():
		return 1, l.px(6)
	case l.m.Seated && l.m.Large:
		return 2, l.px(6)
	case l.m.Seated:
		return 2, l.px(12)
	case l.portrait:
		return 1, l.px(12)
	case l.m.Large:
		return 3, l.px(12)
	}
	return mostHosts, l.px(12)
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
	switch {
	case l.column():
		each := l.face(26, false, screen.Ink).Line() + l.face(34, true, screen.Ink).Line() + l.px(16)
		for range min(len(ways), int((in.H+l.px(16))/each)) {
			boxes = append(boxes, in.CutTop(each-l.px(16)))
			in.CutTop(l.px(16))
		}
	case l.portrait:
		boxes = grid(in.CutTop(min(in.H, l.px(272))), 4, l.px(24), l.px(24))
	default:
		boxes = in.CutTop(min(in.H, l.px(116))).Columns(4, l.px(24))
	}
	for i, b := range boxes {
		w := ways[i]
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
	if b.W > l.px(800) {
		in := b.Inset(l.px(32), 0)
		l.p.Icon(in.CutRight(l.px(32)).Centred(l.px(30), l.px(30)), "next", screen.Jade)
		in.CutRight(l.px(16))
		who := in
		who.W = in.W*0.48 - l.px(16)
		f, lines, ok := oneOrMore(who, label, title, l.px(27))
		if !ok { // a name comes before where somebody works
			f, lines, _ = oneOrMore(in, label, title, l.px(25))
		}
		l.p.Lines(in.Centred(in.W, float32(len(lines))*f.Line()), lines, f, fyne.TextAlignLeading)
		if in.CutLeft(who.W + l.px(16)); ok {
			where, lines, _ := oneOrMore(in, h.Department, dept, l.px(22))
			l.p.Lines(in.Centred(in.W, float32(len(lines))*where.Line()), lines, where, fyne.TextAlignTrailing)
		}
		return
	}
	l.hostCard(b.Inset(l.px(20), 0), label, h.Department)
}

// hostCard paints a name over where somebody works, which gives way to a long one.
func (l *look) hostCard(in screen.Box, label, department string) {
	title, dept := l.face(35, true, screen.Ink), l.face(25, false, screen.Faint)
	room := in
	room.H -= dept.Line()
	who, lines, ok := oneOrMore(room, label, title, l.px(24))
	var where []string
	if ok {
		free := in.H - float32(len(lines))*who.Line()
		where = screen.Phrased(department, dept, in.W, min(2, max(1, int((free+1)/dept.Line()))))
	} else {
		who, lines, _ = oneOrMore(in, label, title, l.px(22))
	}
	in = in.Centred(in.W, float32(len(lines))*who.Line()+float32(len(where))*dept.Line())
	in.CutTop(l.p.Lines(in, lines, who, fyne.TextAlignLeading))
	l.p.Lines(in, where, dept, fyne.TextAlignLeading)
}

// oneOrMore sets s in one line, a little smaller where it needs it, or else in as
// many as b has room for, and reports whether all of it is there.
func oneOrMore(b screen.Box, s string, f screen.Face, least float32) (screen.Face, []string, bool) {
	one, lines := screen.Fitted(screen.Box{W: b.W, H: f.Line()}, s, f, f.Size*0.74)
	if !whole(lines) {
		one, lines = screen.Fitted(b, s, f, least)
	}
	return one, lines, whole(lines)
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
