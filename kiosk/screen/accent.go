package screen

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"
)

// Accent is a house's own colour in the place of jade, with what is made of it.
// The zero Accent is jade.
type Accent struct{ Full, Low, Mist color.NRGBA }

// ParseAccent reads a colour written like "#0B5D4E". It refuses one on which, or
// in which, something could not be read (WCAG 2.2 AA); the error names the
// contrast and the nearest colour of the same hue that is accepted.
func ParseAccent(text string) (Accent, error) {
	digits, marked := strings.CutPrefix(text, "#")
	n, err := strconv.ParseUint(digits, 16, 32)
	if !marked || len(digits) != 6 || err != nil {
		return Accent{}, fmt.Errorf("%q is no colour: write it like \"#0B5D4E\"", text)
	}
	c := color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 0xFF} //nolint:gosec // six digits: the bytes are cut on purpose
	a := accent(c)
	pair, ratio, ok := a.weakest()
	if ok {
		return a, nil
	}
	near := c
	for part := 1; !ok; part++ {
		near = mix(c, Black, float64(part)/256)
		_, _, ok = accent(near).weakest()
	}
	return Accent{}, fmt.Errorf("%s has a contrast of %.2f, and %.1f is the least; the nearest accepted is \"#%02X%02X%02X\"",
		pair, ratio, leastText, near.R, near.G, near.B)
}

const leastText = 4.5 // WCAG 2.2, criterion 1.4.3; a control's 3:1 is less

func accent(c color.NRGBA) Accent { return Accent{c, mix(c, Black, 0.28), mix(c, Bright, 0.9)} }

// weakest returns the pair of the least contrast, and whether it is enough.
func (a Accent) weakest() (pair string, ratio float64, ok bool) {
	ratio = 21
	for _, p := range []struct {
		name     string
		on, over color.NRGBA
	}{
		{"white text on it", White, a.Full}, {"pale gold text on it", Pale, a.Full}, {"white text on it while it is pressed", White, a.Low},
		{"text in it on paper", a.Full, Paper}, {"text in it on its own pale tint", a.Full, a.Mist},
		{"second text on its pale tint", Faint, a.Mist},
	} {
		if c := Contrast(p.on, p.over); c < ratio {
			pair, ratio = p.name, c
		}
	}
	return pair, ratio, ratio >= leastText
}

// mix returns a with that part of b in it, from 0 to 1.
func mix(a, b color.NRGBA, part float64) color.NRGBA {
	m := func(x, y uint8) uint8 { return uint8(float64(x)*(1-part) + float64(y)*part + 0.5) }
	return color.NRGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), 0xFF}
}

// Accent has the picture painted with a in the place of jade, until it ends.
func (p *Pen) Accent(a Accent) { p.accent = a }

// tinted returns a colour of the palette as the house has it.
func (p *Pen) tinted(c color.Color) color.Color {
	if p.accent == (Accent{}) {
		return c
	}
	switch c {
	case Jade:
		return p.accent.Full
	case JadeLow:
		return p.accent.Low
	case Mist:
		return p.accent.Mist
	}
	return c
}
