package escpos

import (
	"slices"
	"strings"

	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// questions are DLE EOT 1 to 4: printer, cause of being offline, error, paper.
var questions = [4]string{"\x10\x04\x01", "\x10\x04\x02", "\x10\x04\x03", "\x10\x04\x04"}

// An answer to DLE EOT has bits 1 and 4 set and bits 0 and 7 not.
const (
	fixedBits = 0x93
	fixedSet  = 0x12
)

// The bits of the answers.
const (
	printerOffline = 1 << 3

	offlineCover = 1 << 2
	offlineFeed  = 1 << 3
	offlinePaper = 1 << 5
	offlineError = 1 << 6

	errorMechanical = 1 << 2
	errorCutter     = 1 << 3
	errorFatal      = 1 << 5
	errorPassing    = 1 << 6

	paperLow = 1<<2 | 1<<3
	paperOut = 1<<5 | 1<<6
)

// Status is what a printer answers to DLE EOT 1, 2, 3 and 4.
type Status [4]byte

// ParseStatus finds the last byte that may be an answer to DLE EOT among those
// that came from a printer, and reports whether there is one.
func ParseStatus(b []byte) (byte, bool) {
	for _, answer := range slices.Backward(b) {
		if answer&fixedBits == fixedSet {
			return answer, true
		}
	}
	return 0, false
}

// stuck reports whether the printer waits to be told to recover from an error,
// and nobody has a hand in it.
func (s Status) stuck() bool {
	return s[2]&(errorMechanical|errorCutter) != 0 && s[1]&offlineCover == 0
}

// findings returns what is wrong, unordered.
func (s Status) findings() printing.Findings {
	printer, offline, failed, paper := s[0], s[1], s[2], s[3]
	var f printing.Findings
	f.Add(offline&offlineCover != 0, devices.CauseCoverOpen, "")
	f.Add(offline&offlinePaper != 0 || paper&paperOut != 0, devices.CausePaperOut, "")
	f.Add(failed&errorMechanical != 0, devices.CauseJammed, "mechanical error")
	f.Add(failed&errorCutter != 0, devices.CauseJammed, "cutter")
	f.Add(failed&errorFatal != 0, devices.CauseFault, "unrecoverable error")
	// An open cover is such an error too while a label comes out.
	f.Add(failed&errorPassing != 0 && offline&offlineCover == 0, devices.CauseHot, "error that passes by itself")
	f.Add(offline&offlineFeed != 0, devices.CausePaused, "feed button")
	f.Add(offline&offlineError != 0 && f.Empty(), devices.CauseFault, "unnamed error")
	f.Add(printer&printerOffline != 0 && f.Empty(), devices.CausePaused, "offline")
	f.Add(paper&paperLow != 0 && paper&paperOut == 0, devices.CausePaperLow, "")
	return f
}

// The answer to GS ( H fn 48: a header, the four bytes of the request, NUL.
const (
	receiptHead  = "7\""
	receiptEnd   = "\x00"
	receiptBytes = len(receiptHead) + 4 + len(receiptEnd)
)

// mark returns four letters for a number. No letter from A to P may be taken
// for an answer to DLE EOT.
func mark(n uint16) string {
	b := []byte("AAAA")
	for i := range b {
		b[i] += byte(n >> (12 - 4*i) & 0xF)
	}
	return string(b)
}

// ear listens for a receipt in everything that comes from a printer.
type ear struct {
	mark   string // of the receipt that is awaited; none when empty
	sensor bool   // any answer to GS r is awaited
	heard  bool   // what was awaited came
	proved bool   // and it bore the mark
	last   []byte // what may be the beginning of a receipt
}

// expect makes the ear listen for a receipt with this mark, or for the answer
// to GS r when it is empty.
func (e *ear) expect(mark string) { *e = ear{mark: mark, sensor: mark == ""} }

// waits reports whether what was expected has not come.
func (e *ear) waits() bool { return e.mark != "" || e.sensor }

// hear takes what came in.
func (e *ear) hear(b []byte) {
	for _, c := range b {
		e.last = append(e.last, c)
		if len(e.last) > receiptBytes {
			e.last = e.last[1:]
		}
		switch {
		case e.mark != "" && string(e.last) == receiptHead+e.mark+receiptEnd:
			e.mark, e.heard, e.proved = "", true, true
		case e.sensor && strings.IndexByte("\x00\x03\x0C\x0F", c) >= 0:
			e.sensor, e.heard = false, true
		}
	}
}
