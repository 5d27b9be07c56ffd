package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// tx is the kiosk.Tx of one decision.
type tx struct {
	bolt   *bolt.Tx
	vault  vault
	zone   *time.Location
	seen   map[*kiosk.Visit]sighting
	failed error // of the first change that failed
}

// sighting is how a visit stood when it was read or last put.
type sighting struct {
	rev    int
	logged int // of its events
}

func newTx(b *bolt.Tx, v vault) *tx {
	return &tx{bolt: b, vault: v, zone: v.zone, seen: make(map[*kiosk.Visit]sighting)}
}

// fail remembers the first failure of a change.
func (t *tx) fail(err error) error {
	if t.failed == nil {
		t.failed = err
	}
	return err
}

// Visit implements kiosk.Tx.
func (t *tx) Visit(id kiosk.VisitID) (*kiosk.Visit, error) {
	r, err := t.vault.reader(t.bolt).record(id)
	if err != nil {
		return nil, err
	}
	v, err := kiosk.Restore(r)
	if err != nil {
		return nil, fmt.Errorf("store: visit %s: %w", id, err)
	}
	t.seen[v] = sighting{rev: r.Rev}
	return v, nil
}

// Put implements kiosk.Tx. A draft is not kept: its visitor has not yet asked
// for anything.
func (t *tx) Put(v *kiosk.Visit) error { return t.fail(t.put(v)) }

func (t *tx) put(v *kiosk.Visit) error {
	r, events := v.Record(), v.Events()
	if r.State == kiosk.StateDrafted {
		return &kiosk.Error{Code: kiosk.CodeNotRegistered, Detail: "a draft is not kept"}
	}
	if err := v.Check(); err != nil {
		return fmt.Errorf("store: visit %s: %w", r.ID, err)
	}
	if err := t.checkFresh(v, r, len(events)); err != nil {
		return err
	}
	if err := t.checkTurn(v, events); err != nil {
		return err
	}
	commit, err := t.putRecord(r)
	if err != nil {
		return fmt.Errorf("store: visit %s: %w", r.ID, err)
	}
	for _, e := range events[t.seen[v].logged:] {
		if _, err := badgelog.Append(t.bolt, e, commit); err != nil {
			return err
		}
	}
	t.seen[v] = sighting{rev: r.Rev, logged: len(events)}
	return nil
}

// checkFresh refuses a visit that was not read in this transaction and is not
// new, and one that was put under another pointer since it was read.
func (t *tx) checkFresh(v *kiosk.Visit, r kiosk.Record, events int) error {
	stale := &kiosk.Error{Code: kiosk.CodeStale, Detail: "visit " + string(r.ID)}
	last, seen := t.seen[v]
	kept, err := factsOf(t.bolt, r.ID)
	if errors.Is(err, kiosk.ErrNotFound) {
		if seen || r.Rev != events {
			return stale
		}
		return nil
	}
	if err != nil {
		return err
	}
	if !seen || kept.Rev != last.rev || !kept.Registered.Equal(r.Registered) {
		return stale
	}
	return nil
}

// checkTurn refuses a visit whose host was contacted out of turn (C1, F5).
func (t *tx) checkTurn(v *kiosk.Visit, events []kiosk.Event) error {
	known := t.seen[v].logged
	if !slices.ContainsFunc(events[known:], func(e kiosk.Event) bool { return e.Kind == kiosk.EventContacted }) {
		return nil
	}
	queue, err := t.Queue()
	if err != nil {
		return err
	}
	return queue.Allows(v, known)
}

// putRecord writes the record and its places in the indexes, and returns what
// the log commits to.
func (t *tx) putRecord(r kiosk.Record) (badgelog.Hash, error) {
	commit, err := t.vault.put(t.bolt, r)
	if err != nil {
		return badgelog.Hash{}, err
	}
	return commit, t.place(r)
}

// commitment is what a log entry says of the record as it stood: nothing, to
// who does not have the salt.
func commitment(salt, record []byte) badgelog.Hash {
	mac := hmac.New(sha256.New, salt)
	mac.Write(record)
	return badgelog.Hash(mac.Sum(nil))
}

// place puts the visit into the indexes.
func (t *tx) place(r kiosk.Record) error {
	place := arrivalKey(r)
	if err := tableOf(t.bolt, bucketArrived).put(place, nil); err != nil {
		return err
	}
	if r.State.Ended() {
		if err := t.DropReminder(kiosk.ReminderLeaving, r.ID); err != nil {
			return err
		}
	}
	return errors.Join(
		t.index(bucketOpen, place, !r.State.Ended()),
		t.index(bucketMessage, place, r.MessageWaits()),
	)
}

// index has a key in an index or not.
func (t *tx) index(bucket, k []byte, in bool) error {
	if in {
		return tableOf(t.bolt, bucket).put(k, nil)
	}
	return t.bolt.Bucket(bucket).Delete(k)
}

// Queue implements kiosk.Tx.
func (t *tx) Queue() (kiosk.Queue, error) {
	open, err := t.vault.openVisits(t.bolt)
	if err != nil {
		return kiosk.Queue{}, err
	}
	return kiosk.NewQueue(open), nil
}

// NextTicket implements kiosk.Tx.
func (t *tx) NextTicket(at time.Time) (int, error) {
	n, err := t.next("ticket/" + day(at, t.zone))
	return int(n), t.fail(err)
}

// NextBadge implements kiosk.Tx. A day's thousandth badge has four digits.
func (t *tx) NextBadge(at time.Time) (string, error) {
	today := day(at, t.zone)
	n, err := t.next("badge/" + today)
	if err != nil {
		return "", t.fail(err)
	}
	return fmt.Sprintf("%s-%03d", today, n), nil
}

// next counts the counter up. Counters of past days stay, so that a clock set
// back does not give a number twice.
func (t *tx) next(name string) (uint64, error) {
	counters := tableOf(t.bolt, bucketCounter)
	n := uint64(1)
	data, err := counters.get([]byte(name))
	if err != nil {
		return 0, err
	}
	if data != nil {
		if len(data) != 8 {
			return 0, damagedRecord("counter", fmt.Errorf("%d bytes", len(data)))
		}
		n += binary.BigEndian.Uint64(data)
	}
	if err := counters.put([]byte(name), binary.BigEndian.AppendUint64(nil, n)); err != nil {
		return 0, fmt.Errorf("store: counter: %w", err)
	}
	return n, nil
}

// Log implements kiosk.Tx.
func (t *tx) Log(e kiosk.Event) error {
	_, err := badgelog.Append(t.bolt, e, badgelog.Hash{})
	return t.fail(err)
}

// PutJob implements kiosk.Tx.
func (t *tx) PutJob(j kiosk.PrintJob) error { return t.fail(t.putJob(j)) }

func (t *tx) putJob(j kiosk.PrintJob) error {
	if j.Visit == "" || j.Attempt <= 0 || j.State == "" {
		return incomplete("job")
	}
	data, err := encode(j)
	if err != nil {
		return fmt.Errorf("store: print job: %w", err)
	}
	k := jobKey(j.Visit, j.Attempt)
	if err := tableOf(t.bolt, bucketJob).put(k, data); err != nil {
		return fmt.Errorf("store: print job: %w", err)
	}
	if err := t.index(bucketJobOpen, k, j.Open()); err != nil {
		return fmt.Errorf("store: print job: %w", err)
	}
	return nil
}
