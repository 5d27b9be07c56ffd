package simulate_test

import (
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/rfid"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/simulate"
)

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

func codes() (out []devices.Read) {
	for _, s := range []string{"V1:sample-1", "V1:sample-2", "V1:访客", "0123456789", "V1:sample-5", "V1:sample-6"} {
		out = append(out, devices.Read{Kind: devices.KindCode, Data: s})
	}
	return out
}

func TestReader_Simulated(t *testing.T) {
	mixed := append(cards()[:2], codes()[:2]...)
	mixed = append(mixed, devices.Read{Kind: devices.KindCard, Data: "04A1B2C3D4E5F6"}, devices.Read{Kind: devices.KindCard, Data: "A1B2C3D4"})
	for _, tt := range []struct {
		name    string
		format  rfid.Format
		id12    bool
		samples []devices.Read
	}{
		{"RDM6300", rfid.FormatCard, false, cards()},
		{"scanner", rfid.FormatLine, false, codes()},
		{"ID-12 and scanner", rfid.FormatAuto, true, mixed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			devicetest.TestReader(t, func(t *testing.T) devicetest.ReaderFixture {
				s := start(t, simulate.Options{ID12: tt.id12})
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
