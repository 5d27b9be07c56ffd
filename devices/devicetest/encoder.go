package devicetest

import (
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"lobby.internal/devices"
)

// Badge returns a badge of kiosk/badge/testdata by its name. It is for the
// tests of packages that lie directly below devices.
func Badge(t testing.TB, name string) *devices.Bitmap {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "kiosk", "badge", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(f)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return devices.FromImage(img)
}

// Encode returns how many bytes print a label.
type Encode func(label *devices.Bitmap) (int, error)

// TestEncoder checks that badges, by name, are not longer than they may be, and
// that bitmaps whose fields do not fit one another are refused.
func TestEncoder(t *testing.T, most map[string]int, encode Encode) {
	for name, limit := range most {
		size, err := encode(Badge(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if size > limit {
			t.Errorf("%s: %d bytes, not %d", name, size, limit)
		}
	}
	for name, b := range map[string]*devices.Bitmap{
		"nothing":    {},
		"negative":   {Width: -8, Height: -1, Stride: -1, Bits: []byte{0}},
		"stride":     {Width: 16, Height: 1, Stride: 1, Bits: []byte{0}},
		"too few":    {Width: 16, Height: 2, Stride: 2, Bits: []byte{0, 0, 0}},
		"too many":   {Width: 8, Height: 1, Stride: 1, Bits: []byte{0, 0}},
		"no columns": {Height: 1},
	} {
		if _, err := encode(b); !errors.Is(err, devices.ErrSize) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// BenchmarkEncoder encodes badges, by name, and says how long they are on the
// wire.
func BenchmarkEncoder(b *testing.B, names []string, encode Encode) {
	for _, name := range names {
		b.Run(name, func(b *testing.B) {
			label := Badge(b, name)
			size := 0
			b.ReportAllocs()
			for b.Loop() {
				var err error
				if size, err = encode(label); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(size), "wire-B/label")
		})
	}
}
