package desk

import (
	"image/color"
	"time"
)

// The colours, each checked against the ground it stands on by a test.
var (
	ink       = color.NRGBA{0x12, 0x24, 0x1F, 0xFF}
	faint     = color.NRGBA{0x4A, 0x5B, 0x55, 0xFF}
	ground    = color.NRGBA{0xF6, 0xF3, 0xEC, 0xFF}
	card      = color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}
	jade      = color.NRGBA{0x0B, 0x5D, 0x4E, 0xFF}
	gold      = color.NRGBA{0xD9, 0xA4, 0x41, 0xFF}
	failure   = color.NRGBA{0xA4, 0x26, 0x2C, 0xFF}
	warning   = color.NRGBA{0x8A, 0x5A, 0x00, 0xFF}
	success   = color.NRGBA{0x1B, 0x6B, 0x3A, 0xFF}
	outline   = color.NRGBA{0x7A, 0x87, 0x81, 0xFF}
	hairline  = color.NRGBA{0xDC, 0xD6, 0xC8, 0xFF}
	white     = card
	clear     = color.NRGBA{}
	focusRing = ink

	jadePale    = color.NRGBA{0xE4, 0xF0, 0xEB, 0xFF}
	quoteGround = color.NRGBA{0xFA, 0xF8, 0xF3, 0xFF}
	goldPale    = color.NRGBA{0xFB, 0xF1, 0xDB, 0xFF}
	failurePale = color.NRGBA{0xFB, 0xEA, 0xEA, 0xFF}
	jadeFaint   = color.NRGBA{0xCF, 0xE3, 0xDB, 0xFF} // second ink on jade
	disabledInk = color.NRGBA{0x5F, 0x6E, 0x68, 0xFF}
)

// lineHeight is a line's height in sizes of its type: a Chinese font's own is
// 1.45, which looks loose.
const lineHeight = 1.3

// A visitor who has waited this long is shown as one who waits long (F5).
const (
	longWait     = 5 * time.Minute
	veryLongWait = 10 * time.Minute
)

// metrics is the sizes of everything, in pixels.
type metrics struct {
	tiny, small, body, bold, strong, title, name, huge face

	header, gap, pad, radius float32
	row, rowSmall            float32 // of the lists
	button, primary          float32
	left, right              float32 // widths of the outer columns
	roomy                    bool
}

func (m *metrics) faces(tiny, small, body, strong, title, name, huge float32) {
	m.tiny = face{tiny, false, faint}
	m.small = face{small, false, faint}
	m.body = face{body, false, ink}
	m.bold = face{body, true, ink}
	m.strong = face{strong, true, ink}
	m.title = face{title, true, ink}
	m.name = face{name, true, ink}
	m.huge = face{huge, true, jade}
}

// roomy is for a monitor of 1920×1080, compact for one of 1366×768.
func measure(width, height float32) *metrics {
	if width >= 1700 && height >= 950 {
		m := &metrics{header: 68, gap: 14, pad: 18, radius: 12, row: 68, rowSmall: 60, button: 56, primary: 84, left: 470, right: 450, roomy: true}
		m.faces(14, 16, 18, 21, 28, 36, 96)
		return m
	}
	m := &metrics{header: 52, gap: 9, pad: 12, radius: 9, row: 54, rowSmall: 46, button: 42, primary: 60, left: 344, right: 322}
	m.faces(12, 13, 14, 16, 20, 25, 62)
	return m
}

// buttonKind is how much a button asks to be pressed, and what it means.
type buttonKind int

const (
	plain  buttonKind = iota
	yes               // the way on
	wait              // not yet
	no                // the visit ends here
	armed             // wants its second press
	onJade            // in the header
)

// ring is the colour of the focus around a button.
func (k buttonKind) ring() color.Color {
	if k == onJade {
		return white
	}
	return focusRing
}

// paintwork is a button's colours.
type paintwork struct {
	fill, stroke, ink, faint color.Color
	width                    float32
}

func (k buttonKind) style(l look) paintwork {
	switch {
	case l.chosen:
		return paintwork{fill: jadePale, stroke: jade, ink: jade, faint: jade, width: 2.5}
	case l.disabled:
		return paintwork{fill: ground, stroke: hairline, ink: disabledInk, faint: disabledInk, width: 1.5}
	}
	switch k {
	case yes:
		return paintwork{fill: jade, stroke: jade, ink: white, faint: jadeFaint, width: 1.5}
	case wait:
		return paintwork{fill: gold, stroke: gold, ink: ink, faint: ink, width: 1.5}
	case no:
		return paintwork{fill: card, stroke: failure, ink: failure, faint: failure, width: 1.5}
	case armed:
		return paintwork{fill: failure, stroke: failure, ink: white, faint: white, width: 1.5}
	case onJade:
		return paintwork{fill: jade, stroke: jadeFaint, ink: white, faint: jadeFaint, width: 1.5}
	}
	return paintwork{fill: card, stroke: outline, ink: ink, faint: faint, width: 1.5}
}
