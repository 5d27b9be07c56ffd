package screen

import "fyne.io/fyne/v2"

// Key is a key of an on-screen keyboard.
type Key struct {
	Name  string
	Label string
	Icon  string // instead of the label
	Plain bool   // types nothing by itself: shift, erase, another page
	On    bool   // is in effect, as shift is
	Do    func() // when a finger comes down; nil does nothing
}

// Key paints k over the middle of b, all of which is to be touched.
func (p *Pen) Key(b Box, k Key) {
	pressed, focused := p.PressTouch(k.Name, b, k.Do)
	face := b.Inset(p.px(5), p.px(5))
	fill, ink := Card, Ink
	switch {
	case pressed:
		fill, ink = JadeLow, White
	case k.On:
		fill, ink = Jade, White
	case k.Plain:
		fill = Paper
	}
	radius := p.px(16)
	p.Ring(face, focused, radius)
	p.Fill(face, Shape{Fill: fill, Stroke: Outline, Width: p.px(1.5), Radius: radius})
	if k.Icon != "" {
		side := min(p.px(48), face.H*0.6)
		p.Icon(face.Centred(side, side), k.Icon, ink)
		return
	}
	f := Face{Size: max(min(p.px(44), face.H*0.5), p.px(p.least)), Bold: !k.Plain, Color: ink, Least: p.px(p.least)}
	p.write(face, k.Label, f.Within(k.Label, face.W-p.px(8)), fyne.TextAlignCenter)
}
