package screen

import (
	"image"
	"image/color"
	"math"
)

// dyed returns the picture with the jade in it replaced by the accent. Its colours
// are jade, gold and what lies between, lighter or darker; what is golden stays.
// Nothing becomes lighter than it was: what is written on jade can be read on any
// accent.
func dyed(img image.Image, accent color.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(img.Bounds())
	for y := out.Rect.Min.Y; y < out.Rect.Max.Y; y++ {
		for x := out.Rect.Min.X; x < out.Rect.Max.X; x++ {
			c, _ := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			out.SetNRGBA(x, y, dimmed(dye(c, accent), luminance(c)))
		}
	}
	return out
}

// dye finds how much of a colour is jade by its red beside its green, in which
// jade and gold differ most, and replaces that.
func dye(c, accent color.NRGBA) color.NRGBA {
	if c.G == 0 {
		return c
	}
	ratio := float64(c.R) / float64(c.G)
	jadeR, jadeG, goldR, goldG := float64(Jade.R), float64(Jade.G), float64(Gold.R), float64(Gold.G)
	golden := (jadeG*ratio - jadeR) / (goldR - jadeR - (goldG-jadeG)*ratio)
	if golden < 0 || golden > 1 {
		golden = min(1, max(0, ratio))
	}
	light := float64(c.G) / (jadeG + golden*(goldG-jadeG))
	part := (1 - golden) * light
	one := func(v, from, to uint8) uint8 {
		return uint8(min(255, max(0, float64(v)+part*(float64(to)-float64(from)))))
	}
	return color.NRGBA{one(c.R, Jade.R, accent.R), one(c.G, Jade.G, accent.G), one(c.B, Jade.B, accent.B), c.A}
}

// dimmed returns the colour, darker by as much as it is above a luminance.
func dimmed(c color.NRGBA, most float64) color.NRGBA {
	l := luminance(c)
	if l <= most {
		return c
	}
	const gamma = 2 // less than a screen's: rather too dark than too light
	part := math.Pow(most/l, 1.0/gamma)
	one := func(v uint8) uint8 { return uint8(float64(v) * part) }
	return color.NRGBA{one(c.R), one(c.G), one(c.B), c.A}
}
