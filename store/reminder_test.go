package store

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

// reminding keeps these reminders, as one decision.
func reminding(list ...kiosk.Reminder) func(kiosk.Tx) (kiosk.VisitID, error) {
	return func(tx kiosk.Tx) (kiosk.VisitID, error) {
		for _, r := range list {
			if err := tx.PutReminder(r); err != nil {
				return "", err
			}
		}
		return "", nil
	}
}

// wantReminders requires these, oldest first.
func wantReminders(t *testing.T, db *DB, want ...kiosk.Reminder) {
	t.Helper()
	got, err := db.Reminders()
	same := func(a, b kiosk.Reminder) bool { return a.Kind == b.Kind && a.Visit == b.Visit && a.At.Equal(b.At) }
	if err != nil || !slices.EqualFunc(got, want, same) {
		t.Errorf("the reminders are %+v (%v), want %+v", got, err, want)
	}
}

// A reminder is there after a kill, and goes when it is dropped or its visit
// ends.
func TestReminder_KeptUntilDropped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lobby.db")
	db := openTest(t, path, testOptions(), faults{})
	wantReminders(t, db)
	id := mustRegister(t, db, 1)
	mustDecide(t, db, "badge", badging(id, morning))
	leaving := kiosk.Reminder{Kind: kiosk.ReminderLeaving, Visit: id, At: morning.Add(time.Minute)}
	unread := kiosk.Reminder{Kind: kiosk.ReminderLeaving, At: morning.Add(2 * time.Minute)}
	enquiry := kiosk.Reminder{Kind: kiosk.ReminderEnquiry, At: morning}
	mustDecide(t, db, "remind", reminding(leaving, unread, kiosk.Reminder{Kind: kiosk.ReminderEnquiry, At: morning.Add(-time.Hour)}, enquiry))

	killed := filepath.Join(t.TempDir(), "lobby.db") // as a kill leaves it
	for _, ending := range []string{"", ".keys"} {
		data, err := os.ReadFile(path + ending)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(killed+ending, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(filepath.Join(filepath.Dir(path), "lobby.kek"))
	if err == nil {
		err = os.WriteFile(filepath.Join(filepath.Dir(killed), "lobby.kek"), data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	wantReminders(t, openTest(t, killed, testOptions(), faults{}), enquiry, leaving, unread)

	mustDecide(t, db, "drop", func(tx kiosk.Tx) (kiosk.VisitID, error) { return "", tx.DropReminder(unread.Kind, "") })
	wantReminders(t, db, enquiry, leaving)
	mustDecide(t, db, "leave", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(id)
		if err != nil {
			return "", err
		}
		if err := v.Leave(kiosk.ActorReception, morning.Add(time.Hour)); err != nil {
			return "", err
		}
		return id, tx.Put(v)
	})
	wantReminders(t, db, enquiry)
}

func TestReminder_Refusals(t *testing.T) {
	db := newTest(t)
	for name, r := range map[string]kiosk.Reminder{"no kind": {At: morning}, "no time": {Kind: kiosk.ReminderEnquiry}} {
		if _, err := db.Decide("", reminding(r)); kiosk.CodeOf(err) != kiosk.CodeIncomplete {
			t.Errorf("%s: %v", name, err)
		}
	}
	mustDecide(t, db, "drop", func(tx kiosk.Tx) (kiosk.VisitID, error) { return "", tx.DropReminder(kiosk.ReminderEnquiry, "") })
}

// Verify tells of a reminder that was altered, and of one at another's place.
func TestReminder_Verified(t *testing.T) {
	for name, spoil := range map[string]func(tx *bolt.Tx, stored []byte) error{
		"altered": func(tx *bolt.Tx, stored []byte) error {
			stored[0] ^= 1
			return tx.Bucket(bucketReminder).Put(reminderKey(kiosk.ReminderEnquiry, ""), stored)
		},
		"elsewhere": func(tx *bolt.Tx, stored []byte) error {
			return tableOf(tx, bucketReminder).put(reminderKey(kiosk.ReminderLeaving, ""), stored[:len(stored)-checksumBytes])
		},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := open(filepath.Join(t.TempDir(), "lobby.db"), testOptions(), faults{})
			if err != nil {
				t.Fatal(err)
			}
			mustDecide(t, db, "remind", reminding(kiosk.Reminder{Kind: kiosk.ReminderEnquiry, At: morning}))
			err = db.bolt.Update(func(tx *bolt.Tx) error {
				return spoil(tx, slices.Clone(tx.Bucket(bucketReminder).Get(reminderKey(kiosk.ReminderEnquiry, ""))))
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Verify(nil); kiosk.CodeOf(err) != kiosk.CodeDamaged {
				t.Errorf("proved: %v", err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}
