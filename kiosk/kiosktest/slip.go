package kiosktest

import (
	"context"
	"slices"
	"sync"

	"lobby.internal/devices"
)

// SlipPrinter is a printer of slips without a port.
type SlipPrinter struct {
	mu     sync.Mutex
	report func(devices.Status)
	slips  [][]devices.TextLine
	err    error
}

// Slips returns what came out.
func (p *SlipPrinter) Slips() [][]devices.TextLine {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.slips)
}

// Fail makes every slip fail from now on; nil ends it.
func (p *SlipPrinter) Fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
}

// Report makes the printer report a health with its causes.
func (p *SlipPrinter) Report(h devices.Health, causes ...devices.Cause) {
	p.mu.Lock()
	report := p.report
	p.mu.Unlock()
	report(devices.Status{Health: h, Causes: causes})
}

// Serve reports ready and waits for the end of ctx.
func (p *SlipPrinter) Serve(ctx context.Context, report func(devices.Status)) error {
	p.mu.Lock()
	p.report = report
	p.mu.Unlock()
	report(devices.Status{Health: devices.HealthReady})
	<-ctx.Done()
	return nil
}

// PrintSlip keeps the lines.
func (p *SlipPrinter) PrintSlip(_ context.Context, lines []devices.TextLine) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.slips = append(p.slips, lines)
	}
	return 0, p.err
}
