package lobby

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// nib is how wide a stroke is, in units of the design.
const nib = 7

// sign shows the house rules, page by page, and the pad to sign them on.
func (l *look) sign() {
	body := l.header()
	l.progress(&body)
	next := l.button("next", screen.Primary, "", "lobby.next", checkin.Intent{Kind: checkin.IntentNext})
	if l.m.At == l.m.Of {
		next = l.register("next", checkin.IntentNext)
	}
	in := l.nav(body, l.back(), l.cancel(), l.language(), next).Inset(l.margin(), 0)
	l.heading(&in, kiosk.Say("lobby.sign"))
	in.CutBottom(l.px(16))
	if l.portrait {
		l.signPad(in.CutBottom(l.roomy(100, 100, 130, 130) + in.W*kiosk.PadHeight/kiosk.PadWidth))
		l.problem(in.CutBottom(l.problemRoom(84, 84)))
		l.rules(in)
		return
	}
	high := in.H - l.roomy(160, 160, 250, 250)
	if l.m.Seated {
		high = min(high, in.Y+in.H-l.reach.Y-l.roomy(100, 100, 130, 130))
	}
	side := in.CutRight(min(in.W*0.52, high*kiosk.PadWidth/kiosk.PadHeight))
	in.CutRight(l.px(40))
	l.rules(in)
	l.signPad(side.CutBottom(l.roomy(100, 100, 130, 130) + side.W*kiosk.PadHeight/kiosk.PadWidth))
	l.problem(side)
}

// rules shows a page of the text, with the ways to those before and after where
// there are more.
func (l *look) rules(b screen.Box) {
	page, pages, foot := l.read(b, l.px(96))
	if pages < 2 {
		return
	}
	wide := l.roomy(210, 210, 250, 250)
	if page > 0 {
		back := l.button("page back", screen.Secondary, "", "lobby.page_back", checkin.Intent{Kind: checkin.IntentPage, At: page - 1})
		l.p.Button(foot.CutLeft(wide).Centred(wide, l.touch(l.px(84))), back)
	} else {
		foot.CutLeft(wide)
	}
	foot.CutLeft(l.px(20))
	if page < pages-1 {
		on := l.button("page on", screen.Secondary, "", "lobby.page_on", checkin.Intent{Kind: checkin.IntentPage, At: page + 1})
		l.p.Button(foot.CutLeft(wide).Centred(wide, l.touch(l.px(84))), on)
	}
}

// signPad paints where to sign: a line to write on, what has been drawn, and the way
// to begin again.
func (l *look) signPad(b screen.Box) {
	head := b.CutTop(l.roomy(88, 88, 118, 118))
	b.CutTop(l.px(12))
	if l.m.Draft.Signature != "" {
		again := l.button("clear", screen.Secondary, "", "lobby.sign_again", checkin.Intent{Kind: checkin.IntentClear})
		l.p.Button(head.CutRight(l.roomy(230, 230, 300, 300)), again)
		head.CutRight(l.px(20))
	}
	if l.m.Draft.Signature == "" || !l.m.Large { // in large type, who has signed knows where
		l.pair(head, "lobby.sign_here", l.face(33, true, screen.Ink), l.face(25, false, screen.Faint))
	}
	stroke := screen.Outline
	if !l.m.Problem.IsZero() {
		stroke = screen.Failure
	}
	l.p.Fill(b, screen.Shape{Fill: screen.Card, Stroke: stroke, Width: l.px(4), Radius: l.px(28)})
	line := b.Inset(l.px(48), 0)
	l.p.Fill(screen.Box{X: line.X, Y: b.Y + b.H*0.76, W: line.W, H: max(1, l.px(2))}, screen.Shape{Fill: screen.Outline})
	strokes, err := l.m.Draft.Signature.Strokes()
	if err == nil {
		l.p.Ink(b, strokes, l.px(nib), screen.Ink)
	}
	if l.m.Busy {
		l.p.Pad("pad", b, nil, nil)
		return
	}
	l.p.Ink(b, [][]kiosk.Point{l.ink.points}, l.px(nib), screen.Ink)
	l.p.Pad("pad", b, l.ink.draw, func() { l.send(checkin.Intent{Kind: checkin.IntentStroke, Text: string(l.ink.lifted())}) })
}

// ink is the stroke that a finger is drawing, until the model has it.
type ink struct {
	points []kiosk.Point
	drawn  bool // the finger has gone
}

// thin is how far a finger must move for another point to be kept, in units of
// the pad, and mostPoints how many a stroke has.
const (
	thin       = 5
	mostPoints = 600
)

// draw takes the next place of the finger.
func (i *ink) draw(p kiosk.Point) {
	if i.drawn {
		*i = ink{}
	}
	n := len(i.points)
	if n == mostPoints || n > 0 && near(i.points[n-1], p) {
		return
	}
	i.points = append(i.points, p)
}

func near(a, b kiosk.Point) bool {
	dx, dy := a.X-b.X, a.Y-b.Y
	return dx*dx+dy*dy < thin*thin
}

// lifted returns the stroke.
func (i *ink) lifted() kiosk.Signature {
	i.drawn = true
	return kiosk.Sign(i.points)
}

// settle forgets the stroke once the model has it, or another screen is shown.
func (i *ink) settle(otherScreen bool) {
	if i.drawn || otherScreen {
		*i = ink{}
	}
}
