package tspl

import (
	"bytes"

	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// Flags is what a printer answers to ESC !? (Gprinter GP-2120T manual, p. 30,
// and TSC): a bit for each thing.
type Flags byte

// The bits of Flags. The last one is a temperature with some makers and
// any other error with TSC.
const (
	FlagHeadOpen Flags = 1 << iota
	FlagJam
	FlagPaperOut
	FlagRibbonOut
	FlagPaused
	FlagPrinting
	FlagCoverOpen
	FlagOther
)

// flagMeanings are the causes of the bits.
var flagMeanings = []struct {
	flag  Flags
	cause devices.Cause
}{
	{FlagHeadOpen, devices.CauseHeadOpen},
	{FlagJam, devices.CauseJammed},
	{FlagPaperOut, devices.CausePaperOut},
	{FlagRibbonOut, devices.CauseRibbonOut},
	{FlagPaused, devices.CausePaused},
	{FlagCoverOpen, devices.CauseCoverOpen},
}

func (f Flags) findings() printing.Findings {
	var out printing.Findings
	for _, m := range flagMeanings {
		out.Add(f&m.flag != 0, m.cause, "")
	}
	return out
}

// State is what a printer answers to ESC !S (TSC manual, p. 85): what it is
// doing, and bits for warnings and for two kinds of errors. In each the bit
// 0x40 is always set.
type State struct {
	Doing, Warnings, Faults, Media byte
}

// The values of State.Doing.
const (
	doingNothing = 0x40
	doingBacking = 0x42 // drawing a label back
	doingCutting = 0x43
	doingError   = 0x45
	doingFeeding = 0x46
	doingWaitKey = 0x4B // waits for a key before it prints
	doingWaitOff = 0x4C // waits until the label is taken
	doingBatch   = 0x50 // prints
	doingPause   = 0x60
	doingImaging = 0x57
)

// The bits of State's other bytes.
const (
	always = 0x40

	warnFull = 0x08

	faultHeadHot  = 0x01
	faultMotorHot = 0x02
	faultCutter   = 0x08
	faultMemory   = 0x10

	mediaPaperOut  = 0x01
	mediaJam       = 0x02
	mediaRibbonOut = 0x04
	mediaRibbonJam = 0x08
	mediaHeadOpen  = 0x20
)

const (
	stx        = 0x02
	etx        = 0x03
	stateBytes = 8 // STX, four bytes, ETX, CR, LF
)

// ParseState finds the last whole answer to ESC !S among the bytes that came
// from a printer, and reports whether there is one.
func ParseState(b []byte) (State, bool) {
	for i := len(b) - stateBytes; i >= 0; i-- {
		f := b[i : i+stateBytes]
		if f[0] != stx || !bytes.Equal(f[5:], []byte{etx, '\r', '\n'}) {
			continue
		}
		if f[1]&f[2]&f[3]&f[4]&always != 0 && (f[1]|f[2]|f[3]|f[4])&0x80 == 0 {
			return State{Doing: f[1], Warnings: f[2], Faults: f[3], Media: f[4]}, true
		}
	}
	return State{}, false
}

// Idle reports whether no label is coming out.
func (s State) Idle() bool {
	switch s.Doing {
	case doingBacking, doingCutting, doingFeeding, doingWaitKey, doingBatch, doingImaging:
		return false
	}
	return true
}

func (s State) findings() printing.Findings {
	var f printing.Findings
	f.Add(s.Media&mediaHeadOpen != 0, devices.CauseHeadOpen, "")
	f.Add(s.Media&mediaPaperOut != 0, devices.CausePaperOut, "")
	f.Add(s.Media&mediaJam != 0, devices.CauseJammed, "")
	f.Add(s.Media&mediaRibbonOut != 0, devices.CauseRibbonOut, "")
	f.Add(s.Media&mediaRibbonJam != 0, devices.CauseJammed, "ribbon jam")
	f.Add(s.Faults&faultHeadHot != 0, devices.CauseHot, "")
	f.Add(s.Faults&faultMotorHot != 0, devices.CauseHot, "motor")
	f.Add(s.Faults&faultCutter != 0, devices.CauseJammed, "cutter jam")
	f.Add(s.Faults&faultMemory != 0, devices.CauseFault, "out of memory")
	f.Add(s.Warnings&warnFull != 0, devices.CauseBufferFull, "")
	f.Add(s.Doing == doingPause, devices.CausePaused, "")
	f.Add(s.Doing == doingWaitKey, devices.CausePaused, "waits for its key")
	f.Add(s.Doing == doingWaitOff, "", "waits for the label to be taken")
	return f
}
