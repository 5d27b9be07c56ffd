package kiosktest

import (
	"context"
	"sync"

	"lobby.internal/devices"
)

// reporter is the part of a device that tells of itself.
type reporter struct {
	mu     sync.Mutex
	report func(devices.Status)
}

// Report makes the device report a health with its causes.
func (r *reporter) Report(h devices.Health, causes ...devices.Cause) {
	r.mu.Lock()
	report := r.report
	r.mu.Unlock()
	report(devices.Status{Health: h, Causes: causes})
}

// serve reports that health and waits for the end of ctx.
func (r *reporter) serve(ctx context.Context, report func(devices.Status), h devices.Health) error {
	r.mu.Lock()
	r.report = report
	r.mu.Unlock()
	report(devices.Status{Health: h})
	<-ctx.Done()
	return nil
}
