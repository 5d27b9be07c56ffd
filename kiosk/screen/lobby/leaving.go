package lobby

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// leaving asks who goes for their badge (F12); who has none at hand is led to
// the desk.
func (l *look) leaving() {
	hero, in := l.pictured(l.back(), screen.Button{}, l.language(), screen.Button{})
	l.asks(hero, kiosk.Say("house.ask_badge"))
	l.p.Tile(in.CutBottom(l.pick(170, 140)), l.button("lost", screen.Secondary, "help", "lobby.lost", checkin.Intent{Kind: checkin.IntentLost}))
	in.CutBottom(l.pick(24, 18))
	if !l.m.Problem.IsZero() {
		l.problem(in.CutBottom(l.roomy(150, 150, 190, 190)))
		in.CutBottom(l.px(12))
	}
	l.badgeAtReader(in)
}

// badgeAtReader draws what is to be done: a badge held to the reader.
func (l *look) badgeAtReader(b screen.Box) {
	l.p.Fill(b, screen.Shape{Fill: screen.Mist, Radius: l.px(36)})
	u := min(b.H/480, b.W/900) // of the drawing, which is 900 × 480
	in := b.Centred(760*u, 380*u)
	l.drawnBadge(in.CutLeft(250*u), u)
	l.drawnReader(in.CutRight(220*u).Centred(220*u, 330*u), u)
	for i, row := range in.Centred(200*u, 70*u).Columns(3, 0) {
		ink := [3]float32{40, 54, 70}[i] * u
		l.p.Icon(row.Centred(ink, ink), "next", screen.Jade)
	}
}

// drawnBadge draws a visitor's badge: a slot to hang it by, a face, a name.
func (l *look) drawnBadge(b screen.Box, u float32) {
	l.p.Fill(b, screen.Shape{Fill: screen.Card, Stroke: screen.Outline, Width: max(1, 3*u), Radius: 26 * u})
	head := b.CutTop(92 * u)
	l.p.Fill(head.Inset(14*u, 14*u), screen.Shape{Fill: screen.Jade, Radius: 14 * u})
	l.p.Fill(head.Centred(70*u, 14*u), screen.Shape{Fill: screen.White, Radius: 7 * u})
	l.p.Disc(b.CutTop(150*u).Centred(130*u, 130*u), "person", screen.Gold, screen.Ink)
	b.CutTop(12 * u)
	for _, wide := range []float32{160, 110} {
		l.p.Fill(b.CutTop(22*u).Centred(wide*u, 22*u), screen.Shape{Fill: screen.Outline, Radius: 11 * u})
		b.CutTop(20 * u)
	}
}

// drawnReader draws the card reader with its light on.
func (l *look) drawnReader(b screen.Box, u float32) {
	l.p.Fill(b, screen.Shape{Fill: screen.Jade, Radius: 34 * u})
	l.p.Fill(b.CutTop(70*u).Centred(120*u, 14*u), screen.Shape{Fill: screen.Gold, Radius: 7 * u})
	b.CutBottom(40 * u)
	l.p.Icon(b.Centred(150*u, 150*u), "card-reader", screen.White)
}

// saidAll ends what somebody came for in the house's words. A touch anywhere
// makes room for the next visitor at once.
func (l *look) saidAll() {
	l.parting("bell", l.m.Told)
}
