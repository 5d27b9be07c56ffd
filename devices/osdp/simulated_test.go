package osdp_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/osdp"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/simulate"
)

var testKey = osdp.Key{0xA5, 0x17, 15: 0x42}

func simulated(t *testing.T, o simulate.OSDP) (*simulate.Reader, *osdp.Bus) {
	t.Helper()
	s, err := simulate.Start(simulate.Options{Dir: t.TempDir(), OSDP: &o})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	path := s.Status().Reader.Path
	return s.Reader(), osdp.NewBus(osdp.Options{Open: func() (serial.Conn, error) {
		return serial.Open(serial.Options{Path: path, Baud: 9600, StallAfter: 2 * time.Second})
	}})
}

func TestReader_Simulated(t *testing.T) {
	var samples []devices.Read
	for _, n := range []string{"0C000621A5", "002468", "A1B2C3D4", "04A1B2C3D4E5F6", "FFFFFF", "01000000A5"} {
		samples = append(samples, devices.Read{Kind: devices.KindCard, Data: n})
	}
	for name, c := range map[string]struct {
		sim    simulate.OSDP
		reader osdp.ReaderOptions
	}{
		"in the clear":        {simulate.OSDP{Addresses: []byte{1}}, osdp.ReaderOptions{Address: 1}},
		"in a secure channel": {simulate.OSDP{Addresses: []byte{126}, Key: &testKey}, osdp.ReaderOptions{Address: 126, Key: &testKey}},
	} {
		t.Run(name, func(t *testing.T) {
			devicetest.TestReader(t, func(t *testing.T) devicetest.ReaderFixture {
				sim, bus := simulated(t, c.sim)
				return devicetest.ReaderFixture{
					Reader: bus.Reader(c.reader), Samples: samples, Present: sim.Tap,
					Fault: func(name string) error { return sim.Fault(simulate.Fault(name)) },
				}
			})
		})
	}
}

// watch is a reader that is served until the test ends or stop is called.
type watch struct {
	t      *testing.T
	reader *osdp.Reader
	stop   func()

	mu     sync.Mutex
	status devices.Status
	reads  []string
}

func serve(t *testing.T, r *osdp.Reader) *watch {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	w := &watch{t: t, reader: r}
	ended := make(chan error, 1)
	go func() {
		ended <- r.Serve(ctx, func(s devices.Status) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.status = s
		}, func(p devices.Read) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.reads = append(w.reads, p.Data)
		})
	}()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	t.Cleanup(func() { w.stop() })
	return w
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("never: %s", what)
}

func (w *watch) becomes(h devices.Health, causes ...devices.Cause) {
	w.t.Helper()
	eventually(w.t, string(h), func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.status.Health == h && slices.Equal(w.status.Causes, causes)
	})
}

func (w *watch) readsExactly(want ...string) {
	w.t.Helper()
	eventually(w.t, "the cards are read", func() bool { return len(w.got()) >= len(want) })
	if got := w.got(); !slices.Equal(got, want) {
		w.t.Errorf("%d reads, want exactly the %d presented", len(got), len(want))
	}
}

func (w *watch) got() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.reads)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestReader_Faults(t *testing.T) {
	for fault, c := range map[simulate.Fault]devices.Cause{
		simulate.FaultSilence: devices.CauseSilent, simulate.FaultWrongCRC: devices.CauseSilent,
	} {
		t.Run(string(fault), func(t *testing.T) {
			sim, bus := simulated(t, simulate.OSDP{Key: &testKey})
			w := serve(t, bus.Reader(osdp.ReaderOptions{Key: &testKey}))
			w.becomes(devices.HealthReady)
			must(t, sim.Fault(fault))
			w.becomes(devices.HealthNotReady, c)
			must(t, sim.Fault(simulate.FaultClear))
			w.becomes(devices.HealthReady)
			must(t, sim.Tap("A1B2C3D4"))
			w.readsExactly("A1B2C3D4")
		})
	}
}

func TestReader_WrongKey(t *testing.T) {
	sim, bus := simulated(t, simulate.OSDP{Key: &testKey})
	must(t, sim.Fault(simulate.FaultWrongKey))
	w := serve(t, bus.Reader(osdp.ReaderOptions{Key: &testKey}))
	w.becomes(devices.HealthNotReady, devices.CauseKey)
	must(t, sim.Tap("A1B2C3D4"))
	must(t, sim.Fault(simulate.FaultClear))
	w.becomes(devices.HealthReady)
	w.readsExactly("A1B2C3D4")
}

func TestReader_DuplicatesAndReboots(t *testing.T) {
	sim, bus := simulated(t, simulate.OSDP{Key: &testKey})
	w := serve(t, bus.Reader(osdp.ReaderOptions{Key: &testKey}))
	w.becomes(devices.HealthReady)
	must(t, sim.Fault(simulate.FaultDuplicate))
	cards := []string{"00000001", "00000002", "00000003", "00000004"}
	for i, card := range cards {
		must(t, sim.Tap(card))
		w.readsExactly(cards[:i+1]...)
		must(t, sim.Fault(simulate.FaultReboot))
	}
	must(t, sim.Scan("4711"))
	w.readsExactly(append(cards, "4711")...)
}

// A new reader gets the key once; another new one in its place does not.
func TestReader_Install(t *testing.T) {
	sim, bus := simulated(t, simulate.OSDP{})
	asked := 0
	install := func() error {
		if asked++; asked > 1 {
			return errors.New("the key was sent before")
		}
		return nil
	}
	r := bus.Reader(osdp.ReaderOptions{Key: &testKey, Install: install})
	w := serve(t, r)
	w.becomes(devices.HealthReady)
	must(t, sim.Tap("A1B2C3D4"))
	w.readsExactly("A1B2C3D4")
	w.stop()
	if asked != 1 {
		t.Fatalf("asked %d times whether the key may be sent", asked)
	}

	_, second := simulated(t, simulate.OSDP{})
	serve(t, second.Reader(osdp.ReaderOptions{Key: &testKey, Install: install})).becomes(devices.HealthNotReady, devices.CauseKey)
	_, third := simulated(t, simulate.OSDP{})
	serve(t, third.Reader(osdp.ReaderOptions{Key: &testKey})).becomes(devices.HealthNotReady, devices.CauseKey)
	serve(t, r).becomes(devices.HealthReady) // it keeps the key, and the line is opened anew
}

// A reader that is lost just when the key is sent is not spoken to with the
// default key again.
func TestReader_InstallIsTriedOnce(t *testing.T) {
	sim, bus := simulated(t, simulate.OSDP{})
	asked := 0
	install := func() error {
		asked++
		return sim.Fault(simulate.FaultReboot)
	}
	w := serve(t, bus.Reader(osdp.ReaderOptions{Key: &testKey, Install: install}))
	w.becomes(devices.HealthNotReady, devices.CauseKey)
	w.stop()
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

// Two readers and a dead address on one line: each card and each signal is its
// reader's, and one goes on when the other is let go.
func TestBus_SeveralReaders(t *testing.T) {
	sim, bus := simulated(t, simulate.OSDP{Addresses: []byte{1, 2}})
	one, two := serve(t, bus.Reader(osdp.ReaderOptions{Address: 1})), serve(t, bus.Reader(osdp.ReaderOptions{Address: 2}))
	dead := serve(t, bus.Reader(osdp.ReaderOptions{Address: 3}))
	one.becomes(devices.HealthReady)
	two.becomes(devices.HealthReady)
	dead.becomes(devices.HealthNotReady, devices.CauseSilent)
	must(t, sim.TapAt(1, "00000001"))
	must(t, sim.TapAt(2, "00000002"))
	one.readsExactly("00000001")
	two.readsExactly("00000002")
	one.reader.Signal(devices.SignalAccepted)
	two.reader.Signal(devices.SignalRefused)
	shows := func(address byte, want ...string) {
		t.Helper()
		eventually(t, "the signal is shown", func() bool { return slices.Equal(sim.Shown(address), want) })
	}
	shows(1, "led 2", "buzzer 1")
	shows(2, "led 1", "buzzer 3")
	one.stop()
	must(t, sim.TapAt(2, "00000003"))
	two.readsExactly("00000002", "00000003")
	again := serve(t, one.reader)
	again.becomes(devices.HealthReady)
	must(t, sim.TapAt(1, "00000004"))
	again.readsExactly("00000004")
	must(t, sim.Fault(simulate.FaultUnplug))
	for _, w := range []*watch{again, two, dead} {
		w.becomes(devices.HealthAbsent, devices.CauseUnplugged)
	}
}
