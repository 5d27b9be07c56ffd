package screen

import "image/color"

// Ring paints the keyboard's focus around b, if it is there.
func (p *Pen) Ring(b Box, focused bool, radius float32) {
	if focused {
		d := p.px(9)
		p.Fill(b.Inset(-d, -d), Shape{Stroke: Ink, Width: p.px(5), Radius: radius + d})
	}
}

// Card paints a white card with a fine line around it.
func (p *Pen) Card(b Box) {
	p.Fill(b, Shape{Fill: Card, Stroke: Hair, Width: max(1, p.px(2)), Radius: p.px(36)})
}

// Disc paints an icon on a round ground that fills b.
func (p *Pen) Disc(b Box, icon string, fill, ink color.NRGBA) {
	p.Fill(b, Shape{Fill: fill, Radius: b.H / 2})
	side := b.H * 0.56
	p.Icon(b.Centred(side, side), icon, ink)
}

// Pill paints a few characters on a ground with round ends that fills b.
func (p *Pen) Pill(b Box, words string, fill, ink color.NRGBA) {
	p.Fill(b, Shape{Fill: fill, Radius: b.H / 2})
	f := Face{Size: max(b.H*0.58, p.px(p.least)), Bold: true, Color: ink, Least: p.px(p.least)}
	p.Centre(b, words, f.Within(words, b.W-b.H*0.4))
}

// Progress paints how many questions there are and which of them, from 1, is on
// the screen: those behind and this one filled, this one higher too.
func (p *Pen) Progress(b Box, at, of int) {
	if of <= 0 {
		return
	}
	for i, bar := range b.Columns(of, p.px(14)) {
		fill := Hair
		if i < at {
			fill = Jade
		}
		if i != at-1 {
			bar = bar.Inset(0, bar.H*0.2)
		}
		p.Fill(bar, Shape{Fill: fill, Radius: bar.H / 2})
	}
}
