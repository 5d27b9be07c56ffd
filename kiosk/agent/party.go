package agent

import (
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// others returns the open visits of the rest of the party, if the intent says yes
// of one of it: the host's answer is one for all.
func (a *Agent) others(i reception.Intent) ([]kiosk.VisitID, error) {
	if !kiosk.State(i.Kind).Confirmed() {
		return nil, nil
	}
	open, err := a.open()
	if err != nil {
		a.storageTrouble(err)
		return nil, err
	}
	var lead kiosk.VisitID
	for _, r := range open {
		if r.ID == i.Visit {
			lead = leadOf(r)
		}
	}
	var all []kiosk.VisitID
	for _, r := range open {
		if leadOf(r) == lead && r.ID != i.Visit {
			all = append(all, r.ID)
		}
	}
	return all, nil
}

// leadOf returns the visit of who registered the party that r belongs to.
func leadOf(r kiosk.Record) kiosk.VisitID {
	if r.Party.Lead != "" {
		return r.Party.Lead
	}
	return r.ID
}

// admit records a host's yes. The first gives each of the party a visit, a badge
// and a print job, all in the same transaction (F8); a later one changes where
// those go who have theirs. It returns the visits to be kept beside v.
func (a *Agent) admit(tx kiosk.Tx, v *kiosk.Visit, others []kiosk.VisitID, i reception.Intent, now time.Time) ([]*kiosk.Visit, error) {
	if err := v.RecordAnswer(kiosk.State(i.Kind), now); err != nil {
		return nil, err
	}
	if !v.Record().State.Confirmed() {
		return a.answerOthers(tx, others, i, now)
	}
	companions, err := v.Admit(func() kiosk.VisitID { return kiosk.VisitID(a.o.NewID()) }, now)
	if err != nil {
		return nil, err
	}
	for _, one := range append([]*kiosk.Visit{v}, companions...) {
		if err := a.issue(tx, one, now); err != nil {
			return nil, err
		}
	}
	return companions, nil
}

// issue gives a visit its badge and queues its print.
func (a *Agent) issue(tx kiosk.Tx, v *kiosk.Visit, now time.Time) error {
	number, err := tx.NextBadge(now)
	if err != nil {
		return err
	}
	if err := v.IssueBadge(kiosk.Badge{Number: number, Expires: now.Add(a.o.Config.BadgeFor)}, now); err != nil {
		return err
	}
	return tx.PutJob(kiosk.PrintJob{Visit: v.Record().ID, Attempt: 1, State: kiosk.JobQueued, At: now})
}

// answerOthers records the host's later answer for the rest of the party.
func (a *Agent) answerOthers(tx kiosk.Tx, others []kiosk.VisitID, i reception.Intent, now time.Time) ([]*kiosk.Visit, error) {
	var all []*kiosk.Visit
	for _, id := range others {
		v, err := tx.Visit(id)
		if err != nil {
			return nil, err
		}
		if v.Record().State.Ended() {
			continue
		}
		if err := v.RecordAnswer(kiosk.State(i.Kind), now); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}
