package badge

import (
	"fmt"

	"github.com/skip2/go-qrcode"
)

// CodePNG returns a QR code of the text as a PNG of side × side pixels, its
// quiet zone included.
func CodePNG(text string, side int) ([]byte, error) {
	png, err := qrcode.Encode(text, qrcode.Medium, side)
	if err != nil {
		return nil, fmt.Errorf("badge: make a QR code: %w", err)
	}
	return png, nil
}
