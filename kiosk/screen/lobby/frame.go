package lobby

import (
	"lobby.internal/kiosk/screen"
)

// header paints the band with the company's name and the clock, and returns
// what is left below it.
func (l *look) header() screen.Box {
	body := l.all
	band := body.CutTop(l.pick(140, 104))
	l.p.Fill(band, screen.Shape{Fill: screen.Jade})
	l.p.Fill(body.CutTop(l.px(6)), screen.Shape{Fill: screen.Gold})
	in := band.Inset(l.margin(), 0)
	l.p.Right(in.CutRight(l.px(200)), l.book.Clock(l.m.Now), l.face(48, true, screen.White))
	l.beside(in, "house.company", l.face(38, true, screen.White), l.face(26, false, screen.Pale))
	return body
}

// progress paints which question this is, at the top of body.
func (l *look) progress(body *screen.Box) {
	body.CutTop(l.pick(34, 30))
	l.p.Progress(body.CutTop(l.px(16)).Inset(l.margin(), 0), l.m.At, l.m.Of)
}

// nav paints the row of buttons at the foot, the last of them at the right as
// the way on, and returns what is left above it. A button without a name leaves
// its place empty.
func (l *look) nav(body screen.Box, buttons ...screen.Button) screen.Box {
	row := body.CutBottom(l.pick(158, 118)).Inset(l.margin(), 0)
	row = row.Centred(row.W, l.pick(116, 88))
	wide := row.CutRight(l.pick(300, 340))
	row.CutRight(l.px(20))
	for i, b := range buttons {
		box := wide
		if i < len(buttons)-1 {
			box = row.CutLeft(l.pick(196, 230))
			row.CutLeft(l.px(20))
		}
		if b.Name != "" {
			l.p.Button(box, b)
		}
	}
	return body
}

// problem paints what is wrong with the answer: a sign and a sentence.
func (l *look) problem(row screen.Box) {
	if l.m.Problem.IsZero() {
		return
	}
	side := l.px(40)
	sign := row.CutLeft(side)
	l.p.Icon(sign.Centred(side, side), "warning", screen.Failure)
	row.CutLeft(l.px(14))
	f, lines := screen.Fitted(row, l.book.Say(l.m.Lang, l.m.Problem), l.face(31, true, screen.Failure), l.px(24))
	l.p.Lines(row.Centred(row.W, float32(len(lines))*f.Line()), lines, f, 0)
}
