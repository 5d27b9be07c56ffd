package agent

import (
	"errors"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/lock"
)

// Lock is opened by the administrator's PIN, as lock.Lock is.
type Lock interface {
	// Try returns nil for the PIN, or one of lock's errors and how long no other
	// is looked at.
	Try(pin string) (time.Duration, error)
}

// unlock ends the kiosk for an administrator.
func (a *Agent) unlock(pin string) checkin.Event {
	if a.o.Lock == nil {
		return checkin.Barred{Unset: true}
	}
	wait, err := a.o.Lock.Try(pin)
	switch {
	case err == nil:
		a.o.Log.Info("the kiosk is ended by the administrator's PIN")
		a.o.Quit()
		return checkin.Unlocked{}
	case errors.Is(err, lock.ErrUnset):
		return checkin.Barred{Unset: true}
	case errors.Is(err, lock.ErrWrong), errors.Is(err, lock.ErrWait):
		a.o.Log.Warn("a PIN was refused", "wait", wait, "err", err)
		return checkin.Barred{Wait: wait}
	}
	a.o.Log.Error("the PIN cannot be looked at", "err", err)
	return checkin.Refused{Code: kiosk.CodeStorage}
}
