package lobby

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/screen"
)

// houses are colours that a house may have: jade, some dark ones, and the lightest
// of several hues that are accepted.
func houses(t *testing.T) map[string]screen.Accent {
	t.Helper()
	all := map[string]screen.Accent{"jade": {}}
	for _, c := range []string{"#1F3A5F", "#5E1224", "#3A3F44"} {
		a, err := screen.ParseAccent(c)
		if err != nil {
			t.Fatal(err)
		}
		all[c] = a
	}
	for _, hue := range [][3]int{{1, 1, 1}, {1, 1, 4}, {4, 3, 1}} {
		name, a := lightest(hue)
		all[name] = a
	}
	return all
}

// lightest returns the lightest colour of a hue, given as parts of red, green and
// blue, that a house may have.
func lightest(hue [3]int) (name string, a screen.Accent) {
	for v := 255; v > 0; v-- {
		most := max(hue[0], hue[1], hue[2])
		name = fmt.Sprintf("#%02X%02X%02X", v*hue[0]/most, v*hue[1]/most, v*hue[2]/most)
		if a, err := screen.ParseAccent(name); err == nil {
			return name, a
		}
	}
	return "", a
}

// TestLegible_InEveryHousesColour measures what every text and every icon stands
// on, a picture pixel by pixel: 4.5:1 for texts and 3:1 for icons (WCAG 2.2,
// criteria 1.4.3 and 1.4.11), but for one pixel in a hundred.
func TestLegible_InEveryHousesColour(t *testing.T) {
	for orientation, size := range sizes {
		for name, accent := range houses(t) {
			w, _ := open(t, size)
			w.opts.Accent, w.opts.Plan = accent, plan
			for _, s := range states() {
				s.model.Lang = kiosk.LangZH
				w.Render(s.model)
				objects := test.WidgetRenderer(w.stage).Objects()
				if name != "jade" && !pictured(objects) {
					continue // what is one colour is measured when a house's is read
				}
				for _, fault := range illegible(objects) {
					t.Errorf("%s, %s, %s: %s", s.name, orientation, name, fault)
				}
			}
		}
	}
}

func pictured(objects []fyne.CanvasObject) bool {
	return slices.ContainsFunc(objects, func(o fyne.CanvasObject) bool {
		img, ok := o.(*canvas.Image)
		return ok && img.FillMode == canvas.ImageFillCover
	})
}

// TestLegible_IconsInHighContrast asks 3:1 of them too.
func TestLegible_IconsInHighContrast(t *testing.T) {
	for orientation, size := range sizes {
		w, _ := open(t, size)
		for _, s := range states() {
			s.model.Contrast = true
			w.Render(s.model)
			for _, fault := range illegible(test.WidgetRenderer(w.stage).Objects()) {
				t.Errorf("%s, %s: %s", s.name, orientation, fault)
			}
		}
	}
}

// illegible names the texts and icons that stand on something too much like them.
func illegible(objects []fyne.CanvasObject) (faults []string) {
	for i, o := range objects {
		switch o := o.(type) {
		case *canvas.Text:
			ink, _ := o.Color.(color.NRGBA)
			if c := leastContrast(ink, letters(o), objects[:i]); c < 4.5 {
				faults = append(faults, fmt.Sprintf("%q has %.2f:1", o.Text, c))
			}
		case *canvas.Image:
			ink, ok := inkOf(o)
			at := screen.Box{X: o.Position().X, Y: o.Position().Y, W: o.Size().Width, H: o.Size().Height}
			if !ok {
				continue
			}
			if c := leastContrast(ink, at, objects[:i]); c < 3 {
				faults = append(faults, fmt.Sprintf("%s has %.2f:1", o.Resource.Name(), c))
			}
		}
	}
	return faults
}

// inkOf returns an icon's colour, which its name ends with.
func inkOf(o *canvas.Image) (ink color.NRGBA, ok bool) {
	if o.Resource == nil || !strings.HasPrefix(o.Resource.Name(), "icon ") {
		return ink, false
	}
	_, digits, _ := strings.Cut(strings.TrimSuffix(o.Resource.Name(), ".svg"), "#")
	n, err := strconv.ParseUint(digits, 16, 32)
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 0xFF}, err == nil //nolint:gosec // six digits
}

// leastContrast returns the contrast of a colour with what it stands on in b, but
// for one pixel in a hundred.
func leastContrast(ink color.NRGBA, b screen.Box, below []fyne.CanvasObject) float64 {
	x, y := b.X+b.W/2, b.Y+b.H/2
	for _, o := range slices.Backward(below) {
		p, s := o.Position(), o.Size()
		if x < p.X || x >= p.X+s.Width || y < p.Y || y >= p.Y+s.Height {
			continue
		}
		switch o := o.(type) {
		case *canvas.Rectangle:
			if c, ok := o.FillColor.(color.NRGBA); ok && c != screen.Clear {
				return screen.Contrast(ink, c)
			}
		case *canvas.Image:
			if o.FillMode == canvas.ImageFillCover {
				return onPicture(ink, b, o)
			}
		}
	}
	return 0
}

// onPicture samples a picture that covers its box, under b.
func onPicture(ink color.NRGBA, b screen.Box, o *canvas.Image) float64 {
	img, p, s := pictureOf(o), o.Position(), o.Size()
	size := img.Bounds().Size()
	scale := max(s.Width/float32(size.X), s.Height/float32(size.Y))
	left, top := p.X+(s.Width-scale*float32(size.X))/2, p.Y+(s.Height-scale*float32(size.Y))/2
	var all []float64
	for y := b.Y; y < b.Y+b.H; y += 3 {
		for x := b.X; x < b.X+b.W; x += 3 {
			c, _ := color.NRGBAModel.Convert(img.At(int((x-left)/scale), int((y-top)/scale))).(color.NRGBA)
			all = append(all, screen.Contrast(ink, c))
		}
	}
	slices.Sort(all)
	return all[len(all)/100]
}

var decoded = map[string]image.Image{}

// pictureOf returns a picture as it is painted.
func pictureOf(o *canvas.Image) image.Image {
	if o.Image != nil {
		return o.Image
	}
	name := o.Resource.Name()
	if decoded[name] == nil {
		img, err := png.Decode(bytes.NewReader(o.Resource.Content()))
		if err != nil {
			panic(err)
		}
		decoded[name] = img
	}
	return decoded[name]
}

// letters is the box that a text's letters take.
func letters(o *canvas.Text) screen.Box {
	size := fyne.MeasureText(o.Text, o.TextSize, o.TextStyle)
	b := screen.Box{X: o.Position().X, Y: o.Position().Y, W: size.Width, H: size.Height}
	switch free := o.Size().Width - size.Width; o.Alignment {
	case fyne.TextAlignCenter:
		b.X += free / 2
	case fyne.TextAlignTrailing:
		b.X += free
	}
	// A Chinese font's line box is 1.45 em high; the letters take the middle.
	return b.Inset(0, b.H*0.16)
}
