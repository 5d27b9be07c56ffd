package badgelog

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 5e6, time.FixedZone("CST", 8*60*60))

func openLog(t *testing.T) *bolt.DB {
	t.Helper()
	db, err := bolt.Open(filepath.Join(t.TempDir(), "log.db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		err := db.View(func(tx *bolt.Tx) error {
			for err := range tx.Check() {
				t.Error(err)
			}
			return nil
		})
		if err := errors.Join(err, db.Close()); err != nil {
			t.Error(err)
		}
	})
	if err := db.Update(func(tx *bolt.Tx) error { return Create(tx, Begin("K1", "E1", Position{})) }); err != nil {
		t.Fatal(err)
	}
	return db
}

// event is the n-th of events that differ in their time.
func event(n int) kiosk.Event {
	return kiosk.Event{
		Kind: kiosk.EventIssued, At: noon.Add(time.Duration(n) * time.Minute), Actor: kiosk.ActorAgent, Visit: "01TEST",
		Rev: 4, State: kiosk.StateIssued, Ticket: 3, Host: "H001", Badge: "261124-001", Attempt: 2,
	}
}

func appendEvents(t *testing.T, db *bolt.DB, n int, fail error) {
	t.Helper()
	err := db.Update(func(tx *bolt.Tx) error {
		for i := range n {
			if _, err := Append(tx, event(i), Hash{1}); err != nil {
				return err
			}
		}
		return fail
	})
	if !errors.Is(err, fail) {
		t.Fatal(err)
	}
}

func read(t *testing.T, db *bolt.DB, seq uint64, limit int) (entries []Entry, head uint64) {
	t.Helper()
	err := db.View(func(tx *bolt.Tx) (err error) {
		if head, err = Head(tx); err != nil {
			return err
		}
		entries, err = After(tx, seq, limit)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries, head
}

func TestAppend_DenseSequence(t *testing.T) {
	db := openLog(t)
	appendEvents(t, db, 2, nil)
	appendEvents(t, db, 5, errors.New("aborted"))
	appendEvents(t, db, 1, nil)
	got, head := read(t, db, 0, 10)
	if len(got) != 3 || head != 3 {
		t.Fatalf("%d entries, head %d", len(got), head)
	}
	for i, e := range got {
		if e.Seq != uint64(i+1) {
			t.Errorf("entry %d has number %d", i+1, e.Seq)
		}
	}
	want := Entry{
		Seq: 2, At: noon.Add(time.Minute).UTC(), Kind: kiosk.EventIssued, Actor: kiosk.ActorAgent, Visit: "01TEST",
		Rev: 4, State: kiosk.StateIssued, Ticket: 3, Badge: "261124-001", Attempt: 2, Host: "H001",
		Commit: Hash{1}, Previous: got[0].Hash, Hash: got[1].Hash,
	}
	if got[1] != want {
		t.Errorf("entry is %+v", got[1])
	}
	if rest, _ := read(t, db, 1, 1); len(rest) != 1 || rest[0].Seq != 2 {
		t.Errorf("after 1: %+v", rest)
	}
}

func TestAppend_SequenceOutlivesRemoval(t *testing.T) {
	db := openLog(t)
	appendEvents(t, db, 2, nil)
	err := db.Update(func(tx *bolt.Tx) error {
		log := tx.Bucket([]byte(Bucket))
		return errors.Join(log.Delete(key(1)), log.Delete(key(2)))
	})
	if err != nil {
		t.Fatal(err)
	}
	appendEvents(t, db, 1, nil)
	if got, head := read(t, db, 0, 10); len(got) != 1 || got[0].Seq != 3 || head != 3 {
		t.Errorf("%+v, head %d", got, head)
	}
}

func TestAfter_Damaged(t *testing.T) {
	for name, spoil := range map[string]func(*bolt.Bucket) error{
		"cut":         func(b *bolt.Bucket) error { return b.Put(key(2), b.Get(key(2))[:20]) },
		"short key":   func(b *bolt.Bucket) error { return b.Put([]byte{1}, b.Get(key(2))) },
		"extra field": func(b *bolt.Bucket) error { return b.Put(key(2), []byte{0xa1, 0x18, 0x63, 0x01}) },
		"twice":       func(b *bolt.Bucket) error { return b.Put(key(2), []byte{0xa2, 0x05, 0x01, 0x05, 0x02}) },
	} {
		t.Run(name, func(t *testing.T) {
			db := openLog(t)
			appendEvents(t, db, 3, nil)
			if err := db.Update(func(tx *bolt.Tx) error { return spoil(tx.Bucket([]byte(Bucket))) }); err != nil {
				t.Fatal(err)
			}
			err := db.View(func(tx *bolt.Tx) error { _, err := After(tx, 0, 10); return err })
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestAppend_NoLog(t *testing.T) {
	db := openLog(t)
	err := db.Update(func(tx *bolt.Tx) error {
		if err := tx.DeleteBucket([]byte(Bucket)); err != nil {
			return err
		}
		_, appendErr := Append(tx, kiosk.Event{}, Hash{})
		_, headErr := Head(tx)
		_, afterErr := After(tx, 0, 1)
		for _, err := range []error{appendErr, headErr, afterErr} {
			if !errors.Is(err, ErrNoLog) {
				t.Errorf("error %v", err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRange(t *testing.T) {
	db := openLog(t)
	appendEvents(t, db, 5, nil)
	all, _ := read(t, db, 0, 10)
	at := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
	for name, c := range map[string]struct {
		since, until time.Time
		want         string
	}{
		"all":          {time.Time{}, time.Time{}, "12345"},
		"since":        {at(3), time.Time{}, "45"},
		"until":        {time.Time{}, at(2), "12"},
		"both":         {at(1), at(3), "23"},
		"nothing":      {at(2), at(2), ""},
		"upside down":  {at(3), at(1), ""},
		"another zone": {at(3).UTC(), at(4).UTC(), "4"},
	} {
		var got strings.Builder
		for _, e := range Range(all, c.since, c.until) {
			got.WriteByte('0' + byte(e.Seq))
		}
		if got.String() != c.want {
			t.Errorf("%s: %s", name, got.String())
		}
	}
}
