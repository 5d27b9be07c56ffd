package agent

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/lock"
)

// fakeLock opens for one PIN.
type fakeLock struct {
	pin  string
	wait time.Duration
	err  error
}

func (l fakeLock) Try(pin string) (time.Duration, error) {
	if l.err == nil && pin != l.pin {
		return l.wait, lock.ErrWrong
	}
	return l.wait, l.err
}

func TestUnlock(t *testing.T) {
	for name, c := range map[string]struct {
		lock    Lock
		pin     string
		ends    int
		problem string
	}{
		"the PIN":         {fakeLock{pin: "204060"}, "204060", 1, ""},
		"a wrong one":     {fakeLock{pin: "204060"}, "111111", 0, "error.pin_wrong"},
		"the third":       {fakeLock{pin: "204060", wait: time.Minute}, "111111", 0, "error.pin_wait"},
		"while it waits":  {fakeLock{wait: time.Minute, err: lock.ErrWait}, "204060", 0, "error.pin_wait"},
		"none is set":     {fakeLock{err: lock.ErrUnset}, "204060", 0, "error.pin_unset"},
		"an unread file":  {fakeLock{err: errors.New("no such disk")}, "204060", 0, "error.storage"},
		"a kiosk without": {nil, "204060", 0, "error.pin_unset"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := open(t, kiosktest.NewRecords(testHosts...))
				var log bytes.Buffer
				var ends int
				l.agent.o.Lock, l.agent.o.Quit = c.lock, func() { ends++ }
				l.agent.o.Log = slog.New(slog.NewTextHandler(&log, nil))
				for range 5 {
					l.touch(checkin.Intent{Kind: checkin.IntentKnock})
				}
				l.touch(checkin.Intent{Kind: checkin.IntentType, Text: c.pin}, checkin.Intent{Kind: checkin.IntentNext})
				m := l.visitor()
				l.stop()
				if ends != c.ends || m.Problem.ID != c.problem || (m.Screen == checkin.ScreenWelcome) != (c.ends > 0) {
					t.Errorf("ended %d times, the screen %s says %q", ends, m.Screen, m.Problem.ID)
				}
				if strings.Contains(log.String(), c.pin) {
					t.Errorf("the log has the PIN: %s", log.String())
				}
			})
		})
	}
}
