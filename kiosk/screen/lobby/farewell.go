package lobby

import (
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// farewell sees the visitor off (F12). A touch anywhere makes room for the next
// visitor at once.
func (l *look) farewell() {
	in := l.scene("scene")
	side := l.pick(172, 156)
	if l.portrait {
		in.CutTop(l.px(600))
	} else {
		in.CutTop(l.px(370))
		in.W = l.all.W*0.66 - in.X
	}
	disc := in.CutTop(side)
	l.p.Disc(disc.CutLeft(side), "check", screen.Gold, screen.Ink)
	in.CutTop(l.pick(48, 36))
	in.H = l.pick(560, 400)
	if l.m.Visit != nil {
		l.says(in, l.m.Visit.Words, l.pick(80, 76)/l.u, screen.White, screen.Pale)
	}
	l.p.Touch("done", l.all, l.does(checkin.Intent{Kind: checkin.IntentDone}))
}
