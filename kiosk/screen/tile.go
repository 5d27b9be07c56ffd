package screen

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// Tile paints o as one of several cards over the whole of b: where b is high
// enough the sign stands over the words, else before them. The sign is the icon,
// or the label's first character where there is none.
func (p *Pen) Tile(b Box, o Button) {
	c := p.touch(b, o, min(b.H/2, p.px(36)))
	fill, ink := Mist, Jade
	switch {
	case o.Rests:
		fill, ink = Card, Faint
	case o.Style == Primary:
		fill, ink = Gold, Ink
	}
	if p.least == 0 && b.H >= p.px(240) && b.H >= b.W*0.42 {
		p.tallTile(b.Inset(p.px(36), p.px(32)), o, c, fill, ink)
		return
	}
	in, h := b.Inset(p.px(28), 0), b.H/p.unit
	first, second := p.face(min(54, h*0.28), true, c.ink), p.face(min(30, max(24, h*0.17)), false, c.second)
	side, gap := min(p.px(112), b.H*0.56), p.px(22)
	if p.least > 0 {
		side = min(side, p.px(84))
	}
	if b.W >= p.px(600) {
		p.Icon(in.CutRight(p.px(48)).Centred(p.px(34), p.px(34)), "next", c.second)
	}
	smallest := first
	smallest.Size = min(first.Size, max(p.px(36), first.Least))
	if p.least == 0 || smallest.Width(o.Label) <= in.W-side-gap { // large words matter more
		p.sign(in.CutLeft(side).Centred(side, side), o, fill, ink)
		in.CutLeft(gap)
	}
	for first.Size > smallest.Size && first.Width(o.Label) > in.W {
		first.Size = max(smallest.Size, first.Size*0.96)
	}
	p.Pair(in, o.Label, first, o.Second, second, fyne.TextAlignLeading)
}

func (p *Pen) tallTile(in Box, o Button, c colours, fill, ink color.NRGBA) {
	side := min(p.px(120), in.H*0.44)
	head := in.CutTop(side)
	p.sign(head.CutLeft(side), o, fill, ink)
	arrow := p.px(32)
	p.Icon(head.CutRight(arrow).Centred(arrow, arrow), "next", c.second)
	first, second := p.face(46, true, c.ink), p.face(29, false, c.second)
	rows := first.Line()
	if o.Second != "" {
		rows += second.Line()
	}
	p.Pair(in.CutBottom(rows), o.Label, first, o.Second, second, fyne.TextAlignLeading)
}

// sign paints what tells o from the others at a glance.
func (p *Pen) sign(b Box, o Button, fill, ink color.NRGBA) {
	if o.Icon != "" || o.Label == "" {
		p.Disc(b, o.Icon, fill, ink)
		return
	}
	p.Fill(b, Shape{Fill: fill, Radius: b.H / 2})
	f := Face{Size: max(b.H*0.46, p.px(p.least)), Bold: true, Color: ink, Least: p.px(p.least)}
	b.Y -= f.Size * 0.04 // a character stands below the middle of its line
	p.Centre(b, initial(o.Label), f)
}

func initial(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}
