package badge

import (
	"fmt"
	"image"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"lobby.internal/assets"
)

type weight int

const (
	regular weight = iota
	bold
)

// typefaces are the two fonts, parsed; they do not change.
type typefaces [2]*sfnt.Font

var loadTypefaces = sync.OnceValues(func() (typefaces, error) {
	var t typefaces
	for w, data := range [][]byte{regular: assets.FontRegular(), bold: assets.FontBold()} {
		f, err := opentype.Parse(data)
		if err != nil {
			return t, fmt.Errorf("badge: font: %w", err)
		}
		t[w] = f
	}
	return t, nil
})

// have reports whether both fonts can draw all of text. What is drawn glyph by
// glyph cannot have marks that belong over another letter, nor characters that
// only steer the others.
func (t typefaces) have(text string) bool {
	var buf sfnt.Buffer
	for _, r := range text {
		if unicode.In(r, unicode.M, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) {
			return false
		}
		for _, f := range t {
			if i, err := f.GlyphIndex(&buf, r); err != nil || i == 0 {
				return false
			}
		}
	}
	return true
}

// style is a font at a size in dots to the em.
type style struct {
	weight weight
	size   int
}

// pen sets type. It keeps the faces of one badge and the first error, so that
// drawing need not ask after every word.
type pen struct {
	fonts typefaces
	faces map[style]font.Face
	err   error
}

func newPen(t typefaces) *pen { return &pen{fonts: t, faces: make(map[style]font.Face)} }

func (p *pen) face(s style) font.Face {
	if f, ok := p.faces[s]; ok {
		return f
	}
	f, err := opentype.NewFace(p.fonts[s.weight], &opentype.FaceOptions{Size: float64(s.size), DPI: 72, Hinting: font.HintingFull})
	if err != nil && p.err == nil {
		p.err = fmt.Errorf("badge: font at %d dots: %w", s.size, err)
	}
	p.faces[s] = f
	return f
}

// width returns how many dots a line takes, letters spaced by tracking.
func (p *pen) width(text string, s style, tracking int) int {
	w := 0
	p.each(text, s, tracking, func(at int, r rune, advance int) { w = at + advance })
	return w
}

// each goes along a line, each glyph on a whole dot.
func (p *pen) each(text string, s style, tracking int, do func(at int, r rune, advance int)) {
	face := p.face(s)
	if p.err != nil {
		return
	}
	at, before := fixed.Int26_6(0), rune(-1)
	for _, r := range text {
		if before >= 0 {
			at += face.Kern(before, r) + fixed.I(tracking)
		}
		advance, _ := face.GlyphAdvance(r)
		do(at.Round(), r, advance.Round())
		at, before = at+advance, r
	}
}

// draw sets a line with its first glyph at x and its baseline at y, and returns
// its width.
func (p *pen) draw(img *image.Paletted, text string, s style, x, y, tracking int, ink uint8) int {
	w, limit := 0, threshold(s)
	p.each(text, s, tracking, func(at int, r rune, advance int) {
		w = at + advance
		box, mask, corner, _, ok := p.face(s).Glyph(fixed.P(x+at, y), r)
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
