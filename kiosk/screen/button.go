package screen

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// Style is how much a button asks to be pressed.
type Style int

// The styles.
const (
	Secondary Style = iota // white with an outline
	Primary                // jade: the way on
	Golden                 // the way on where the ground is dark
	Quiet                  // white without an outline, on a picture
)

type colours struct{ fill, pressed, stroke, ink, second color.NRGBA }

func (s Style) colours() colours {
	switch s {
	case Primary:
		return colours{Jade, JadeLow, Clear, White, Pale}
	case Golden:
		return colours{Gold, Pale, Clear, Ink, Ink}
	case Quiet:
		return colours{Card, Mist, Clear, Ink, Faint}
	}
	return colours{Card, Mist, Outline, Ink, Faint}
}

// Button is something to press. Its name tells it from the others on the
// screen.
type Button struct {
	Name   string
	Style  Style
	Label  string
	Second string // smaller, under the label
	Icon   string // before the label
	Do     func()
	Rests  bool // is shown and does nothing
}

// touch makes b a target and returns the colours it has now.
func (p *Pen) touch(b Box, o Button, radius float32) colours {
	c := o.Style.colours()
	if o.Rests {
		o.Do = nil
		c = colours{Mist, Mist, Clear, Faint, Faint}
	}
	pressed, focused := p.Touch(o.Name, b, o.Do)
	p.targets[len(p.targets)-1].Onward = o.Style == Primary || o.Style == Golden
	if pressed {
		c.fill = c.pressed
	}
	p.Ring(b, focused, radius)
	p.Fill(b, Shape{Fill: c.fill, Stroke: c.stroke, Width: p.px(2.5), Radius: radius})
	return c
}

// Button paints o as a pill over the whole of b, all of which is to be touched,
// with its words in the middle.
func (p *Pen) Button(b Box, o Button) {
	c := p.touch(b, o, min(b.H/2, p.px(44)))
	first, second := p.face(38, true, c.ink), p.face(25, false, c.second)
	if b.H < p.px(96) {
		first, second = p.face(33, true, c.ink), p.face(23, false, c.second)
	}
	in := b.Inset(p.px(22), 0)
	if p.least > 0 || first.Within(o.Label, in.W).Width(o.Label) > in.W { // the words need the room
		in = b.Inset(p.px(12), 0)
	}
	side, gap := min(p.px(52), in.H*0.5), p.px(16)
	if o.Icon != "" && (p.least == 0 || first.Width(o.Label) <= in.W-side-gap) { // large words matter more
		width := min(in.W-side-gap, max(first.Width(o.Label), second.Width(o.Second))+1)
		in = in.Centred(width+side+gap, in.H)
		p.Icon(in.CutLeft(side).Centred(side, side), o.Icon, c.ink)
		in.CutLeft(gap)
	}
	p.Pair(in, o.Label, first, o.Second, second, fyne.TextAlignCenter)
}

// Row paints o as a card over the whole of b: the icon on a disc, the words
// beside it, and a sign that it leads on.
func (p *Pen) Row(b Box, o Button) {
	c := p.touch(b, o, min(b.H/2, p.px(36)))
	in := b.Inset(p.px(44), 0)
	if o.Icon != "" {
		side := min(p.px(150), b.H*0.62)
		fill, ink := Mist, Jade
		if o.Style == Primary {
			fill, ink = Gold, Ink
		}
		p.Disc(in.CutLeft(side).Centred(side, side), o.Icon, fill, ink)
		in.CutLeft(p.px(32))
	}
	p.Icon(in.CutRight(p.px(36)).Centred(p.px(34), p.px(34)), "next", c.second)
	in.CutRight(p.px(16))
	size := min(p.px(62), b.H*0.28)
	first, second := p.face(size/p.unit, true, c.ink), p.face(max(25, size*0.6/p.unit), false, c.second)
	p.Pair(in, o.Label, first, o.Second, second, fyne.TextAlignLeading)
}
