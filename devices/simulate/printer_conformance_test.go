package simulate_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/escpos"
	"lobby.internal/devices/printing"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/simulate"
	"lobby.internal/devices/tspl"
	"lobby.internal/devices/zpl"
)

// The drivers over a real port of devices/serial, each against the simulated
// printer of its language. Times are short; the default ones are for printers.
func TestPrinter_Simulated(t *testing.T) {
	for _, language := range languages {
		t.Run(string(language), func(t *testing.T) {
			devicetest.TestPrinter(t, func(t *testing.T) *devicetest.PrinterFixture {
				s := start(t, simulate.Options{Language: language, PrintTime: 50 * time.Millisecond})
				f := &devicetest.PrinterFixture{
					Printer:     newDriver(s, language),
					Labels:      func() []*devices.Bitmap { return labels(t, s) },
					Fault:       func(name string) error { return s.Printer().Fault(simulate.Fault(name)) },
					UnplugAfter: s.Printer().UnplugAfter,
				}
				if language == simulate.ESCPOS {
					f.Width, f.Height, f.HeadOpen = 576, 400, devices.CauseCoverOpen
				}
				return f
			})
		})
	}
}

var languages = []simulate.Language{simulate.ZPL, simulate.TSPL, simulate.ESCPOS}

// start plugs a simulator in until the test ends. That nothing of it or its
// driver goes on is checked in TestMain: the suite's tests run at once.
func start(t *testing.T, o simulate.Options) *simulate.Simulator {
	t.Helper()
	o.Dir = t.TempDir()
	s, err := simulate.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// What else may befall a job after its commit: its outcome is never called
// confirmed when the label did not come out, and at most one label does.
func TestPrinter_JobLost(t *testing.T) {
	for _, tt := range []struct {
		fault  simulate.Fault
		o      simulate.Options
		labels int
	}{
		{simulate.FaultReboot, simulate.Options{BootTime: 800 * time.Millisecond}, 0},
		{simulate.FaultPowerOff, simulate.Options{}, 0},
		{simulate.FaultPaperOut, simulate.Options{MuteWhenHeld: true}, 0},
		{simulate.FaultHeadOpen, simulate.Options{MuteWhenHeld: true}, 0},
		{simulate.FaultSilence, simulate.Options{}, 1},
	} {
		for _, language := range languages {
			t.Run(string(language)+" "+string(tt.fault), func(t *testing.T) {
				t.Parallel()
				o := tt.o
				o.Language, o.PrintTime = language, time.Second
				loses(t, o, tt.fault, tt.labels)
			})
		}
	}
}

// loses prints a label, makes f happen while it comes out, and counts labels.
func loses(t *testing.T, o simulate.Options, f simulate.Fault, want int) {
	s := start(t, o)
	d := newDriver(s, o.Language)
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	var once sync.Once
	go func() {
		ended <- d.Serve(ctx, func(st devices.Status) {
			if st.Health == devices.HealthReady {
				once.Do(func() { close(ready) })
			}
		})
	}()
	<-ready
	outcome, err := d.Print(ctx, devices.NewBitmap(400, 400), journal{after: func() {
		time.AfterFunc(200*time.Millisecond, func() {
			if err := s.Printer().Fault(f); err != nil {
				t.Error(err)
			}
		})
	}})
	if outcome != devices.OutcomeUnknown || err == nil {
		t.Errorf("%s (%v), want unknown and why", outcome, err)
	}
	if err := s.Printer().Fault(simulate.FaultClear); err != nil {
		t.Error(err)
	}
	time.Sleep(500 * time.Millisecond)
	if got := len(labels(t, s)); got != want {
		t.Errorf("%d labels, want %d", got, want)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// On a line that is as slow as its speed says, and behind noise, labels come out
// and are known to.
func TestPrinter_SlowLine(t *testing.T) {
	for _, language := range languages {
		for _, baud := range []int{9600, 115200} {
			t.Run(fmt.Sprintf("%s at %d", language, baud), func(t *testing.T) {
				t.Parallel()
				slowLine(t, language, baud)
			})
		}
	}
}

func slowLine(t *testing.T, language simulate.Language, baud int) {
	s := start(t, simulate.Options{Language: language, PrintTime: 300 * time.Millisecond, Slow: true})
	d := newDriverAt(s, language, baud)
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	var once sync.Once
	go func() {
		ended <- d.Serve(ctx, func(st devices.Status) {
			if st.Health == devices.HealthReady {
				once.Do(func() { close(ready) })
			}
		})
	}()
	<-ready
	label := devices.NewBitmap(400, 200)
	for i := range 100 {
		label.Set(2*i, i)
	}
	for n := range 2 {
		outcome, err := d.Print(ctx, label, journal{after: func() {}})
		for outcome == devices.OutcomeFailed { // noise may pass for an answer
			time.Sleep(100 * time.Millisecond)
			outcome, err = d.Print(ctx, label, journal{after: func() {}})
		}
		if got := len(labels(t, s)); outcome != devices.OutcomeConfirmed || got != n+1 {
			t.Errorf("label %d is %s (%v), %d came out", n, outcome, err, got)
		}
		if err := s.Printer().Fault(simulate.FaultNoise); err != nil {
			t.Error(err)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// journal calls after when the job is committed.
type journal struct{ after func() }

func (j journal) Sending(int) error { return nil }

func (j journal) Committing() error {
	j.after()
	return nil
}

func newDriver(s *simulate.Simulator, language simulate.Language) devices.Printer {
	return newDriverAt(s, language, 921600) // a pty has no speed; this only shortens what the driver allows for it
}

func newDriverAt(s *simulate.Simulator, language simulate.Language, baud int) devices.Printer {
	o := printing.Options{
		Open: func() (serial.Conn, error) {
			return serial.Open(serial.Options{Path: s.Status().Printer.Path, Baud: baud, StallAfter: 2 * time.Second})
		},
		Baud: baud,
		Timing: printing.Timing{
			Poll: 50 * time.Millisecond, Watch: 10 * time.Millisecond, Reply: 500 * time.Millisecond,
			Rest: 100 * time.Millisecond, Job: time.Second,
		},
	}
	switch language {
	case simulate.TSPL:
		return tspl.New(tspl.Options{Options: o})
	case simulate.ESCPOS:
		return escpos.New(escpos.Options{Options: o})
	default:
		return zpl.New(o)
	}
}

func labels(t *testing.T, s *simulate.Simulator) []*devices.Bitmap {
	t.Helper()
	out, err := s.Printer().Labels()
	if err != nil {
		t.Error(err)
	}
	return out
}
