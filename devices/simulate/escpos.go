package simulate

import (
	"strings"

	"lobby.internal/devices"
)

// The bytes of ESC/POS that are known here (Epson, ESC/POS Command Reference,
// where each command stands under its own name).
const (
	posDLE = 0x10
	posFF  = 0x0C
	posCAN = 0x18
	posESC = 0x1B
	posFS  = 0x1C
	posGS  = 0x1D

	posStatus  = 0x04 // DLE EOT n
	posRecover = 0x05 // DLE ENQ n
	posControl = 0x14 // DLE DC4 n …
	posErase   = 8    // n of DLE DC4 that clears the buffers, with
	posSecret  = "\x01\x03\x14\x01\x06\x02\x08"

	posWidth = 576     // dots of a printer for paper of 80 mm
	posLimit = 1 << 20 // bytes of a command that are kept: a longer one is let pass
	posReset = "\x1B@"
	posPage  = "\x1BL"
	posLine  = "\x1BS"
)

// posPrinter reads a stream of ESC/POS. What follows DLE is obeyed wherever it
// stands, in the midst of a raster too, and is then not part of it.
type posPrinter struct {
	press press
	dumb  bool // does not know GS ( H

	realTime []byte // from DLE on
	command  []byte
	passing  int // bytes to come of a command that is too long

	inPage bool
	area   [4]int          // ESC W: x, y, width, height in dots
	page   *devices.Bitmap // as large as all areas together
	line   []byte          // of text, outside page mode
	rows   []byte          // of a slip that is not yet cut off
	errors int
}

func newESCPOS(p press, dumb bool) *posPrinter { return &posPrinter{press: p, dumb: dumb} }

func (e *posPrinter) failures() int { return e.errors }

func (e *posPrinter) restart() {
	e.realTime, e.command, e.passing = nil, nil, 0
	e.inPage, e.page, e.line = false, nil, nil
}

// take takes one byte.
func (e *posPrinter) take(c byte) {
	if len(e.realTime) == 0 && c != posDLE {
		e.data(c)
		return
	}
	e.realTime = append(e.realTime, c)
	switch r := e.realTime; {
	case len(r) == 1, len(r) == 2 && (c == posStatus || c == posRecover || c == posControl):
	case len(r) == 2:
		// No command: what looked like the beginning of one is data.
		e.realTime = nil
		e.data(posDLE)
		e.take(c)
	case r[1] == posStatus:
		e.realTime = nil
		e.press.answer(string([]byte{c}))
	case r[1] == posRecover:
		e.realTime = nil
		if c == 2 {
			e.erase()
		}
	case r[2] == posErase && len(r) < 3+len(posSecret):
	default:
		e.realTime = nil
		if string(r[3:]) == posSecret {
			e.erase()
		}
	}
}

// erase drops what is received and not yet printed.
func (e *posPrinter) erase() {
	e.page, e.line = nil, nil
	e.press.cancel()
}

// data takes a byte of a command.
func (e *posPrinter) data(c byte) {
	if e.passing > 0 {
		e.passing--
		return
	}
	e.command = append(e.command, c)
	n := posLength(e.command)
	if n > posLimit {
		e.errors++
		e.passing, e.command = n-len(e.command), nil
		return
	}
	if n == 0 || len(e.command) < n {
		return
	}
	command := string(e.command)
	e.command = nil
	e.obey(command)
}

// posLength is how long the command is that begins with b; 0 as long as that
// cannot be told.
func posLength(b []byte) int {
	if c := b[0]; c != posESC && c != posFS && c != posGS {
		return 1
	}
	if len(b) == 1 {
		return 0
	}
	if b[0] == posGS {
		return posLengthGS(b)
	}
	switch {
	case b[0] == posESC && b[1] == 'W':
		return 10
	case b[0] == posESC && strings.IndexByte("$\\", b[1]) >= 0:
		return 4
	case b[0] == posESC && strings.IndexByte("adJ3tRM!EGV", b[1]) >= 0:
		return 3
	}
	return 2
}

func posLengthGS(b []byte) int {
	switch b[1] {
	case 'P', '$', '\\', 'L', 'W':
		return 4
	case 'r', 'a', '!':
		return 3
	case 'V':
		switch {
		case len(b) < 3:
			return 0
		case b[2] == 'A' || b[2] == 'B':
			return 4
		}
		return 3
	case '(':
		if len(b) < 5 {
			return 0
		}
		return 5 + little(b[3:])
	case 'v':
		if len(b) < 8 {
			return 0
		}
		return 8 + little(b[4:])*little(b[6:])
	}
	return 2
}

func little[T string | []byte](b T) int { return int(b[0]) | int(b[1])<<8 }

// obey executes a command.
func (e *posPrinter) obey(c string) {
	switch {
	case c == posReset, c == posLine:
		e.inPage, e.page, e.line = false, nil, nil
	case c == posPage:
		e.inPage, e.page, e.area = true, nil, [4]int{0, 0, posWidth, 1}
	case c[0] == posCAN:
		e.page = nil
	case c[0] == posFF && e.inPage:
		if len(e.rows) > 0 {
			e.errors++ // a label with a slip hanging on it
		}
		if e.page != nil {
			e.press.print(e.page, 1)
		}
		e.inPage, e.page = false, nil
	case strings.HasPrefix(c, "\x1BW") && e.inPage:
		for i := range e.area {
			e.area[i] = little(c[2+2*i:])
		}
		e.grow()
	case strings.HasPrefix(c, "\x1Dv0"):
		e.raster(c[3], little(c[4:]), c[8:])
	case strings.HasPrefix(c, "\x1D(H\x06\x0000") && !e.dumb:
		e.press.receipt("7\"" + c[7:] + "\x00")
	case strings.HasPrefix(c, "\x1DV"):
		e.cut()
	case len(c) == 1 && !e.inPage:
		e.letter(c[0])
	case c == "\x1Dr\x01":
		e.press.receipt("\x00")
	}
}

// grow makes the page large enough for its newest area.
func (e *posPrinter) grow() {
	width, height := e.area[0]+e.area[2], e.area[1]+e.area[3]
	if width < 1 || height < 1 || width > posWidth || height > dotLimit {
		e.errors++
		return
	}
	old := e.page
	if old != nil && old.Width >= width && old.Height >= height {
		return
	}
	if old == nil {
		e.page = devices.NewBitmap(width, height)
		return
	}
	e.page = devices.NewBitmap(max(width, old.Width), max(height, old.Height))
	draw(e.page, old, 0, 0)
}

// raster draws a bitmap into the area, or prints it at once outside page mode;
// the first bit of mode makes it twice as wide, the second twice as high.
func (e *posPrinter) raster(mode byte, stride int, bits string) {
	if stride == 0 || len(bits) == 0 {
		return
	}
	g := &devices.Bitmap{Width: 8 * stride, Height: len(bits) / stride, Stride: stride, Bits: []byte(bits)}
	if mode &= 3; mode != 0 {
		g = enlarge(g, 1+int(mode&1), 1+int(mode>>1))
	}
	switch {
	case !e.inPage:
		e.press.print(g, 1)
	case e.page == nil:
		e.errors++
	default:
		draw(e.page, g, e.area[0], e.area[1])
	}
}

// reply answers DLE EOT. Bits 1 and 4 are always set.
func (e *posPrinter) reply(question string, s state) string {
	f := s.faults
	cover := digit(f[FaultHeadOpen] || f[FaultCoverOpen])
	wrong := digit(f[FaultJam] || f[FaultHot] || f[FaultRibbonOut])
	var bits int
	switch question {
	case "\x01":
		bits = digit(s.held()) << 3
	case "\x02":
		bits = cover<<2 | digit(f[FaultPaperOut])<<5 | wrong<<6
	case "\x03":
		bits = digit(f[FaultJam])<<3 | digit(f[FaultHot])<<6
	case "\x04":
		bits = digit(f[FaultPaperLow])*0x0C | digit(f[FaultPaperOut])*0x60
	default:
		return ""
	}
	return string([]byte{byte(0x12 | bits)})
}
