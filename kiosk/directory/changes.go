package directory

import (
	"errors"
	"fmt"
	"slices"

	"lobby.internal/kiosk"
)

// Changes is what putting one directory in the place of another does: staff
// numbers in order, without names, so that it may be logged.
type Changes struct {
	Added, Changed, Removed []kiosk.HostID

	before int // hosts until now
}

// ErrTooManyRemoved is returned when a change would remove more hosts than is
// allowed.
var ErrTooManyRemoved = errors.New("directory: too many hosts would be removed")

// Compare returns the changes from before to after.
func Compare(before, after []kiosk.Host) Changes {
	c := Changes{before: len(before)}
	old := make(map[kiosk.HostID]kiosk.Host, len(before))
	for _, h := range before {
		old[h.ID] = h
	}
	for _, h := range after {
		was, ok := old[h.ID]
		switch {
		case !ok:
			c.Added = append(c.Added, h.ID)
		case was != h:
			c.Changed = append(c.Changed, h.ID)
		}
		delete(old, h.ID)
	}
	for id := range old {
		c.Removed = append(c.Removed, id)
	}
	for _, ids := range [][]kiosk.HostID{c.Added, c.Changed, c.Removed} {
		slices.Sort(ids)
	}
	return c
}

// None reports whether both directories are the same.
func (c Changes) None() bool { return len(c.Added)+len(c.Changed)+len(c.Removed) == 0 }

// Allow returns ErrTooManyRemoved when more than that many hosts of a hundred
// would be removed.
func (c Changes) Allow(percent int) error {
	if len(c.Removed)*100 <= percent*c.before {
		return nil
	}
	return fmt.Errorf("%w: %d of %d, and at most %d%% are allowed", ErrTooManyRemoved, len(c.Removed), c.before, percent)
}
