package badge

import (
	"fmt"
	"sync"
	"unicode"

	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"

	"lobby.internal/assets"
)

type weight int

const (
	regular weight = iota
	bold
)

// family is a design of letters.
type family int

const (
	common family = iota // Chinese, with most of the letters of western Europe
	latin                // Latin, Greek and Cyrillic, with what the common one lacks
)

// typefaces are the fonts by family and weight, parsed; they do not change.
type typefaces [2][2]*sfnt.Font

var loadTypefaces = sync.OnceValues(func() (typefaces, error) {
	var t typefaces
	for fam, faces := range [][]func() []byte{
		common: {regular: assets.FontRegular, bold: assets.FontBold},
		latin:  {regular: assets.FontLatinRegular, bold: assets.FontLatinBold},
	} {
		for w, data := range faces {
			f, err := opentype.Parse(data())
			if err != nil {
				return t, fmt.Errorf("badge: font: %w", err)
			}
			t[fam][w] = f
		}
	}
	return t, nil
})

// has reports whether both weights of a family can draw r.
func (t typefaces) has(buf *sfnt.Buffer, fam family, r rune) bool {
	for _, f := range t[fam] {
		if i, err := f.GlyphIndex(buf, r); err != nil || i == 0 {
			return false
		}
	}
	return true
}

// have reports whether the fonts can draw all of text. What is drawn glyph by
// glyph cannot have marks that belong over another letter, nor characters that
// only steer the others.
func (t typefaces) have(text string) bool {
	var buf sfnt.Buffer
	for _, r := range text {
		if unicode.In(r, unicode.M, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) {
			return false
		}
		if !t.has(&buf, common, r) && !t.has(&buf, latin, r) {
			return false
		}
	}
	return true
}

// family returns the family for all letters of a text: one that the common
// family lacks brings its neighbours along, or a name would be of two designs.
func (t typefaces) family(text string) family {
	var buf sfnt.Buffer
	for _, r := range text {
		if !t.has(&buf, common, r) {
			return latin
		}
	}
	return common
}

// of returns the family that draws r in a text of the family want.
func (t typefaces) of(buf *sfnt.Buffer, want family, r rune) family {
	if t.has(buf, want, r) {
		return want
	}
	return 1 - want
}
