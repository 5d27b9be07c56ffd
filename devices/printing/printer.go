// Package printing is what the drivers of printers have in common: the
// session over a serial port, the order in which a job is journalled and sent,
// and what is believed of its outcome. A Language adds the bytes.
//
// What makes a printer print is held back until everything before it has been
// received and the printer says that it is well, and is then written at once;
// until then a job can be cancelled without a trace.
//
// # What counts as confirmed
//
// Print reports devices.OutcomeConfirmed when, after the last bytes were
// written, the printer said of this very job that it came out, or else when
//
//   - the printer has answered throughout Timing.Rest and held nothing,
//   - it reported nothing that holds a label up at any time in between: after a
//     fault the label may be spoilt, dropped or cancelled by hand, and all of
//     that looks like one that came out,
//   - it did not fall silent in between, unless it was seen to hold the job
//     afterwards: one that lost its power comes back idle and empty,
//   - and it was seen to hold the job at least once, before or after.
//
// Anything else after those bytes is devices.OutcomeUnknown, which a person
// resolves by looking. Not even a confirmed label is known to be legible.
package printing

import (
	"context"
	"fmt"
	"sync"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/serial"
)

// Options say how to reach a printer and what fits it.
type Options struct {
	// Open opens the port; it is called again after each loss.
	Open func() (serial.Conn, error)
	// Width and Height are the largest label, in dots; 640 by 400 when 0, which
	// is 80 by 50 mm at 203 dpi.
	Width, Height int
	// Baud is the speed of the line, from which follows how long a job may
	// take; 9600 when 0.
	Baud int
	// Compact says that a label whose dots come in squares of two is sent at half
	// its size, and the printer enlarges it; TSPL has no way to.
	Compact bool
	// Timing is how long things may take; the zero value is right for printers.
	Timing Timing
}

// Timing is how long things may take. A zero field has its default.
type Timing struct {
	Poll  time.Duration // between questions to an idle printer; 2 s
	Watch time.Duration // between questions to one that is printing; 200 ms
	Reply time.Duration // for an answer, beside its time on the line; 500 ms
	Rest  time.Duration // of idleness before a job counts as done; 750 ms
	Job   time.Duration // from the last byte to the outcome, beside the job's time on the line; 5 s
}

// The defaults of Options.
const (
	defaultWidth  = 640
	defaultHeight = 400
	defaultBaud   = 9600

	defaultPoll  = 2 * time.Second
	defaultWatch = 200 * time.Millisecond
	defaultReply = 500 * time.Millisecond
	defaultRest  = 750 * time.Millisecond
	defaultJob   = 5 * time.Second
)

// Printer is a devices.Printer.
type Printer struct {
	o        Options
	language Language

	mu    sync.Mutex
	inbox *inbox // nil while no printer is in step
}

var _ devices.Printer = (*Printer)(nil)

// inbox is where a session takes jobs until it ends.
type inbox struct {
	jobs chan *job
	gone chan struct{}
}

// job is on its way from Send to the session.
type job struct {
	ctx     context.Context
	work    func() (Job, error)
	journal devices.Journal
	done    chan result
}

type result struct {
	outcome devices.Outcome
	err     error
}

// New returns a printer that speaks language; nothing is opened before Serve.
func New(o Options, language Language) *Printer {
	o.Width = orElse(o.Width, defaultWidth)
	o.Height = orElse(o.Height, defaultHeight)
	o.Baud = orElse(o.Baud, defaultBaud)
	o.Timing = Timing{
		Poll:  orElse(o.Timing.Poll, defaultPoll),
		Watch: orElse(o.Timing.Watch, defaultWatch),
		Reply: orElse(o.Timing.Reply, defaultReply),
		Rest:  orElse(o.Timing.Rest, defaultRest),
		Job:   orElse(o.Timing.Job, defaultJob),
	}
	return &Printer{o: o, language: language}
}

func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Serve keeps the printer connected and in step, asks it how it is every 2 s
// and reports each change, until ctx ends. A job that is under way then fails,
// or is unknown if its last bytes were written.
func (p *Printer) Serve(ctx context.Context, report func(devices.Status)) error {
	report = serial.OnChange(report)
	return serial.Keep(ctx, p.o.Open, report, func(ctx context.Context, c serial.Conn) error {
		s := &session{printer: p, o: p.o, language: p.language, report: report, link: Link{conn: c, timing: p.o.Timing, baud: p.o.Baud}}
		return s.run(ctx)
	})
}

// Print prints label once; see the package comment for what its outcomes
// mean. When ctx ends the job fails, or is unknown if its last bytes were
// written. The error wraps devices.ErrNotReady when nothing was begun,
// devices.ErrSize, devices.ErrUnplugged, devices.ErrStalled, the journal's or
// ctx's error.
func (p *Printer) Print(ctx context.Context, label *devices.Bitmap, journal devices.Journal) (devices.Outcome, error) {
	if label.Width > p.o.Width || label.Height > p.o.Height {
		return devices.OutcomeFailed, fmt.Errorf("printing: %w: %d by %d dots on %d by %d", devices.ErrSize, label.Width, label.Height, p.o.Width, p.o.Height)
	}
	return p.Send(ctx, func() (Job, error) { return p.language.Job(label) }, journal)
}

// Send prints what work makes when its turn comes, with the outcomes and errors
// of Print, or work's error.
func (p *Printer) Send(ctx context.Context, work func() (Job, error), journal devices.Journal) (devices.Outcome, error) {
	p.mu.Lock()
	in := p.inbox
	p.mu.Unlock()
	if in == nil {
		return devices.OutcomeFailed, fmt.Errorf("printing: %w: no printer", devices.ErrNotReady)
	}
	j := &job{ctx: ctx, work: work, journal: journal, done: make(chan result, 1)}
	select {
	case in.jobs <- j:
		r := <-j.done
		return r.outcome, r.err
	case <-in.gone:
		return devices.OutcomeFailed, fmt.Errorf("printing: %w: the printer went away", devices.ErrNotReady)
	case <-ctx.Done():
		return devices.OutcomeFailed, fmt.Errorf("printing: print: %w", ctx.Err())
	}
}

// admit lets Print hand over jobs; the function it returns ends that.
func (p *Printer) admit() (*inbox, func()) {
	in := &inbox{jobs: make(chan *job), gone: make(chan struct{})}
	p.set(in)
	return in, func() {
		p.set(nil)
		close(in.gone)
	}
}

func (p *Printer) set(in *inbox) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inbox = in
}
