package simulate

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"lobby.internal/devices"
)

// The bytes of TSPL that are known here (TSC, TSPL/TSPL2 Programming Language,
// where each command stands under its own name).
const (
	tsplEscape    = 0x1B
	tsplBang      = '!'
	tsplFlags     = "?" // ESC ! and one of these is obeyed at once
	tsplState     = "S"
	tsplCancel    = "."
	tsplReset     = "R"
	tsplHalt      = "P"
	tsplGo        = "O"
	tsplBitmap    = "BITMAP"
	tsplLineLimit = 8 << 10 // bytes; the rest of a longer line is dropped
	tsplDotsPerMM = 8
	tsplLength    = 4000 // dots of the longest label
)

// The answer to ESC !?, a bit for each thing.
const (
	tsplHeadOpen = 1 << iota
	tsplJam
	tsplPaperOut
	tsplRibbonOut
	tsplPaused
	tsplPrinting
	tsplCoverOpen
	tsplHot
)

// tsplPrinter reads a stream of TSPL. What follows ESC ! is obeyed wherever it
// stands, in the midst of a bitmap too, and is then not part of it.
type tsplPrinter struct {
	press press

	escape []byte // ESC, or ESC !
	line   []byte
	over   bool // the line was too long

	raster []byte // of a bitmap
	want   int    // bytes still belonging to it
	at     [4]int // its place and size: x in dots, y, bytes a row, rows

	page   *devices.Bitmap
	errors int
}

func newTSPL(p press) *tsplPrinter {
	t := &tsplPrinter{press: p}
	t.restart()
	return t
}

func (t *tsplPrinter) failures() int { return t.errors }

func (t *tsplPrinter) restart() {
	t.escape, t.line, t.over, t.raster, t.want = nil, nil, false, nil, 0
	t.page = devices.NewBitmap(defaultWidth, defaultLength)
}

// take takes one byte.
func (t *tsplPrinter) take(c byte) {
	switch {
	case len(t.escape) == 0 && c == tsplEscape, len(t.escape) == 1 && c == tsplBang:
		t.escape = append(t.escape, c)
	case len(t.escape) == 2:
		t.escape = nil
		t.immediate(string(c))
	case len(t.escape) == 1:
		t.escape = nil
		t.data(tsplEscape)
		t.take(c)
	default:
		t.data(c)
	}
}

func (t *tsplPrinter) immediate(command string) {
	switch command {
	case tsplFlags, tsplState:
		t.press.answer(command)
	case tsplCancel:
		t.line, t.over = nil, false
		t.page = devices.NewBitmap(t.page.Width, t.page.Height)
		t.press.cancel()
	case tsplReset:
		t.press.reset()
	case tsplHalt, tsplGo:
		t.press.pause(command == tsplHalt)
	}
}

// data takes a byte of a line or a bitmap.
func (t *tsplPrinter) data(c byte) {
	switch {
	case t.want > 0:
		t.raster = append(t.raster, c)
		if t.want--; t.want == 0 {
			t.draw()
		}
	case c == '\n':
		line, over := string(t.line), t.over
		t.line, t.over = nil, false
		if !over {
			t.obey(strings.TrimSpace(line))
		}
	case len(t.line) >= tsplLineLimit:
		t.over = true
	default:
		t.line = append(t.line, c)
		t.bitmap()
	}
}

// bitmap notes where the data of a bitmap begin.
func (t *tsplPrinter) bitmap() {
	if !bytes.HasPrefix(t.line, []byte(tsplBitmap+" ")) || bytes.Count(t.line, []byte(",")) != 5 {
		return
	}
	fields := strings.Split(string(t.line[len(tsplBitmap)+1:]), ",")
	t.line = nil
	for i := range t.at {
		t.at[i] = number(fields[i])
	}
	if min(t.at[0], t.at[1]) < 0 || min(t.at[2], t.at[3]) < 1 || fields[4] != "0" || t.at[2] > graphicLimit/t.at[3] {
		t.errors++
		return
	}
	t.raster, t.want = nil, t.at[2]*t.at[3]
}

// draw puts the bitmap over what was there.
func (t *tsplPrinter) draw() {
	x, y, stride := t.at[0], t.at[1], t.at[2]
	for i, dots := range t.raster {
		for bit := range 8 {
			t.dot(x+i%stride*8+bit, y+i/stride, dots&(0x80>>bit) == 0)
		}
	}
	t.raster = nil
}

// dot makes a dot black or white, if it is on the label.
func (t *tsplPrinter) dot(x, y int, black bool) {
	if x >= t.page.Width || y >= t.page.Height {
		return
	}
	t.page.Bits[y*t.page.Stride+x/8] &^= 0x80 >> (x % 8)
	if black {
		t.page.Set(x, y)
	}
}

// obey executes a line, and ignores one that it does not know, as a printer
// does.
func (t *tsplPrinter) obey(line string) {
	name, rest, _ := strings.Cut(line, " ")
	fields := strings.Split(rest, ",")
	switch {
	case name == "SIZE" && len(fields) == 2:
		t.page = devices.NewBitmap(t.dots(fields[0], t.page.Width, widthLimit), t.dots(fields[1], t.page.Height, tsplLength))
	case name == "CLS":
		t.page = devices.NewBitmap(t.page.Width, t.page.Height)
	case name == "BAR" && len(fields) == 4:
		t.bar(number(fields[0]), number(fields[1]), number(fields[2]), number(fields[3]))
	case name == "PRINT":
		copies := 1
		for _, f := range fields {
			copies *= within(number(f), 1, copiesLimit, 1)
		}
		t.press.print(clone(t.page), within(copies, 1, copiesLimit, 1))
	case line == "SET REPRINT ON", line == "SET REPRINT OFF":
		t.press.reprint(line == "SET REPRINT ON")
	}
}

func (t *tsplPrinter) bar(x, y, width, height int) {
	if min(x, y) < 0 || min(width, height) < 1 {
		t.errors++
		return
	}
	for row := y; row < min(y+height, t.page.Height); row++ {
		for column := x; column < min(x+width, t.page.Width); column++ {
			t.dot(column, row, true)
		}
	}
}

// dots reads a measure like "80 mm".
func (t *tsplPrinter) dots(s string, otherwise, limit int) int {
	text, metric := strings.CutSuffix(strings.TrimSpace(s), " mm")
	mm, err := strconv.ParseFloat(text, 64)
	if !metric || err != nil || !(mm > 0 && mm < float64(limit)) {
		t.errors++
		return otherwise
	}
	return within(int(math.Round(mm*tsplDotsPerMM)), 1, limit, otherwise)
}

func clone(b *devices.Bitmap) *devices.Bitmap {
	out := *b
	out.Bits = bytes.Clone(b.Bits)
	return &out
}

// reply answers ESC !? and ESC !S.
func (t *tsplPrinter) reply(question string, s state) string {
	busy := s.remaining+s.waiting > 0
	f := s.faults
	if question == tsplFlags {
		flags := digit(f[FaultHeadOpen])*tsplHeadOpen | digit(f[FaultJam])*tsplJam | digit(f[FaultPaperOut])*tsplPaperOut |
			digit(f[FaultRibbonOut])*tsplRibbonOut | digit(f[FaultPause])*tsplPaused | digit(busy)*tsplPrinting |
			digit(f[FaultCoverOpen])*tsplCoverOpen | digit(f[FaultHot])*tsplHot
		return string([]byte{byte(flags)})
	}
	doing := '@'
	switch {
	case f[FaultPause]:
		doing = '`'
	case len(f) > 0 && s.held():
		doing = 'E'
	case busy:
		doing = 'P'
	}
	warnings := '@' | digit(s.waiting >= queueLimit)*8
	faults := '@' | digit(f[FaultHot])
	media := '@' | digit(f[FaultPaperOut]) | digit(f[FaultJam])*2 | digit(f[FaultRibbonOut])*4 | digit(f[FaultHeadOpen])*32
	return string([]byte{2, byte(doing), byte(warnings), byte(faults), byte(media), 3, '\r', '\n'})
}
