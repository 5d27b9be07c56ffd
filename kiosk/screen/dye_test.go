package screen

import (
	"image"
	"image/color"
	"testing"
)

func TestDyed_JadeBecomesTheAccentAndGoldStays(t *testing.T) {
	accent := color.NRGBA{0x1F, 0x3A, 0x8A, 0xFF}
	img := image.NewNRGBA(image.Rect(0, 0, 3, 1))
	img.SetNRGBA(0, 0, Jade)
	img.SetNRGBA(1, 0, Gold)
	img.SetNRGBA(2, 0, JadeLow)
	out := dyed(img, accent)
	if got := out.NRGBAAt(0, 0); Contrast(got, accent) > 1.05 {
		t.Errorf("jade becomes %v, want %v", got, accent)
	}
	if got := out.NRGBAAt(1, 0); got != Gold {
		t.Errorf("gold becomes %v", got)
	}
	if got := out.NRGBAAt(2, 0); luminance(got) >= luminance(accent) || got.B <= got.G {
		t.Errorf("what is darker becomes %v", got)
	}
}
