package lobby

import (
	"strconv"
	"unicode"
	"unicode/utf8"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

func itoa(n int) string { return strconv.Itoa(n) }

// ticketNumber writes a ticket's number as the visitor reads it.
func ticketNumber(n int) string {
	s := strconv.Itoa(n)
	for len(s) < 3 {
		s = "0" + s
	}
	return s
}

// asks is what a screen with a field asks, in the house's words.
func (l *look) asks() kiosk.Line {
	switch l.m.Screen {
	case checkin.ScreenName:
		return kiosk.Say("house.ask_name")
	case checkin.ScreenCompany:
		return kiosk.Say("house.ask_company")
	case checkin.ScreenPhone:
		return kiosk.Say("house.ask_phone")
	case checkin.ScreenMessage:
		return kiosk.Say("lobby.ask_message").About(l.absentHost())
	case checkin.ScreenTicket:
		return kiosk.Say("lobby.ask_ticket")
	}
	return kiosk.Say("house.ask_host")
}

func (l *look) absentHost() kiosk.Person {
	if l.m.Visit == nil {
		return kiosk.Person{}
	}
	return l.m.Visit.Host
}

// question is a screen with one field: whom, your name, company, telephone, a
// message, a ticket's number.
func (l *look) question() {
	body := l.header()
	l.progress(&body)
	body = l.nav(body, l.questionNav()...)
	in := body.Inset(l.margin(), 0)
	keyboard := in.CutBottom(l.pick(0.34*1920-40, 0.46*1080-90))
	l.keyboard(keyboard)
	in.CutBottom(l.pick(28, 14))
	l.title(&in, l.asks())
	l.field(in.CutTop(l.pick(124, 104)))
	if l.m.Problem.IsZero() {
		in.CutTop(l.pick(24, 16))
	} else {
		l.problem(in.CutTop(l.pick(70, 56)))
	}
	switch l.m.Screen {
	case checkin.ScreenHost:
		l.hosts(in)
	case checkin.ScreenName:
		l.titles(in)
	}
}

// title puts a question into the house's words at the top of in.
func (l *look) title(in *screen.Box, line kiosk.Line) {
	in.CutTop(l.pick(40, 16))
	first, second := l.face(58, true, screen.Ink), l.face(31, false, screen.Faint)
	if l.portrait {
		used := l.p.Paragraph(screen.Box{X: in.X, Y: in.Y, W: in.W, H: 2.2 * first.Line()}, l.book.Say(l.m.Lang, line), first, 0)
		in.CutTop(used + 6*l.u)
		used = l.p.Paragraph(screen.Box{X: in.X, Y: in.Y, W: in.W, H: 2.2 * second.Line()}, l.book.Say(l.second(), line), second, 0)
		in.CutTop(used + 30*l.u)
		return
	}
	row := in.CutTop(first.Line())
	wide := l.p.Left(row, l.book.Say(l.m.Lang, line), first)
	row.CutLeft(wide + 28*l.u)
	l.p.Left(row, l.book.Say(l.second(), line), second)
	in.CutTop(16 * l.u)
}

func (l *look) questionNav() []button {
	next := button{name: "next", style: primary, icon: "", intent: checkin.Intent{Kind: checkin.IntentNext}}
	buttons := []button{l.back(), l.cancel(), l.language()}
	switch l.m.Screen {
	case checkin.ScreenCompany, checkin.ScreenPhone:
		if l.m.Input.Text == "" {
			next.name, next.intent.Kind = "skip", checkin.IntentSkip
			return append(buttons, l.phrased(next, "lobby.skip"))
		}
	case checkin.ScreenMessage:
		return append(buttons, l.phrased(next, "lobby.send"))
	}
	return append(buttons, l.phrased(next, "lobby.next"))
}

// field shows what was typed, with a caret at its end.
func (l *look) field(b screen.Box) {
	stroke := screen.Jade
	if !l.m.Problem.IsZero() {
		stroke = screen.Failure
	}
	l.p.Fill(b, screen.Shape{Fill: screen.Card, Stroke: stroke, Width: 4 * l.u, Radius: 28 * l.u})
	in := b.Inset(34*l.u, 0)
	if l.m.Input.Text != "" {
		clear := button{name: "clear", intent: checkin.Intent{Kind: checkin.IntentClear}}
		hit := in.CutRight(84 * l.u)
		pressed, focused := l.p.Touch(clear.name, hit, l.does(clear.intent))
		disc := hit.Centred(60*l.u, 60*l.u)
		fill := screen.Mist
		if pressed {
			fill = screen.Hair
		}
		l.ring(disc, focused, disc.H/2)
		l.p.Fill(disc, screen.Shape{Fill: fill, Radius: disc.H / 2})
		l.p.Icon(disc.Centred(34*l.u, 34*l.u), "cross", screen.Ink)
	}
	text := l.face(46, false, screen.Ink)
	if l.m.Input.Text == "" {
		l.caret(in, 0, text)
		in.CutLeft(22 * l.u)
		l.p.Left(in, l.text(hints[l.m.Screen]), l.face(34, false, screen.Faint))
		return
	}
	shown := tail(l.m.Input.Text, text, in.W-16*l.u)
	l.caret(in, l.p.Left(in, shown, text)+5*l.u, text)
}

func (l *look) caret(in screen.Box, x float32, f screen.Face) {
	l.p.Fill(screen.Box{X: in.X + x, Y: in.Mid() - f.Size*0.6, W: 4 * l.u, H: f.Size * 1.2}, screen.Shape{Fill: screen.Jade})
}

// tail returns the end of s that fits, so that the caret stays in sight.
func tail(s string, f screen.Face, width float32) string {
	for f.Width(s) > width {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	return s
}

var hints = map[checkin.Screen]string{
	checkin.ScreenHost: "lobby.hint_host", checkin.ScreenName: "lobby.hint_name", checkin.ScreenCompany: "lobby.hint_company",
	checkin.ScreenPhone: "lobby.hint_phone", checkin.ScreenMessage: "lobby.hint_message", checkin.ScreenTicket: "lobby.hint_ticket",
}

// keyboard keeps the place of the on-screen keyboard. Until a kiosk has one it
// points at the keyboard on the counter.
func (l *look) keyboard(b screen.Box) {
	l.p.Fill(b, screen.Shape{Fill: screen.Mist, Radius: 36 * l.u})
	first, second := l.face(36, true, screen.Jade), l.face(27, false, screen.Faint)
	in := b.Centred(b.W-80*l.u, 110*l.u+first.Line()+second.Line()+20*l.u)
	l.p.Icon(in.CutTop(100*l.u).Centred(100*l.u, 100*l.u), "keyboard", screen.Jade)
	in.CutTop(16 * l.u)
	l.p.Centre(in.CutTop(first.Line()), l.text("lobby.keyboard"), first)
	l.p.Centre(in.CutTop(second.Line()), l.other("lobby.keyboard"), second)
}

// hosts paints those who match, never more than five and never a number.
func (l *look) hosts(in screen.Box) {
	if len(l.m.Hosts) == 0 {
		return
	}
	foot := in.CutBottom(l.pick(44, 34))
	if l.m.More {
		l.p.Left(foot, l.text("lobby.more_hosts"), l.face(28, false, screen.Faint))
	}
	var boxes []screen.Box
	if l.portrait {
		boxes = in.Rows(5, 12*l.u)
	} else {
		boxes = in.Columns(5, 16*l.u)
	}
	for i, h := range l.m.Hosts {
		l.host(boxes[i], "host "+itoa(i+1), h)
	}
}

// host paints one host to choose.
func (l *look) host(b screen.Box, name string, h checkin.HostChoice) {
	pressed, focused := l.p.Touch(name, b, l.does(checkin.Intent{Kind: checkin.IntentHost, Host: h.ID}))
	fill := screen.Card
	if pressed {
		fill = screen.Mist
	}
	radius := min(28*l.u, b.H/3)
	l.ring(b, focused, radius)
	l.p.Fill(b, screen.Shape{Fill: fill, Stroke: screen.Outline, Width: 2 * l.u, Radius: radius})
	in := b.Inset(30*l.u, 0)
	title, dept := l.face(36, true, screen.Ink), l.face(28, false, screen.Faint)
	label := l.hostName(h.Person)
	if l.portrait {
		l.p.Icon(in.CutRight(32*l.u).Centred(30*l.u, 30*l.u), "next", screen.Jade)
		in.CutRight(16 * l.u)
		l.p.Left(in.CutLeft(in.W*0.46), label, title)
		l.p.Right(in, h.Department, dept)
		return
	}
	in = b.Inset(22*l.u, 0)
	lines := in.Centred(in.W, title.Line()+dept.Line())
	l.p.Left(lines.CutTop(title.Line()), label, title)
	l.p.Left(lines, h.Department, dept)
}

// hostName is a host's full name with the title of the house.
func (l *look) hostName(p kiosk.Person) string {
	name := l.book.Name(l.m.Lang, p)
	title := l.titleWord(p.Title)
	last, _ := utf8.DecodeLastRuneInString(name)
	if title == "" || l.m.Lang == kiosk.LangZH && unicode.Is(unicode.Han, last) {
		return name + title
	}
	return name + " " + title
}

func (l *look) titleWord(t kiosk.Title) string {
	switch t {
	case kiosk.TitleMr, kiosk.TitleMs:
		return l.text("title." + string(t))
	}
	return string(t)
}

// titles asks for the form of address.
func (l *look) titles(in screen.Box) {
	in.CutTop(l.pick(16, 0))
	label := l.face(31, false, screen.Faint)
	choices := []struct {
		title kiosk.Title
		id    string
	}{{kiosk.TitleMr, "lobby.title_mr"}, {kiosk.TitleMs, "lobby.title_ms"}, {kiosk.TitleNone, "lobby.title_none"}}
	if l.portrait {
		l.p.Left(in.CutTop(label.Line()), l.text("lobby.address"), label)
		in.CutTop(18 * l.u)
	} else {
		l.p.Left(in.CutLeft(label.Width(l.text("lobby.address"))+30*l.u).Centred(label.Width(l.text("lobby.address"))+30*l.u, 96*l.u), l.text("lobby.address"), label)
	}
	row := in.CutTop(min(in.H, l.pick(116, 96)))
	for i, b := range row.Columns(3, 24*l.u) {
		c := choices[i]
		style := secondary
		if l.m.Draft.Visitor.Title == c.title {
			style = primary
		}
		chosen := button{name: "title " + itoa(i+1), style: style, intent: checkin.Intent{Kind: checkin.IntentTitle, Title: c.title}}
		if style == primary {
			chosen.icon = "check"
		}
		l.button(b, l.phrased(chosen, c.id))
	}
}
