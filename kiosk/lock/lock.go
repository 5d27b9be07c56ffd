// Package lock holds the administrator's PIN, which ends the kiosk at the
// visitor's window: its hash in a file, and the waits that make guessing it
// hopeless, also over a restart. A PIN is never logged and never part of an
// error.
package lock

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/google/renameio/v2"
)

// The fewest and the most digits of a PIN.
const (
	MinDigits = 6
	MaxDigits = 12
)

// free is how many wrong tries cost no wait; each one after them doubles it.
const (
	free     = 3
	wait     = 30 * time.Second
	longest  = 15 * time.Minute
	fileMode = 0o600
)

// Errors of Lock.Try and Set.
var (
	// ErrUnset is returned when there is no PIN: nothing opens the lock.
	ErrUnset = errors.New("lock: no PIN is set; set one with lobbyctl pin set")
	// ErrWrong is returned for a PIN that is not the one.
	ErrWrong = errors.New("lock: wrong PIN")
	// ErrWait is returned for every PIN, looked at or not, while the lock waits.
	ErrWait = errors.New("lock: too many wrong PINs; wait and try again")
	// ErrForm is returned for what is no PIN.
	ErrForm = fmt.Errorf("lock: a PIN has %d to %d digits; choose another", MinDigits, MaxDigits)
)

// Lock is opened by a PIN. It is used by one goroutine at a time.
type Lock struct {
	path  string
	clock func() time.Time
	tries tries
}

// New returns the lock of the hash file at path, which need not be there yet,
// with the waits of the wrong PINs before.
func New(path string, clock func() time.Time) *Lock {
	return &Lock{path: path, clock: clock, tries: load(path, clock())}
}

// Try returns nil for the PIN. With ErrWrong and ErrWait it says how long no
// other is looked at. The file is read anew, so that a PIN counts as soon as it
// is set. Other errors are of the file; one that comes with ErrWrong says that
// the number of wrong PINs is not kept over a restart.
func (l *Lock) Try(pin string) (time.Duration, error) {
	if left := l.tries.until.Sub(l.clock()); left > 0 {
		return left, ErrWait
	}
	text, err := os.ReadFile(l.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, ErrUnset
	case err != nil:
		return 0, fmt.Errorf("lock: read the PIN's hash: %w", err)
	}
	h, err := parse(string(text))
	switch {
	case err != nil:
		return 0, fmt.Errorf("lock: %s holds no hash of a PIN; set one with lobbyctl pin set: %w", l.path, err)
	case !h.of(pin):
		left, err := l.refuse()
		return left, errors.Join(ErrWrong, err)
	}
	l.tries = tries{}
	_ = forget(l.path) // the right PIN opens; a count that stays makes the next waits longer
	return 0, nil
}

// refuse counts a wrong try, keeps the count and returns the wait that it leads
// to.
func (l *Lock) refuse() (time.Duration, error) {
	l.tries.wrong++
	if l.tries.wrong < free {
		return 0, l.tries.keep(l.path)
	}
	d := min(wait<<min(l.tries.wrong-free, 10), longest)
	l.tries.until = l.clock().Add(d)
	return d, l.tries.keep(l.path)
}

// Set keeps the hash of pin in the file at path, which only its owner may read.
// A lock made after that counts wrong PINs anew.
func Set(path, pin string) error {
	if !valid(pin) {
		return ErrForm
	}
	if err := renameio.WriteFile(path, []byte(newHash(pin).String()+"\n"), fileMode); err != nil {
		return fmt.Errorf("lock: keep the PIN's hash: %w", err)
	}
	return forget(path)
}

func valid(pin string) bool {
	for _, r := range pin {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(pin) >= MinDigits && len(pin) <= MaxDigits
}

// Clear removes the PIN: nothing opens the lock any more.
func Clear(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("lock: remove the PIN's hash: %w", err)
	}
	return forget(path)
}
