package desk

import (
	"image/color"
	"time"

	"lobby.internal/kiosk/screen"
)

// What the desk adds to the palette: grounds and second inks of its own.
var (
	quoteGround = color.NRGBA{0xFA, 0xF8, 0xF3, 0xFF}
	failurePale = color.NRGBA{0xFB, 0xEA, 0xEA, 0xFF}
	jadeFaint   = color.NRGBA{0xCF, 0xE3, 0xDB, 0xFF} // second ink on jade
	disabledInk = color.NRGBA{0x5F, 0x6E, 0x68, 0xFF}
)

// A visitor who has waited this long is shown as one who waits long (F5).
const (
	longWait     = 5 * time.Minute
	veryLongWait = 10 * time.Minute
)

// metrics is the sizes of everything, in pixels.
type metrics struct {
	tiny, small, body, bold, strong, title, name, huge screen.Face

	header, gap, pad, radius float32
	row, rowSmall            float32 // of the lists
	button, primary          float32
	left, right              float32 // widths of the outer columns
	roomy                    bool
}

func (m *metrics) faces(tiny, small, body, strong, title, name, huge float32) {
	m.tiny = screen.Face{Size: tiny, Color: screen.Faint}
	m.small = screen.Face{Size: small, Color: screen.Faint}
	m.body = screen.Face{Size: body, Color: screen.Ink}
	m.bold = screen.Face{Size: body, Bold: true, Color: screen.Ink}
	m.strong = screen.Face{Size: strong, Bold: true, Color: screen.Ink}
	m.title = screen.Face{Size: title, Bold: true, Color: screen.Ink}
	m.name = screen.Face{Size: name, Bold: true, Color: screen.Ink}
	m.huge = screen.Face{Size: huge, Bold: true, Color: screen.Jade}
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
		return screen.White
	}
	return screen.Ink
}

// paintwork is a button's colours.
type paintwork struct {
	fill, stroke, ink, faint color.Color
	width                    float32
}

func (k buttonKind) style(l look) paintwork {
	switch {
	case l.chosen:
		return paintwork{fill: screen.Mist, stroke: screen.Jade, ink: screen.Jade, faint: screen.Jade, width: 2.5}
	case l.disabled:
		return paintwork{fill: screen.Paper, stroke: screen.Hair, ink: disabledInk, faint: disabledInk, width: 1.5}
	}
	switch k {
	case yes:
		return paintwork{fill: screen.Jade, stroke: screen.Jade, ink: screen.White, faint: jadeFaint, width: 1.5}
	case wait:
		return paintwork{fill: screen.Gold, stroke: screen.Gold, ink: screen.Ink, faint: screen.Ink, width: 1.5}
	case no:
		return paintwork{fill: screen.Card, stroke: screen.Failure, ink: screen.Failure, faint: screen.Failure, width: 1.5}
	case armed:
		return paintwork{fill: screen.Failure, stroke: screen.Failure, ink: screen.White, faint: screen.White, width: 1.5}
	case onJade:
		return paintwork{fill: screen.Jade, stroke: jadeFaint, ink: screen.White, faint: jadeFaint, width: 1.5}
	}
	return paintwork{fill: screen.Card, stroke: screen.Outline, ink: screen.Ink, faint: screen.Faint, width: 1.5}
}
