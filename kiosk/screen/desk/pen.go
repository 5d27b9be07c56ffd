package desk

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"lobby.internal/kiosk/screen"
)

// area returns the box at x, y of that width and height.
func area(x, y, w, h float32) screen.Box { return screen.Box{X: x, Y: y, W: w, H: h} }

// renderer paints a widget as a stage is painted. The widget itself, not the
// stage, has the focus and hears the pointer.
type renderer struct {
	fyne.WidgetRenderer
	of fyne.CanvasObject
}

func render(of fyne.CanvasObject, paint func(*screen.Pen, screen.Box)) fyne.WidgetRenderer {
	return &renderer{screen.NewStage(paint, nil, nil).CreateRenderer(), of}
}

// Refresh implements fyne.WidgetRenderer.
func (r *renderer) Refresh() {
	r.Layout(r.of.Size())
	if c := fyne.CurrentApp().Driver().CanvasForObject(r.of); c != nil {
		c.Refresh(r.of)
	}
}

// sheet is what stands behind the lists and buttons: boxes and text that
// nothing happens to.
type sheet struct {
	widget.BaseWidget
	paint func(*screen.Pen, screen.Box)
}

func newSheet(paint func(*screen.Pen, screen.Box)) *sheet {
	s := &sheet{paint: paint}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *sheet) CreateRenderer() fyne.WidgetRenderer { return render(s, s.paint) }

// alert paints a round sign with an exclamation mark at the left of b.
func alert(p *screen.Pen, b screen.Box, c color.Color) {
	side := min(b.W, b.H)
	b = area(b.X, b.Mid()-side/2, side, side)
	p.Fill(b, screen.Shape{Fill: c, Radius: side / 2})
	wide := side * 0.14
	x := b.X + (side-wide)/2
	p.Fill(area(x, b.Y+side*0.2, wide, side*0.38), screen.Shape{Fill: screen.White, Radius: wide / 2})
	p.Fill(area(x, b.Y+side*0.66, wide, wide), screen.Shape{Fill: screen.White, Radius: wide / 2})
}

// dot paints a round sign in the middle of b.
func dot(p *screen.Pen, b screen.Box, side float32, c color.Color) {
	p.Fill(b.Centred(side, side), screen.Shape{Fill: c, Radius: side / 2})
}
