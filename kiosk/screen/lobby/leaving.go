package lobby

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// leaving asks who goes for their badge (F12); who has none at hand is led to
// the desk.
func (l *look) leaving() {
	lost := l.button("lost", screen.Secondary, "", "lobby.lost", checkin.Intent{Kind: checkin.IntentLost})
	in := l.nav(l.header(), l.back(), screen.Button{}, l.language(), lost).Inset(l.margin(), 0)
	l.problem(in.CutBottom(l.roomy(130, 96, 236, 130)))
	in.CutTop(l.pick(120, 48))
	side := l.pick(300, 220)
	disc := in.CutTop(side)
	l.p.Disc(disc.CutLeft(side), "card-reader", screen.Mist, screen.Jade)
	in.CutTop(l.pick(64, 28))
	in.H = min(in.H, l.pick(360, 300))
	l.says(in, kiosk.Say("house.ask_badge"), l.pick(76, 64)/l.u, screen.Ink, screen.Faint)
}

// saidAll ends what somebody came for in the house's words. A touch anywhere
// makes room for the next visitor at once.
func (l *look) saidAll() {
	l.parting("bell", l.m.Told)
}
