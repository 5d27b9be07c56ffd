package lobby

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// welcome greets by the time of day and asks the visitor in (F2, F5).
func (l *look) welcome() {
	body := l.all
	var hero screen.Box
	if l.portrait {
		hero = body.CutTop(body.H * 0.37)
		l.hero(hero, "hero-portrait"+l.dusk())
		l.p.Fill(body.CutTop(8*l.u), screen.Shape{Fill: screen.Gold})
	} else {
		hero = body.CutLeft(body.W * 0.44)
		l.hero(hero, "hero-landscape"+l.dusk())
	}
	l.actions(body.Inset(l.margin(), l.pick(48, 56)))
}

func (l *look) dusk() string {
	if l.m.Greeting.ID == "house.greeting_after" {
		return "-dusk"
	}
	return ""
}

func (l *look) hero(b screen.Box, art string) {
	l.p.Picture(b, art)
	in := b.Inset(l.margin(), l.pick(56, 56))
	top := in
	row := top.CutTop(110 * l.u)
	clock := row
	if !l.portrait {
		clock = in
		clock = clock.CutBottom(120 * l.u)
	}
	l.brand(row)
	l.clock(clock)
	words := in
	if l.portrait {
		words = words.CutBottom(in.H * 0.46)
	} else {
		words = screen.Box{X: in.X, Y: b.Y + b.H*0.335, W: in.W * 0.98, H: b.H * 0.42}
	}
	l.says(words, l.m.Greeting, 68, screen.White, screen.Pale, fyne.TextAlignLeading)
}

func (l *look) brand(row screen.Box) {
	name := l.face(42, true, screen.White)
	l.p.Left(row.CutTop(name.Line()), l.text("house.company"), name)
	l.p.Left(row.CutTop(34*l.u), l.other("house.company"), l.face(25, false, screen.Pale))
}

func (l *look) clock(b screen.Box) {
	write := l.p.Left
	if l.portrait {
		write = l.p.Right
	}
	big := l.face(76, true, screen.White)
	write(b.CutTop(72*l.u), l.book.Clock(l.m.Now), big)
	write(b.CutTop(44*l.u), l.book.Date(l.m.Lang, l.m.Now), l.face(27, false, screen.Pale))
}

// actions paints what the visitor can do: check in, see an open ticket, change
// the language.
func (l *look) actions(body screen.Box) {
	foot := body.CutBottom(l.pick(104, 96))
	l.button(foot.CutRight(l.pick(250, 260)), l.language())
	foot.CutRight(28 * l.u)
	l.p.Icon(foot.CutLeft(48*l.u).Centred(48*l.u, 48*l.u), "badge", screen.Faint)
	foot.CutLeft(18 * l.u)
	note, small := l.face(29, false, screen.Ink), l.face(23, false, screen.Faint)
	lines := foot.Centred(foot.W, note.Line()+small.Line())
	l.p.Left(lines.CutTop(note.Line()), l.text("lobby.leaving_note"), note)
	l.p.Left(lines, l.other("lobby.leaving_note"), small)
	body.CutBottom(l.pick(40, 36))

	start := body.CutTop(l.pick(330, 300))
	l.start(start)
	body.CutTop(l.pick(36, 32))
	l.strip(body)
}

// start is the way in, the one thing on the screen that is as large as a hand.
func (l *look) start(b screen.Box) {
	pressed, focused := l.p.Touch("start", b, l.does(checkin.Intent{Kind: checkin.IntentStart}))
	fill := screen.Jade
	if pressed {
		fill = screen.JadeLow
	}
	l.ring(b, focused, 36*l.u)
	l.p.Fill(b, screen.Shape{Fill: fill, Radius: 36 * l.u})
	in := b.Inset(52*l.u, 0)
	disc := in.CutLeft(150*l.u).Centred(150*l.u, 150*l.u)
	l.p.Fill(disc, screen.Shape{Fill: screen.Gold, Radius: disc.H / 2})
	l.p.Icon(disc.Centred(88*l.u, 88*l.u), "person", screen.Ink)
	in.CutLeft(44 * l.u)
	next := in.CutRight(56 * l.u)
	l.p.Icon(next.Centred(56*l.u, 56*l.u), "next", screen.White)
	title, second, hint := l.face(62, true, screen.White), l.face(34, false, screen.Pale), l.face(28, false, screen.White)
	lines := in.Centred(in.W, title.Line()+second.Line()+hint.Line()+8*l.u)
	l.p.Left(lines.CutTop(title.Line()), l.text("lobby.start"), title)
	l.p.Left(lines.CutTop(second.Line()), l.other("lobby.start"), second)
	lines.CutTop(8 * l.u)
	l.p.Left(lines, l.text("lobby.start_hint"), hint)
}

// strip paints the open tickets: number, surname and form of address, what to
// do, and never more. Touching it asks for a ticket's number.
func (l *look) strip(b screen.Box) {
	if len(l.m.Strip) == 0 {
		l.quiet(b)
		return
	}
	pressed, focused := l.p.Touch("tickets", b, l.does(checkin.Intent{Kind: checkin.IntentTickets}))
	l.ring(b, focused, 36*l.u)
	l.card(b)
	if pressed {
		l.p.Fill(b, screen.Shape{Fill: screen.Mist, Radius: 36 * l.u})
	}
	in := b.Inset(40*l.u, 26*l.u)
	head := in.CutTop(56 * l.u)
	l.p.Icon(head.CutRight(40*l.u).Centred(34*l.u, 34*l.u), "next", screen.Jade)
	wide := l.p.Left(head, l.text("lobby.tickets"), l.face(34, true, screen.Jade))
	head.CutLeft(wide + 18*l.u)
	l.p.Left(head, l.other("lobby.tickets"), l.face(25, false, screen.Faint))
	in.CutTop(8 * l.u)
	row := 84 * l.u
	room := max(1, int(in.H/row))
	items := l.m.Strip
	more := 0
	if len(items) > room {
		more = len(items) - room + 1
		items = items[:room-1]
	}
	for _, item := range items {
		l.ticket(in.CutTop(row), item)
	}
	if more > 0 {
		l.p.Left(in.CutTop(row), l.text("lobby.more_tickets", "Count", itoa(more)), l.face(30, false, screen.Faint))
	}
}

func (l *look) ticket(b screen.Box, item checkin.StripItem) {
	chip := b.CutLeft(118*l.u).Centred(118*l.u, 60*l.u)
	fill, ink := screen.Mist, screen.Jade
	if item.Urgent {
		fill, ink = screen.Gold, screen.Ink
	}
	l.p.Fill(chip, screen.Shape{Fill: fill, Radius: chip.H / 2})
	l.p.Centre(chip, ticketNumber(item.Ticket), l.face(34, true, ink))
	b.CutLeft(26 * l.u)
	name := l.face(34, true, screen.Ink)
	l.p.Left(b.CutLeft(b.W*0.40), l.book.Address(l.m.Lang, item.Visitor), name)
	b.CutLeft(20 * l.u)
	words := l.face(34, item.Urgent, screen.Ink)
	if !item.Urgent {
		words = words.In(screen.Faint)
	}
	l.p.Left(b, l.book.Say(l.m.Lang, item.Words), words)
}

// quiet stands where the tickets stand when there are none: what will be asked.
func (l *look) quiet(b screen.Box) {
	l.card(b)
	in := b.Inset(40*l.u, 30*l.u)
	head := in.CutTop(56 * l.u)
	wide := l.p.Left(head, l.text("lobby.steps"), l.face(34, true, screen.Jade))
	head.CutLeft(wide + 18*l.u)
	l.p.Left(head, l.other("lobby.steps"), l.face(25, false, screen.Faint))
	in.CutTop(14 * l.u)
	steps := []struct{ icon, id string }{{"search", "lobby.step_host"}, {"person", "lobby.step_name"}, {"phone", "lobby.step_contact"}, {"lift", "lobby.step_badge"}}
	rows := in.Rows(len(steps), 4*l.u)
	for i, s := range steps {
		row := rows[i]
		disc := row.CutLeft(72*l.u).Centred(64*l.u, 64*l.u)
		l.p.Fill(disc, screen.Shape{Fill: screen.Mist, Radius: disc.H / 2})
		l.p.Icon(disc.Centred(38*l.u, 38*l.u), s.icon, screen.Jade)
		row.CutLeft(26 * l.u)
		first, second := l.face(33, true, screen.Ink), l.face(24, false, screen.Faint)
		lines := row.Centred(row.W, first.Line()+second.Line())
		l.p.Left(lines.CutTop(first.Line()), l.text(s.id), first)
		l.p.Left(lines, l.other(s.id), second)
	}
}
