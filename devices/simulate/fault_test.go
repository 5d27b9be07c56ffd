package simulate

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lobby.internal/devices/serial"
)

// Each device knows what can go wrong with it, as a command; what cannot is
// refused.
func TestFaults_AsCommands(t *testing.T) {
	line := []string{"silence", "slow", "slow-9600", "unplug-after-100", "power-off-after-100", "power-off", "power-on", "reboot", "noise", "unplug", "replug"}
	printer := append([]string{"paper-out", "paper-low", "head-open", "cover-open", "ribbon-out", "jam", "hot", "pause", "stall", "reboot-after-100"}, line...)
	ascii := append([]string{"duplicate", "wrong-crc", "drip", "half", "random-uid"}, line...)
	for name, tt := range map[string]struct {
		o              Options
		device         string
		known, unknown []string
	}{
		"zpl":    {Options{}, "printer", printer, []string{"wrong-key", "duplicate"}},
		"tspl":   {Options{Language: TSPL}, "printer", printer, []string{"wrong-key", "duplicate"}},
		"escpos": {Options{Language: ESCPOS}, "printer", printer, []string{"wrong-key", "duplicate"}},
		"ascii":  {Options{}, "reader", ascii, []string{"wrong-key", "paper-out", "paper-out-after-1"}},
		"osdp":   {Options{OSDP: &OSDP{}}, "reader", append([]string{"wrong-key"}, ascii...), []string{"paper-out"}},
		"idcard": {Options{}, "idcard", append([]string{"duplicate", "wrong-crc", "drip", "half"}, line...), []string{"wrong-key", "random-uid", "pause-after-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := dial(t, begin(t, tt.o))
			for _, f := range tt.known {
				// Nobody has the port open, so a burst of bytes goes nowhere.
				if err := c.Fault(tt.device, Fault(f)); err != nil && !errors.Is(err, ErrNobody) {
					t.Errorf("%s: %v", f, err)
				}
				if err := c.Fault(tt.device, FaultClear); err != nil {
					t.Fatal(err)
				}
			}
			for _, f := range append([]string{"slow-0", "slow-x", "unplug-after-", "unplug-after--1", "dance-after-1"}, tt.unknown...) {
				if err := c.Fault(tt.device, Fault(f)); err == nil || !strings.HasPrefix(err.Error(), ErrFault.Error()) {
					t.Errorf("%s: %v, want a refusal", f, err)
				}
			}
		})
	}
}

// A slow line has the speed at which it was opened, or the one it is told; never
// is a byte early.
func TestFaults_Slow(t *testing.T) {
	s := begin(t, Options{})
	p, err := serial.Open(serial.Options{Path: s.Status().Reader.Path, Baud: 19200})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}()
	text := strings.Repeat("0", 99)
	for _, tt := range []struct {
		fault Fault
		baud  time.Duration
	}{{FaultSlow, 19200}, {"slow-9600", 9600}} {
		if err := dial(t, s).Fault("reader", tt.fault); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if err := s.Reader().Scan(text); err != nil {
			t.Fatal(err)
		}
		if took, least := time.Since(begun), 100*bitsAByte*time.Second/tt.baud-catchUp; took < least {
			t.Errorf("%s: 100 bytes took %v, and take at least %v", tt.fault, took, least)
		}
	}
}

// A slow printer is slow in both directions.
func TestFaults_SlowPrinter(t *testing.T) {
	s := begin(t, Options{})
	s.Printer().Slow(9600)
	p := open(t, s.Status().Printer.Path)
	begun := time.Now()
	p.write(strings.Repeat(" ", 97) + "~HS")
	p.expect("030,0,0,")
	if took, least := time.Since(begun), 110*bitsAByte*time.Second/9600-2*catchUp; took < least {
		t.Errorf("a question behind 97 bytes was answered after %v, which takes at least %v", took, least)
	}
	if err := s.Printer().Fault(FaultClear); err != nil {
		t.Fatal(err)
	}
	if s.Status().Printer.Faults != nil {
		t.Error("it is still slow")
	}
}

// A printer that loses its power in the midst of a job is dead from the byte on
// and has forgotten all.
func TestFaults_PowerOffAfter(t *testing.T) {
	s := begin(t, Options{BootTime: time.Nanosecond})
	p := open(t, s.Status().Printer.Path)
	if err := dial(t, s).Fault("printer", "power-off-after-10"); err != nil {
		t.Fatal(err)
	}
	b := sample(64, 32)
	p.write(format(b, field(b, z64(t, b))) + "~HS")
	eventually(t, "dead", func() bool { return len(s.Status().Printer.Faults) == 1 })
	if err := s.Printer().Fault(FaultPowerOn); err != nil {
		t.Fatal(err)
	}
	p.write("~HS")
	p.expect("030,0,0,0400,000,0,0,0,000,0,0,0")
	if n := labels(t, s); n != 0 {
		t.Errorf("%d labels", n)
	}
}

func TestSimulator_SlowFromTheStart(t *testing.T) {
	s := begin(t, Options{Slow: true})
	st := s.Status()
	for _, d := range []DeviceStatus{st.Printer, st.Reader, st.IDCard} {
		if len(d.Faults) != 1 || d.Faults[0] != FaultSlow {
			t.Errorf("%s: %v", filepath.Base(d.Path), d.Faults)
		}
	}
}
