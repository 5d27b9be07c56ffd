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
		l.welcome()
		return
	}
	in := l.waitNav(l.header()).Inset(l.margin(), 0)
	in.CutTop(l.pick(56, 40))
	words := in
	words.H = l.pick(330, 160)
	used := l.says(words, v.Words, l.pick(64, 58)/l.u, screen.Ink, screen.Faint)
	in.CutTop(used + l.pick(40, 30))
	if l.portrait {
		l.liveState(in.CutBottom(l.px(470)), v)
		in.CutBottom(l.px(32))
		l.number(in, v.Ticket)
		return
	}
	in.CutBottom(l.px(14))
	left := in.CutLeft(in.W * 0.42)
	in.CutLeft(l.px(32))
	l.number(left, v.Ticket)
	l.liveState(in, v)
}

// waitNav paints the foot. Nothing to touch stands where the button that
// registered stood: a second tap on that must not take the ticket away unread.
func (l *look) waitNav(body screen.Box) screen.Box {
	yield := l.button("yield", screen.Primary, "people", "lobby.next_visitor", checkin.Intent{Kind: checkin.IntentYield})
	row := body.CutBottom(l.pick(158, 136)).Inset(l.margin(), 0)
	row = row.Centred(row.W, l.onward(l.roomy(116, 104, 120, 120)))
	language := l.language()
	language.Icon = "globe"
	l.p.Button(row.CutLeft(l.roomy(236, 264, 196, 264)), language)
	row.CutLeft(l.px(16))
	l.p.Button(row.CutLeft(l.roomy(190, 220, 236, 240)), l.view())
	row.CutLeft(l.px(28))
	if l.portrait {
		above := body.CutBottom(l.px(136)).Inset(l.margin(), 0)
		l.p.Button(above, yield)
		body.CutBottom(l.px(36))
	} else {
		l.p.Button(row.CutLeft(l.px(600)), yield)
		row.CutLeft(l.px(40))
	}
	l.p.Icon(row.CutLeft(l.px(44)).Centred(l.px(44), l.px(44)), "bell", screen.Jade)
	row.CutLeft(l.px(20))
	help, second := l.face(31, false, screen.Ink), l.face(25, false, screen.Faint)
	if s, ok := stack(row, l.text("lobby.help"), help, l.other("lobby.help"), second); ok {
		s.paint(l.p, row)
		return body
	}
	l.p.Pair(row, l.text("lobby.help"), help, "", second, fyne.TextAlignLeading)
	return body
}

// number paints the ticket: what the visitor takes along.
func (l *look) number(b screen.Box, ticket int) {
	l.p.Fill(b, screen.Shape{Fill: screen.Jade, Radius: l.px(36)})
	in := b.Inset(l.px(40), l.px(34))
	first, second := l.face(36, true, screen.White), l.face(27, false, screen.Pale)
	l.p.Centre(in.CutTop(first.Line()), l.text("lobby.your_number"), first)
	l.p.Centre(in.CutTop(second.Line()), l.other("lobby.your_number"), second)
	hint, small := l.face(29, false, screen.White), l.face(25, false, screen.Pale)
	foot := in.CutBottom(hint.Line() + small.Line())
	l.p.Pair(foot, l.text("lobby.number_hint"), hint, l.other("lobby.number_hint"), small, fyne.TextAlignCenter)
	l.p.Centre(in, kiosk.TicketText(ticket), l.face(min(280, in.H/l.u*0.84), true, screen.White))
}

// liveState paints what is happening: registered, the host being contacted, the
// host's answer.
func (l *look) liveState(b screen.Box, v *checkin.VisitView) {
	l.p.Card(b)
	const at = 1
	steps := []struct{ icon, id string }{{"check", "lobby.done_registered"}, {"phone", "lobby.doing_contact"}, {"bell", "lobby.then_answer"}}
	if v.State != kiosk.StateContacting {
		steps[1].id = "lobby.then_contact"
	}
	args := []string{"Minutes", itoa(l.m.Waited)}
	if l.m.Waited > 0 {
		steps[1].id = "lobby.not_forgotten"
	}
	rows := b.Inset(l.px(44), l.px(20)).Rows(len(steps), 0)
	for i, row := range rows {
		if i > 0 {
			top := rows[i-1].Mid() + l.px(48)
			link := screen.Box{X: row.X + l.px(40), Y: top, W: l.px(6), H: row.Mid() - l.px(48) - top}
			l.p.Fill(link, screen.Shape{Fill: screen.Hair, Radius: l.px(3)})
		}
		l.step(row, steps[i].icon, steps[i].id, i-at, args)
	}
}

// step paints one step: before 0 it is done, at 0 it is being done now, after
// that it is still to come.
func (l *look) step(row screen.Box, icon, id string, when int, args []string) {
	fill, ink, text := screen.Mist, screen.Faint, screen.Faint
	switch {
	case when < 0:
		fill, ink, text, icon = screen.Jade, screen.White, screen.Ink, "check"
	case when == 0:
		fill, ink, text = screen.Gold, screen.Ink, screen.Ink
	}
	side := l.px(86)
	l.p.Disc(row.CutLeft(side).Centred(side, side), icon, fill, ink)
	row.CutLeft(l.px(32))
	l.p.Pair(row, l.text(id, args...), l.face(36, when <= 0, text), l.other(id, args...), l.face(26, false, screen.Faint), fyne.TextAlignLeading)
}
