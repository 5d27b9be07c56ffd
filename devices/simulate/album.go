package simulate

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"sync"

	"github.com/google/renameio/v2/maybe"

	"lobby.internal/devices"
)

const (
	labelPattern = "label-%04d.png"
	slipPattern  = "slip-%04d.txt"
)

// album keeps the labels that came out, one PNG each, a dot a pixel.
type album struct {
	dir string

	mu   sync.Mutex
	last int // number of the newest label in dir
	old  int // how many were there before
}

// openAlbum makes dir and goes on counting after the labels that are in it.
func openAlbum(dir string) (*album, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("simulate: folder for labels: %w", err)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("simulate: folder for labels: %w", err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "label-*.png"))
	if err != nil {
		return nil, fmt.Errorf("simulate: folder for labels: %w", err)
	}
	a := &album{dir: dir}
	for _, name := range names {
		var n int
		if _, err := fmt.Sscanf(filepath.Base(name), labelPattern, &n); err == nil {
			a.last = max(a.last, n)
		}
	}
	a.old = a.last
	return a, nil
}

// add writes the next label; its file appears whole or not at all.
func (a *album) add(label *devices.Bitmap) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var b bytes.Buffer
	if err := png.Encode(&b, picture(label)); err != nil {
		return fmt.Errorf("simulate: label: %w", err)
	}
	if err := maybe.WriteFile(a.path(a.last+1), b.Bytes(), 0o640); err != nil {
		return fmt.Errorf("simulate: label: %w", err)
	}
	a.last++
	return nil
}

// addSlip writes the text of a slip.
func (a *album) addSlip(n int, text string) error {
	if err := maybe.WriteFile(filepath.Join(a.dir, fmt.Sprintf(slipPattern, n)), []byte(text), 0o640); err != nil {
		return fmt.Errorf("simulate: slip: %w", err)
	}
	return nil
}

func (a *album) path(n int) string { return filepath.Join(a.dir, fmt.Sprintf(labelPattern, n)) }

// files returns the paths of the labels that came out since openAlbum, oldest
// first.
func (a *album) files() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []string
	for n := a.old + 1; n <= a.last; n++ {
		out = append(out, a.path(n))
	}
	return out
}

// bitmaps reads the labels back from their files.
func (a *album) bitmaps() ([]*devices.Bitmap, error) {
	var out []*devices.Bitmap
	for _, name := range a.files() {
		b, err := readLabel(name)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

func readLabel(name string) (*devices.Bitmap, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("simulate: label: %w", err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("simulate: label %s: %w", filepath.Base(name), err)
	}
	r := img.Bounds()
	out := devices.NewBitmap(r.Dx(), r.Dy())
	for y := range out.Height {
		for x := range out.Width {
			if g, ok := color.GrayModel.Convert(img.At(x, y)).(color.Gray); ok && g.Y == 0 {
				out.Set(x, y)
			}
		}
	}
	return out, nil
}

// picture is the label in black on white.
func picture(label *devices.Bitmap) image.Image {
	img := image.NewPaletted(image.Rect(0, 0, label.Width, label.Height), color.Palette{color.White, color.Black})
	for y := range label.Height {
		for x := range label.Width {
			if label.Black(x, y) {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	return img
}
