package screen

import (
	"bytes"
	"fmt"
	"image/color"

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

func newArt(name string) *canvas.Image {
	png, _ := assets.Art(name)
	return canvas.NewImageFromResource(fyne.NewStaticResource(name+".png", png))
}
