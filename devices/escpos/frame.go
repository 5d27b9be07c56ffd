package escpos

import (
	"bytes"
	"fmt"

	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// The bytes of ESC/POS (Epson, ESC/POS Command Reference, where each command
// stands under its own name). Those that begin with DLE are obeyed at once,
// wherever in the stream they stand.
const (
	dle = 0x10
	eot = 0x04
	enq = 0x05
	dc4 = 0x14

	cmdInit  = "\x1B@" // ESC @: standard mode, nothing buffered in it
	cmdPage  = "\x1BL" // ESC L: page mode: draw and print nothing yet
	cmdCut   = "\x1DVA\x00"
	cmdPrint = "\x0C" // FF: print the page, back to standard mode
	// cmdClear is DLE DC4 fn 8: drop what is received and not yet printed. The
	// seven bytes after the function's number are its fixed password.
	cmdClear = "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

	// cmdRecover is DLE ENQ 2: try to recover from an error, and drop what was
	// being printed.
	cmdRecover = "\x10\x05\x02"

	cmdReceipt     = "\x1D(H\x06\x0000" // GS ( H fn 48: four bytes follow, to be said when all before is printed
	cmdPaperSensor = "\x1Dr\x01"        // GS r 1: answered when it is reached

	cmdUnits  = "\x1DP"  // GS P x y: units of 1/x and 1/y inch
	cmdArea   = "\x1BW"  // ESC W x y width height, two bytes each
	cmdRaster = "\x1Dv0" // GS v 0 m, then bytes a row and rows, two bytes each; m is one of
	asItIs    = 0
	enlarged  = 3 // each dot a square of two

	// eachPatch is what a patch takes beside its data, and eachRaster another
	// part of it.
	eachRaster = len(cmdRaster) + 5
	eachPatch  = len(cmdArea) + 8 + eachRaster

	// rasterLimit is the most bytes of one GS v 0. A printer that waits for the
	// rest of one that was cut off is given so many and is back in step.
	rasterLimit = 1024
	// headLimit is the most bytes of any command before its data.
	headLimit = 16
)

// amends is what ends a command that was cut off anywhere. Between commands
// these bytes mean nothing.
var amends = make([]byte, rasterLimit+headLimit)

// commitTo returns what makes a printer print the page, cut the paper and say
// receipt when that is done.
func commitTo(receipt string) []byte { return []byte(cmdPrint + cmdCut + receipt) }

// Encode returns the job that prints label once at 203 dpi, with a receipt by
// a mark of its own; see encode.
func Encode(label *devices.Bitmap, compact bool) (printing.Job, error) {
	body, err := encode(label, defaultDPI, compact)
	return printing.Job{Body: body, Commit: commitTo(cmdReceipt + mark(0))}, err
}

// encode returns what draws label on a page, dot for dot and only where it has
// ink. dpi is the printer's resolution. A label whose dots come in squares of two
// is drawn at half its size and enlarged by the printer, if compact. No text of a label ever reaches the
// printer's parser. The error wraps devices.ErrSize when label's fields do not
// fit one another or the commands.
func encode(label *devices.Bitmap, dpi int, compact bool) ([]byte, error) {
	if err := printing.CheckBitmap(label); err != nil {
		return nil, err
	}
	if label.Width > 0xFFFF || label.Height > 0xFFFF {
		return nil, fmt.Errorf("escpos: %w: %d by %d dots", devices.ErrSize, label.Width, label.Height)
	}
	body := []byte(cmdInit + cmdUnits)
	body = append(body, byte(dpi), byte(dpi))
	body = append(body, cmdPage...)
	// The first area is the whole page: it makes every label as long.
	body = area(body, 0, 0, label.Width, label.Height)
	if half, ok := label.Halved(); ok && compact {
		return patches(body, half, 2, enlarged), nil
	}
	return patches(body, label, 1, asItIs), nil
}

// patches appends what draws picture, its dots as squares of times, which mode
// says.
func patches(body []byte, picture *devices.Bitmap, times int, mode byte) []byte {
	for _, p := range printing.Patches(picture, eachPatch) {
		for _, part := range p.Split(picture, rasterLimit, realTime) {
			width := min(8*part.Width, picture.Width-8*part.X)
			body = area(body, times*8*part.X, times*part.Y, times*width, times*part.Height)
			body = append(append(body, cmdRaster...), mode)
			body = append(word(word(body, part.Width), part.Height), rows(picture, part)...)
		}
	}
	return body
}

func rows(label *devices.Bitmap, p printing.Patch) []byte {
	var b bytes.Buffer
	for y := p.Y; y < p.Y+p.Height; y++ {
		b.Write(p.Row(label, y))
	}
	return b.Bytes()
}

func area(b []byte, x, y, width, height int) []byte {
	return word(word(word(word(append(b, cmdArea...), x), y), width), height)
}

func word(b []byte, n int) []byte { return append(b, byte(n), byte(n>>8)) }

// realTime reports whether two bytes would be taken for a command that is
// obeyed at once.
func realTime(before, after byte) bool {
	return before == dle && (after == eot || after == enq || after == dc4)
}
