package lobby

import (
	"testing"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk/screen"
)

// TestAccent_LeavesNoJade looks for jade in every state of a house that has a
// colour of its own.
func TestAccent_LeavesNoJade(t *testing.T) {
	accent, err := screen.ParseAccent("#7A1F2B")
	if err != nil {
		t.Fatal(err)
	}
	w, _ := open(t, sizes["portrait"])
	w.opts.Accent = accent
	painted := false
	for _, s := range states() {
		w.Render(s.model)
		for _, o := range test.WidgetRenderer(w.stage).Objects() {
			switch o := o.(type) {
			case *canvas.Rectangle:
				painted = painted || o.FillColor == accent.Full
				if o.FillColor == screen.Jade || o.FillColor == screen.Mist || o.StrokeColor == screen.Jade {
					t.Errorf("%s: a box is jade", s.name)
				}
			case *canvas.Text:
				if o.Color == screen.Jade {
					t.Errorf("%s: %q is jade", s.name, o.Text)
				}
			}
		}
		picture(t, "accent/"+s.name, w)
	}
	if !painted {
		t.Error("nothing is painted in the accent: the test sees nothing")
	}
}
