package store

import (
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

// Made when the first reminder is kept.
var bucketReminder = []byte("reminder") // kind and visit → reminder

func reminderKey(kind kiosk.ReminderKind, visit kiosk.VisitID) []byte {
	return append([]byte(kind+"|"), visit...)
}

// PutReminder implements kiosk.Tx.
func (t *tx) PutReminder(r kiosk.Reminder) error {
	if err := t.putReminder(r); err != nil {
		return t.fail(fmt.Errorf("store: reminder: %w", err))
	}
	return nil
}

func (t *tx) putReminder(r kiosk.Reminder) error {
	if r.Kind == "" || r.At.IsZero() {
		return incomplete("reminder")
	}
	data, err := encode(r)
	if err != nil {
		return err
	}
	if _, err := t.bolt.CreateBucketIfNotExists(bucketReminder); err != nil {
		return err
	}
	return tableOf(t.bolt, bucketReminder).put(reminderKey(r.Kind, r.Visit), data)
}

// DropReminder implements kiosk.Tx.
func (t *tx) DropReminder(kind kiosk.ReminderKind, visit kiosk.VisitID) error {
	b := t.bolt.Bucket(bucketReminder)
	if b == nil {
		return nil
	}
	if err := b.Delete(reminderKey(kind, visit)); err != nil {
		return t.fail(fmt.Errorf("store: reminder: %w", err))
	}
	return nil
}

// Reminders implements kiosk.Records.
func (db *DB) Reminders() ([]kiosk.Reminder, error) {
	var all []kiosk.Reminder
	err := db.view(func(tx *bolt.Tx) (err error) {
		all, err = remindersOf(tx)
		return err
	})
	return all, err
}

func remindersOf(tx *bolt.Tx) ([]kiosk.Reminder, error) {
	if tx.Bucket(bucketReminder) == nil {
		return nil, nil
	}
	var all []kiosk.Reminder
	err := tableOf(tx, bucketReminder).each(func(k, data []byte) error {
		r, err := decode[kiosk.Reminder](data)
		if err == nil && string(reminderKey(r.Kind, r.Visit)) != string(k) {
			err = ErrIndex
		}
		if err != nil {
			return damagedRecord("reminder", err)
		}
		all = append(all, r)
		return nil
	})
	slices.SortStableFunc(all, func(a, b kiosk.Reminder) int { return a.At.Compare(b.At) })
	return all, err
}

// reminders reads every reminder.
func (a *auditor) reminders() error {
	_, err := remindersOf(a.tx)
	return err
}
