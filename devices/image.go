package devices

import "image"

// FromImage returns img as a bitmap of the same size: a pixel is black when it
// is darker than middle grey.
func FromImage(img image.Image) *Bitmap {
	r := img.Bounds()
	b := NewBitmap(r.Dx(), r.Dy())
	for y := range b.Height {
		for x := range b.Width {
			red, green, blue, _ := img.At(r.Min.X+x, r.Min.Y+y).RGBA()
			if red+green+blue < 3*0x8000 {
				b.Set(x, y)
			}
		}
	}
	return b
}

// Turned returns b turned clockwise by a quarter.
func (b *Bitmap) Turned() *Bitmap {
	out := NewBitmap(b.Height, b.Width)
	for y := range b.Height {
		for x := range b.Width {
			if b.Black(x, y) {
				out.Set(b.Height-1-y, x)
			}
		}
	}
	return out
}

// Halved returns b at half its size if all of its dots come in squares of two.
func (b *Bitmap) Halved() (*Bitmap, bool) {
	if b.Width%2 != 0 || b.Height%2 != 0 {
		return nil, false
	}
	half := NewBitmap(b.Width/2, b.Height/2)
	for y := range half.Height {
		for x := range half.Width {
			black := b.Black(2*x, 2*y)
			if b.Black(2*x+1, 2*y) != black || b.Black(2*x, 2*y+1) != black || b.Black(2*x+1, 2*y+1) != black {
				return nil, false
			}
			if black {
				half.Set(x, y)
			}
		}
	}
	return half, true
}
