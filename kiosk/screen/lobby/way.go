package lobby

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// goUp shows the way: an open palm, the lift bank and the floor (F8).
func (l *look) goUp(v *checkin.VisitView) {
	in := l.scene("scene")
	l.addressed(&in, v)
	l.doneButton(&in)
	if l.portrait {
		in.CutTop(l.px(350))
		l.wayAndPlan(in.CutTop(l.px(400)), v)
		in.CutTop(l.px(40))
		l.badgeStep(in.CutBottom(l.px(120)), v)
		in.CutBottom(l.px(32))
		l.places(in.CutBottom(l.px(270)), v)
		in.CutBottom(l.px(24))
		l.says(in, v.Words, 74, screen.White, screen.Pale)
		return
	}
	in.CutTop(l.px(40))
	left := in.CutLeft(l.all.W*0.56 - in.X)
	words := left
	words.H = l.px(300)
	left.CutTop(l.says(words, v.Words, 70, screen.White, screen.Pale) + l.px(40))
	l.places(left.CutTop(l.px(270)), v)
	left.CutTop(l.px(28))
	l.badgeStep(left.CutTop(l.px(104)), v)
	in.CutLeft(l.px(60))
	in.CutTop(l.px(270))
	l.wayAndPlan(in, v)
}

// wayAndPlan paints the open palm, and the plan beside or under it if there is
// one. The palm stays on the side it points to.
func (l *look) wayAndPlan(b screen.Box, v *checkin.VisitView) {
	if !l.hasPlan(v) {
		l.way(b, v)
		return
	}
	if !l.portrait {
		b.H += l.px(150) // the button stands at the left alone
		l.wayInLine(b.CutTop(l.roomy(110, 110, 120, 120)), v)
		b.CutTop(l.px(24))
		l.plan(b, v)
		return
	}
	wide := b.W * 0.56
	if v.Side == checkin.SideLeft {
		l.plan(b.CutRight(wide), v)
	} else {
		l.plan(b.CutLeft(wide), v)
	}
	l.way(b.Inset(l.px(20), 0), v)
}

// palm returns the open palm to the side where the lifts are, and the words.
func palm(v *checkin.VisitView) (icon, id string) {
	if v.Side == checkin.SideLeft {
		return "palm-left", "lobby.way_left"
	}
	return "palm-right", "lobby.way_right"
}

// wayInLine paints the open palm and its words side by side, the palm on the
// side it points to.
func (l *look) wayInLine(b screen.Box, v *checkin.VisitView) {
	icon, id := palm(v)
	wide := b.H * 1.5
	cut, align := b.CutRight, fyne.TextAlignTrailing
	if v.Side == checkin.SideLeft {
		cut, align = b.CutLeft, fyne.TextAlignLeading
	}
	sign := cut(wide)
	l.p.Icon(sign, icon, screen.White)
	words := b.Inset(l.px(24), 0)
	l.p.Pair(words, l.text(id), l.face(44, true, screen.White), l.other(id), l.face(28, false, screen.Pale), align)
}

// way paints the open palm, to the side where the lifts are, and says it too.
func (l *look) way(b screen.Box, v *checkin.VisitView) {
	palm, id := palm(v)
	first, second := l.face(44, true, screen.White), l.face(28, false, screen.Pale)
	words := b.CutBottom(first.Line() + second.Line())
	h := min(b.H, b.W*2/3)
	sign := b.Centred(h*1.5, h)
	align := fyne.TextAlignCenter
	if l.portrait {
		align = fyne.TextAlignLeading
		sign.X = b.X
		if v.Side == checkin.SideLeft {
			align = fyne.TextAlignTrailing
			sign.X = b.X + b.W - sign.W
		}
	}
	l.p.Icon(sign, palm, screen.White)
	if first.Width(l.text(id)) > words.W {
		first.Size = l.px(36)
	}
	l.p.Pair(words, l.text(id), first, l.other(id), second, align)
}

// places paints the lift bank and the floor, to be read from afar.
func (l *look) places(b screen.Box, v *checkin.VisitView) {
	cells := []struct{ icon, id, value string }{{"lift", "lobby.lift", v.Lift}, {"building", "lobby.floor", v.Floor}}
	boxes := b.Columns(len(cells), l.px(28))
	for i, c := range cells {
		if c.value == "" {
			continue
		}
		l.p.Fill(boxes[i], screen.Shape{Fill: screen.Card, Radius: l.px(36)})
		in := boxes[i].Inset(l.px(36), l.px(22))
		head := in.CutTop(l.px(52))
		l.p.Icon(head.CutLeft(l.px(44)).Centred(l.px(42), l.px(42)), c.icon, screen.Jade)
		head.CutLeft(l.px(16))
		l.beside(head, c.id, l.face(33, true, screen.Jade), l.face(26, false, screen.Faint))
		value, lines := screen.Fitted(in, c.value, l.face(min(160, in.H/l.u*0.9), true, screen.Ink), l.px(40))
		l.p.Lines(in.Centred(in.W, float32(len(lines))*value.Line()), lines, value, fyne.TextAlignLeading)
	}
}
