package kiosktest

import (
	"maps"
	"slices"

	"lobby.internal/kiosk"
)

type reminderKey struct {
	kind  kiosk.ReminderKind
	visit kiosk.VisitID
}

// Reminders returns those not acknowledged, oldest first.
func (r *Records) Reminders() ([]kiosk.Reminder, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.faults.dark != nil {
		return nil, r.faults.dark
	}
	return slices.SortedFunc(maps.Values(r.now.reminders), func(a, b kiosk.Reminder) int { return a.At.Compare(b.At) }), nil
}

func (t *tx) PutReminder(r kiosk.Reminder) error {
	t.reminders[reminderKey{r.Kind, r.Visit}] = r
	return nil
}

func (t *tx) DropReminder(kind kiosk.ReminderKind, visit kiosk.VisitID) error {
	delete(t.reminders, reminderKey{kind, visit})
	return nil
}
