package agent

import (
	"errors"
	"slices"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// passingFor is how long something that has just happened stays on the desk.
const passingFor = 90 * time.Second

// passing is a notice that goes away by itself; sticky ones only when what they
// tell has ended.
type passing struct {
	notice reception.Notice
	sticky bool
}

// tell puts a notice on the desk, in place of an older one with the same words.
func (a *Agent) tell(line kiosk.Line, visit kiosk.VisitID, urgent bool) {
	n := reception.Notice{Words: line, Visit: visit, Urgent: urgent, At: a.o.Clock()}
	a.drop(line.ID, visit)
	a.desk.passing = append(a.desk.passing, passing{notice: n})
}

func (a *Agent) drop(id string, visit kiosk.VisitID) {
	a.desk.passing = slices.DeleteFunc(a.desk.passing, func(p passing) bool {
		return p.notice.Words.ID == id && p.notice.Visit == visit
	})
}

func (a *Agent) expirePassing(now time.Time) {
	a.desk.passing = slices.DeleteFunc(a.desk.passing, func(p passing) bool {
		return !p.sticky && now.Sub(p.notice.At) >= passingFor
	})
	if a.desk.lending != "" && now.After(a.desk.lendTill) {
		a.desk.lending = ""
	}
}

func (a *Agent) passingNotices() []reception.Notice {
	var list []reception.Notice
	for _, p := range a.desk.passing {
		list = append(list, p.notice)
	}
	return list
}

// storageTrouble tells the desk that the disk did not take something. The
// notice stays until a decision is kept again.
func (a *Agent) storageTrouble(err error) {
	id := "notice.storage"
	if kiosk.CodeOf(err) == kiosk.CodeFull {
		id = "notice.full"
	}
	a.o.Log.Error("storage", "err", err)
	a.storageFine()
	n := reception.Notice{Words: kiosk.Say(id), Urgent: true, At: a.o.Clock()}
	a.desk.passing = append(a.desk.passing, passing{notice: n, sticky: true})
}

func (a *Agent) storageFine() {
	a.drop("notice.storage", "")
	a.drop("notice.full", "")
}

// decide keeps one decision and returns the visit it was about. Trouble with
// the disk is also told at the desk; refusals are the caller's to tell.
func (a *Agent) decide(op kiosk.OpID, fn func(kiosk.Tx) (kiosk.VisitID, error)) (kiosk.VisitID, error) {
	id, err := a.o.Records.Decide(op, fn)
	var refusal *kiosk.Error
	switch code := kiosk.CodeOf(err); {
	case err == nil:
		a.storageFine()
	case code == kiosk.CodeFull, code == kiosk.CodeStorage, code == kiosk.CodeDamaged, !errors.As(err, &refusal):
		a.storageTrouble(err)
	}
	return id, err
}

// voidJobs voids what is still open of printing for a visit that has ended:
// nobody waits for it.
func voidJobs(tx kiosk.Tx, r kiosk.Record, open []kiosk.PrintJob) error {
	if !r.State.Ended() {
		return nil
	}
	for _, j := range open {
		if j.Visit != r.ID {
			continue
		}
		j.State, j.At = kiosk.JobVoid, r.Ended
		if err := tx.PutJob(j); err != nil {
			return err
		}
	}
	return nil
}

// change reads the visit, moves it and keeps it, as one decision.
func (a *Agent) change(op kiosk.OpID, id kiosk.VisitID, move func(kiosk.Tx, *kiosk.Visit) error) error {
	jobs, err := a.o.Records.Jobs()
	if err != nil {
		a.storageTrouble(err)
		return err
	}
	_, err = a.decide(op, func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(id)
		if err != nil {
			return "", err
		}
		if err := move(tx, v); err != nil {
			return "", err
		}
		if err := voidJobs(tx, v.Record(), jobs); err != nil {
			return "", err
		}
		return id, tx.Put(v)
	})
	return err
}
