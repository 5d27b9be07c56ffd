//go:build ignore

package main

import (
	"image"
	"image/color"
	"math"
)

// rgb is a colour with channels from 0 to 1, gamma-encoded like the screen's.
type rgb [3]float64

func hex(v uint32) rgb {
	return rgb{float64(v>>16&255) / 255, float64(v>>8&255) / 255, float64(v&255) / 255}
}

func mix(a, b rgb, t float64) rgb {
	t = math.Max(0, math.Min(1, t))
	return rgb{a[0] + (b[0]-a[0])*t, a[1] + (b[1]-a[1])*t, a[2] + (b[2]-a[2])*t}
}

// canvas is a picture in floating point, so that many thin layers add up without
// rounding in between.
type canvas struct {
	w, h int
	px   []rgb
}

func (c *canvas) at(x, y int) *rgb { return &c.px[y*c.w+x] }

func (c *canvas) over(x, y int, col rgb, alpha float64) {
	if alpha <= 0 || x < 0 || y < 0 || x >= c.w || y >= c.h {
		return
	}
	p := c.at(x, y)
	*p = mix(*p, col, alpha)
}

// image rounds to 8 bits a channel and does not dither: dithering doubles the
// file, and an indexed palette of 256 shows bands in the sky.
func (c *canvas) image() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, c.w, c.h))
	for y := range c.h {
		for x := range c.w {
			p := c.at(x, y)
			img.SetRGBA(x, y, color.RGBA{channel(p[0]), channel(p[1]), channel(p[2]), 255})
		}
	}
	return img
}

func channel(v float64) uint8 { return uint8(math.Round(255 * math.Max(0, math.Min(1, v)))) }
