package screen

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"lobby.internal/kiosk"
)

// pad is what happens on a target that a finger draws on.
type pad struct {
	draw func(kiosk.Point)
	lift func()
}

// Pad makes b a target to draw on: draw is called with each place that a finger
// comes to, in units of the pad, and lift when it goes.
func (p *Pen) Pad(name string, b Box, draw func(kiosk.Point), lift func()) {
	t := Target{Name: name, Box: b}
	if draw != nil && lift != nil {
		t.pad = &pad{draw, lift}
	}
	p.targets = append(p.targets, t)
}

// drawFrom begins a stroke where a finger came down, if that is on a pad and no
// other finger draws.
func (s *Stage) drawFrom(t Target, at fyne.Position) {
	if t.pad != nil && s.drawing == "" {
		s.drawing = t.Name
		s.drawTo(at)
	}
}

// drawTo goes on with the stroke; a finger beside the pad draws along its edge.
func (s *Stage) drawTo(at fyne.Position) {
	for _, t := range s.pen.targets {
		if t.Name != s.drawing || t.pad == nil || t.Box.W <= 0 || t.Box.H <= 0 {
			continue
		}
		x, y := (at.X-t.Box.X)/t.Box.W*kiosk.PadWidth, (at.Y-t.Box.Y)/t.Box.H*kiosk.PadHeight
		t.pad.draw(kiosk.Point{X: int(min(max(0, x), kiosk.PadWidth)), Y: int(min(max(0, y), kiosk.PadHeight))})
		s.Refresh()
		return
	}
}

// lift ends the stroke.
func (s *Stage) lift() {
	name := s.drawing
	s.drawing = ""
	for _, t := range s.pen.targets {
		if name != "" && t.Name == name && t.pad != nil {
			t.pad.lift()
			return
		}
	}
}

// MouseIn implements desktop.Hoverable, of which the stage wants the moves alone.
func (s *Stage) MouseIn(*desktop.MouseEvent) {}

// MouseMoved draws, while a pointer is down on a pad.
func (s *Stage) MouseMoved(e *desktop.MouseEvent) {
	if s.drawing != "" {
		s.drawTo(e.Position)
	}
}

// MouseOut implements desktop.Hoverable.
func (s *Stage) MouseOut() {}

// Ink paints what was drawn on a pad into b, as large as it fits.
func (p *Pen) Ink(b Box, strokes [][]kiosk.Point, width float32, c color.NRGBA) {
	scale := min(b.W/kiosk.PadWidth, b.H/kiosk.PadHeight)
	in := b.Centred(scale*kiosk.PadWidth, scale*kiosk.PadHeight)
	place := func(q kiosk.Point) fyne.Position {
		return fyne.NewPos(in.X+float32(q.X)*scale, in.Y+float32(q.Y)*scale)
	}
	for _, stroke := range strokes {
		if len(stroke) == 1 { // a dot
			at := place(stroke[0])
			p.Fill(Box{at.X - width/2, at.Y - width/2, width, width}, Shape{Fill: c, Radius: width / 2})
		}
		for i := 1; i < len(stroke); i++ {
			p.line(place(stroke[i-1]), place(stroke[i]), width, c)
		}
	}
}

func (p *Pen) line(from, to fyne.Position, width float32, c color.NRGBA) {
	if p.stroke == len(p.strokes) {
		p.strokes = append(p.strokes, canvas.NewLine(color.Transparent))
	}
	l := p.strokes[p.stroke]
	p.stroke++
	l.StrokeColor, l.StrokeWidth, l.Position1, l.Position2 = c, width, from, to
	p.objects = append(p.objects, l)
}

// dry forgets the lines that were not needed this time: they hold nothing of a
// signature.
func (p *Pen) dry() {
	clear(p.strokes[p.stroke:])
	p.strokes = p.strokes[:p.stroke]
}
