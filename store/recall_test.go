package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"syscall"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"lobby.internal/kiosk"
)

// lists are what people see of the visits, in CBOR.
type lists [3][]string

// listsOf returns the lists as v reads them.
func listsOf(db *DB, v vault) (l lists, err error) {
	err = db.view(func(tx *bolt.Tx) error {
		for i, index := range [][]byte{bucketOpen, bucketArrived, bucketMessage} {
			all, err := v.listed(tx, index)
			if err != nil {
				return err
			}
			for _, r := range all {
				data, err := encode(r)
				if err != nil {
					return err
				}
				l[i] = append(l[i], string(data))
			}
		}
		return nil
	})
	return l, err
}

// sameAsFile returns an error unless what is read with the memory is what the
// file holds.
func sameAsFile(db *DB) error {
	without := db.vault
	without.memory = nil
	want, wantErr := listsOf(db, without)
	got, gotErr := listsOf(db, db.vault)
	if err := errors.Join(wantErr, gotErr); err != nil {
		return err
	}
	for i := range want {
		if !slices.Equal(got[i], want[i]) {
			return fmt.Errorf("list %d differs from the file", i)
		}
	}
	return nil
}

// hazard is a store whose commits fail now and then.
type hazard struct {
	db   *DB
	next int
	now  time.Time
}

func (h *hazard) open(t *rapid.T, path string) {
	o := testOptions()
	o.Clock = func() time.Time { return h.now }
	db, err := open(path, o, noSync)
	if err != nil {
		t.Fatal(err)
	}
	h.db = db
}

// decide makes a decision whose commit may fail before it is done, after, or
// not at all.
func (h *hazard) decide(t *rapid.T, fn func(kiosk.Tx) (kiosk.VisitID, error)) {
	fails := func() error { return syscall.EIO }
	switch rapid.IntRange(0, 5).Draw(t, "fault") {
	case 0:
		h.db.faults.before = fails
	case 1:
		h.db.faults.after = fails
	}
	_, err := h.db.Decide("", fn)
	h.db.faults.before, h.db.faults.after = nil, nil
	if err != nil && kiosk.CodeOf(err) == "" {
		t.Fatal(err)
	}
}

func (h *hazard) register(t *rapid.T) {
	h.next++
	h.decide(t, registration(visitID(h.next), h.now.Add(time.Duration(h.next)*time.Second)))
}

func (h *hazard) move(t *rapid.T) {
	if h.next == 0 {
		t.Skip("nobody there")
	}
	id, step := visitID(rapid.IntRange(1, h.next).Draw(t, "visit")), rapid.IntRange(0, 8).Draw(t, "step")
	h.decide(t, func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(id)
		if err != nil {
			return "", err
		}
		if err := move(tx, v, step, h.now.Add(time.Hour)); err != nil {
			return "", err
		}
		return id, tx.Put(v)
	})
}

// upkeep does what replaces the file or opens it again.
func (h *hazard) upkeep(t *rapid.T) {
	var err error
	switch rapid.IntRange(0, 2).Draw(t, "what") {
	case 0:
		h.now = h.now.Add(24 * time.Hour)
		_, err = h.db.Forget(Forgetting{Personal: h.now.Add(-24 * time.Hour)})
	case 1:
		err = h.db.Compact()
	default:
		path := h.db.path
		if err = h.db.Close(); err == nil {
			h.open(t, path)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestMemory_IsTheFile: whatever is decided, refused, fails to commit, is
// forgotten or waits, what is read is what the file holds.
func TestMemory_IsTheFile(t *testing.T) {
	dir, runs := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		h, path := &hazard{now: morning}, filepath.Join(dir, fmt.Sprintf("%d.db", runs))
		h.open(rt, path)
		defer func() { _ = h.db.Close() }()
		rt.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				if err := sameAsFile(h.db); err != nil {
					t.Fatal(err)
				}
			},
			"register": h.register, "move": h.move, "move on": h.move, "and on": h.move,
			"later": func(t *rapid.T) {
				h.now = h.now.Add(time.Duration(rapid.IntRange(-5, 30).Draw(t, "minutes")) * time.Minute)
			},
			"upkeep": h.upkeep,
		})
	})
}

// TestMemory_Control: a memory that is not compared with the file is noticed.
func TestMemory_Control(t *testing.T) {
	db := newTest(t)
	id := mustRegister(t, db, 1)
	if err := sameAsFile(db); err != nil {
		t.Fatal(err)
	}
	db.vault.memory.newer[id].record.Visitor.Name = "another"
	if sameAsFile(db) == nil {
		t.Error("a record that was changed in memory was not noticed")
	}
}

// kept is how many visits are in memory.
func (m *memory) kept() int { return len(m.newer) + len(m.older) }

func TestMemory_Forgets(t *testing.T) {
	now := morning
	o := testOptions()
	o.Clock = func() time.Time { return now }
	db := openTest(t, filepath.Join(t.TempDir(), "lobby.db"), o, noSync)
	look := func(want int) {
		t.Helper()
		if all, err := db.Since(time.Time{}); err != nil || len(all) != want {
			t.Fatal(len(all), err)
		}
	}
	for n := range 3 {
		id := mustRegister(t, db, n)
		mustDecide(t, db, "", func(tx kiosk.Tx) (kiosk.VisitID, error) {
			v, err := tx.Visit(id)
			if err != nil {
				return "", err
			}
			return id, errors.Join(v.Cancel(kiosk.ActorReception, morning), tx.Put(v))
		})
	}
	look(3)
	if got := db.vault.memory.kept(); got != 3 {
		t.Fatalf("%d visits in memory", got)
	}
	t.Run("what is forgotten", func(t *testing.T) {
		if _, err := db.Forget(Forgetting{Visit: visitID(1)}); err != nil {
			t.Fatal(err)
		}
		if got := db.vault.memory.kept(); got != 0 {
			t.Errorf("%d visits in memory", got)
		}
		look(3)
		if got := db.vault.memory.kept(); got != 2 {
			t.Errorf("%d visits in memory, and the third was forgotten", got)
		}
	})
	t.Run("what nobody reads", func(t *testing.T) {
		for range 2 {
			now = now.Add(remembersFor)
			if _, err := db.Open(); err != nil {
				t.Fatal(err)
			}
		}
		if got := db.vault.memory.kept(); got != 0 {
			t.Errorf("%d visits in memory", got)
		}
	})
	t.Run("what was opened before its key was shredded", func(t *testing.T) {
		m := db.vault.memory
		begun := m.turn()
		m.drop()
		m.remember(visitID(1), &opened{}, begun)
		if got := m.kept(); got != 0 {
			t.Errorf("%d visits in memory", got)
		}
	})
}

// TestLists_BelongToTheCaller: what a caller does to a list is in no other.
func TestLists_BelongToTheCaller(t *testing.T) {
	db := newTest(t)
	mustRegister(t, db, 1)
	for range 2 {
		all, err := db.Open()
		if err != nil || len(all) != 1 || all[0].Visitor != visitor {
			t.Fatalf("%+v, %v", all, err)
		}
		all[0].Visitor.Name = "another"
	}
}

// TestLists_SetAside: a record that cannot be read holds up no other.
func TestLists_SetAside(t *testing.T) {
	first := func(b *bolt.Bucket) ([]byte, []byte) { k, v := b.Cursor().First(); return k, slices.Clone(v) }
	for _, bucket := range [][]byte{bucketVisit, bucketSealed, bucketOpen, bucketArrived, bucketMessage} {
		t.Run(string(bucket), func(t *testing.T) {
			db := newTest(t)
			for n := 1; n <= 2; n++ {
				id := mustRegister(t, db, n)
				mustDecide(t, db, "", absenceThatWaits(id))
			}
			if err := sameAsFile(db); err != nil { // what is in memory must hide nothing
				t.Fatal(err)
			}
			err := db.bolt.Update(func(tx *bolt.Tx) error {
				k, v := first(tx.Bucket(bucket))
				v[len(v)-1] ^= 1
				return tx.Bucket(bucket).Put(k, v)
			})
			if err != nil {
				t.Fatal(err)
			}
			damaged := 0
			for _, list := range []func() ([]kiosk.Record, error){
				db.Open, db.Messages, func() ([]kiosk.Record, error) { return db.Since(time.Time{}) },
			} {
				all, err := list()
				if err != nil || len(all) != 2 {
					t.Fatalf("%d visits, %v", len(all), err)
				}
				for _, r := range all {
					if _, err := kiosk.Restore(r); err == nil {
						continue
					}
					damaged++
					if !reflect.DeepEqual(r, kiosk.Record{ID: visitID(1)}) {
						t.Errorf("of the damaged one there is %+v", r)
					}
				}
			}
			if damaged == 0 {
				t.Error("no list says that anything is damaged")
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// absenceThatWaits is a decision that takes a registered visit to a message for
// an absent host, whose visitor is still there.
func absenceThatWaits(id kiosk.VisitID) func(kiosk.Tx) (kiosk.VisitID, error) {
	return func(tx kiosk.Tx) (kiosk.VisitID, error) {
		turn, v, err := outOfTurn(tx, id)
		if err != nil {
			return "", err
		}
		return id, errors.Join(v.Contact(turn, morning), v.RecordAnswer(kiosk.StateAbsent, morning),
			v.LeaveMessage("a message", morning), tx.Put(v))
	}
}

func TestJobs_SetAside(t *testing.T) {
	for _, bucket := range [][]byte{bucketJob, bucketJobOpen} {
		t.Run(string(bucket), func(t *testing.T) {
			db := newTest(t)
			for n := 1; n <= 2; n++ {
				id := mustRegister(t, db, n)
				mustDecide(t, db, "", func(tx kiosk.Tx) (kiosk.VisitID, error) {
					return id, tx.PutJob(kiosk.PrintJob{Visit: id, Attempt: 3, State: kiosk.JobQueued, At: morning})
				})
			}
			err := db.bolt.Update(func(tx *bolt.Tx) error {
				k := jobKey(visitID(1), 3)
				v := slices.Clone(tx.Bucket(bucket).Get(k))
				v[len(v)-1] ^= 1
				return tx.Bucket(bucket).Put(k, v)
			})
			if err != nil {
				t.Fatal(err)
			}
			jobs, err := db.Jobs()
			want := kiosk.PrintJob{Visit: visitID(1), Attempt: 3, State: kiosk.JobUnknown}
			if err != nil || len(jobs) != 2 || jobs[0] != want || jobs[1].State != kiosk.JobQueued {
				t.Fatalf("%+v, %v", jobs, err)
			}
			want.State = kiosk.JobConfirmed // as a person says
			mustDecide(t, db, "", func(tx kiosk.Tx) (kiosk.VisitID, error) { return want.Visit, tx.PutJob(want) })
			if jobs, err := db.Jobs(); err != nil || len(jobs) != 1 {
				t.Errorf("%+v, %v", jobs, err)
			}
		})
	}
}
