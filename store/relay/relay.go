// Package relay carries badge logs from kiosks to where facilities keep them.
// One loop stands between a Source and a Sink: it reads what the sink does not
// have, verifies the chain and appends. How far a sink has a log is kept by the
// sink itself, in the transaction that appends, so that an entry is there once
// however often the loop, the source or the sink is killed.
//
// The ends live below this folder: csvlog and postgres are sinks, agent is a
// source, nats is both. Each passes relaytest.
package relay

import (
	"context"
	"errors"
	"fmt"

	"lobby.internal/store/badgelog"
)

// Cursor says how far a sink has one kiosk's log; zero when it has nothing.
type Cursor struct {
	Epoch string `json:"epoch"` // the ID of the epoch that the position is in
	badgelog.Position
}

// Batch is entries of one epoch of one kiosk's log, in order and without a gap.
// A signed checkpoint is of the batch's last entry: a source that passes them on
// ends a batch where it has one.
type Batch struct {
	Epoch badgelog.Epoch `json:"epoch"`
	Rows  []badgelog.Row `json:"rows"`
	Note  []byte         `json:"note,omitempty"` // a signed checkpoint, see badgelog.Checkpoint
	Head  uint64         `json:"head"`           // the newest entry of the source, for progress
}

// After returns the cursor of a sink that has the batch.
func (b Batch) After() Cursor {
	last := b.Rows[len(b.Rows)-1]
	return Cursor{b.Epoch.ID, badgelog.Position{Seq: last.Seq, Hash: last.Hash}}
}

// Follows says whether the batch may come after what a sink has of the kiosk's
// log: nil, ErrGap or ErrFork. Of what the sink has already, the cursor shows
// only the last entry; the others the sink compares itself, as it does a batch
// of an epoch that the cursor has left.
//
// A sink that has nothing takes a log from where it begins, for a kiosk does not
// keep its log for ever. An epoch may begin before the cursor: the kiosk was
// restored from a backup, and what it lost is kept here under the epoch before.
func (b Batch) Follows(c Cursor) error {
	first, base := b.Rows[0], b.Epoch.Base
	switch {
	case c == Cursor{}:
		return nil
	case c.Epoch != b.Epoch.ID && base.Seq > c.Seq, c.Epoch == b.Epoch.ID && first.Seq > c.Seq+1:
		return fmt.Errorf("%w: of epoch %s, after entry %d", ErrGap, c.Epoch, c.Seq)
	case c.Epoch != b.Epoch.ID && first.Seq != base.Seq+1:
		return fmt.Errorf("%w: epoch %s begins with entry %d, not %d", ErrGap, b.Epoch.ID, base.Seq+1, first.Seq)
	case c.Epoch == b.Epoch.ID && first.Seq == c.Seq+1 && first.Previous != c.Hash:
		return fmt.Errorf("%w: epoch %s, entry %d", ErrFork, c.Epoch, c.Seq)
	}
	return nil
}

// Source is where the log of one kiosk is read. Its methods may be called from
// one goroutine at a time.
type Source interface {
	// Kiosk returns the kiosk's id.
	Kiosk(ctx context.Context) (string, error)
	// Next returns up to limit entries after the cursor, of one epoch: that of
	// the cursor or, when the source has no more of it, of the one that follows.
	// It returns a Batch without rows when there is nothing new. An error is
	// worth retrying unless it wraps ErrPermanent.
	Next(ctx context.Context, after Cursor, limit int) (Batch, error)
	// Close gives the source up.
	Close() error
}

// Sink is where the logs of many kiosks are kept. Its methods may be called from
// several goroutines at once, each for another kiosk.
type Sink interface {
	// Cursor returns how far the sink has the kiosk's log.
	Cursor(ctx context.Context, kiosk string) (Cursor, error)
	// Append keeps the batch and moves the cursor, both or neither; the cursor
	// never goes back. Rows that it has already, appended or set aside, it leaves
	// alone if their hash is the same, and otherwise returns ErrFork; it has to
	// look, since a batch may overlap what it has, or be of an epoch that the
	// cursor has left. A row before the cursor that it does not have is ErrFork
	// too. What does not follow is refused as Batch.Follows says. An entry of the kind
	// badgelog.KindErased also removes the personal columns of every row of its
	// visit: earlier, later and set aside. An entry that the sink can never take
	// is a *RefusedError, and nothing of the batch is kept. Every other error is
	// worth retrying unless it wraps ErrPermanent.
	Append(ctx context.Context, b Batch) error
	// SetAside keeps an entry that Append refused for good, with the reason, for
	// a person to look at, and moves the cursor past it, both or neither. The
	// batch has that one entry. It follows, forks and erases as in Append, and its
	// checkpoint is kept as there. An entry that is there already is left alone.
	SetAside(ctx context.Context, b Batch, reason string) error
	// Close gives the sink up.
	Close() error
}

// Hearer is a sink that is also told when a kiosk was heard of and had nothing
// new, so that a quiet lobby can be told from one that is out of reach.
type Hearer interface {
	// Heard keeps that the kiosk was heard of and what its newest entry is. Its
	// errors are as those of Append.
	Heard(ctx context.Context, kiosk string, head uint64) error
}

var (
	// ErrPermanent is wrapped by errors that no retry mends.
	ErrPermanent = errors.New("permanent")
	// ErrGap is returned when entries are missing between what a sink has and
	// what it is given.
	ErrGap = Permanent("relay: entries are missing")
	// ErrFork is returned when a sink has another entry under the same number:
	// the kiosk has shown two histories.
	ErrFork = Permanent("relay: the kiosk has shown another entry under this number")
)

// Permanent returns an error of that text that is ErrPermanent without saying
// so.
func Permanent(text string) error { return &permanentError{text} }

type permanentError struct{ text string }

func (e *permanentError) Error() string { return e.text }

func (e *permanentError) Is(target error) bool { return target == ErrPermanent }

// RefusedError says that a sink can never take an entry, and why: without
// personal data, for it is kept and shown.
type RefusedError struct {
	Seq uint64
	Err error
}

// Error returns the sentence.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("relay: entry %d is refused: %v", e.Seq, e.Err)
}

// Unwrap returns what the sink said.
func (e *RefusedError) Unwrap() error { return e.Err }
