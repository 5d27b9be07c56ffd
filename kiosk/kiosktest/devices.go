package kiosktest

import (
	"context"
	"errors"
	"slices"
	"sync"

	"lobby.internal/devices"
)

// Printer is a printer without a port. It prints what it is given, in the way
// that the last of its fields says.
type Printer struct {
	// Held makes it report that it is not ready from the start.
	Held bool

	reporter
	mu     sync.Mutex
	labels []*devices.Bitmap
	// What the next jobs end in; confirmed when there are none.
	ends  []end
	held  chan struct{}
	tries int
}

type end struct {
	outcome devices.Outcome
	err     error
}

// Tries returns how many jobs it was given.
func (p *Printer) Tries() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tries
}

// Hold makes the next jobs stop before their last bytes until release is called.
func (p *Printer) Hold() (release func()) {
	held := make(chan struct{})
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = held
	return func() { close(held) }
}

// End makes the next job end in that outcome.
func (p *Printer) End(o devices.Outcome) {
	err := errors.New("kiosktest: told to fail")
	if o == devices.OutcomeUnknown {
		err = devices.ErrUnplugged
	}
	p.EndWith(o, err)
}

// EndWith makes the next job end in that outcome with that error, unless it is
// confirmed.
func (p *Printer) EndWith(o devices.Outcome, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ends = append(p.ends, end{o, err})
}

// Labels returns what came out.
func (p *Printer) Labels() []*devices.Bitmap {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.labels
}

// Forget drops the labels that came out.
func (p *Printer) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.labels = nil
}

// Serve reports ready, or that it is held, and waits for the end of ctx.
func (p *Printer) Serve(ctx context.Context, report func(devices.Status)) error {
	health := devices.HealthReady
	if p.Held {
		health = devices.HealthNotReady
	}
	return p.serve(ctx, report, health)
}

// Print journals like a real printer and ends as it was told to.
func (p *Printer) Print(_ context.Context, label *devices.Bitmap, j devices.Journal) (devices.Outcome, error) {
	p.mu.Lock()
	p.tries++
	held, as := p.held, end{outcome: devices.OutcomeConfirmed}
	if len(p.ends) > 0 {
		as, p.ends = p.ends[0], p.ends[1:]
	}
	p.mu.Unlock()
	if err := j.Sending(0); err != nil {
		return devices.OutcomeFailed, err
	}
	if as.outcome == devices.OutcomeFailed {
		return as.outcome, as.err
	}
	if held != nil {
		<-held
	}
	if err := j.Committing(); err != nil {
		return devices.OutcomeFailed, err
	}
	if as.outcome == devices.OutcomeUnknown {
		return as.outcome, as.err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.labels = append(p.labels, label)
	return as.outcome, nil
}

// Reader is a reader without a port.
type Reader struct {
	mu      sync.Mutex
	read    func(devices.Read)
	signals []devices.Signal
}

var _ devices.Feedback = (*Reader)(nil)

// Signal notes the signal.
func (r *Reader) Signal(s devices.Signal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.signals = append(r.signals, s)
}

// Signals returns what it was to show.
func (r *Reader) Signals() []devices.Signal {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.signals)
}

// Forget drops the signals that it was to show.
func (r *Reader) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.signals = nil
}

// Present presents a card or a code.
func (r *Reader) Present(read devices.Read) {
	r.mu.Lock()
	present := r.read
	r.mu.Unlock()
	present(read)
}

// Serve reports ready and waits for the end of ctx.
func (r *Reader) Serve(ctx context.Context, report func(devices.Status), read func(devices.Read)) error {
	r.mu.Lock()
	r.read = read
	r.mu.Unlock()
	report(devices.Status{Health: devices.HealthReady})
	<-ctx.Done()
	return nil
}
