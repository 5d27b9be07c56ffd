package lobby

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// waiting tells the visitor that the host is being contacted, and that the
// kiosk need not be held (F7).
func (l *look) waiting() {
	v := l.m.Visit
	if v == nil {
		return
	}
	body := l.header()
	yield := l.phrased(button{name: "yield", style: primary, icon: "people", intent: checkin.Intent{Kind: checkin.IntentYield}}, "lobby.next_visitor")
	in := l.wideNav(body, l.language(), yield).Inset(l.margin(), 0)
	in.CutTop(l.pick(70, 44))
	used := l.says(in, v.Words, l.pick(60, 58)/l.u, screen.Ink, screen.Faint, fyne.TextAlignLeading)
	in.CutTop(used + l.pick(50, 30))
	if l.portrait {
		in.CutBottom(20 * l.u)
		l.progressOf(in.CutBottom(510*l.u), v)
		in.CutBottom(40 * l.u)
		l.number(in, v.Ticket)
		return
	}
	left := in.CutLeft(in.W * 0.42)
	in.CutLeft(40 * l.u)
	in.CutBottom(10 * l.u)
	left.CutBottom(10 * l.u)
	l.number(left, v.Ticket)
	l.progressOf(in, v)
}

// wideNav is a nav whose last button takes what is left of the row.
func (l *look) wideNav(body screen.Box, first, last button) screen.Box {
	row := body.CutBottom(l.pick(220, 140)).Inset(l.margin(), 0)
	row = row.Centred(row.W, l.pick(130, 104))
	l.button(row.CutLeft(l.pick(250, 280)), first)
	row.CutLeft(28 * l.u)
	if !l.portrait {
		row = row.CutRight(760 * l.u)
	}
	l.button(row, last)
	return body
}

// number paints the ticket: what the visitor takes along.
func (l *look) number(b screen.Box, ticket int) {
	l.p.Fill(b, screen.Shape{Fill: screen.Jade, Radius: 36 * l.u})
	in := b.Inset(40*l.u, 34*l.u)
	first, second := l.face(36, true, screen.White), l.face(27, false, screen.Pale)
	l.p.Centre(in.CutTop(first.Line()), l.text("lobby.your_number"), first)
	l.p.Centre(in.CutTop(second.Line()), l.other("lobby.your_number"), second)
	hint := l.face(28, false, screen.White)
	foot := in.CutBottom(hint.Line() * 2)
	l.p.Paragraph(foot, l.text("lobby.number_hint"), hint, fyne.TextAlignCenter)
	l.p.Centre(in, ticketNumber(ticket), l.face(min(260, in.H/l.u*0.86), true, screen.White))
}

// progressOf paints what is happening: registered, the host being contacted,
// the host's answer.
func (l *look) progressOf(b screen.Box, v *checkin.VisitView) {
	l.card(b)
	const at = 1
	steps := []struct{ icon, id string }{{"check", "lobby.done_registered"}, {"phone", "lobby.doing_contact"}, {"bell", "lobby.then_answer"}}
	if v.State != kiosk.StateContacting {
		steps[1].id = "lobby.then_contact"
	}
	for i, row := range b.Inset(44*l.u, 26*l.u).Rows(len(steps), 0) {
		l.step(row, steps[i].icon, steps[i].id, i-at)
	}
}

// step paints one step: before 0 it is done, at 0 it is being done now, after
// that it is still to come.
func (l *look) step(row screen.Box, icon, id string, when int) {
	fill, ink, text := screen.Mist, screen.Faint, screen.Faint
	switch {
	case when < 0:
		fill, ink, text, icon = screen.Jade, screen.White, screen.Ink, "check"
	case when == 0:
		fill, ink, text = screen.Gold, screen.Ink, screen.Ink
	}
	disc := row.CutLeft(84*l.u).Centred(78*l.u, 78*l.u)
	l.p.Fill(disc, screen.Shape{Fill: fill, Radius: disc.H / 2})
	l.p.Icon(disc.Centred(42*l.u, 42*l.u), icon, ink)
	row.CutLeft(32 * l.u)
	first, second := l.face(36, when <= 0, text), l.face(26, false, screen.Faint)
	lines := row.Centred(row.W, first.Line()+second.Line())
	l.p.Left(lines.CutTop(first.Line()), l.text(id), first)
	l.p.Left(lines, l.other(id), second)
}
