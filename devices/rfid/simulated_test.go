package rfid_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/rfid"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/simulate"
)

func simulated(t *testing.T, o simulate.Options) *simulate.Simulator {
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

// openPort opens the real port of devices/serial on a simulated device.
func openPort(path string) func() (serial.Conn, error) {
	return func() (serial.Conn, error) {
		return serial.Open(serial.Options{Path: path, Baud: 9600, StallAfter: 2 * time.Second})
	}
}

func cards() (out []devices.Read) {
	for _, n := range []string{"0C000621A5", "01000000A1", "01000000A2", "01000000A3", "01000000A4", "01000000A5"} {
		out = append(out, devices.Read{Kind: devices.KindCard, Data: n})
	}
	return out
}

func TestReader_Simulated(t *testing.T) {
	mixed := append(cards()[:2],
		devices.Read{Kind: devices.KindCode, Data: "V1:sample"},
		devices.Read{Kind: devices.KindCode, Data: "V1:访客"},
		devices.Read{Kind: devices.KindCard, Data: "04A1B2C3D4E5F6"},
		devices.Read{Kind: devices.KindCard, Data: "A1B2C3D4"})
	for _, tt := range []struct {
		name    string
		format  rfid.Format
		id12    bool
		samples []devices.Read
	}{
		{"RDM6300", rfid.FormatCard, false, cards()},
		{"ID-12 and scanner", rfid.FormatAuto, true, mixed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			devicetest.TestReader(t, func(t *testing.T) devicetest.ReaderFixture {
				s := simulated(t, simulate.Options{ID12: tt.id12})
				return devicetest.ReaderFixture{
					Reader:  rfid.New(rfid.Options{Open: openPort(s.Status().Reader.Path), Format: tt.format}),
					Samples: tt.samples,
					Present: func(data string) error { return present(s.Reader(), tt.samples, data) },
					Fault:   func(name string) error { return s.Reader().Fault(simulate.Fault(name)) },
				}
			})
		})
	}
}

func present(r *simulate.Reader, samples []devices.Read, data string) error {
	for _, s := range samples {
		if s.Data == data && s.Kind == devices.KindCard {
			return r.Tap(data)
		}
	}
	return r.Scan(data)
}

// A megabyte of noise over a real port: every card in it is read once, nothing
// else is, and nothing is left in memory.
func TestReader_MegabyteOfNoise(t *testing.T) {
	s := simulated(t, simulate.Options{})
	reader := rfid.New(rfid.Options{Open: openPort(s.Status().Reader.Path), Format: rfid.FormatCard})
	ctx, cancel := context.WithCancel(t.Context())
	reads, ready, ended := make(chan string, 1000), make(chan bool, 100), make(chan error, 1)
	go func() {
		ended <- reader.Serve(ctx,
			func(s devices.Status) { ready <- s.Health == devices.HealthReady },
			func(r devices.Read) { reads <- r.Data })
	}()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
	}()
	for !<-ready {
	}
	before := heap()
	rnd := rand.New(rand.NewPCG(3, 4))
	noise := make([]byte, 16<<10)
	for i := range 64 {
		for j := range noise {
			noise[j] = byte(rnd.UintN(256))
		}
		if err := s.Reader().Send(noise); err != nil {
			t.Fatal(err)
		}
		card := fmt.Sprintf("01000000%02X", i)
		if err := s.Reader().Tap(card); err != nil {
			t.Fatal(err)
		}
		select {
		case got := <-reads:
			if got != card {
				t.Fatalf("after %d KB: another card than the one presented", 16*(i+1))
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("after %d KB: the card is not read", 16*(i+1))
		}
	}
	if grown := heap() - before; grown > 256<<10 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

// The simulated reader's faults as its driver hears of them: a card that bounces
// is one, one with a wrong checksum or cut off is none, a random UID is refused.
func TestReader_SimulatedFaults(t *testing.T) {
	for _, tt := range []struct {
		fault simulate.Fault
		lost  bool // the port goes away
		want  []string
	}{
		{simulate.FaultDuplicate, false, []string{"card 0C000621A5", "card 01000000A1"}},
		{simulate.FaultSlow, false, []string{"card 0C000621A5", "card 01000000A1"}},
		{"slow-1200", false, []string{"card 0C000621A5", "card 01000000A1"}},
		{simulate.FaultDrip, false, []string{"card 0C000621A5", "card 01000000A1"}},
		{simulate.FaultNoise, false, []string{"card 0C000621A5", "card 01000000A1"}},
		{simulate.FaultHalf, false, []string{"card 0C000621A5", "card 01000000A1"}},
		{simulate.FaultReboot, false, []string{"card 0C000621A5", "card 01000000A1"}},
		{simulate.FaultPowerOff, false, []string{"card 01000000A1"}},
		{simulate.FaultWrongCRC, false, []string{"card 01000000A1"}},
		{simulate.FaultSilence, false, []string{"card 01000000A1"}},
		{simulate.FaultRandom, false, []string{"refused ", "card 0C000621A5", "card 01000000A1"}},
		{"unplug-after-9", true, []string{"card 01000000A1"}},
	} {
		t.Run(string(tt.fault), func(t *testing.T) {
			t.Parallel()
			s := simulated(t, simulate.Options{})
			c, err := simulate.Dial(filepath.Dir(s.Status().Reader.Path))
			if err != nil {
				t.Fatal(err)
			}
			reads, healths := make(chan string, 10), make(chan devices.Health, 100)
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() {
				ended <- rfid.New(rfid.Options{Open: openPort(s.Status().Reader.Path)}).Serve(ctx,
					func(s devices.Status) { healths <- s.Health },
					func(r devices.Read) { reads <- string(r.Kind) + " " + r.Data })
			}()
			defer func() {
				cancel()
				if err := errors.Join(<-ended, c.Close()); err != nil {
					t.Error(err)
				}
			}()
			until(t, healths, devices.HealthReady)
			if err := c.Fault("reader", tt.fault); err != nil {
				t.Fatal(err)
			}
			if err := c.Tap("0C000621A5"); (err != nil) != tt.lost {
				t.Fatal(err)
			}
			if tt.lost {
				until(t, healths, devices.HealthAbsent)
			}
			if err := c.Fault("reader", simulate.FaultClear); err != nil {
				t.Fatal(err)
			}
			if tt.lost {
				until(t, healths, devices.HealthReady)
			}
			if err := c.Tap("01000000A1"); err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				until(t, reads, want)
			}
		})
	}
}

// until takes the next of a channel, passing over healths before the one
// wanted, but over no read.
func until[T comparable](t *testing.T, c <-chan T, want T) {
	t.Helper()
	for {
		select {
		case got := <-c:
			if got == want {
				return
			}
			if _, read := any(got).(string); read {
				t.Fatalf("got another read than %v", want)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("not within 20 s: %v", want)
		}
	}
}
