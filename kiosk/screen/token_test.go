package screen

import (
	"image/color"
	"math"
	"testing"
)

// luminance is WCAG's relative luminance.
func luminance(c color.NRGBA) float64 {
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestPalette_Contrast(t *testing.T) {
	for _, p := range pairs {
		if got := contrast(p.on, p.over); got < p.least {
			t.Errorf("%s has a contrast of %.2f, less than %.1f", p.name, got, p.least)
		}
	}
	if contrast(White, Gold) >= 3 {
		t.Error("white on gold passes: the measure is wrong")
	}
}
