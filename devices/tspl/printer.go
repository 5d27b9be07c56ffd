// Package tspl drives label printers that speak TSPL or TSPL2: TSC's, and most
// of the label printers made in China. frame.go and status.go are the wire
// format; the driver over a serial port is that of devices/printing, which says
// what its outcomes mean.
//
// A label is drawn from black bars and uncompressed bitmaps, dot for dot what
// it is, and printed by a last line that is held back. TSPL has no receipt for
// a label: a printer is believed to have printed one when it was seen to print
// and then to do nothing.
package tspl

import (
	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// Options say how to reach a printer and what fits it; a label is 640 by 400
// dots when they do not say.
type Options struct {
	printing.Options
	// Gap is the space between two labels in millimetres; 2 when 0.
	Gap int
	// DotsPerMM is the printer's resolution; 8 when 0, which is 203 dpi.
	DotsPerMM int
}

const (
	defaultGap       = 2
	defaultDotsPerMM = 8
)

// New returns a printer; nothing is opened before its Serve.
func New(o Options) *printing.Printer {
	e := Encoder{Gap: o.Gap, DotsPerMM: o.DotsPerMM}
	if e.Gap == 0 {
		e.Gap = defaultGap
	}
	if e.DotsPerMM == 0 {
		e.DotsPerMM = defaultDotsPerMM
	}
	return printing.New(o.Options, &language{encoder: e})
}

// language is a printing.Language.
type language struct {
	encoder Encoder
	terse   bool // answers ESC !? and not ESC !S
}

var _ printing.Language = (*language)(nil)

// Job returns what draws and prints label.
func (t *language) Job(label *devices.Bitmap) (printing.Job, error) { return t.encoder.Job(label) }

// Cancel ends a bitmap that was cut off, for its end would be missing from
// what comes next, and drops everything.
func (t *language) Cancel(l *printing.Link) (printing.Condition, error) {
	t.terse = false
	if _, err := l.Write(amends); err != nil {
		return printing.Condition{}, err
	}
	return t.order(l, cmdCancel)
}

// Settle tells the printer not to print again by itself.
func (t *language) Settle(l *printing.Link) (printing.Condition, error) {
	return t.order(l, newline+cmdNoRepeat)
}

func (t *language) order(l *printing.Link, command string) (printing.Condition, error) {
	if _, err := l.Write([]byte(command)); err != nil {
		return printing.Condition{}, err
	}
	return t.Ask(l)
}

// Ask asks ESC !?, once more if there is no answer, and ESC !S, which knows
// more and which some models do not.
func (t *language) Ask(l *printing.Link) (printing.Condition, error) {
	var flags Flags
	var state State
	heard, err := l.AskTwice(cmdFlags, func(b []byte) bool { flags = Flags(b[0]); return true })
	if err != nil {
		return printing.Condition{}, err
	}
	answered := false
	if !heard || !t.terse {
		answered, err = l.Ask(cmdState, func(b []byte) (ok bool) { state, ok = ParseState(b); return ok })
		if err != nil {
			return printing.Condition{}, err
		}
		t.terse = heard && !answered
	}
	return describe(heard, flags, answered, state), nil
}

// describe puts together what was said. The last flag and one state say only
// that something is wrong, so they count when nothing else does.
func describe(heard bool, flags Flags, answered bool, state State) printing.Condition {
	var first, second, other printing.Findings
	if heard {
		first = flags.findings()
	}
	if answered {
		second = state.findings()
	}
	if first.Empty() && second.Empty() {
		other.Add(heard && flags&FlagOther != 0, devices.CauseFault, "temperature or other error")
		other.Add(answered && state.Doing == doingError, devices.CauseFault, "unnamed error")
	}
	c := printing.Describe(heard || answered, "ESC !?", first, second, other)
	c.Idle = c.Heard && (!heard || flags&FlagPrinting == 0) && (!answered || state.Idle())
	return c
}
