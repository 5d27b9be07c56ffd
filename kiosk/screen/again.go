package screen

import (
	"time"

	"fyne.io/fyne/v2"
)

// Who taps twice out of habit taps the next screen unread. A touch so soon after
// another screen was shown, and so near to the one that led there, in units of the
// design, is taken for the second half of a double tap: it presses nothing.
const (
	againWithin = 500 * time.Millisecond
	againNear   = 60
)

// under returns what a finger that comes down there presses.
func (s *Stage) under(pos fyne.Position) Target {
	if s.again(pos) {
		return Target{}
	}
	t, _ := s.at(pos)
	return t
}

// again reports whether a touch there is the second half of a double tap.
func (s *Stage) again(pos fyne.Position) bool {
	near := againNear * s.pen.unit
	by := pos.Subtract(s.led)
	return s.now().Sub(s.turned) < againWithin && by.X*by.X+by.Y*by.Y < near*near
}

func (s *Stage) now() time.Time {
	if s.Clock != nil {
		return s.Clock()
	}
	return time.Now()
}
