package zpl

import (
	"errors"
	"time"
)

// Why a label is not known to have come out.
var (
	errHeldBefore = errors.New("zpl: the printer was held up before the label was printed")

	errHeldUp    = errors.New("zpl: the printer was held up after the label was sent")
	errFellMute  = errors.New("zpl: the printer fell silent after the label was sent")
	errUnsettled = errors.New("zpl: the printer was still busy with the label when its time was up")
	errUnseen    = errors.New("zpl: the printer was never seen to hold the label")
)

// evidence is what speaks for and against a label having come out. The rules
// stand in the package comment.
type evidence struct {
	seen  bool // the printer was seen to hold the job
	held  bool // something held it up
	mute  bool // it was silent and may have lost its power
	since time.Time
	done  bool
}

// weigh adds what the printer said at now, and reports whether it has come to
// rest.
func (e *evidence) weigh(c condition, now time.Time, rest time.Duration) bool {
	switch {
	case c.heard && !c.idle:
		e.seen, e.mute = true, false
	case !c.heard:
		e.mute = true
	}
	e.held = e.held || c.held
	switch {
	case !c.heard || c.held || !c.idle:
		e.since = time.Time{}
	case e.since.IsZero():
		e.since = now
	}
	e.done = !e.since.IsZero() && now.Sub(e.since) >= rest
	return e.done
}

// verdict returns nil when the label is confirmed, and otherwise why it is
// not.
func (e *evidence) verdict() error {
	switch {
	case e.held:
		return errHeldUp
	case e.mute:
		return errFellMute
	case !e.done:
		return errUnsettled
	case !e.seen:
		return errUnseen
	}
	return nil
}
