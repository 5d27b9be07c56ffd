package lobby

import (
	"image/color"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk/screen"
)

// TestContrast_Markup compares every state in high contrast with what was looked
// at, in one language and orientation: the boxes are those of the colours.
func TestContrast_Markup(t *testing.T) {
	w, _ := open(t, sizes["portrait"])
	for _, s := range states() {
		s.model.Contrast = true
		w.Render(s.model)
		name := filepath.Join("contrast", s.name+"-zh-CN-portrait")
		test.AssertRendersToMarkup(t, name+".xml", w.win.Canvas())
		picture(t, name, w)
	}
}

// TestContrast_EveryTextAndIconStandsOut looks at what is behind each of them: in
// high contrast 7:1 (WCAG 2.2, criterion 1.4.6), and no picture.
func TestContrast_EveryTextAndIconStandsOut(t *testing.T) {
	for orientation, size := range sizes {
		w, _ := open(t, size)
		for _, s := range states() {
			for _, s.model.Lang = range w.opts.Book.Langs() {
				s.model.Contrast = true
				w.Render(s.model)
				for _, fault := range weak(test.WidgetRenderer(w.stage).Objects()) {
					t.Errorf("%s, %s, %s: %s", s.name, s.model.Lang, orientation, fault)
				}
			}
		}
	}
}

// weak names the texts that stand on something too much like them, and every
// colour that is none of the three.
func weak(objects []fyne.CanvasObject) []string {
	three := []color.Color{screen.Black, screen.Bright, screen.Yellow, screen.Clear}
	var faults []string
	for i, o := range objects {
		switch o := o.(type) {
		case *canvas.Rectangle:
			if !slices.Contains(three, o.FillColor) || !slices.Contains(three, o.StrokeColor) {
				faults = append(faults, "a box has a fourth colour")
			}
		case *canvas.Image:
			if strings.HasSuffix(o.Resource.Name(), ".png") {
				faults = append(faults, "there is a picture: "+o.Resource.Name())
			}
		case *canvas.Text:
			ink, _ := o.Color.(color.NRGBA)
			if screen.Contrast(ink, behind(o, objects[:i])) < 7 {
				faults = append(faults, "hard to read: "+o.Text)
			}
		}
	}
	return faults
}

// behind returns the colour of the topmost box under the middle of a text.
func behind(t *canvas.Text, below []fyne.CanvasObject) color.NRGBA {
	wide := fyne.MeasureText(t.Text, t.TextSize, t.TextStyle).Width
	at := t.Position().AddXY(wide/2, t.Size().Height/2)
	switch free := t.Size().Width - wide; t.Alignment {
	case fyne.TextAlignCenter:
		at.X += free / 2
	case fyne.TextAlignTrailing:
		at.X += free
	}
	for _, o := range slices.Backward(below) {
		r, ok := o.(*canvas.Rectangle)
		if !ok || r.FillColor == screen.Clear {
			continue
		}
		if p, s := r.Position(), r.Size(); at.X >= p.X && at.X < p.X+s.Width && at.Y >= p.Y && at.Y < p.Y+s.Height {
			c, _ := r.FillColor.(color.NRGBA)
			return c
		}
	}
	return color.NRGBA{}
}
