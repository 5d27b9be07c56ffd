package relaytest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// begin is when the fictional logs begin: shortly before midnight, so that they
// soon reach a second day.
var begin = time.Date(2026, 11, 24, 23, 30, 0, 0, time.FixedZone("", 8*3600))

// perVisit is how many entries each fictional visit has.
const perVisit = 4

// Log is the log of a fictional kiosk as its file has it. It is no sink and no
// source: it makes valid batches.
type Log struct {
	kiosk  string
	epochs []badgelog.Epoch
	rows   []badgelog.Row
	lost   []badgelog.Row // what restoring a backup removed from the file
	entry  int            // entries ever made
	begun  int            // epochs ever begun
	salt   string         // makes one history differ from another
}

// NewLog returns an empty log in its first epoch.
func NewLog(kioskID string) *Log {
	l := &Log{kiosk: kioskID}
	l.beginEpoch(badgelog.Position{})
	return l
}

// Kiosk returns the kiosk's id.
func (l *Log) Kiosk() string { return l.kiosk }

// Epoch returns the newest epoch.
func (l *Log) Epoch() badgelog.Epoch { return l.epochs[len(l.epochs)-1] }

// Rows returns what the file has.
func (l *Log) Rows() []badgelog.Row { return slices.Clone(l.rows) }

// History returns every row there ever was: what a sink has that missed none.
func (l *Log) History() []badgelog.Row { return append(slices.Clone(l.lost), l.rows...) }

// Head returns the cursor of a sink that has everything.
func (l *Log) Head() relay.Cursor {
	at := l.last()
	return relay.Cursor{Epoch: badgelog.EpochOf(l.epochs, at.Seq).ID, Position: at}
}

// Grow adds n entries of visits, four of each, ten minutes apart. It returns
// the log.
func (l *Log) Grow(n int) *Log {
	for range n {
		l.add(l.fact(l.entry))
	}
	return l
}

// Erase adds the entry that a visit's personal fields were forgotten, and
// forgets them in every row of the file, as the kiosk does.
func (l *Log) Erase(visit kiosk.VisitID) *Log {
	r := l.fact(l.entry)
	r.Kind, r.Actor, r.Visit, r.Badge, r.Attempt, r.State = badgelog.KindErased, kiosk.ActorAgent, visit, "", 0, ""
	l.add(r.Forgotten())
	for i := range l.rows {
		if l.rows[i].Visit == visit {
			l.rows[i] = l.rows[i].Forgotten()
		}
	}
	return l
}

// Restore begins an epoch as a backup does that was made after entry seq.
func (l *Log) Restore(seq uint64) *Log {
	keep := slices.IndexFunc(l.rows, func(r badgelog.Row) bool { return r.Seq > seq })
	if keep >= 0 {
		l.lost = append(l.lost, l.rows[keep:]...)
		l.rows = l.rows[:keep:keep]
	}
	l.epochs = slices.DeleteFunc(l.epochs, func(e badgelog.Epoch) bool { return e.Base.Seq > seq })
	l.beginEpoch(l.last())
	return l
}

// Trim removes the entries up to and with seq from the file, as retention does.
func (l *Log) Trim(seq uint64) *Log {
	l.rows = slices.DeleteFunc(l.Rows(), func(r badgelog.Row) bool { return r.Seq <= seq })
	return l
}

// Fork returns another history of the same kiosk: the same epochs, the same
// entries up to seq, and others from there on as far as this log goes.
func (l *Log) Fork(seq uint64) *Log {
	f := &Log{kiosk: l.kiosk, epochs: slices.Clone(l.epochs), begun: l.begun, salt: l.salt + "'"}
	f.rows = slices.DeleteFunc(l.Rows(), func(r badgelog.Row) bool { return r.Seq > seq })
	f.entry = len(f.rows)
	return f.Grow(len(l.rows) - len(f.rows))
}

// Next returns the batch that a source returns.
func (l *Log) Next(after relay.Cursor, limit int) relay.Batch {
	b := relay.Batch{Epoch: l.Epoch(), Head: l.last().Seq}
	at := slices.IndexFunc(l.epochs, func(e badgelog.Epoch) bool { return e.ID == after.Epoch })
	for _, r := range l.rows {
		i := slices.IndexFunc(l.epochs, func(e badgelog.Epoch) bool { return e.ID == r.Epoch })
		if i < at || i == at && r.Seq <= after.Seq {
			continue
		}
		if len(b.Rows) == limit || len(b.Rows) > 0 && r.Epoch != b.Epoch.ID {
			break
		}
		b.Epoch = l.epochs[i]
		b.Rows = append(b.Rows, r)
	}
	return b
}

// Batch returns the entries from first to last, which are of one epoch.
func (l *Log) Batch(first, last uint64) relay.Batch {
	b := relay.Batch{Head: l.last().Seq}
	for _, r := range l.rows {
		if r.Seq >= first && r.Seq <= last {
			b.Rows = append(b.Rows, r)
		}
	}
	b.Epoch = badgelog.EpochOf(l.epochs, first)
	return b
}

// All returns the file in batches of up to limit entries.
func (l *Log) All(limit int) []relay.Batch {
	var all []relay.Batch
	for at := (relay.Cursor{}); ; {
		b := l.Next(at, limit)
		if len(b.Rows) == 0 {
			return all
		}
		all, at = append(all, b), b.After()
	}
}

// Tampered returns the batch with another badge in its i-th row, whose hash is
// left as it was.
func Tampered(b relay.Batch, i int) relay.Batch {
	b.Rows = slices.Clone(b.Rows)
	b.Rows[i].Badge = "261124-999"
	return b
}

func (l *Log) beginEpoch(base badgelog.Position) {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", l.kiosk, l.begun))
	l.begun++
	l.epochs = append(l.epochs, badgelog.Begin(l.kiosk, hex.EncodeToString(sum[:16]), base))
}

func (l *Log) last() badgelog.Position {
	base := l.Epoch().Base
	if n := len(l.rows); n > 0 && l.rows[n-1].Seq > base.Seq {
		return badgelog.Position{Seq: l.rows[n-1].Seq, Hash: l.rows[n-1].Hash}
	}
	return base
}

// add appends the row under the next number.
func (l *Log) add(r badgelog.Row) {
	e, err := badgelog.Link(l.last(), r.Entry())
	if err != nil {
		panic(err) // the facts are ours and always encode
	}
	r.Epoch, r.Seq, r.Previous, r.Hash = l.Epoch().ID, e.Seq, e.Previous, e.Hash
	l.rows = append(l.rows, r)
	l.entry++
}
