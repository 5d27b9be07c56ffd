package agent

import (
	"errors"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// lendFor is how long a receptionist has to present the card being lent.
const lendFor = 30 * time.Second

// errExpired is returned when a badge is to be printed again that would be
// refused at every reader.
var errExpired = errors.New("agent: the badge has expired")

// receive carries out what the receptionist did, or says at the desk why not.
func (a *Agent) receive(i reception.Intent) {
	switch i.Kind {
	case reception.IntentSelect:
		a.desk.selected, a.desk.problem = i.Visit, kiosk.Line{}
		return
	case reception.IntentLanguage:
		a.desk.lang = i.Lang
		return
	case reception.IntentDismiss:
		a.desk.problem = kiosk.Line{}
		a.dismiss()
		return
	case reception.IntentRollCall:
		a.callRoll(i)
		return
	case reception.IntentRollClose:
		a.desk.roll = nil
		return
	}
	a.desk.problem = kiosk.Line{}
	if err := a.act(i); err != nil {
		a.desk.problem = problem(err)
	}
}

// problem says why something was refused.
func problem(err error) kiosk.Line {
	if errors.Is(err, errExpired) {
		return kiosk.Say("notice.badge_expired")
	}
	return kiosk.Say("error." + string(refused(err).Code))
}

func (a *Agent) act(i reception.Intent) error {
	now := a.o.Clock()
	switch i.Kind {
	case reception.IntentServeNext, reception.ActionServe:
		return a.serve(i, now)
	case reception.ActionLend:
		return a.offerCard(i.Visit)
	case reception.ActionPrintAgain, reception.ActionPrinted, reception.ActionByHand:
		return a.settle(i, now)
	}
	others, err := a.others(i)
	if err != nil {
		return err
	}
	return a.changeAll(i.Op, i.Visit, func(tx kiosk.Tx, v *kiosk.Visit) ([]*kiosk.Visit, error) {
		if stale(i, v) {
			return nil, &kiosk.Error{Code: kiosk.CodeStale}
		}
		if kiosk.State(i.Kind).Confirmed() {
			return a.admit(tx, v, others, i, now)
		}
		return nil, a.move(v, i, now)
	})
}

// stale reports whether the visit has changed since the receptionist saw it.
func stale(i reception.Intent, v *kiosk.Visit) bool { return i.Rev != v.Record().Rev }

// serve takes the first in the queue, or the one named, to contact their host
// (C1, F5, F7).
func (a *Agent) serve(i reception.Intent, now time.Time) error {
	id, err := a.decide(i.Op, func(tx kiosk.Tx) (kiosk.VisitID, error) {
		queue, err := tx.Queue()
		if err != nil {
			return "", err
		}
		turn, err := queue.Next()
		if i.Kind == reception.ActionServe {
			turn, err = queue.Take(i.Visit, i.Reason)
		}
		if err != nil {
			return "", err
		}
		v, err := tx.Visit(turn.Visit())
		if err != nil {
			return "", err
		}
		if err := v.Contact(turn, now); err != nil {
			return "", err
		}
		return turn.Visit(), tx.Put(v)
	})
	if err == nil {
		a.desk.selected = id
	}
	return err
}

// move makes the visit's own move.
func (a *Agent) move(v *kiosk.Visit, i reception.Intent, now time.Time) error {
	switch i.Kind {
	case reception.ActionRelease:
		return v.Release(now)
	case reception.ActionPass:
		return v.PassMessage(now)
	case reception.ActionSeeOff:
		return v.Leave(kiosk.ActorReception, now)
	case reception.ActionCancel:
		return v.Cancel(kiosk.ActorReception, now)
	}
	return v.RecordAnswer(kiosk.State(i.Kind), now)
}

// settle carries out what the receptionist says of a badge: it came out, print
// it again, or it was written by hand.
func (a *Agent) settle(i reception.Intent, now time.Time) error {
	jobs, err := a.o.Records.Jobs()
	if err != nil {
		a.storageTrouble(err)
		return err
	}
	return a.change(i.Op, i.Visit, func(tx kiosk.Tx, v *kiosk.Visit) error {
		if stale(i, v) {
			return &kiosk.Error{Code: kiosk.CodeStale}
		}
		r := v.Record()
		done := jobOf(jobs, r) // with the printer it was given to
		done.Visit, done.Attempt, done.State, done.At = r.ID, r.Badge.Attempt, kiosk.JobVoid, now
		switch i.Kind {
		case reception.ActionPrinted:
			done.State = kiosk.JobConfirmed
			if err := tx.PutJob(done); err != nil {
				return err
			}
			if r.State == kiosk.StateOnSite {
				return nil
			}
			return v.Enter(false, kiosk.ActorReception, now)
		case reception.ActionByHand:
			if err := tx.PutJob(done); err != nil {
				return err
			}
			return v.WriteByHand(now)
		}
		if !r.Badge.Expires.After(now) {
			return errors.Join(errExpired, &kiosk.Error{Code: kiosk.CodeIllegalMove})
		}
		if err := tx.PutJob(done); err != nil {
			return err
		}
		if err := v.Reprint(now); err != nil {
			return err
		}
		return tx.PutJob(kiosk.PrintJob{Visit: r.ID, Attempt: r.Badge.Attempt + 1, State: kiosk.JobQueued, At: now})
	})
}
