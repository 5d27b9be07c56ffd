package screen

import (
	"image"
	"image/color"
	"testing"
)

func TestDyed_JadeBecomesTheAccentAndGoldStays(t *testing.T) {
	accent := color.NRGBA{0x1F, 0x3A, 0x8A, 0xFF}
	dark := mix(Jade, Black, 0.5)
	img := image.NewNRGBA(image.Rect(0, 0, 5, 1))
	for x, c := range []color.NRGBA{Jade, Gold, dark, mix(Jade, Gold, 0.5), {A: 0xFF}} {
		img.SetNRGBA(x, 0, c)
	}
	out := dyed(img, accent)
	for x, want := range []color.NRGBA{accent, Gold, mix(accent, Black, 0.5), mix(accent, Gold, 0.5), {A: 0xFF}} {
		if got := out.NRGBAAt(x, 0); far(got, want) {
			t.Errorf("%v becomes %v, want %v", img.NRGBAAt(x, 0), got, want)
		}
	}
}

// far reports whether two colours differ by more than rounding.
func far(a, b color.NRGBA) bool {
	off := func(x, y uint8) bool { return max(x, y)-min(x, y) > 3 }
	return off(a.R, b.R) || off(a.G, b.G) || off(a.B, b.B) || a.A != b.A
}
