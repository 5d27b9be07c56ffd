package badge

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
)

func TestCodePNG(t *testing.T) {
	data, err := CodePNG("INVITE:79927398", 480)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds().Size(); got.X != 480 || got.Y != 480 {
		t.Errorf("it measures %v", got)
	}
	if _, err := CodePNG(strings.Repeat("x", 5000), 480); err == nil {
		t.Error("a text too long for a code is taken")
	}
}
