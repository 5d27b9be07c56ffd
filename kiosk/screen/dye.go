package screen

import (
	"image"
	"image/color"
)

// dyed returns the picture with what is as green as jade in the accent's colour,
// as light or dark beside it as it was beside jade. What is golden stays so.
func dyed(img image.Image, accent color.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(img.Bounds())
	jade := luminance(Jade)
	for y := out.Rect.Min.Y; y < out.Rect.Max.Y; y++ {
		for x := out.Rect.Min.X; x < out.Rect.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			if part := green(c); part > 0 {
				a := c.A
				c = mix(c, shade(accent, luminance(c)/jade), part)
				c.A = a
			}
			out.SetNRGBA(x, y, c)
		}
	}
	return out
}

// green returns how much of the jade there is in a colour, from 0 to 1: the light
// around the sun goes over from the one to the other.
func green(c color.NRGBA) float64 {
	if c.G <= c.R {
		return 0
	}
	return min(1, 2*float64(c.G-c.R)/float64(c.G))
}

// shade returns the accent as many times as light: mixed with black below 1, and
// with white above.
func shade(accent color.NRGBA, times float64) color.NRGBA {
	at := luminance(accent) * times
	end := Black
	if times > 1 {
		end = Bright
	}
	low, high := 0.0, 1.0
	for range 8 {
		part := (low + high) / 2
		if (luminance(mix(accent, end, part)) < at) == (times > 1) {
			low = part
		} else {
			high = part
		}
	}
	return mix(accent, end, (low+high)/2)
}
