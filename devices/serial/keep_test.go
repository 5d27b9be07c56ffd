package serial_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/serial"
)

func TestKeep_BacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		var tries []time.Duration
		var reports []devices.Status
		open := func() (serial.Conn, error) {
			tries = append(tries, time.Since(began))
			return nil, fmt.Errorf("test: %w", devices.ErrUnplugged)
		}
		err := serial.Keep(ctx, open, func(s devices.Status) { reports = append(reports, s) }, nil)
		if err != nil {
			t.Error(err)
		}
		want := []time.Duration{0, 500 * time.Millisecond, 1500 * time.Millisecond, 3500 * time.Millisecond, 7500 * time.Millisecond,
			15500 * time.Millisecond, 25500 * time.Millisecond, 35500 * time.Millisecond, 45500 * time.Millisecond, 55500 * time.Millisecond}
		if !slices.Equal(tries, want) {
			t.Errorf("tried at %v", tries)
		}
		if len(reports) != 1 || reports[0].Health != devices.HealthAbsent || !slices.Equal(reports[0].Causes, []devices.Cause{devices.CauseUnplugged}) {
			t.Errorf("reported %v", reports)
		}
	})
}

func TestKeep_SaysWhyNot(t *testing.T) {
	for _, c := range []struct {
		err    error
		health devices.Health
		cause  devices.Cause
	}{
		{devices.ErrUnplugged, devices.HealthAbsent, devices.CauseUnplugged},
		{devices.ErrInUse, devices.HealthAbsent, devices.CauseInUse},
		{fs.ErrPermission, devices.HealthAbsent, devices.CausePermission},
		{serial.ErrNotAPort, devices.HealthAbsent, devices.CauseNotAPort},
		{devices.ErrStalled, devices.HealthNotReady, devices.CauseSilent},
		{errors.ErrUnsupported, devices.HealthAbsent, devices.CauseFault},
	} {
		t.Run(string(c.cause), func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			open := func() (serial.Conn, error) { return nil, fmt.Errorf("test: %w", c.err) }
			var got devices.Status
			err := serial.Keep(ctx, open, func(s devices.Status) { got = s; cancel() }, nil)
			if err != nil || got.Health != c.health || !slices.Equal(got.Causes, []devices.Cause{c.cause}) || got.Detail == "" || got.At.IsZero() {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

func TestKeep_ReopensAndClosesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var healths []devices.Health
		var last *devicetest.Playback
		opens := 0
		open := func() (serial.Conn, error) {
			if opens++; last != nil {
				if _, err := last.Read(make([]byte, 1)); !errors.Is(err, devices.ErrUnplugged) && !errors.Is(err, fs.ErrClosed) {
					t.Errorf("opened again before the old port was closed: %v", err)
				}
			}
			last = devicetest.NewPlayback(t)
			return last, nil
		}
		session := func(ctx context.Context, c serial.Conn) error {
			if opens == 3 {
				cancel()
				// Only the end of ctx closes the port under a session.
				for {
					if _, err := c.Read(make([]byte, 1)); err != nil {
						return err
					}
				}
			}
			return devices.ErrUnplugged
		}
		if err := serial.Keep(ctx, open, func(s devices.Status) { healths = append(healths, s.Health) }, session); err != nil {
			t.Error(err)
		}
		want := []devices.Health{devices.HealthOpening, devices.HealthAbsent, devices.HealthOpening, devices.HealthAbsent, devices.HealthOpening}
		if !slices.Equal(healths, want) {
			t.Errorf("reported %v", healths)
		}
		if _, err := last.Read(make([]byte, 1)); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("the port is still open: %v", err)
		}
	})
}

func TestKeep_WaitsAnewAfterALongSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var ended time.Time
		var waits []time.Duration
		open := func() (serial.Conn, error) {
			if !ended.IsZero() {
				waits = append(waits, time.Since(ended))
			}
			return devicetest.NewPlayback(t), nil
		}
		session := func(context.Context, serial.Conn) error {
			if len(waits) == 3 {
				time.Sleep(time.Minute)
			}
			if len(waits) == 4 {
				cancel()
			}
			ended = time.Now()
			return devices.ErrUnplugged
		}
		if err := serial.Keep(ctx, open, func(devices.Status) {}, session); err != nil {
			t.Error(err)
		}
		want := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 500 * time.Millisecond}
		if !slices.Equal(waits, want) {
			t.Errorf("waited %v", waits)
		}
	})
}
