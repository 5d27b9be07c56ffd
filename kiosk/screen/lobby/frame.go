package lobby

import (
	"slices"

	"lobby.internal/kiosk/screen"
)

// header paints the band with the company's name and the clock, and returns
// what is left below it.
func (l *look) header() screen.Box {
	body := l.sight
	band := body.CutTop(l.pick(140, 104))
	l.p.Fill(band, screen.Shape{Fill: screen.Jade})
	l.p.Fill(body.CutTop(l.px(6)), screen.Shape{Fill: screen.Gold})
	in := band.Inset(l.margin(), 0)
	l.p.Right(in.CutRight(l.px(200)), l.book.Clock(l.m.Now), l.face(48, true, screen.White))
	if l.logo != nil {
		room := in.Centred(in.W, l.pick(96, 72))
		room.W = in.W / 4
		in.CutLeft(l.p.Logo(room, l.logo) + l.px(24))
	}
	l.beside(in, "house.company", l.face(38, true, screen.White), l.face(26, false, screen.Pale))
	return body
}

// progress paints which question this is, at the top of body.
func (l *look) progress(body *screen.Box) {
	body.CutTop(l.pick(34, 30))
	l.p.Progress(body.CutTop(l.px(16)).Inset(l.margin(), 0), l.m.At, l.m.Of)
}

// navRow is how high the buttons of nav are.
func (l *look) navRow() float32 { return l.onward(l.pick(116, 88)) }

// navFoot is what a row of them takes at the foot.
func (l *look) navFoot() float32 { return max(l.pick(158, 118), l.navRow()+l.px(16)) }

// navHeight is what nav takes at the foot: in large type, two rows in portrait.
func (l *look) navHeight() float32 {
	if l.m.Large && l.portrait {
		return l.navFoot() + l.px(120)
	}
	return l.navFoot()
}

// nav paints the row of buttons at the foot, the last of them at the right as
// the way on, and returns what is left above it. A button without a name leaves
// its place empty; after the language comes how the screen looks.
func (l *look) nav(body screen.Box, buttons ...screen.Button) screen.Box {
	if l.counting() {
		body.CutBottom(l.navHeight())
		return body
	}
	foot := body.CutBottom(l.navHeight()).Inset(l.margin(), 0)
	row := foot.CutBottom(l.navFoot())
	row = row.Centred(row.W, l.navRow())
	gap, onWidth := l.pick(14, 20), l.roomy(256, 340, 300, 420)
	left := append(slices.Clone(buttons[:len(buttons)-1]), l.view())
	switch {
	case l.m.Large && l.portrait:
		l.buttons(foot, gap, left[len(left)-2:])
		left = left[:len(left)-2]
		if l.m.Reading != nil {
			onWidth = l.px(400)
		}
	case l.m.Reading != nil && l.portrait: // what has been read is agreed to in more words
		onWidth = l.px(280)
	}
	wide := row.CutRight(onWidth)
	row.CutRight(gap)
	l.buttons(row, gap, left)
	l.buttons(wide, 0, buttons[len(buttons)-1:])
	return body
}

// buttons paints buttons of equal width side by side; one without a name leaves
// its place empty.
func (l *look) buttons(row screen.Box, gap float32, all []screen.Button) {
	for i, box := range row.Columns(len(all), gap) {
		if all[i].Name != "" {
			l.p.Button(box, all[i])
		}
	}
}
