package screen

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lobby.internal/assets"
)

func iconKey(name string, c color.NRGBA) string {
	return fmt.Sprintf("icon %s #%02x%02x%02x", name, c.R, c.G, c.B)
}

// newIcon returns the icon in colour c: its file has one path, in black. A
// name that no icon has is a slip in the program and shows as nothing; a test
// asks for every name in use.
func newIcon(name string, c color.NRGBA) *canvas.Image {
	svg, _ := assets.Icon(name)
	svg = bytes.Replace(svg, []byte(`fill="#000000"`), fmt.Appendf(nil, `fill="#%02x%02x%02x"`, c.R, c.G, c.B), 1)
	return canvas.NewImageFromResource(fyne.NewStaticResource(iconKey(name, c)+".svg", svg))
}

// arts are the pictures of the assets that were shown, as they were decoded: a
// process does it once for each, not in the middle of a touch whenever Fyne has
// forgotten one that was out of sight.
var arts sync.Map // of art to image.Image

type art struct {
	name   string
	accent color.NRGBA
}

// newArt returns a picture of the assets, its greens in the colour of a house that
// has its own. One that cannot be read shows as nothing; a test reads them all.
func newArt(name string, accent color.NRGBA) *canvas.Image {
	key := art{name, accent}
	img, ok := arts.Load(key)
	if !ok {
		file, _ := assets.Art(name)
		plain, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			return canvas.NewImageFromImage(nil)
		}
		if img = plain; accent.A > 0 {
			img = dyed(plain, accent)
		}
		arts.Store(key, img)
	}
	return canvas.NewImageFromImage(img.(image.Image)) //nolint:forcetypeassert // nothing else is stored
}

// sheet is a picture that belongs to somebody: it is kept only while it is shown.
type sheet struct {
	name  string
	image *canvas.Image
	shown bool
}

// Sheet paints a picture given as a PNG as large as it fits into b. It is decoded
// only under another name than last time, and let go with the first repaint that
// does not show it. A screen has one at most. It reports whether the file could
// be read.
func (p *Pen) Sheet(b Box, name string, file []byte) bool {
	if p.sheet.image == nil || p.sheet.name != name {
		img, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			return false
		}
		p.sheet = sheet{name: name, image: canvas.NewImageFromImage(img)}
		p.sheet.image.FillMode, p.sheet.image.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleSmooth
	}
	p.sheet.shown = true
	p.sheet.image.Move(fyne.NewPos(b.X, b.Y))
	p.sheet.image.Resize(fyne.NewSize(b.W, b.H))
	p.objects = append(p.objects, p.sheet.image)
	return true
}
