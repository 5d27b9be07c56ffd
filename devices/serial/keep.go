package serial

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"

	"lobby.internal/devices"
)

// Keep waits between attempts from firstWait, twice as long each time, up to
// lastWait; a session that lasted longer than that begins anew.
const (
	firstWait = 500 * time.Millisecond
	lastWait  = 10 * time.Second
)

// Keep opens the port, runs session over it and, whenever the device goes away
// or the port cannot be opened, reports the status and tries again after 0.5 s
// to 10 s, until ctx ends. It returns nil. A status that has not changed since
// the last attempt is not reported again.
//
// The port is closed before Keep waits, so that a device comes back under its
// old name, and as soon as ctx ends, so that a session blocked in a read or a
// write returns. Session reports what it knows of the device and returns when
// the conversation fails.
func Keep(ctx context.Context, open func() (Conn, error), report func(devices.Status), session func(context.Context, Conn) error) error {
	report = OnChange(report)
	wait := firstWait
	for ctx.Err() == nil {
		began := time.Now()
		err := once(ctx, open, report, session)
		if ctx.Err() != nil {
			break
		}
		if time.Since(began) > lastWait {
			wait = firstWait
		}
		report(statusOf(err))
		pause(ctx, wait)
		wait = min(2*wait, lastWait)
	}
	return nil //nolint:nilerr // what ended a session was reported; the end of ctx is no error
}

// once opens the port, runs one session and closes it.
func once(ctx context.Context, open func() (Conn, error), report func(devices.Status), session func(context.Context, Conn) error) error {
	c, err := open()
	if err != nil {
		return err
	}
	// Close is idempotent: its error is returned by the call below.
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	report(devices.Status{Health: devices.HealthOpening, At: time.Now()})
	return errors.Join(session(ctx, c), c.Close())
}

// statusOf says what an error of opening or talking means for the device.
func statusOf(err error) devices.Status {
	s := devices.Status{Health: devices.HealthAbsent, At: time.Now()}
	if err != nil {
		s.Detail = err.Error()
	}
	switch {
	case errors.Is(err, devices.ErrUnplugged):
		s.Causes = []devices.Cause{devices.CauseUnplugged}
	case errors.Is(err, devices.ErrInUse):
		s.Causes = []devices.Cause{devices.CauseInUse}
	case errors.Is(err, fs.ErrPermission):
		s.Causes = []devices.Cause{devices.CausePermission}
	case errors.Is(err, ErrNotAPort):
		s.Causes = []devices.Cause{devices.CauseNotAPort}
	case errors.Is(err, devices.ErrStalled):
		s.Health, s.Causes = devices.HealthNotReady, []devices.Cause{devices.CauseSilent}
	default:
		s.Causes = []devices.Cause{devices.CauseFault}
	}
	return s
}

// OnChange returns report without the statuses that read like the one before.
// It is for one goroutine.
func OnChange(report func(devices.Status)) func(devices.Status) {
	var last devices.Status
	return func(s devices.Status) {
		if s.Health == last.Health && s.Detail == last.Detail && slices.Equal(s.Causes, last.Causes) {
			return
		}
		last = s
		report(s)
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
