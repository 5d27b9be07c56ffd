// Package zpl drives label printers that speak ZPL II: Zebra's, and those that
// emulate them. frame.go and status.go are the wire format; the driver over a
// serial port is that of devices/printing, which says what its outcomes mean.
//
// A label goes out as one bitmap, so nothing a visitor typed is ever parsed by
// the printer. ZPL has no receipt for a label: a printer is believed to have
// printed one when it was seen to hold it and then to hold nothing. One whose
// checksum the printer found wrong may have come out blank.
package zpl

import (
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// Options say how to reach a printer and what fits it; a label is 640 by 400
// dots when they do not say.
type Options = printing.Options

// New returns a printer; nothing is opened before its Serve.
func New(o Options) *printing.Printer {
	// What another process left in the memory has another name.
	first := int(time.Now().Unix() % names)
	return printing.New(o, &language{encoder: Encoder{Compact: o.Compact, count: first}})
}

// language is a printing.Language.
type language struct {
	encoder Encoder
	mute    bool // answers ~HS and not ~HQES
}

var _ printing.Language = (*language)(nil)

// Job returns label as a format.
func (z *language) Job(label *devices.Bitmap) (printing.Job, error) { return z.encoder.Job(label) }

// Cancel drops all formats; it is answered to like any question.
func (z *language) Cancel(l *printing.Link) (printing.Condition, error) {
	z.mute = false
	return z.order(l, cmdCancel)
}

// Settle tells the printer not to print again by itself.
func (z *language) Settle(l *printing.Link) (printing.Condition, error) {
	if z.encoder.Compact {
		return z.order(l, cmdForget)
	}
	return z.order(l, cmdNoReprint)
}

func (z *language) order(l *printing.Link, command string) (printing.Condition, error) {
	if _, err := l.Write([]byte(command)); err != nil {
		return printing.Condition{}, err
	}
	return z.Ask(l)
}

// Ask asks ~HS, once more if there is no answer, and ~HQES. The latter knows
// faults that ~HS does not tell, and some firmware answers it when a fault
// keeps ~HS silent (docs.zebra.com, ~HS).
func (z *language) Ask(l *printing.Link) (printing.Condition, error) {
	var status HostStatus
	var health HostHealth
	isStatus := func(b []byte) (ok bool) { status, ok = ParseHostStatus(b); return ok }
	isHealth := func(b []byte) (ok bool) { health, ok = ParseHostHealth(b); return ok }

	heard, err := l.AskTwice(cmdStatus, isStatus)
	if err != nil {
		return printing.Condition{}, err
	}
	if !heard || !z.mute {
		answered, err := l.Ask(cmdHealth, isHealth)
		if err != nil {
			return printing.Condition{}, err
		}
		z.mute = heard && !answered
	}
	return describe(heard, status, health), nil
}

func describe(heard bool, status HostStatus, health HostHealth) printing.Condition {
	var said printing.Findings
	if heard {
		said = status.findings()
	}
	c := printing.Describe(heard, "~HS", said, health.findings())
	c.Idle, c.Seen = heard && status.Idle(), heard && status.Partial
	return c
}
