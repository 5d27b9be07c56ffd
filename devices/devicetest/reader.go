package devicetest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lobby.internal/devices"
)

// The faults that TestReader asks a ReaderFixture for.
const (
	FaultUnplug = "unplug" // the port goes away
	FaultReplug = "replug" // it is back
	FaultNoise  = "noise"  // a burst that holds nothing well formed comes in, at once
	FaultHalf   = "half"   // half a presentation comes in, at once, and nothing behind it
	FaultDrip   = "drip"   // from now on everything comes one byte at a time
	FaultClear  = "clear"  // all is well again
)

// How long the suite waits for what must happen, and for what must not.
const (
	patience = 10 * time.Second
	calm     = 250 * time.Millisecond
	pause    = 150 * time.Millisecond // longer than a gap in any frame
)

// ReaderFixture is a reader and the hand that presents things to it.
type ReaderFixture struct {
	Reader devices.Reader
	// Samples are different presentations, at least six. Present(s.Data) must
	// lead to a read of that Kind and Data.
	Samples []devices.Read
	// Present presents what has the data.
	Present func(data string) error
	// Fault makes one of the faults happen.
	Fault func(name string) error
}

// TestReader checks that what newFixture returns keeps the contract of
// devices.Reader. The fixture is asked for once for each subtest; it releases
// what it holds in t.Cleanup.
func TestReader(t *testing.T, newFixture func(t *testing.T) ReaderFixture) {
	for _, c := range []struct {
		name  string
		check func(d *reading, t *testing.T)
	}{
		{"each presentation arrives once", (*reading).once},
		{"the same again at once is one presentation", (*reading).repeated},
		{"one byte at a time", (*reading).dripped},
		{"between noise", (*reading).noise},
		{"after half a presentation", (*reading).half},
		{"unplugged and plugged in again", (*reading).replugged},
		{"Serve ends while unplugged", (*reading).endsUnplugged},
		{"Serve ends with its context", (*reading).ends},
	} {
		t.Run(c.name, func(t *testing.T) {
			leaks := goleak.IgnoreCurrent()
			t.Cleanup(func() { goleak.VerifyNone(t, leaks) })
			d := &reading{ReaderFixture: newFixture(t), change: make(chan struct{}, 1)}
			if len(d.Samples) < 6 {
				t.Fatalf("devicetest: the fixture has %d samples, want 6", len(d.Samples))
			}
			d.serve(t)
			c.check(d, t)
		})
	}
}

// reading is a reader that serves, and what came of it.
type reading struct {
	ReaderFixture
	stop   context.CancelFunc
	ended  chan error
	change chan struct{}

	mu       sync.Mutex
	statuses []devices.Status
	reads    []devices.Read
	closed   bool // Serve has returned
	late     int  // calls after that
}

func (d *reading) serve(t *testing.T) {
	t.Helper()
	var ctx context.Context
	ctx, d.stop = context.WithCancel(context.Background())
	d.ended = make(chan error, 1)
	go func() {
		err := d.Reader.Serve(ctx, d.report, d.read)
		d.mu.Lock()
		d.closed = true
		d.mu.Unlock()
		d.ended <- err
	}()
	t.Cleanup(func() { d.end(t) })
	d.await(t, "ready", func() bool { return d.healthLocked() == devices.HealthReady })
}

// end ends Serve and checks that it returned nil and is quiet afterwards.
func (d *reading) end(t *testing.T) {
	t.Helper()
	if d.stop == nil {
		return
	}
	d.stop()
	d.stop = nil
	select {
	case err := <-d.ended:
		if err != nil {
			t.Errorf("Serve: %v, want nil", err)
		}
	case <-time.After(patience):
		t.Fatalf("Serve has not ended %v after its context", patience)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.late > 0 {
		t.Errorf("%d calls after Serve returned", d.late)
	}
}

func (d *reading) report(s devices.Status) {
	d.note(func() { d.statuses = append(d.statuses, s) })
}

func (d *reading) read(r devices.Read) {
	d.note(func() { d.reads = append(d.reads, r) })
}

func (d *reading) note(write func()) {
	d.mu.Lock()
	write()
	if d.closed {
		d.late++
	}
	d.mu.Unlock()
	select {
	case d.change <- struct{}{}:
	default:
	}
}

func (d *reading) healthLocked() devices.Health {
	if len(d.statuses) == 0 {
		return ""
	}
	return d.statuses[len(d.statuses)-1].Health
}

// await waits until ok, called with the lock held, says yes.
func (d *reading) await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	limit := time.After(patience)
	for {
		d.mu.Lock()
		done, got, health := ok(), len(d.reads), d.healthLocked()
		d.mu.Unlock()
		if done {
			return
		}
		select {
		case <-d.change:
		case <-limit:
			t.Fatalf("not within %v: %s (%d reads, health %q)", patience, what, got, health)
		}
	}
}

func (d *reading) present(t *testing.T, samples ...devices.Read) {
	t.Helper()
	for _, s := range samples {
		if err := d.Present(s.Data); err != nil {
			t.Fatalf("present: %v", err)
		}
	}
}

func (d *reading) fault(t *testing.T, name string) {
	t.Helper()
	if err := d.Fault(name); err != nil {
		t.Fatalf("fault %s: %v", name, err)
	}
}

// expect waits for exactly these reads since the start, in order, and a while
// longer for any that should not come.
func (d *reading) expect(t *testing.T, want ...devices.Read) {
	t.Helper()
	d.await(t, "every presentation is read", func() bool { return len(d.reads) >= len(want) })
	time.Sleep(calm)
	d.mu.Lock()
	defer d.mu.Unlock()
	equal := slices.EqualFunc(d.reads, want, func(a, b devices.Read) bool { return a.Kind == b.Kind && a.Data == b.Data })
	if !equal {
		t.Errorf("%d reads, want exactly the %d presented, in order", len(d.reads), len(want))
	}
	for _, r := range d.reads {
		if r.At.IsZero() {
			t.Error("a read does not say when")
		}
	}
}

func (d *reading) once(t *testing.T) {
	d.present(t, d.Samples...)
	d.expect(t, d.Samples...)
}

func (d *reading) repeated(t *testing.T) {
	for range 5 {
		d.present(t, d.Samples[0])
		time.Sleep(pause)
	}
	d.present(t, d.Samples[1])
	d.expect(t, d.Samples[:2]...)
}

func (d *reading) dripped(t *testing.T) {
	d.fault(t, FaultDrip)
	d.present(t, d.Samples...)
	d.expect(t, d.Samples...)
}

func (d *reading) noise(t *testing.T) {
	for _, s := range d.Samples {
		d.fault(t, FaultNoise)
		time.Sleep(pause)
		d.present(t, s)
	}
	d.await(t, "every presentation is read", func() bool { return d.countLocked() == len(d.Samples) })
	d.expect(t, d.Samples...)
}

// countLocked returns how many of the samples have been read.
func (d *reading) countLocked() int {
	n := 0
	for _, r := range d.reads {
		if slices.ContainsFunc(d.Samples, func(s devices.Read) bool { return s.Data == r.Data }) {
			n++
		}
	}
	return n
}

func (d *reading) half(t *testing.T) {
	d.fault(t, FaultHalf)
	time.Sleep(2 * pause)
	d.present(t, d.Samples...)
	d.expect(t, d.Samples...)
}

func (d *reading) replugged(t *testing.T) {
	for i := range 2 {
		d.present(t, d.Samples[i])
		d.await(t, "the read before", func() bool { return len(d.reads) == i+1 })
		d.fault(t, FaultUnplug)
		d.await(t, "absent", func() bool { return d.healthLocked() == devices.HealthAbsent })
		if err := d.Present(d.Samples[5].Data); err == nil {
			t.Error("the fixture presents something to a reader that is unplugged")
		}
		d.fault(t, FaultReplug)
		d.await(t, "ready again", func() bool { return d.healthLocked() == devices.HealthReady })
	}
	d.present(t, d.Samples[2])
	d.expect(t, d.Samples[:3]...)
	d.mu.Lock()
	defer d.mu.Unlock()
	told := slices.ContainsFunc(d.statuses, func(s devices.Status) bool {
		return s.Health == devices.HealthAbsent && slices.Contains(s.Causes, devices.CauseUnplugged)
	})
	if !told {
		t.Errorf("no status says %s because of %s", devices.HealthAbsent, devices.CauseUnplugged)
	}
}

func (d *reading) endsUnplugged(t *testing.T) {
	d.fault(t, FaultUnplug)
	d.await(t, "absent", func() bool { return d.healthLocked() == devices.HealthAbsent })
	d.end(t)
}

func (d *reading) ends(t *testing.T) {
	d.present(t, d.Samples[0])
	d.expect(t, d.Samples[0])
	d.end(t)
	// With nobody listening this may fail; it only must not be read.
	_ = d.Present(d.Samples[1].Data)
	time.Sleep(calm)
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.reads) != 1 || d.late > 0 {
		t.Errorf("%d reads and %d late calls after Serve ended, want what came before", len(d.reads), d.late)
	}
}
