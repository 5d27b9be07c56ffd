// Package escpos drives receipt printers that speak ESC/POS and have a page
// mode: Epson's TM series and those that emulate them. frame.go and status.go
// are the wire format; the driver over a serial port is that of
// devices/printing, which says what its outcomes mean.
//
// A label is drawn on a page, dot for dot what it is, and printed and cut by a
// last command that is held back: outside page mode these printers print each
// row as it arrives, and a job that was cut off would leave a badge.
//
// Behind the last command the printer is asked to say when all is printed (GS
// ( H), by a mark of this very job: that confirms the label. One that does not
// know the command is asked for its paper sensor (GS r), which it answers in
// turn; its label is believed to have come out when it also answered
// throughout.
package escpos

import (
	"context"
	"fmt"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// Options say how to reach a printer and what fits it; a label is 576 by 640
// dots when they do not say, which is 72 by 80 mm at 203 dpi.
type Options struct {
	printing.Options
	// DPI is the printer's resolution, at most 255; 203 when 0.
	DPI int
	// Turned makes labels come out turned by a quarter, so that they may be as
	// wide as the paper is long.
	Turned bool
	// NoReceipt says that the printer takes GS ( H for text: it is never asked
	// for a receipt.
	NoReceipt bool
	// Columns is how many of the printer's characters stand on a line of a slip;
	// 48 when 0, which is paper of 80 mm.
	Columns int
}

const (
	defaultWidth  = 576
	defaultHeight = 640
	defaultDPI    = 203
)

// Printer is a devices.Printer for ESC/POS.
type Printer struct {
	*printing.Printer
	turned   bool
	columns  int
	language *language
}

var (
	_ devices.Printer     = (*Printer)(nil)
	_ devices.SlipPrinter = (*Printer)(nil)
)

// New returns a printer; nothing is opened before its Serve.
func New(o Options) *Printer {
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	if o.Height == 0 {
		o.Height = defaultHeight
	}
	if o.DPI == 0 {
		o.DPI = defaultDPI
	}
	if o.Columns == 0 {
		o.Columns = defaultColumns
	}
	// Marks of another process must not pass for ours.
	first := uint16(time.Now().UnixMilli()) //nolint:gosec // its last bits
	l := &language{dpi: o.DPI, compact: o.Compact, count: first, never: o.NoReceipt, plain: o.NoReceipt}
	return &Printer{Printer: printing.New(o.Options, l), turned: o.Turned, columns: o.Columns, language: l}
}

// Print prints label once, turned if the options say so; see printing.Printer.
func (p *Printer) Print(ctx context.Context, label *devices.Bitmap, journal devices.Journal) (devices.Outcome, error) {
	if p.turned {
		if err := printing.CheckBitmap(label); err != nil {
			return devices.OutcomeFailed, err
		}
		label = label.Turned()
	}
	return p.Printer.Print(ctx, label, journal)
}

// language is a printing.Language.
type language struct {
	dpi     int
	compact bool
	count   uint16 // of marks
	plain   bool   // does not know GS ( H
	never   bool   // is not asked whether it does
	ear     ear
	owes    bool // a page may have been printed and not cut off
}

var _ printing.Language = (*language)(nil)

func (e *language) next() string {
	e.count++
	return mark(e.count)
}

// Job returns what draws label, and what prints and cuts it.
func (e *language) Job(label *devices.Bitmap) (printing.Job, error) {
	body, err := encode(label, e.dpi, e.compact)
	if err != nil {
		return printing.Job{}, err
	}
	return e.finish(body, cmdPrint+cmdCut), nil
}

// finish returns the job of body that ends in last, and a question that the
// printer answers when it has done that.
func (e *language) finish(body []byte, last string) printing.Job {
	if e.plain {
		return printing.Job{Body: body, Commit: []byte(last + cmdPaperSensor), Committing: func() { e.ear.expect("") }}
	}
	m := e.next()
	return printing.Job{Body: body, Commit: []byte(last + cmdReceipt + m), Committing: func() { e.ear.expect(m) }}
}

// Cancel ends a command that was cut off, and drops everything.
func (e *language) Cancel(l *printing.Link) (printing.Condition, error) {
	e.owes = e.owes || e.ear.waits()
	e.ear = ear{}
	l.Tap = e.ear.hear
	if _, err := l.Write(amends); err != nil {
		return printing.Condition{}, err
	}
	return e.order(l, cmdClear+cmdInit)
}

// Settle cuts off what the last job may have left hanging, and finds out
// whether the printer says when it has printed. What one that does not know
// the question took for text is dropped.
func (e *language) Settle(l *printing.Link) (printing.Condition, error) {
	if e.never {
		return e.tidy(l)
	}
	question := cmdReceipt
	if e.owes {
		question = cmdCut + cmdReceipt
	}
	m := e.next()
	e.ear.expect(m)
	said, err := l.Ask(question+m, func([]byte) bool { return !e.ear.waits() })
	if err != nil {
		return printing.Condition{}, err
	}
	e.plain, e.owes, e.ear = !said, false, ear{}
	return e.order(l, cmdInit)
}

// tidy cuts off what the last job may have left hanging.
func (e *language) tidy(l *printing.Link) (printing.Condition, error) {
	command := cmdInit
	if e.owes {
		command = cmdCut + cmdInit
	}
	e.owes, e.ear = false, ear{}
	return e.order(l, command)
}

func (e *language) order(l *printing.Link, command string) (printing.Condition, error) {
	if _, err := l.Write([]byte(command)); err != nil {
		return printing.Condition{}, err
	}
	return e.Ask(l)
}

// Ask asks DLE EOT 1 to 4, each once more if there is no answer. A printer
// that waits to be told to recover from an error is told, for a jam that was
// taken away is no reason to turn it off and on; a label within which it
// happened is lost.
func (e *language) Ask(l *printing.Link) (printing.Condition, error) {
	var s Status
	for i, question := range questions {
		heard, err := l.AskTwice(question, func(b []byte) (ok bool) { s[i], ok = ParseStatus(b); return ok })
		if err != nil {
			return printing.Condition{}, err
		}
		if !heard {
			return printing.Describe(false, fmt.Sprintf("DLE EOT %d", i+1)), nil
		}
	}
	if s.stuck() {
		if _, err := l.Write([]byte(cmdRecover)); err != nil {
			return printing.Condition{}, err
		}
	}
	c := printing.Describe(true, "DLE EOT", s.findings())
	c.Idle, c.Seen, c.Proved = !e.ear.waits(), e.ear.heard, e.ear.proved
	return c, nil
}
