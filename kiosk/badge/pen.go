package badge

import (
	"fmt"
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// style is a font at a size in dots to the em.
type style struct {
	weight weight
	size   int
	family family // tried first; the other draws what it lacks
}

// pen sets type. It keeps the faces of one badge and the first error, so that
// drawing need not ask after every word.
type pen struct {
	fonts typefaces
	faces map[style]font.Face
	buf   sfnt.Buffer
	err   error
}

func newPen(t typefaces) *pen { return &pen{fonts: t, faces: make(map[style]font.Face)} }

func (p *pen) face(s style) font.Face {
	if f, ok := p.faces[s]; ok {
		return f
	}
	f, err := opentype.NewFace(p.fonts[s.family][s.weight], &opentype.FaceOptions{Size: float64(s.size), DPI: 72, Hinting: font.HintingFull})
	if err != nil && p.err == nil {
		p.err = fmt.Errorf("badge: font at %d dots: %w", s.size, err)
	}
	p.faces[s] = f
	return f
}

// width returns how many dots a line takes, its letters not spaced.
func (p *pen) width(text string, s style) int {
	w := 0
	p.each(text, s, 0, func(g glyph) { w = g.at + g.advance })
	return w
}

// glyph is one of a line: its face, and in dots where it starts and how wide it
// is.
type glyph struct {
	rune        rune
	face        font.Face
	at, advance int
}

// each goes along a line, each glyph on a whole dot.
func (p *pen) each(text string, s style, tracking int, do func(glyph)) {
	at, want := fixed.Int26_6(0), s.family
	var before glyph
	for i, r := range text {
		s.family = p.fonts.of(&p.buf, want, r)
		face := p.face(s)
		if p.err != nil {
			return
		}
		if i > 0 {
			at += fixed.I(tracking)
		}
		if face == before.face {
			at += face.Kern(before.rune, r)
		}
		advance, _ := face.GlyphAdvance(r)
		before = glyph{r, face, at.Round(), advance.Round()}
		do(before)
		at += advance
	}
}

// draw sets a line with its first glyph at x and its baseline at y, and returns
// its width.
func (p *pen) draw(img *image.Paletted, text string, s style, x, y, tracking int, ink uint8) int {
	w, limit := 0, threshold(s)
	p.each(text, s, tracking, func(g glyph) {
		w = g.at + g.advance
		box, mask, corner, _, ok := g.face.Glyph(fixed.P(x+g.at, y), g.rune)
		if !ok {
			return
		}
		for dy := range box.Dy() {
			for dx := range box.Dx() {
				_, _, _, a := mask.At(corner.X+dx, corner.Y+dy).RGBA()
				if at := image.Pt(box.Min.X+dx, box.Min.Y+dy); a >= limit && at.In(img.Rect) {
					img.SetColorIndex(at.X, at.Y, ink)
				}
			}
		}
	})
	return w
}

// usualRise is how far above the baseline a line of the size is taken to reach;
// below it, it reaches what is left of the size.
func usualRise(size int) int { return size * 88 / 100 }

// extent returns how far a line reaches above and below its baseline: as usual,
// and in the Latin family as far as its ink with some air above, for accents
// stand on accents in Vietnamese capitals.
func (p *pen) extent(text string, s style) (above, below int) {
	above = usualRise(s.size)
	below = s.size - above
	if s.family == common {
		return above, below
	}
	p.each(text, s, 0, func(g glyph) {
		box, _, _ := g.face.GlyphBounds(g.rune)
		above, below = max(above, s.size/16-box.Min.Y.Floor()), max(below, box.Max.Y.Ceil())
	})
	return above, below
}

// threshold returns how much of a dot a glyph must cover to blacken it, of
// 0xffff. Thin strokes that fall between two rows of dots cover half of each or
// less: the smaller the type, the sooner a dot is black, or Chinese characters
// lose strokes. Large bold type can wait longer, which keeps round letters from
// showing a stray dot below the line.
func threshold(s style) uint32 {
	const full = 0xffff
	switch {
	case s.size < 28:
		return full * 38 / 100
	case s.size < 40 || s.weight == regular:
		return full * 44 / 100
	}
	return full * 58 / 100
}
