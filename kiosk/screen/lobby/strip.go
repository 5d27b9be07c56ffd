package lobby

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// strip paints the open tickets: number, surname and form of address, what to
// do, and never more. Touching it asks for a ticket's number.
func (l *look) strip(b screen.Box) {
	switch {
	case len(l.m.Strip) == 0 && (l.m.Large || l.m.Seated) && len(l.m.Purposes) > 0:
		return // the purposes have the room
	case len(l.m.Strip) == 0:
		l.steps(b)
		return
	}
	pressed, focused := l.p.Touch("tickets", b, l.does(checkin.Intent{Kind: checkin.IntentTickets}))
	l.p.Ring(b, focused, l.px(36))
	fill := screen.Card
	if pressed {
		fill = screen.Mist
	}
	l.p.Fill(b, screen.Shape{Fill: fill, Stroke: screen.Outline, Width: l.px(2.5), Radius: l.px(36)})
	in := b.Inset(l.px(40), l.px(24))
	if !l.m.Large || in.H > l.px(160) { // in large type, the tickets come first
		head := in.CutTop(l.px(60))
		l.p.Icon(head.CutRight(l.px(36)).Centred(l.px(34), l.px(34)), "next", screen.Jade)
		l.beside(head, "lobby.tickets", l.face(34, true, screen.Jade), l.face(26, false, screen.Faint))
		in.CutTop(l.px(6))
	}
	l.ticketsIn(in)
}

// ticketsIn paints as many of the tickets as there is room for, and how many more
// there are.
func (l *look) ticketsIn(in screen.Box) {
	items, more := l.m.Strip, 0
	columns, least := 1, l.px(78)
	switch {
	case l.column() && l.m.Large:
		least = l.px(62)
	case l.column():
		columns = 2
	}
	if room := columns * max(1, int((in.H-l.hintHeight())/least)); len(items) > room {
		more = len(items) - room
		items = items[:room]
	}
	foot := in.CutBottom(l.hintHeight())
	rows := (len(items) + columns - 1) / columns
	each := min(l.px(104), in.H/float32(rows))
	across := in.Columns(columns, l.px(48))
	for i, item := range items {
		l.ticket(across[i%columns].CutTop(each), item)
	}
	if foot.H == 0 {
		return
	}
	hint := l.text("lobby.touch_tickets")
	if more > 0 {
		hint = l.text("lobby.more_tickets", "Count", itoa(more))
	}
	l.p.Left(foot, hint, l.face(28, false, screen.Faint).Within(hint, foot.W))
}

// hintHeight is that of the line under the tickets, for which large type leaves
// no room.
func (l *look) hintHeight() float32 { return l.roomy(44, 44, 0, 0) }

func (l *look) ticket(b screen.Box, item checkin.StripItem) {
	fill, ink := screen.Mist, screen.Jade
	if item.Urgent {
		fill, ink = screen.Gold, screen.Ink
	}
	l.p.Pill(b.CutLeft(l.px(118)).Centred(l.px(118), l.px(60)), kiosk.TicketText(item.Ticket), fill, ink)
	b.CutLeft(l.px(28))
	who, name := l.book.Address(l.m.Lang, item.Visitor), l.face(36, true, screen.Ink)
	wide := b.W * 0.38
	if l.m.Large { // whose words need the room
		wide = min(wide, name.Width(who)+l.px(4))
	}
	l.p.Left(b.CutLeft(wide), who, name)
	b.CutLeft(l.px(20))
	words := l.face(34, item.Urgent, screen.Ink)
	if !item.Urgent {
		words = words.In(screen.Faint)
	}
	text := l.book.Say(l.m.Lang, item.Words)
	l.p.Left(b, text, words.Within(text, b.W))
}

// steps stands where the tickets stand when there are none: what will be asked.
func (l *look) steps(b screen.Box) {
	l.p.Card(b)
	in := b.Inset(l.px(40), l.px(26))
	l.beside(in.CutTop(l.px(56)), "lobby.steps", l.face(34, true, screen.Jade), l.face(26, false, screen.Faint))
	in.CutTop(l.px(10))
	steps := []struct{ icon, id string }{
		{"search", "lobby.step_host"}, {"person", "lobby.step_name"}, {"phone", "lobby.step_contact"}, {"badge", "lobby.step_badge"},
	}
	side := l.px(68)
	if len(l.m.Purposes) > 0 { // there is room for half as many rows
		for i, box := range grid(in, len(steps), l.px(28), l.px(8)) {
			l.p.Disc(box.CutLeft(side).Centred(side, side), steps[i].icon, screen.Mist, screen.Jade)
			box.CutLeft(l.px(24))
			f, lines := screen.Fitted(box, l.text(steps[i].id), l.face(31, true, screen.Ink), l.px(24))
			l.p.Lines(box.Centred(box.W, float32(len(lines))*f.Line()), lines, f, 0)
		}
		return
	}
	for i, row := range in.Rows(len(steps), l.px(4)) {
		if !l.m.Large { // whose words need the room of the sign
			l.p.Disc(row.CutLeft(side).Centred(side, side), steps[i].icon, screen.Mist, screen.Jade)
			row.CutLeft(l.px(28))
		}
		l.pair(row, steps[i].id, l.face(33, true, screen.Ink), l.face(25, false, screen.Faint))
	}
}
