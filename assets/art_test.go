package assets_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"testing"

	"lobby.internal/assets"
)

// zone is where a screen sets text on a picture, in percent of its size.
type zone struct{ x0, y0, x1, y1 int }

var pictures = map[string]struct {
	w, h int
	text []zone
}{
	"hero-portrait":       {1080, 720, []zone{{5, 4, 38, 18}, {76, 4, 96, 20}, {5, 53, 60, 96}, {60, 56, 96, 96}}},
	"hero-landscape":      {845, 1080, []zone{{5, 4, 40, 16}, {5, 33, 55, 96}, {55, 48, 95, 96}}},
	"hero-portrait-dusk":  {1080, 720, []zone{{5, 4, 38, 18}, {76, 4, 96, 20}, {5, 53, 60, 96}, {60, 56, 96, 96}}},
	"hero-landscape-dusk": {845, 1080, []zone{{5, 4, 40, 16}, {5, 33, 55, 96}, {55, 48, 95, 96}}},
	"hero-wide":           {1920, 432, []zone{{3, 8, 45, 40}, {3, 40, 62, 97}, {84, 8, 97, 42}}},
	"hero-wide-dusk":      {1920, 432, []zone{{3, 8, 45, 40}, {3, 40, 62, 97}, {84, 8, 97, 42}}},
	"scene-portrait":      {1080, 1920, []zone{{5, 4, 45, 20}, {5, 28, 95, 97}}},
	"scene-landscape":     {1920, 1080, []zone{{3, 4, 60, 97}, {60, 42, 97, 97}}},
	"lounge-portrait":     {1080, 1920, []zone{{5, 4, 45, 20}, {5, 28, 95, 66}}},
	"lounge-landscape":    {1920, 1080, []zone{{3, 4, 60, 97}}},
}

const artLimit = 400 << 10 // bytes a picture

func TestArt_DecodesAtItsSize(t *testing.T) {
	for name, want := range pictures {
		t.Run(name, func(t *testing.T) {
			b, ok := assets.Art(name)
			if !ok {
				t.Fatal("missing")
			}
			if len(b) > artLimit {
				t.Errorf("%d bytes, more than %d", len(b), artLimit)
			}
			img := decode(t, b)
			if got := img.Bounds().Size(); got != image.Pt(want.w, want.h) {
				t.Errorf("size %v, want %d × %d", got, want.w, want.h)
			}
		})
	}
	if got := len(assets.ArtNames()); got != len(pictures) {
		t.Errorf("%d pictures embedded, %d described here: %v", got, len(pictures), assets.ArtNames())
	}
	if _, ok := assets.Art("no-such-picture"); ok {
		t.Error("an unknown picture was found")
	}
}

// White and pale gold are the two colours of text on pictures; pale gold is the
// darker one, so it decides. 4.5 to 1 is WCAG 2.2, criterion 1.4.3.
func TestArt_TextIsLegibleWhereItStands(t *testing.T) {
	paleGold := color.RGBA{0xF1, 0xD9, 0xA6, 0xFF}
	for name, p := range pictures {
		b, _ := assets.Art(name)
		img := decode(t, b)
		for _, z := range p.text {
			worst, at := math.Inf(1), image.Point{}
			for y := z.y0 * p.h / 100; y < z.y1*p.h/100; y += 3 {
				for x := z.x0 * p.w / 100; x < z.x1*p.w/100; x += 3 {
					if c := contrast(paleGold, img.At(x, y)); c < worst {
						worst, at = c, image.Pt(x, y)
					}
				}
			}
			if worst < 4.5 {
				t.Errorf("%s: contrast %.2f at %v in %v", name, worst, at, z)
			}
		}
	}
}

func decode(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// contrast is the WCAG 2.2 contrast ratio of two opaque colours.
func contrast(a, b color.Color) float64 {
	l := []float64{luminance(a), luminance(b)}
	slices.Sort(l)
	return (l[1] + 0.05) / (l[0] + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func linear(v uint32) float64 {
	s := float64(v) / 0xFFFF
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}
