package main

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"lobby.internal/devices/profile"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/simulate"
)

// plugged starts simulated devices and returns them.
func plugged(t *testing.T, language simulate.Language) *simulate.Simulator {
	t.Helper()
	sim, err := simulate.Start(simulate.Options{Dir: t.TempDir(), Language: language, PrintTime: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
	})
	return sim
}

// take opens a port until the test ends.
func take(t *testing.T, path string) {
	t.Helper()
	p, err := serial.Open(serial.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestDevices_ListNamesPtysToo(t *testing.T) {
	sim := plugged(t, simulate.ZPL)
	path := sim.Status().Printer.Path
	r := call(t, "", "devices", "list", path)
	if r.code != exitDone || !strings.Contains(r.stdout, path) || !strings.Contains(r.stdout, "/dev/pts/") {
		t.Errorf("%+v", r)
	}
	call(t, "", "devices", "list", path+"er").want(t, exitFailed, "", "no such file")
	call(t, "", "devices", "list", t.TempDir()).want(t, exitFailed, "", "not a serial port")
	if r := call(t, "", "devices", "list"); r.code != exitDone || r.stdout == "" {
		t.Errorf("%+v", r)
	}
}

func TestDevices_ProfilesSayWhatWasTried(t *testing.T) {
	r := call(t, "", "devices", "profiles")
	for _, name := range profile.Names() {
		if !strings.Contains(r.stdout, name+": ") {
			t.Errorf("%s is missing", name)
		}
	}
	if n := strings.Count(r.stdout, "not tried on hardware"); n != len(profile.Names()) {
		t.Errorf("%d were not tried", n)
	}
}

func TestDevices_Probe(t *testing.T) {
	sim := plugged(t, simulate.TSPL)
	path := sim.Status().Printer.Path
	r := call(t, "", "devices", "probe", path)
	if r.code != exitDone || !strings.Contains(r.stdout, "it speaks tspl at 9600 baud") || !strings.Contains(r.stdout, "tsc-te210") {
		t.Errorf("%+v", r)
	}
	if err := sim.Printer().Fault(simulate.FaultSilence); err != nil {
		t.Fatal(err)
	}
	if r := call(t, "", "devices", "probe", "--baud", "9600", path); r.code != exitFailed || !strings.Contains(r.err, "nothing answered at [9600] baud: check that") {
		t.Errorf("%+v", r)
	}
	if n := sim.Status().Printer.Labels; n != 0 {
		t.Errorf("%d labels came out", n)
	}
}

func TestDevices_APortInUseIsRefused(t *testing.T) {
	sim := plugged(t, simulate.ZPL)
	printer, reader := sim.Status().Printer.Path, sim.Status().Reader.Path
	take(t, printer)
	take(t, reader)
	for name, args := range map[string][]string{
		"probe": {"devices", "probe", printer}, "print": {"print", "test", "--yes", "--port", printer, "--profile", "zpl"},
		"read": {"read", "watch", "--port", reader},
	} {
		t.Run(name, func(t *testing.T) {
			if r := call(t, "", args...); r.code != exitFailed || !strings.Contains(r.err, "port in use") {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestPrint_TestAsksFirst(t *testing.T) {
	sim := plugged(t, simulate.ZPL)
	args := []string{"print", "test", "--port", sim.Status().Printer.Path, "--profile", "zpl"}
	for _, answer := range []string{"", "\n", "n\n", "nay\n"} {
		if r := call(t, answer, args...); r.code != exitDone || !strings.Contains(r.stdout, "nothing was printed") {
			t.Errorf("after %q: %+v", answer, r)
		}
	}
	if n := sim.Status().Printer.Labels; n != 0 {
		t.Fatalf("%d labels came out", n)
	}
	if r := call(t, "y\n", args...); r.code != exitDone || !strings.Contains(r.stdout, "the label came out") {
		t.Errorf("%+v", r)
	}
	labels, err := sim.Printer().Labels()
	if err != nil || len(labels) != 1 {
		t.Fatalf("%d labels, %v", len(labels), err)
	}
	if want, err := testLabel(); err != nil || !bytes.Equal(labels[0].Bits, want.Bits) {
		t.Errorf("the label is another, %v", err)
	}
}

func TestPrint_TestThatFails(t *testing.T) {
	sim := plugged(t, simulate.ZPL)
	path := sim.Status().Printer.Path
	call(t, "", "print", "test", "--yes", "--port", path, "--profile", "laser").want(t, exitFailed, "", `no printer profile "laser"`)
	call(t, "", "print", "test", "--yes", "--port", path+"er", "--profile", "zpl").want(t, exitFailed, "", "no label came out")
}

func TestPrint_TestSlip(t *testing.T) {
	sim := plugged(t, simulate.ESCPOS)
	path := sim.Status().Printer.Path
	r := call(t, "", "print", "test", "--slip", "--columns", "32", "--yes", "--port", path, "--profile", "escpos")
	if r.code != exitDone || !strings.Contains(r.stdout, "the slip came out") {
		t.Errorf("%+v", r)
	}
	want := "测试小票 Test slip\n007\n示例 Sample\n您好，请稍候。Please take a\nseat.\n01234567890123456789012345678912\n"
	if got := sim.Printer().Slips(); len(got) != 1 || got[0] != want {
		t.Errorf("%q, want %q", got, want)
	}
	if n := sim.Status().Printer.Labels; n != 0 {
		t.Errorf("%d labels came out", n)
	}
	call(t, "", "print", "test", "--slip", "--yes", "--port", path, "--profile", "zpl").want(t, exitFailed, "", "only printers of escpos")
}

// screen is standard output that a test reads while it is written.
type screen struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

// shows waits until text is on the screen.
func (s *screen) shows(t *testing.T, text string) {
	t.Helper()
	for range 1000 {
		s.mu.Lock()
		got := s.b.String()
		s.mu.Unlock()
		if strings.Contains(got, text) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%q did not appear", text)
}

func TestRead_WatchKeepsNumbersToItself(t *testing.T) {
	for name, args := range map[string][]string{"hidden": nil, "shown": {"--show"}} {
		t.Run(name, func(t *testing.T) {
			sim := plugged(t, simulate.ZPL)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			var out screen
			done := make(chan int, 1)
			go func() {
				args := append([]string{"read", "watch", "--port", sim.Status().Reader.Path}, args...)
				done <- run(ctx, args, strings.NewReader(""), &out, &out)
			}()
			out.shows(t, "ready")
			if err := sim.Reader().Tap("0C000621A5"); err != nil {
				t.Fatal(err)
			}
			out.shows(t, "card, 10 characters")
			stop()
			if code := <-done; code != exitDone {
				t.Errorf("it ended with %d", code)
			}
			if strings.Contains(out.b.String(), "0C000621A5") != (args != nil) {
				t.Error(out.b.String())
			}
		})
	}
}

func TestRead_WatchOfAReaderThatGoes(t *testing.T) {
	sim := plugged(t, simulate.ZPL)
	var out screen
	done := make(chan int, 1)
	go func() {
		done <- run(t.Context(), []string{"read", "watch", "--port", sim.Status().Reader.Path}, strings.NewReader(""), &out, &out)
	}()
	out.shows(t, "ready")
	if err := sim.Reader().Fault(simulate.FaultUnplug); err != nil {
		t.Fatal(err)
	}
	if code := <-done; code != exitFailed {
		t.Errorf("it ended with %d", code)
	}
	out.shows(t, "the reader is gone")
}
