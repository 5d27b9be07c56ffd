package main

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
)

// What a logo may be: sharp on the largest screen, and soon read.
const (
	minLogo      = 64 // pixels, as maxLogo
	maxLogo      = 2048
	maxLogoBytes = 1 << 20
	maxWide      = 6 // times the height
	maxTall      = 2 // times the width
)

// takeLogo reads the picture beside the house's name.
func (c *config) takeLogo(s *settings) {
	var path string
	if s.text("house.logo", &path, 0, 4096); s.given("house.logo") {
		logo, err := openLogo(path)
		if err != nil {
			s.fault("house.logo", err.Error())
		}
		c.House.Logo = logo
	}
}

// openLogo returns the picture of a file, nil for no file. Its error follows the
// name of the key: it says what the file is and what it must be.
func openLogo(path string) (img image.Image, err error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	if info.Size() > maxLogoBytes {
		return nil, fmt.Errorf("must be a PNG file of at most %d KB, and %s has %d KB", maxLogoBytes>>10, path, info.Size()>>10)
	}
	head, err := png.DecodeConfig(f) // before a picture is unpacked that may be huge
	if err != nil {
		return nil, fmt.Errorf("must be a PNG file, and %s is not: %w", path, err)
	}
	if min(head.Width, head.Height) < minLogo || max(head.Width, head.Height) > maxLogo {
		return nil, fmt.Errorf("must be a picture of %d to %d pixels each way, and %s has %d × %d", minLogo, maxLogo, path, head.Width, head.Height)
	}
	if head.Width > maxWide*head.Height || head.Height > maxTall*head.Width {
		return nil, fmt.Errorf("must be a picture no more than %d times as wide as high and %d times as high as wide, and %s has %d × %d", maxWide, maxTall, path, head.Width, head.Height)
	}
	if _, err := f.Seek(0, 0); err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	if img, err = png.Decode(f); err != nil {
		return nil, fmt.Errorf("must be a PNG file, and %s is damaged: %w", path, err)
	}
	return img, nil
}
