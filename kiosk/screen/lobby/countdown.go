package lobby

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// counting reports whether the countdown takes the place of the buttons at the
// foot, which return as soon as it is stopped.
func (l *look) counting() bool { return l.m.Seated && l.m.Idle > 0 }

// countdown paints, over what stands at the top or in seated layout at the foot,
// how soon the screen is cleared and the way to stop it. All of the band stops it.
func (l *look) countdown() {
	if l.m.Idle == 0 {
		return
	}
	all := l.all
	band := all.CutTop(l.pick(146, headHeight))
	if l.m.Seated {
		low := l.sight
		band = low.CutBottom(l.navHeight())
	}
	stay := checkin.Intent{Kind: checkin.IntentStay}
	keep := func() { l.send(stay) }
	l.p.Fill(band, screen.Shape{Fill: screen.Gold})
	l.p.Touch("band", band, keep)
	in := band.Inset(l.margin(), 0)
	b := l.button("stay", screen.Quiet, "", "lobby.stay", stay)
	b.Do, b.Rests = keep, false
	wide := l.pick(340, 380)
	if l.m.Large {
		wide = l.pick(420, 460)
	}
	l.p.Button(in.CutRight(wide).Centred(wide, l.touch(l.pick(104, 84))), b)
	in.CutRight(l.px(24))
	clock := in.CutLeft(l.px(72))
	l.p.Icon(clock.Centred(l.px(60), l.px(60)), "clock", screen.Ink)
	in.CutLeft(l.px(20))
	seconds := itoa(l.m.Idle)
	l.p.Pair(in, l.text("lobby.idle", "Seconds", seconds), l.face(38, true, screen.Ink),
		l.other("lobby.idle", "Seconds", seconds), l.face(26, false, screen.Ink), fyne.TextAlignLeading)
}

// headHeight is the height, in units of a landscape window, of the heading that
// the countdown may cover: on no screen does anything to touch stand there.
const headHeight = 146
