// Package badgelog is the kiosk's badge log: what happened, when, by whom and
// to which visit, in the order in which it was recorded. An entry is appended
// in the transaction that changes the visit, so that neither is ever kept
// without the other, and is never changed afterwards. Sequence numbers are
// dense from 1: a missing number is a missing entry.
//
// Each entry's hash is over the one before it, so that nothing can be altered,
// removed or inserted without breaking the chain; see Verifier. Entries hold no
// personal data, only a salted commitment to the visit's record. The names that
// facilities want to read beside them are joined from the visit when the log is
// exported; see Row.
package badgelog

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/fxamacker/cbor/v2"
	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

// The buckets. In Bucket the sequence number, eight bytes big-endian, leads to
// the entry in core-deterministic CBOR with its hash behind it. In BucketEpoch the
// number of an epoch's base, likewise, leads to the Epoch, and keyTrimmed to how
// far retention has removed the log.
const (
	Bucket      = "log"
	BucketEpoch = "epoch"
	keyTrimmed  = "trimmed"
)

// sequentialFill lets pages of ever-growing keys be packed closely, since no
// key is ever put between two others.
const sequentialFill = 0.9

// ErrNoLog is returned when the file holds no badge log.
var ErrNoLog = errors.New("badgelog: no log in this file")

// ErrDamaged is returned when an entry cannot be read or stands at another's
// place.
var ErrDamaged = errors.New("badgelog: damaged entry")

// Entry is one line of the log. Its sequence number is its place in the file
// and so is not part of its encoding. Times are whole milliseconds, so that what
// is exported says exactly what was hashed.
type Entry struct {
	Seq     uint64          `json:"seq" cbor:"-"`
	At      time.Time       `json:"at" cbor:"1,keyasint"` // UTC
	Kind    kiosk.EventKind `json:"kind" cbor:"2,keyasint"`
	Actor   kiosk.Actor     `json:"actor" cbor:"3,keyasint"`
	Visit   kiosk.VisitID   `json:"visit,omitempty" cbor:"4,keyasint,omitempty"`
	Rev     int             `json:"rev,omitempty" cbor:"5,keyasint,omitempty"`
	State   kiosk.State     `json:"state,omitempty" cbor:"6,keyasint,omitempty"` // after it
	Ticket  int             `json:"ticket,omitempty" cbor:"7,keyasint,omitempty"`
	Badge   string          `json:"badge,omitempty" cbor:"8,keyasint,omitempty"`
	Attempt int             `json:"attempt,omitempty" cbor:"9,keyasint,omitempty"`
	Host    kiosk.HostID    `json:"host,omitempty" cbor:"10,keyasint,omitempty"`
	// Commit is an HMAC-SHA256 of the visit's record as it then stood, under a
	// salt kept with the visit: it proves the record while the salt is there and
	// says nothing once that has been forgotten. Zero when it is about no visit.
	Commit Hash `json:"commit,omitzero" cbor:"11,keyasint,omitzero"`

	Previous Hash `json:"previous" cbor:"-"` // hash of the entry before, or of the epoch's base
	Hash     Hash `json:"hash" cbor:"-"`
}

var (
	encoding = mustMode(cbor.EncOptions{
		Sort:          cbor.SortCoreDeterministic,
		ShortestFloat: cbor.ShortestFloat16,
		NaNConvert:    cbor.NaNConvert7e00,
		InfConvert:    cbor.InfConvertFloat16,
		IndefLength:   cbor.IndefLengthForbidden,
		Time:          cbor.TimeRFC3339NanoUTC,
	}.EncMode())
	decoding = mustMode(cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		IndefLength:       cbor.IndefLengthForbidden,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
	}.DecMode())
)

// mustMode panics on options that cannot be combined, which are constants.
func mustMode[M any](mode M, err error) M {
	if err != nil {
		panic(err)
	}
	return mode
}

// Create makes the log's buckets with the first epoch.
func Create(tx *bolt.Tx, first Epoch) error {
	for _, name := range []string{Bucket, BucketEpoch, BucketCheckpoint} {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return fmt.Errorf("badgelog: create: %w", err)
		}
	}
	return AddEpoch(tx, first)
}

// last returns what the next entry links to: the newest entry, or the base of
// the epoch that begins after it.
func last(tx *bolt.Tx) (Position, error) {
	log, epochs := tx.Bucket([]byte(Bucket)), tx.Bucket([]byte(BucketEpoch))
	if log == nil || epochs == nil {
		return Position{}, ErrNoLog
	}
	newest := key(log.Sequence())
	if epochs.Get(newest) == nil {
		if v := log.Get(newest); v != nil {
			_, hash, err := split(newest, v)
			return Position{log.Sequence(), hash}, err
		}
	}
	// A newest entry that has gone missing does not keep the next from being
	// recorded; the verifier finds it.
	all, err := Epochs(tx)
	if err != nil {
		return Position{}, err
	}
	return all[len(all)-1].Base, nil
}

// Append adds event to the log within tx and returns the entry it became.
// commit is the visit's, see Entry.
func Append(tx *bolt.Tx, event kiosk.Event, commit Hash) (Entry, error) {
	log := tx.Bucket([]byte(Bucket))
	if log == nil {
		return Entry{}, ErrNoLog
	}
	log.FillPercent = sequentialFill
	previous, err := last(tx)
	if err != nil {
		return Entry{}, err
	}
	// The bucket's own counter is part of the transaction and outlives the
	// entries that retention removes, as the last key would not.
	seq, err := log.NextSequence()
	if err != nil {
		return Entry{}, fmt.Errorf("badgelog: next sequence: %w", err)
	}
	e := Entry{
		Seq: seq, At: event.At.UTC().Truncate(time.Millisecond), Kind: event.Kind, Actor: event.Actor,
		Visit: event.Visit, Rev: event.Rev, State: event.State, Ticket: event.Ticket,
		Badge: event.Badge, Attempt: event.Attempt, Host: event.Host, Commit: commit, Previous: previous.Hash,
	}
	value, err := encoding.Marshal(e)
	if err != nil {
		return Entry{}, fmt.Errorf("badgelog: encode entry %d: %w", seq, err)
	}
	e.Hash = chained(e.Previous, seq, value)
	if err := log.Put(key(seq), append(value, e.Hash[:]...)); err != nil {
		return Entry{}, fmt.Errorf("badgelog: append entry %d: %w", seq, err)
	}
	return e, nil
}

// Head returns the sequence number of the newest entry ever appended, 0 when
// there is none.
func Head(tx *bolt.Tx) (uint64, error) {
	log := tx.Bucket([]byte(Bucket))
	if log == nil {
		return 0, ErrNoLog
	}
	return log.Sequence(), nil
}

// After returns up to limit entries with a sequence number above seq, oldest
// first.
func After(tx *bolt.Tx, seq uint64, limit int) ([]Entry, error) {
	log := tx.Bucket([]byte(Bucket))
	if log == nil {
		return nil, ErrNoLog
	}
	epochs, err := Epochs(tx)
	if err != nil {
		return nil, err
	}
	at, err := before(tx, seq)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	c := log.Cursor()
	for k, v := c.Seek(key(seq + 1)); k != nil && len(entries) < limit; k, v = c.Next() {
		e, err := decode(k, v)
		if err != nil {
			return nil, err
		}
		if base := EpochOf(epochs, e.Seq).Base; base.Seq == e.Seq-1 {
			at = base
		}
		e.Previous = at.Hash
		at = Position{e.Seq, e.Hash}
		entries = append(entries, e)
	}
	return entries, nil
}

// before returns the newest entry up to seq whose hash is still known: that
// entry itself, or the last one that retention removed.
func before(tx *bolt.Tx, seq uint64) (Position, error) {
	k := key(seq)
	if v := tx.Bucket([]byte(Bucket)).Get(k); v != nil {
		_, hash, err := split(k, v)
		return Position{seq, hash}, err
	}
	return Trimmed(tx)
}

// Range returns those of entries that happened at or after since and before
// until; a zero time is no bound. The log is in the order of recording, which
// a corrected clock can make differ from the order of time.
func Range(entries []Entry, since, until time.Time) []Entry {
	within := make([]Entry, 0, len(entries))
	for _, e := range entries {
		if e.At.Before(since) || !until.IsZero() && !e.At.Before(until) {
			continue
		}
		within = append(within, e)
	}
	return within
}

// split returns an entry's encoding and its hash.
func split(k, v []byte) (encoded []byte, hash Hash, err error) {
	if len(k) != 8 || len(v) <= len(hash) {
		return nil, hash, fmt.Errorf("%w: key of %d bytes, value of %d", ErrDamaged, len(k), len(v))
	}
	encoded = v[:len(v)-len(hash)]
	return encoded, Hash(v[len(encoded):]), nil
}

func decode(k, v []byte) (Entry, error) {
	encoded, hash, err := split(k, v)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{}
	seq := binary.BigEndian.Uint64(k)
	if err := decoding.Unmarshal(encoded, &e); err != nil {
		return Entry{}, fmt.Errorf("%w %d: %w", ErrDamaged, seq, err)
	}
	e.Seq, e.At, e.Hash = seq, e.At.UTC(), hash
	return e, nil
}

func key(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }
