package lobby

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// farewell sees the visitor off (F12). A touch anywhere makes room for the next
// visitor at once.
func (l *look) farewell() {
	words := kiosk.Line{}
	if l.m.Visit != nil {
		words = l.m.Visit.Words
	}
	l.parting("check", words)
}

// parting paints words that end what somebody came for, and makes the whole
// window the way back.
func (l *look) parting(icon string, words kiosk.Line) {
	in := l.scene("scene")
	side := l.pick(172, 156)
	if l.portrait {
		in.CutTop(l.px(600))
	} else {
		in.CutTop(l.px(370))
		in.W = l.all.W*0.66 - in.X
	}
	disc := in.CutTop(side)
	l.p.Disc(disc.CutLeft(side), icon, screen.Gold, screen.Ink)
	in.CutTop(l.pick(48, 36))
	in.H = l.pick(560, 400)
	if !words.IsZero() {
		l.says(in, words, l.pick(80, 76)/l.u, screen.White, screen.Pale)
	}
	touch := l.all
	if l.m.Seated {
		touch = l.reach
	}
	l.p.Touch("done", touch, l.does(checkin.Intent{Kind: checkin.IntentDone}))
}
