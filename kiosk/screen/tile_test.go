package screen

import (
	"testing"

	"fyne.io/fyne/v2/canvas"
)

// What is chosen among many is told apart at a glance: without an icon, by the
// first character.
func TestTile_HasItsOwnSign(t *testing.T) {
	p := &Pen{}
	p.SetUnit(1)
	for _, high := range []float32{140, 260} {
		p.lift()
		p.SetUnit(1)
		p.Tile(Box{W: 460, H: high}, Button{Name: "a", Label: "停车", Second: "Parking"})
		p.Tile(Box{Y: 300, W: 460, H: high}, Button{Name: "b", Label: "无线网络", Icon: "wifi"})
		var texts, icons int
		for _, o := range p.objects {
			switch o := o.(type) {
			case *canvas.Text:
				if o.Text == "停" || o.Text == "无" {
					texts++
				}
			case *canvas.Image:
				if o.Resource != nil && o.Resource.Name() == iconKey("wifi", Jade)+".svg" {
					icons++
				}
			}
		}
		if texts != 1 || icons != 1 {
			t.Errorf("%v high: %d first characters and %d icons, want one of each", high, texts, icons)
		}
	}
}

// A long word is made smaller before it is cut short.
func TestTile_LongWordsFit(t *testing.T) {
	p := &Pen{}
	p.SetUnit(1)
	p.Tile(Box{W: 460, H: 214}, Button{Name: "a", Label: "Another company", Icon: "van"})
	for _, text := range p.texts {
		if text.Text != "Another company" {
			t.Errorf("it says %q", text.Text)
		}
	}
}
