//go:build ignore

// Paint draws every picture of the program into its own folder:
//
//	go run assets/art/*.go
//
// Names after the files, such as hero-portrait, paint only those. The pictures
// are computed from the fixed seeds below: the same Go release on the same
// architecture paints the same bytes.
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// The light of a scene: the hour decides which one a screen shows.
var (
	day = light{
		zenith: hex(0x04302A), sky: hex(0x084A3F), haze: hex(0x126959), far: hex(0x0E5447), near: hex(0x03251F),
		disc: hex(0xEBC474), rim: hex(0xD9A441), glow: hex(0xE9C47B), veil: hex(0x5FA886), warmth: 1,
	}
	dusk = light{
		zenith: hex(0x031C22), sky: hex(0x07363A), haze: hex(0x15625A), far: hex(0x0F4E4C), near: hex(0x02171A),
		disc: hex(0xF6ECD2), rim: hex(0xE9D6A4), glow: hex(0xCFE0CC), veil: hex(0x5A9E98), warmth: 0.7,
	}
)

var pictures = []struct {
	name  string
	scene scene
}{
	{"hero-portrait", scene{
		w: 1080, h: 720, light: day, seed: 11, unit: 720,
		sun: disc{0.60, 0.235, 82}, horizon: 0.50, floor: 0.90, relief: 0.30,
		pavilion: 0.875, birds: []bird{{0.435, 0.155, 46}, {0.375, 0.205, 34}, {0.485, 0.118, 26}},
	}},
	{"hero-landscape", scene{
		w: 845, h: 1080, light: day, seed: 23, unit: 900,
		sun: disc{0.755, 0.205, 92}, horizon: 0.60, floor: 0.93, relief: 0.26,
		pavilion: 0.80, birds: []bird{{0.50, 0.150, 48}, {0.425, 0.186, 36}, {0.56, 0.124, 28}},
	}},
	{"scene-portrait", scene{
		w: 1080, h: 1920, light: day, seed: 37, unit: 1150,
		sun: disc{0.80, 0.150, 118}, horizon: 0.60, floor: 0.93, relief: 0.20,
		pavilion: 0.79, birds: []bird{{0.57, 0.110, 56}, {0.495, 0.136, 42}, {0.63, 0.093, 32}},
	}},
	{"scene-landscape", scene{
		w: 1920, h: 1080, light: day, seed: 5, unit: 1000,
		sun: disc{0.845, 0.205, 104}, horizon: 0.60, floor: 0.92, relief: 0.26,
		pavilion: 0.90, birds: []bird{{0.70, 0.140, 52}, {0.65, 0.182, 38}, {0.735, 0.112, 30}},
	}},
	{"hero-portrait-dusk", scene{
		w: 1080, h: 720, light: dusk, seed: 11, unit: 720,
		sun: disc{0.60, 0.235, 70}, horizon: 0.50, floor: 0.90, relief: 0.30,
		pavilion: 0.875, stars: 70, quiet: []box{{0, 0, 0.40, 0.19}, {0.74, 0, 1, 0.22}, {0, 0.38, 1, 1}},
	}},
	{"hero-landscape-dusk", scene{
		w: 845, h: 1080, light: dusk, seed: 23, unit: 900,
		sun: disc{0.755, 0.205, 78}, horizon: 0.60, floor: 0.93, relief: 0.26,
		pavilion: 0.80, stars: 110, quiet: []box{{0, 0, 0.42, 0.17}, {0, 0.31, 1, 1}},
	}},
	{"hero-wide", scene{
		w: 1920, h: 432, light: day, seed: 29, unit: 620,
		sun: disc{0.715, 0.36, 76}, horizon: 0.62, floor: 0.94, relief: 0.36,
		pavilion: 0.89, birds: []bird{{0.635, 0.22, 44}, {0.600, 0.30, 32}, {0.662, 0.15, 26}},
	}},
	{"hero-wide-dusk", scene{
		w: 1920, h: 432, light: dusk, seed: 29, unit: 620,
		sun: disc{0.715, 0.36, 64}, horizon: 0.62, floor: 0.94, relief: 0.36,
		pavilion: 0.89, stars: 90, quiet: []box{{0, 0, 0.62, 1}, {0.82, 0, 1, 0.42}},
	}},
	{"lounge-portrait", scene{
		w: 1080, h: 1920, light: day, seed: 37, unit: 1150,
		sun: disc{0.80, 0.150, 118}, horizon: 0.58, floor: 0.86, relief: 0.20,
		tea: &tea{0.50, 0.885, 250},
	}},
	{"lounge-landscape", scene{
		w: 1920, h: 1080, light: day, seed: 5, unit: 1000,
		sun: disc{0.845, 0.205, 104}, horizon: 0.56, floor: 0.84, relief: 0.24,
		tea: &tea{0.815, 0.86, 220},
	}},
}

func main() {
	log.SetFlags(0)
	for _, p := range pictures {
		if len(os.Args) > 1 && !slices.Contains(os.Args[1:], p.name) {
			continue
		}
		size, err := save(filepath.Join(here(), p.name+".png"), p.scene.paint().image())
		if err != nil {
			log.Fatalf("paint: %v", err)
		}
		fmt.Printf("%s.png %d bytes\n", p.name, size)
	}
}

func here() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(file)
}

func save(name string, img image.Image) (int, error) {
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img); err != nil {
		return 0, err
	}
	return b.Len(), os.WriteFile(name, b.Bytes(), 0o644)
}
