package main

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func picture(t *testing.T, w, h int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "logo.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestConfig_Logo(t *testing.T) {
	good := picture(t, 400, 120)
	if c, err := load(t, fmt.Sprintf("[house]\nlogo = %q\n", good)); err != nil || c.House.Logo.Bounds().Dx() != 400 {
		t.Fatal(err)
	}
	torn := filepath.Join(t.TempDir(), "torn.png")
	if err := os.WriteFile(torn, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	fat := filepath.Join(t.TempDir(), "fat.png")
	if err := os.WriteFile(fat, make([]byte, maxLogoBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		picture(t, 20, 20):    "house.logo must be a picture of 64 to 2048 pixels each way",
		picture(t, 3000, 100): "3000 × 100",
		picture(t, 700, 100):  "no more than 6 times as wide as high",
		picture(t, 100, 210):  "2 times as high as wide",
		torn:                  "must be a PNG file, and",
		fat:                   "at most 1024 KB",
		"/none.png":           "cannot be read",
	} {
		if _, err := load(t, fmt.Sprintf("[house]\nlogo = %q\n", path)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}
