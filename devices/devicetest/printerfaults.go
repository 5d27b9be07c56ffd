package devicetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lobby.internal/devices"
)

func refusesSize(p *printing) {
	n := &notes{}
	outcome, err := p.print(devices.NewBitmap(p.Width+8, p.Height), n)
	if outcome != devices.OutcomeFailed || !errors.Is(err, devices.ErrSize) || len(n.sent) != 0 {
		p.t.Errorf("%s, %v", outcome, err)
	}
	p.printed()
}

func endsWithContext(p *printing) {
	ctx, cancel := context.WithCancel(context.Background())
	n := &notes{sending: func(int, int) error { cancel(); return nil }}
	outcome, err := p.Printer.Print(ctx, p.image(1), n)
	if outcome != devices.OutcomeFailed || !errors.Is(err, context.Canceled) || n.committed != 0 {
		p.t.Errorf("%s, %v, committed %d times", outcome, err, n.committed)
	}
	p.printed()
	p.works()
}

func unpluggedBefore(p *printing) {
	n := &notes{sending: func(call, _ int) error {
		if call == 2 {
			p.UnplugAfter(1)
		}
		return nil
	}}
	outcome, err := p.print(p.image(1), n)
	if outcome != devices.OutcomeFailed || !errors.Is(err, devices.ErrUnplugged) || n.committed != 0 {
		p.t.Errorf("%s, %v, committed %d times", outcome, err, n.committed)
	}
	p.await(devices.HealthAbsent, devices.CauseUnplugged)
	p.fault(FaultReplug)
	p.await(devices.HealthReady)
	p.printed()
	p.works()
}

func unpluggedAfter(p *printing) {
	n := &notes{committing: func() error { p.UnplugAfter(2); return nil }}
	outcome, err := p.print(p.image(1), n)
	if outcome != devices.OutcomeUnknown || !errors.Is(err, devices.ErrUnplugged) || n.committed != 1 {
		p.t.Errorf("%s, %v, committed %d times", outcome, err, n.committed)
	}
	p.await(devices.HealthAbsent, devices.CauseUnplugged)
	p.fault(FaultReplug)
	p.await(devices.HealthReady)
	p.neverTwice()
}

func unpluggedIdle(p *printing) {
	p.fault(FaultUnplug)
	p.await(devices.HealthAbsent, devices.CauseUnplugged)
	p.refuses()
	p.fault(FaultReplug)
	p.works()
}

func heldBefore(p *printing, fault string, cause devices.Cause) {
	p.fault(fault)
	// At once, before the driver can have seen it, and again when it has.
	p.refuses()
	p.await(devices.HealthNotReady, cause)
	p.refuses()
	p.fault(FaultClear)
	p.works()
}

// faultAfter spoils a label after the driver has said that it will be printed.
func faultAfter(p *printing, fault string) {
	n := &notes{committing: func() error { return p.Fault(fault) }}
	if outcome, err := p.print(p.image(1), n); outcome != devices.OutcomeUnknown || err == nil || n.committed != 1 {
		p.t.Errorf("%s, %v, committed %d times", outcome, err, n.committed)
	}
	p.fault(FaultClear)
	p.await(devices.HealthReady)
	p.neverTwice()
}

// refuses checks that a job is not begun.
func (p *printing) refuses() {
	p.t.Helper()
	n := &notes{}
	outcome, err := p.print(p.image(1), n)
	if outcome != devices.OutcomeFailed || !errors.Is(err, devices.ErrNotReady) || len(n.sent) != 0 {
		p.t.Errorf("%s, %v, and %d entries in the journal", outcome, err, len(n.sent))
	}
}

// neverTwice checks that a label of unknown outcome came out once or never,
// and that the next one comes out alone.
func (p *printing) neverTwice() {
	p.t.Helper()
	time.Sleep(settled)
	before := p.Labels()
	if len(before) > 1 {
		p.t.Fatalf("%d labels came out of one job", len(before))
	}
	p.works(before...)
}

func endsCleanly(t *testing.T, f *PrinterFixture) {
	others := goleak.IgnoreCurrent()
	ctx, cancel := context.WithCancel(context.Background())
	ready := make(chan struct{})
	served := make(chan error, 1)
	go func() {
		served <- f.Printer.Serve(ctx, func(s devices.Status) {
			if s.Health == devices.HealthReady {
				close(ready)
			}
		})
	}()
	select {
	case <-ready:
	case <-time.After(patience):
		t.Error("the printer did not get ready")
	}
	cancel()
	select {
	case err := <-served:
		if err != nil {
			t.Errorf("Serve returned %v", err)
		}
	case <-time.After(2 * time.Second):
		t.Fatal("Serve goes on after its context ended")
	}
	outcome, err := f.Printer.Print(context.Background(), devices.NewBitmap(8, 8), &notes{})
	if outcome != devices.OutcomeFailed || !errors.Is(err, devices.ErrNotReady) {
		t.Errorf("printing while nothing serves: %s, %v", outcome, err)
	}
	goleak.VerifyNone(t, others)
}
