package lobby

import (
	"image"
	"testing"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/screen"
)

// TestLogo_StandsClearOfEverything shows logos of many shapes: each is whole, on
// white in every look, and no text lies on it or is cut short for it.
func TestLogo_StandsClearOfEverything(t *testing.T) {
	for orientation, size := range sizes {
		for _, shape := range []image.Rectangle{image.Rect(0, 0, 200, 200), image.Rect(0, 0, 600, 100), image.Rect(0, 0, 100, 200)} {
			w, _ := open(t, size)
			w.opts.Logo = image.NewGray(shape)
			for _, name := range []string{"welcome", "waiting"} {
				for look := range 4 {
					m := named(t, name)
					m.Lang, m.Large, m.Contrast = kiosk.LangEN, look&1 > 0, look&2 > 0
					w.Render(m)
					where := orientation + " " + name + " " + shape.String()
					at, ok := logoBox(w)
					if !ok || at.W < 20 || at.H < 20 {
						t.Fatalf("%s: the logo is not there, or too small: %+v", where, at)
					}
					texts, boxes := words(w)
					for i, b := range boxes {
						if overlap(at, b) {
							t.Errorf("%s: it lies on %q", where, texts[i])
						}
					}
					for _, fault := range misplaced(state{name: name, model: m}, size, texts, boxes) {
						t.Errorf("%s: %s", where, fault)
					}
				}
			}
		}
	}
}

// logoBox returns where the house's picture stands.
func logoBox(w *Window) (screen.Box, bool) {
	for _, o := range test.WidgetRenderer(w.stage).Objects() {
		if img, ok := o.(*canvas.Image); ok && img.Image == w.opts.Logo {
			return screen.Box{X: img.Position().X, Y: img.Position().Y, W: img.Size().Width, H: img.Size().Height}, true
		}
	}
	return screen.Box{}, false
}
