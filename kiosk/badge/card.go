// Package badge makes what a confirmed visitor wears: the badge as a two-colour
// image in a printer's dots, and the signed token in its QR code, which holds no
// personal data.
//
// A badge is drawn dot by dot, glyphs included, so that what a printer is sent
// is exactly what was looked at: no printer needs a font and no visitor's name
// is ever read as a printer's command.
package badge

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"strconv"

	"golang.org/x/text/unicode/norm"
)

// The badge: 80 × 50 mm at 203 dpi, which label printers call 8 dots a
// millimetre.
const (
	DotsPerMM = 8
	Width     = 80 * DotsPerMM // dots
	Height    = 50 * DotsPerMM // dots
)

// The colours of a badge by their index in its palette.
const (
	White uint8 = 0
	Black uint8 = 1
)

// ErrGlyphs is returned when a field holds a character that the badge's fonts
// cannot draw. The badge is then written by hand: boxes are never printed.
var ErrGlyphs = errors.New("badge: character not in the font")

// Card is what stands on a badge, in the words it is printed with. Visitor,
// Number and Token are required; a field left empty leaves no gap.
type Card struct {
	Visitor     string // full name: 王小明
	Title       string // form of address, drawn smaller beside the name: 先生, Ms
	Company     string // the visitor's
	Host        string // as addressed: 李经理
	Date        string // the day it is for: 2026-11-24
	Floor, Lift string // the house's own names for them: 12, B
	Number      string // the badge's: 261124-007
	Attempt     int    // the print attempt, from 1; shown from 2 on
	Token       string // what the QR code says
	CompanyName string // the house's
	// Coarse draws it of squares of two dots, for slow lines: printers can be
	// sent a quarter of it and enlarge that. The QR code is smaller then.
	Coarse bool
}

// Render draws the card: Width by Height dots, with the palette white, black.
// It refuses with ErrGlyphs a character its fonts lack, and with an error a
// card without its required fields and a token too long for the QR code's
// place. No error holds what stands on the card.
func Render(c Card) (*image.Paletted, error) {
	if c.Visitor == "" || c.Number == "" || c.Token == "" {
		return nil, errors.New("badge: a card needs visitor, number and token")
	}
	t, err := loadTypefaces()
	if err != nil {
		return nil, err
	}
	c = c.composed()
	if err := c.check(t); err != nil {
		return nil, err
	}
	img := image.NewPaletted(image.Rect(0, 0, Width, Height), color.Palette{color.White, color.Black})
	s := &sheet{img: img, pen: newPen(t)}
	s.band(c)
	s.name(c)
	s.facts(c)
	if c.Coarse {
		s.coarsen()
	}
	if err := s.code(c.Token, c.Coarse); err != nil {
		return nil, err
	}
	return img, s.pen.err
}

type field struct {
	name string
	text *string
}

// fields returns every field that is drawn as text.
func (c *Card) fields() []field {
	return []field{
		{"visitor", &c.Visitor}, {"title", &c.Title}, {"company", &c.Company}, {"host", &c.Host}, {"date", &c.Date},
		{"floor", &c.Floor}, {"lift", &c.Lift}, {"number", &c.Number}, {"company name", &c.CompanyName},
	}
}

// composed returns the card with letters and their accents made one character
// where there is one: the fonts are drawn without shaping.
func (c Card) composed() Card {
	for _, f := range c.fields() {
		*f.text = norm.NFC.String(*f.text)
	}
	return c
}

func (c *Card) check(t typefaces) error {
	for _, f := range c.fields() {
		if !t.have(*f.text) {
			return fmt.Errorf("%w (%s)", ErrGlyphs, f.name)
		}
	}
	return nil
}

// attempt returns the mark of a reprinted badge, or "" on the first print.
func (c Card) attempt() string {
	if c.Attempt < 2 {
		return ""
	}
	return strconv.Itoa(c.Attempt)
}
