package devices

import (
	"image"
	"image/color"
	"testing"
)

func TestFromImage(t *testing.T) {
	img := image.NewGray(image.Rect(5, 3, 5+17, 3+2))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	img.SetGray(5+16, 3+1, color.Gray{Y: 0x20})
	b := FromImage(img)
	if b.Width != 17 || b.Height != 2 || b.Stride != 3 {
		t.Fatalf("bitmap is %d by %d, stride %d", b.Width, b.Height, b.Stride)
	}
	for y := range b.Height {
		for x := range b.Width {
			if got, want := b.Black(x, y), x == 16 && y == 1; got != want {
				t.Errorf("dot %d, %d is black: %v", x, y, got)
			}
		}
	}
}

func TestBitmap_Turned(t *testing.T) {
	b := NewBitmap(17, 3)
	b.Set(16, 0) // upper right
	got := b.Turned()
	if got.Width != 3 || got.Height != 17 || !got.Black(2, 16) { // lower right
		t.Errorf("%d by %d dots, %x", got.Width, got.Height, got.Bits)
	}
	for range 3 {
		got = got.Turned()
	}
	if got.Width != b.Width || string(got.Bits) != string(b.Bits) {
		t.Errorf("four quarters make %d by %d, %x", got.Width, got.Height, got.Bits)
	}
}
