package desk

import (
	"image/color"
	"math"
	"testing"

	"lobby.internal/kiosk/screen"
)

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestColours_Contrast(t *testing.T) {
	grounds := map[string]color.Color{"card": screen.Card, "paper": screen.Paper, "jade pale": screen.Mist, "gold pale": screen.Sand, "quote": quoteGround}
	for name, on := range grounds {
		for text, c := range map[string]color.Color{"ink": screen.Ink, "second ink": screen.Faint, "jade": screen.Jade, "failure": screen.Failure, "warning": screen.Warning, "success": screen.Success} {
			if r := contrast(c, on); r < 4.5 {
				t.Errorf("%s on %s: %.2f, want 4.5", text, name, r)
			}
		}
		if r := contrast(screen.Outline, on); r < 3 {
			t.Errorf("outline on %s: %.2f, want 3", name, r)
		}
	}
	for k := plain; k <= onJade; k++ {
		for _, l := range []look{{}, {disabled: true}, {chosen: true}} {
			s := k.style(l)
			if r := min(contrast(s.ink, s.fill), contrast(s.faint, s.fill)); r < 4.5 {
				t.Errorf("button %d %+v: %.2f, want 4.5", k, l, r)
			}
		}
	}
	for _, on := range []color.Color{screen.Card, screen.Paper, screen.Mist, screen.Sand} {
		if r := contrast(plain.ring(), on); r < 3 {
			t.Errorf("the focus on %v: %.2f, want 3", on, r)
		}
	}
	if r := contrast(onJade.ring(), screen.Jade); r < 3 {
		t.Errorf("the focus in the header: %.2f, want 3", r)
	}
	if r := contrast(screen.Failure, failurePale); r < 4.5 {
		t.Errorf("failure on its pale: %.2f, want 4.5", r)
	}
}
