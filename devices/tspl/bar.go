package tspl

import (
	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// bar is a black rectangle, in dots.
type bar struct {
	x, y, width, height int
}

// bars returns rectangles that are worth drawing black at once, because
// drawing over what in them is white costs less than all of their dots.
func bars(label *devices.Bitmap) []bar {
	var out []bar
	for _, p := range printing.Patches(label, eachBitmap) {
		b, found := candidate(label, p)
		if !found {
			continue
		}
		part := devices.NewBitmap(8*p.Width, p.Height)
		for y := range p.Height {
			copy(part.Bits[y*part.Stride:], p.Row(label, p.Y+y))
		}
		bar{b.x - 8*p.X, b.y - p.Y, b.width, b.height}.invert(part)
		cost := eachBar
		for _, q := range printing.Patches(part, eachBitmap) {
			cost += eachBitmap + q.Width*q.Height
		}
		if cost < eachBitmap+p.Width*p.Height {
			out = append(out, b)
		}
	}
	return out
}

// candidate returns the rectangle that holds all of p's bytes that are black
// throughout, and the columns of dots beside it that are.
func candidate(label *devices.Bitmap, p printing.Patch) (bar, bool) {
	left, right, top, bottom := p.X+p.Width, p.X, p.Y+p.Height, p.Y
	for y := p.Y; y < p.Y+p.Height; y++ {
		for i, dots := range p.Row(label, y) {
			if dots == 0xFF {
				left, right, top, bottom = min(left, p.X+i), max(right, p.X+i+1), min(top, y), max(bottom, y+1)
			}
		}
	}
	if left >= right {
		return bar{}, false
	}
	b := bar{8 * left, top, 8 * (right - left), bottom - top}
	for b.x > 8*p.X && b.black(label, b.x-1) {
		b.x, b.width = b.x-1, b.width+1
	}
	for b.x+b.width < min(label.Width, 8*(p.X+p.Width)) && b.black(label, b.x+b.width) {
		b.width++
	}
	return b, true
}

// black reports whether column x of label is black over the bar's height.
func (b bar) black(label *devices.Bitmap, x int) bool {
	for y := b.y; y < b.y+b.height; y++ {
		if !label.Black(x, y) {
			return false
		}
	}
	return true
}

// invert turns every dot of the bar over.
func (b bar) invert(label *devices.Bitmap) {
	for y := b.y; y < b.y+b.height; y++ {
		for x := b.x; x < b.x+b.width; x++ {
			label.Bits[y*label.Stride+x/8] ^= 0x80 >> (x % 8)
		}
	}
}
