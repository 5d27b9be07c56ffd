package zpl

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// HostStatus is what a printer answers to ~HS (45541L, p. 171-172).
type HostStatus struct {
	PaperOut   bool
	Paused     bool
	BufferFull bool
	Diagnostic bool // prints what it receives as hexadecimal
	Partial    bool // a format has begun and not ended
	ConfigLost bool
	Cold       bool
	Hot        bool
	HeadOpen   bool
	RibbonOut  bool // counts only in thermal-transfer mode
	Transfer   bool // thermal-transfer mode
	Formats    int  // complete formats in the receive buffer
	Remaining  int  // labels of the current batch that have not come out
}

// The fields of the answer's strings, and where what matters stands in them.
const (
	fields1, fields2, fields3 = 12, 11, 2

	atPaper, atPause, atFormats, atFull, atDiagnostic, atPartial = 1, 2, 4, 5, 6, 7
	atLost, atCold, atHot                                        = 9, 10, 11
	atHead, atRibbon, atTransfer, atRemaining                    = 2, 3, 4, 8
)

// ParseHostStatus finds the last whole answer to ~HS among the bytes that came
// from a printer, and reports whether there is one. White space inside the
// strings does not matter; anything else between them is skipped.
func ParseHostStatus(b []byte) (HostStatus, bool) {
	frames := split(b)
	for i := len(frames) - 3; i >= 0; i-- {
		first, ok1 := numbers(frames[i], fields1)
		second, ok2 := numbers(frames[i+1], fields2)
		if ok1 && ok2 && strings.Count(frames[i+2], ",") == fields3-1 {
			return hostStatus(first, second), true
		}
	}
	return HostStatus{}, false
}

func hostStatus(first, second []int) HostStatus {
	return HostStatus{
		PaperOut:   first[atPaper] != 0,
		Paused:     first[atPause] != 0,
		Formats:    first[atFormats],
		BufferFull: first[atFull] != 0,
		Diagnostic: first[atDiagnostic] != 0,
		Partial:    first[atPartial] != 0,
		ConfigLost: first[atLost] != 0,
		Cold:       first[atCold] != 0,
		Hot:        first[atHot] != 0,
		HeadOpen:   second[atHead] != 0,
		RibbonOut:  second[atRibbon] != 0,
		Transfer:   second[atTransfer] != 0,
		Remaining:  second[atRemaining],
	}
}

// Idle reports whether the printer holds nothing of any job.
func (h HostStatus) Idle() bool { return !h.Partial && h.Formats == 0 && h.Remaining == 0 }

// findings returns what is wrong, unordered.
func (h HostStatus) findings() printing.Findings {
	var f printing.Findings
	f.Add(h.HeadOpen, devices.CauseHeadOpen, "")
	f.Add(h.PaperOut, devices.CausePaperOut, "")
	f.Add(h.RibbonOut && h.Transfer, devices.CauseRibbonOut, "")
	f.Add(h.Hot, devices.CauseHot, "")
	f.Add(h.Paused, devices.CausePaused, "")
	f.Add(h.BufferFull, devices.CauseBufferFull, "")
	f.Add(h.Diagnostic, devices.CauseFault, "diagnostic mode")
	f.Add(h.ConfigLost, devices.CauseFault, "configuration lost")
	f.Add(h.Cold, devices.CauseFault, "print head too cold")
	return f
}

// HostHealth is what a printer answers to ~HQES: the flags of group 1, and
// whether it said that there is any error at all.
type HostHealth struct {
	Failed           bool
	Errors, Warnings uint32
}

// ParseHostHealth finds the last whole answer to ~HQES among the bytes that
// came from a printer, and reports whether there is one. Firmware differs in
// its white space.
func ParseHostHealth(b []byte) (HostHealth, bool) {
	for _, frame := range slices.Backward(split(b)) {
		failed, errors, ok1 := flags(frame, "ERRORS:")
		_, warnings, ok2 := flags(frame, "WARNINGS:")
		if ok1 && ok2 {
			return HostHealth{Failed: failed, Errors: errors, Warnings: warnings}, true
		}
	}
	return HostHealth{}, false
}

// flags reads "1 00000000 00000005" behind label.
func flags(s, label string) (raised bool, group1 uint32, ok bool) {
	_, rest, found := strings.Cut(s, label)
	words := strings.Fields(rest)
	if !found || len(words) < 3 || words[0] != "0" && words[0] != "1" {
		return false, 0, false
	}
	n, err := strconv.ParseUint(words[2], 16, 32)
	if err != nil {
		return false, 0, false
	}
	return words[0] == "1", uint32(n), true
}

// meanings of the error flags, each with the printer's own word for it.
var meanings = []struct {
	flag  uint32
	cause devices.Cause
	word  string
}{
	{errMedia, devices.CausePaperOut, ""},
	{errRibbon, devices.CauseRibbonOut, ""},
	{errHeadOpen, devices.CauseHeadOpen, ""},
	{errCutter, devices.CauseJammed, "cutter fault"},
	{errHeadHot, devices.CauseHot, ""},
	{errMotorHot, devices.CauseHot, "motor"},
	{errElement, devices.CauseFault, "bad print-head element"},
	{errHeadUnknown, devices.CauseFault, "print head not detected"},
	{errFirmware, devices.CauseFault, "invalid firmware configuration"},
	{errThermistor, devices.CauseFault, "print-head thermistor open"},
	{errRetractJam, devices.CauseJammed, "jam while retracting"},
	{errPresenter, devices.CauseJammed, "presenter"},
	{errFeed, devices.CauseJammed, "paper feed"},
	{errClearPath, devices.CauseJammed, "paper path not clear"},
	{errPaused, devices.CausePaused, ""},
	{errRetractTime, devices.CauseJammed, "presenter timed out"},
	{errMarkSetup, devices.CauseFault, "black mark not calibrated"},
	{errMarkMissing, devices.CauseFault, "black mark not found"},
}

// findings returns what is wrong, unordered.
func (h HostHealth) findings() printing.Findings {
	var f printing.Findings
	for _, m := range meanings {
		f.Add(h.Errors&m.flag != 0, m.cause, m.word)
	}
	f.Add((h.Failed || h.Errors != 0) && f.Empty(), devices.CauseFault, "unnamed error "+strconv.FormatUint(uint64(h.Errors), 16))
	f.Add(h.Warnings&warnPaperLow != 0, devices.CausePaperLow, "")
	f.Add(h.Warnings&warnCalibrate != 0, "", "media needs calibration")
	f.Add(h.Warnings&warnCleanHead != 0, "", "print head needs cleaning")
	f.Add(h.Warnings&warnReplaceHead != 0, "", "print head needs replacing")
	return f
}

// split returns what stands between each STX and the next ETX. A string that
// was cut off and begun again counts from its last STX.
func split(b []byte) []string {
	var frames []string
	for {
		end := bytes.IndexByte(b, etx)
		if end < 0 {
			return frames
		}
		if begin := bytes.LastIndexByte(b[:end], stx); begin >= 0 {
			frames = append(frames, string(b[begin+1:end]))
		}
		b = b[end+1:]
	}
}

// numbers reads count decimal fields.
func numbers(s string, count int) ([]int, bool) {
	fields := strings.Split(s, ",")
	if len(fields) != count {
		return nil, false
	}
	out := make([]int, count)
	for i, f := range fields {
		n, err := strconv.ParseUint(strings.TrimSpace(f), 10, 31)
		if err != nil {
			return nil, false
		}
		out[i] = int(n)
	}
	return out, true
}
