package screen

import (
	"image/color"
	"math"
)

// The palette of high contrast: three colours, of which black stands on or under
// each of the others.
var (
	Black  = color.NRGBA{0x00, 0x00, 0x00, 0xFF}
	Bright = color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}
	Yellow = color.NRGBA{0xFF, 0xDD, 0x00, 0xFF}
)

// Strengthen has the picture painted in black, white and yellow, until it ends.
// Whoever paints goes on naming the colours of the palette.
func (p *Pen) Strengthen() { p.contrast = true }

// strong returns how a box looks in high contrast. What is told apart by a pale
// fill alone has an outline; what is pressed turns white.
func (p *Pen) strong(b Box, s Shape) Shape {
	if s.Stroke != Clear {
		s.Stroke = Bright
	}
	if s.Fill == Clear {
		return s
	}
	s.Fill = strongGround(s.Fill)
	if len(p.pressed) > 0 && p.isPressed(b) {
		s.Fill = Bright
	}
	if s.Fill == Black && s.Radius > 0 && s.Stroke == Clear {
		s.Stroke, s.Width = Bright, max(1, p.px(2.5))
	}
	return s
}

func strongGround(c color.Color) color.Color {
	switch c {
	case Jade, Gold:
		return Yellow
	case JadeLow, Pale:
		return Bright
	}
	return Black
}

func (p *Pen) isPressed(b Box) bool {
	for _, t := range p.targets {
		if p.pressed[t.Name] > 0 && t.Box == b && t.Do != nil {
			return true
		}
	}
	return false
}

// strongInk returns the colour of what is written into b: black on what is
// bright; on black white, or yellow for what stands out.
func (p *Pen) strongInk(b Box, c color.Color) color.NRGBA {
	if p.ground(b.X+min(b.W, b.H)/2, b.Mid()) != Black {
		return Black
	}
	switch c {
	case Jade, Gold, Pale, Failure, Warning, Success:
		return Yellow
	}
	return Bright
}

// ground returns the colour of the topmost box painted so far at a point.
func (p *Pen) ground(x, y float32) color.Color {
	for i := p.rect - 1; i >= 0; i-- {
		r := p.rects[i]
		at, size := r.Position(), r.Size()
		if r.FillColor != Clear && (Box{at.X, at.Y, size.Width, size.Height}).holds(x, y) {
			return r.FillColor
		}
	}
	return Black
}

// Contrast returns WCAG's contrast of two opaque colours, from 1 to 21.
func Contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is WCAG's relative luminance.
func luminance(c color.NRGBA) float64 {
	return 0.2126*linear[c.R] + 0.7152*linear[c.G] + 0.0722*linear[c.B]
}

// linear is how much light each value of sRGB stands for, from 0 to 1.
var linear = func() (all [256]float64) {
	for v := range all {
		s := float64(v) / 255
		if s <= 0.04045 {
			all[v] = s / 12.92
		} else {
			all[v] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return all
}()
