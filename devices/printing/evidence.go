package printing

import (
	"errors"
	"time"
)

// Why a label is not known to have come out.
var (
	// ErrHeldBefore is returned when a fault showed before a job's last bytes:
	// no label came out.
	ErrHeldBefore = errors.New("printing: the printer was held up before the label was printed")
	// ErrHeldUp is returned when a fault showed after them.
	ErrHeldUp = errors.New("printing: the printer was held up after the label was sent")
	// ErrFellMute is returned when the printer was silent after them and may
	// have lost its power.
	ErrFellMute = errors.New("printing: the printer fell silent after the label was sent")
	// ErrUnsettled is returned when the printer did not come to rest in time.
	ErrUnsettled = errors.New("printing: the printer was still busy with the label when its time was up")
	// ErrUnseen is returned when the printer never showed that it held the job.
	ErrUnseen = errors.New("printing: the printer was never seen to hold the label")
)

// evidence is what speaks for and against a label having come out. The rules
// stand in the package comment.
type evidence struct {
	seen   bool // the printer was seen to hold the job
	held   bool // something held it up
	mute   bool // it was silent and may have lost its power
	proved bool // it said that the label came out
	since  time.Time
	done   bool
}

// weigh adds what the printer said at now, and reports whether all is clear:
// the printer has come to rest, or said that the label came out.
func (e *evidence) weigh(c Condition, now time.Time, rest time.Duration) bool {
	switch {
	case c.Heard && (c.Seen || !c.Idle):
		e.seen, e.mute = true, false
	case !c.Heard:
		e.mute = true
	}
	e.held = e.held || c.Held
	switch {
	case !c.Heard || c.Held || !c.Idle:
		e.since = time.Time{}
	case e.since.IsZero():
		e.since = now
	}
	e.proved = e.proved || c.Proved
	e.done = e.proved || !e.since.IsZero() && now.Sub(e.since) >= rest
	return e.done
}

// verdict returns nil when the label is confirmed, and otherwise why it is
// not.
func (e *evidence) verdict() error {
	switch {
	case e.proved:
		return nil
	case e.held:
		return ErrHeldUp
	case e.mute:
		return ErrFellMute
	case !e.done:
		return ErrUnsettled
	case !e.seen:
		return ErrUnseen
	}
	return nil
}
