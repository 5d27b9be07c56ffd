package kiosktest

import (
	"context"
	"slices"
	"sync"

	"lobby.internal/devices"
)

// SlipPrinter is a printer of slips without a port.
type SlipPrinter struct {
	reporter
	mu    sync.Mutex
	slips [][]devices.TextLine
	err   error
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

// Serve reports ready and waits for the end of ctx.
func (p *SlipPrinter) Serve(ctx context.Context, report func(devices.Status)) error {
	return p.serve(ctx, report, devices.HealthReady)
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
