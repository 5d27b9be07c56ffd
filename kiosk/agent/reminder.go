package agent

import (
	"errors"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// reminderFor is how long a reminder of somebody that no visit is known of stays
// unacknowledged: then they have gone.
const reminderFor = time.Hour

// remind keeps something asked of the desk until it is acknowledged, also over
// the program's end. What the disk does not take is told all the same.
func (a *Agent) remind(r kiosk.Reminder, about kiosk.Person) {
	_, err := a.decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) { return r.Visit, tx.PutReminder(r) })
	if err != nil {
		a.tell(reception.Reminding(r, about), r.Visit, true)
	}
}

// acknowledge drops the reminders that the desk was shown.
func (a *Agent) acknowledge() { a.dropReminders(a.sight.reminders) }

// expireReminders drops those of people who have gone by now.
func (a *Agent) expireReminders(now time.Time) {
	var over []kiosk.Reminder
	for _, r := range a.sight.reminders {
		if r.Visit == "" && now.Sub(r.At) >= reminderFor {
			over = append(over, r)
		}
	}
	a.dropReminders(over)
}

func (a *Agent) dropReminders(list []kiosk.Reminder) {
	if len(list) == 0 {
		return
	}
	_, err := a.decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		var all error
		for _, r := range list {
			all = errors.Join(all, tx.DropReminder(r.Kind, r.Visit))
		}
		return "", all
	})
	if err != nil {
		a.o.Log.Error("drop reminders", "err", err)
	}
}
