package tspl

import (
	"bytes"
	"fmt"
	"strconv"

	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// The bytes of TSPL (TSC, TSPL/TSPL2 Programming Language, where each command
// stands under its own name). Commands are lines. Those that begin with ESC !
// are obeyed at once, wherever in the stream they stand.
const (
	newline = "\r\n" // also ends whatever line was cut off
	esc     = 0x1B
	tilde   = 0x7E // begins questions that some models answer at once: ~!T
	bang    = 0x21

	cmdFlags    = "\x1B!?"               // one byte: the flags below
	cmdState    = "\x1B!S"               // STX, four bytes, ETX, CR, LF
	cmdCancel   = "\x1B!."               // drop everything
	cmdNoRepeat = "SET REPRINT OFF\r\n"  // never print again a label that a fault has spoilt
	cmdClear    = "CLS\r\n"              // a white label
	commit      = "PRINT 1,1\r\n"        // print it once
	formSize    = "SIZE %s mm,%s mm\r\n" // of the label
	formGap     = "GAP %d mm,0 mm\r\n"   // between labels
	formUpright = "DIRECTION 1\r\n"      // the label's foot leaves first
	formBar     = "BAR %d,%d,%d,%d\r\n"  // x, y, width, height in dots: black
	formBitmap  = "BITMAP %d,%d,%d,%d,0,"

	// eachBitmap and eachBar are what such a line takes beside its data.
	eachBitmap = len("BITMAP 000,000,00,000,0,\r\n")
	eachBar    = len("BAR 000,000,000,000\r\n")

	white = 0xFF // eight dots: in a BITMAP a dot is black when its bit is 0

	// rasterLimit is the most bytes of one BITMAP. A printer that waits for the
	// rest of one that was cut off is given so many and is back in step.
	rasterLimit = 1024
)

// amends is what ends a BITMAP that was cut off anywhere, and the line that it
// makes when none was.
var amends = append(bytes.Repeat([]byte{white}, rasterLimit), newline...)

// Encoder builds jobs.
type Encoder struct {
	// Gap is the space between two labels in millimetres, DotsPerMM the
	// printer's resolution.
	Gap, DotsPerMM int
}

// Job returns the job that prints label once. Solid black is drawn by BAR and
// the rest by BITMAP, over only those parts that have ink; no text of a label
// ever reaches the printer's parser. The error wraps devices.ErrSize when
// label's fields do not fit one another.
func (e *Encoder) Job(label *devices.Bitmap) (printing.Job, error) {
	if err := printing.CheckBitmap(label); err != nil {
		return printing.Job{}, err
	}
	body := append([]byte(nil), newline...)
	body = fmt.Appendf(body, formSize, e.millimetres(label.Width), e.millimetres(label.Height))
	body = fmt.Appendf(body, formGap, e.Gap)
	body = append(body, formUpright+cmdNoRepeat+cmdClear...)
	rest := devices.NewBitmap(label.Width, label.Height)
	copy(rest.Bits, label.Bits)
	for _, b := range bars(label) {
		body = fmt.Appendf(body, formBar, b.x, b.y, b.width, b.height)
		b.invert(rest)
	}
	for _, p := range printing.Patches(rest, eachBitmap) {
		for _, part := range p.Split(label, rasterLimit, meansMore) {
			body = fmt.Appendf(body, formBitmap, 8*part.X, part.Y, part.Width, part.Height)
			for y := part.Y; y < part.Y+part.Height; y++ {
				for _, dots := range part.Row(label, y) {
					body = append(body, ^dots)
				}
			}
			body = append(body, newline...)
		}
	}
	return printing.Job{Body: body, Commit: []byte(commit)}, nil
}

// meansMore reports whether two bytes of a label, as they go over the line,
// would be taken for a command that is obeyed at once.
func meansMore(before, after byte) bool {
	return (^before == esc || ^before == tilde) && ^after == bang
}

func (e *Encoder) millimetres(dots int) string {
	return strconv.FormatFloat(float64(dots)/float64(e.DotsPerMM), 'f', -1, 64)
}
