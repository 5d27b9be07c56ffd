package lobby

import (
	"maps"
	"slices"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// Plan is the lobby as who stands before the kiosk sees it from above: what is
// ahead of them is at the top. Its boxes and points are in any one unit, from
// the upper left corner.
type Plan struct {
	Width, Height float32
	Here          Point
	Desk          screen.Box // may be empty
	Walls         []screen.Box
	Lifts         map[string]PlanLift // by lift bank
}

// Point is a place on a Plan.
type Point struct{ X, Y float32 }

// PlanLift is a lift bank, and the corners of the way that leads there.
type PlanLift struct {
	At      screen.Box
	Corners []Point
}

// Way returns the stretches, each straight across or straight up and down, from
// where the visitor stands to the edge of a lift bank; none if the plan does not
// have it.
func (p *Plan) Way(bank string) []screen.Box {
	lift, ok := p.Lifts[bank]
	if !ok {
		return nil
	}
	var way []screen.Box
	from := p.Here
	for _, to := range append(slices.Clip(lift.Corners), p.door(lift, from)) {
		for _, s := range []screen.Box{stretch(from, Point{to.X, from.Y}), stretch(Point{to.X, from.Y}, to)} {
			if s.W > 0 || s.H > 0 {
				way = append(way, s)
			}
		}
		from = to
	}
	return way
}

// door is the point of a lift bank that the last corner leads to: the nearest.
func (p *Plan) door(lift PlanLift, from Point) Point {
	if n := len(lift.Corners); n > 0 {
		from = lift.Corners[n-1]
	}
	b := lift.At
	return Point{min(max(from.X, b.X), b.X+b.W), min(max(from.Y, b.Y), b.Y+b.H)}
}

func stretch(a, b Point) screen.Box {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return screen.Box{X: x, Y: y, W: max(a.X, b.X) - x, H: max(a.Y, b.Y) - y}
}

// hasPlan reports whether the way to a visit's lifts can be drawn.
func (l *look) hasPlan(v *checkin.VisitView) bool {
	return l.lobby != nil && len(l.lobby.Way(v.Lift)) > 0
}

// plan draws the lobby as large as it fits into b, with the way from here to the
// visit's lifts (F8).
func (l *look) plan(b screen.Box, v *checkin.VisitView) {
	m := l.lobby
	l.p.Fill(b, screen.Shape{Fill: screen.Card, Radius: l.px(36)})
	in := b.Inset(l.px(24), l.px(24))
	legend := in.CutBottom(l.px(44))
	scale := min(in.W/m.Width, in.H/m.Height)
	room := in.Centred(m.Width*scale, m.Height*scale)
	on := func(s screen.Box) screen.Box {
		return screen.Box{X: room.X + s.X*scale, Y: room.Y + s.Y*scale, W: s.W * scale, H: s.H * scale}
	}
	for _, w := range m.Walls {
		l.p.Fill(on(w), screen.Shape{Fill: screen.Outline, Radius: l.px(1)})
	}
	for _, s := range m.Way(v.Lift) {
		thick := l.px(6)
		l.p.Fill(on(s).Inset(-thick, -thick), screen.Shape{Fill: screen.Gold, Radius: thick})
	}
	if m.Desk.W > 0 {
		desk := on(m.Desk)
		l.p.Fill(desk, screen.Shape{Fill: screen.Mist, Stroke: screen.Outline, Width: l.px(2), Radius: l.px(6)})
		side := min(desk.W, desk.H, l.px(40))
		l.p.Icon(desk.Centred(side, side), "bell", screen.Jade)
	}
	for _, bank := range slices.Sorted(maps.Keys(m.Lifts)) {
		l.bank(on(m.Lifts[bank].At), bank, bank == v.Lift)
	}
	here := on(screen.Box{X: m.Here.X, Y: m.Here.Y}).Centred(l.px(44), l.px(44))
	l.p.Disc(here, "person", screen.Jade, screen.White)
	mark := legend.CutLeft(l.px(32)).Centred(l.px(32), l.px(32))
	l.p.Disc(mark, "person", screen.Jade, screen.White)
	legend.CutLeft(l.px(12))
	l.beside(legend, "lobby.you_are_here", l.face(28, true, screen.Ink), l.face(24, false, screen.Faint))
}

// bank draws a lift bank with its name; the visitor's own is filled and larger
// written, and the way ends there.
func (l *look) bank(b screen.Box, name string, own bool) {
	shape, f := screen.Shape{Fill: screen.Card, Stroke: screen.Outline, Width: l.px(2.5), Radius: l.px(6)}, l.face(26, false, screen.Ink)
	if own {
		shape.Fill, f = screen.Jade, l.face(38, true, screen.White)
	}
	l.p.Fill(b, shape)
	l.p.Centre(b, name, f.Within(name, b.W))
}
