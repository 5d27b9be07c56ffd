package idcard_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/idcard"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/simulate"
)

func simulated(t *testing.T) *simulate.Simulator {
	t.Helper()
	s, err := simulate.Start(simulate.Options{Dir: t.TempDir()})
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

// over returns a reader on the real port of devices/serial.
func over(s *simulate.Simulator) *idcard.Reader {
	path := s.Status().IDCard.Path
	return idcard.New(idcard.Options{Hash: hash, Open: func() (serial.Conn, error) {
		return serial.Open(serial.Options{Path: path, Baud: 115200, StallAfter: 2 * time.Second})
	}})
}

// cards are six that nobody bears, of every kind, by name.
func cards(t *testing.T) (map[string]idcard.Document, []devices.Read) {
	t.Helper()
	all := map[string]idcard.Document{}
	var samples []devices.Read
	for i, c := range []struct{ kind, name string }{
		{"resident", "访客甲"}, {"hmt", "访客乙"}, {"foreigner", "SAMPLE, VISITOR"},
		{"foreigner-2023", "SAMPLE, GUEST"}, {"foreigner", "访客丙"}, {"resident", "示例·访客"},
	} {
		d, err := simulate.SampleID(c.kind, c.name, i)
		if err != nil {
			t.Fatal(err)
		}
		all[c.name] = d
		samples = append(samples, devices.Read{Kind: devices.KindID, Data: c.name})
	}
	return all, samples
}

func TestReader_Simulated(t *testing.T) {
	documents, samples := cards(t)
	devicetest.TestReader(t, func(t *testing.T) devicetest.ReaderFixture {
		s := simulated(t)
		return devicetest.ReaderFixture{
			Reader:  over(s),
			Samples: samples,
			Present: func(name string) error { return s.IDReader().Present(documents[name]) },
			Fault:   func(name string) error { return s.IDReader().Fault(simulate.Fault(name)) },
		}
	})
}

// Every fault of the simulated reader ends, and the next card is read.
func TestReader_SimulatedFaults(t *testing.T) {
	for _, tt := range []struct {
		fault simulate.Fault
		held  bool // it makes the reader not ready
		reads int  // by the end
	}{
		{simulate.FaultSilence, true, 1},
		{simulate.FaultWrongCRC, true, 1},
		{simulate.FaultSlow, false, 2},
		{"slow-9600", false, 2},
		{simulate.FaultDrip, false, 2},
		{simulate.FaultReboot, false, 2},
		{simulate.FaultPowerOff, true, 1},
		{"power-off-after-700", true, 1},
		{simulate.FaultDuplicate, false, 2},
		{simulate.FaultNoise, false, 2},
		{simulate.FaultHalf, false, 2},
		{"unplug-after-700", false, 1},
	} {
		t.Run(string(tt.fault), func(t *testing.T) {
			t.Parallel()
			s := simulated(t)
			c, err := simulate.Dial(filepath.Dir(s.Status().IDCard.Path))
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := c.Close(); err != nil {
					t.Error(err)
				}
			}()
			documents, _ := cards(t)
			h := &heard{}
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- over(s).Serve(ctx, h.report, h.read) }()
			defer func() {
				cancel()
				if err := <-ended; err != nil {
					t.Error(err)
				}
			}()
			eventually(t, "ready", func() bool { return h.is(devices.HealthReady) })
			if err := errors.Join(c.Fault("idcard", tt.fault), c.PresentID(documents["访客甲"])); err != nil {
				t.Fatal(err)
			}
			switch {
			case tt.held:
				eventually(t, "not ready", func() bool { return h.is(devices.HealthNotReady) })
			case tt.reads == 2:
				eventually(t, "the card", func() bool { return len(h.names()) == 1 })
			default:
				eventually(t, "absent", func() bool { return h.is(devices.HealthAbsent) })
			}
			if err := c.Fault("idcard", simulate.FaultClear); err != nil {
				t.Fatal(err)
			}
			eventually(t, "ready again", func() bool { return h.is(devices.HealthReady) })
			if err := c.PresentID(documents["访客乙"]); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the next card", func() bool { return slices.Contains(h.names(), "id 访客乙") })
			if got := h.names(); len(got) != tt.reads {
				t.Errorf("%d reads, want %d", len(got), tt.reads)
			}
		})
	}
}

func (h *heard) is(want devices.Health) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.statuses) > 0 && h.statuses[len(h.statuses)-1].Health == want
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 20 s: %s", what)
		}
	}
}
