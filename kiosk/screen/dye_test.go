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

func TestDyed_NothingBecomesLighter(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 3, 1))
	for x, c := range []color.NRGBA{Jade, mix(Jade, Bright, 0.1), mix(Jade, Black, 0.5)} {
		img.SetNRGBA(x, 0, c)
	}
	for _, accent := range []color.NRGBA{{0x60, 0x60, 0x60, 0xFF}, {0xB5, 0x2D, 0x2D, 0xFF}, {0x3F, 0x3F, 0xFF, 0xFF}} {
		out := dyed(img, accent)
		for x := range 3 {
			if was, is := luminance(img.NRGBAAt(x, 0)), luminance(out.NRGBAAt(x, 0)); is > was*1.01 {
				t.Errorf("%v: the luminance %.3f becomes %.3f", accent, was, is)
			}
		}
	}
}

// far reports whether two colours differ by more than rounding.
func far(a, b color.NRGBA) bool {
	off := func(x, y uint8) bool { return max(x, y)-min(x, y) > 3 }
	return off(a.R, b.R) || off(a.G, b.G) || off(a.B, b.B) || a.A != b.A
}
