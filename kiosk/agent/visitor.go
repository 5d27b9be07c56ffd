package agent

import (
	"errors"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
)

// maxFound is the most hosts that a visitor is shown at once.
const maxFound = 5

// step gives the visitor's flow an event and carries out what it asks for,
// until it asks for nothing more.
func (a *Agent) step(e checkin.Event) {
	var effects []checkin.Effect
	a.lobby, effects = checkin.Step(a.lobby, e)
	if a.lobby.Screen == checkin.ScreenWelcome {
		a.asked = asked{} // whoever asked has gone
	}
	for _, effect := range effects {
		a.step(a.carryOut(effect))
	}
}

func (a *Agent) carryOut(effect checkin.Effect) checkin.Event {
	switch e := effect.(type) {
	case checkin.Search:
		return a.search(e.Query)
	case checkin.Compose:
		return a.compose(e)
	case checkin.Unlock:
		return a.unlock(e.PIN)
	case checkin.Invited:
		return a.invited(e.Code)
	case checkin.Ask:
		a.remind(kiosk.Reminder{Kind: kiosk.ReminderEnquiry, At: a.o.Clock()}, kiosk.Person{})
		return checkin.Told{Words: kiosk.Say("house.promise")}
	case checkin.Lost:
		return a.leaveUnread(e.Ticket)
	}
	answer := a.decideOn(a.ask(effect), effect)
	a.answered(answer)
	return answer
}

// decideOn carries out what changes a visit.
func (a *Agent) decideOn(asked asked, effect checkin.Effect) checkin.Event {
	now := a.o.Clock()
	switch e := effect.(type) {
	case checkin.Register:
		return a.register(asked, e, now)
	case checkin.Redirect:
		return a.redirect(asked.op, e, now)
	case checkin.Message:
		return a.leaveMessage(asked.op, e, now)
	case checkin.Leave:
		return a.leave(asked.op, e, now)
	}
	return checkin.Refused{Code: kiosk.CodeIllegalMove}
}

func (a *Agent) search(query string) checkin.Event {
	hosts := a.directory.Find(query, maxFound+1)
	found := checkin.Found{Query: query, More: len(hosts) > maxFound}
	for _, h := range hosts[:min(len(hosts), maxFound)] {
		found.Hosts = append(found.Hosts, choice(h))
	}
	return found
}

// register makes the draft a visit with a ticket (F7).
func (a *Agent) register(asked asked, e checkin.Register, now time.Time) checkin.Event {
	host, ok := a.recipient(e)
	if !ok {
		return checkin.Refused{Code: kiosk.CodeIncomplete, Field: "host"}
	}
	if e.Draft.Purpose == kiosk.PurposeDelivery && e.Draft.Visitor.Company == "" {
		e.Draft.Visitor.Company = a.o.Book.Text(e.Lang, "house.courier")
	}
	visit := kiosk.NewVisit(asked.visit, e.Lang)
	id, err := a.decide(asked.op, func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v := *visit // the function may run again
		ticket, err := tx.NextTicket(now)
		if err != nil {
			return "", err
		}
		queue, err := tx.Queue()
		if err != nil {
			return "", err
		}
		r := kiosk.Registration{
			Visitor: e.Draft.Visitor, Host: host, Arranged: e.Draft.Arranged, Purpose: e.Draft.Purpose, Identity: e.Identity,
			InForce: a.o.Config.Checkin.Terms(), Agreed: e.Agreed, Companions: e.Draft.Companions, Signature: e.Draft.Signature,
		}
		if err := redeem(tx, e.Draft.Invitation, visit, &r, now); err != nil {
			return "", err
		}
		if err := v.Register(r, ticket, queue.Arrival(now)); err != nil {
			return "", err
		}
		return v.Record().ID, tx.Put(&v)
	})
	if err != nil {
		return refused(err)
	}
	return a.answerWith(id, func(v checkin.VisitView) checkin.Event {
		a.offerSlip(v)
		return checkin.Registered{Visit: v}
	})
}

func (a *Agent) redirect(op kiosk.OpID, e checkin.Redirect, now time.Time) checkin.Event {
	host, ok := a.directory.Host(e.Host)
	if !ok {
		return checkin.Refused{Code: kiosk.CodeIncomplete, Field: "host"}
	}
	err := a.change(op, e.Visit, func(_ kiosk.Tx, v *kiosk.Visit) error { return v.Redirect(host, now) })
	if err != nil {
		return refused(err)
	}
	return a.answerWith(e.Visit, func(v checkin.VisitView) checkin.Event { return checkin.Registered{Visit: v} })
}

// leaveMessage keeps the words for the absent host and sees the visitor off
// (F9).
func (a *Agent) leaveMessage(op kiosk.OpID, e checkin.Message, now time.Time) checkin.Event {
	err := a.change(op, e.Visit, func(_ kiosk.Tx, v *kiosk.Visit) error {
		if err := v.LeaveMessage(e.Text, now); err != nil {
			return err
		}
		return v.Leave(kiosk.ActorVisitor, now)
	})
	if err != nil {
		return refused(err)
	}
	return a.answerWith(e.Visit, func(v checkin.VisitView) checkin.Event {
		return checkin.Kept{Visit: v, Words: kiosk.Say("house.message_kept").To(v.Visitor).About(v.Host)}
	})
}

// leave ends the visit of a visitor who goes: seen off when the host was absent
// or declined, cancelled before that.
func (a *Agent) leave(op kiosk.OpID, e checkin.Leave, now time.Time) checkin.Event {
	err := a.change(op, e.Visit, func(_ kiosk.Tx, v *kiosk.Visit) error {
		switch v.Record().State {
		case kiosk.StateAbsent, kiosk.StateDeclined:
			return v.Leave(kiosk.ActorVisitor, now)
		}
		return v.Cancel(kiosk.ActorVisitor, now)
	})
	if err != nil {
		return refused(err)
	}
	return a.answerWith(e.Visit, farewell)
}

func farewell(v checkin.VisitView) checkin.Event {
	return checkin.Kept{Visit: v, Words: kiosk.Say("house.farewell").To(v.Visitor)}
}

// answerWith returns the event made from how the visit now stands.
func (a *Agent) answerWith(id kiosk.VisitID, event func(checkin.VisitView) checkin.Event) checkin.Event {
	view, err := a.view(id)
	if err != nil {
		a.storageTrouble(err)
		return refused(err)
	}
	return event(view)
}

func (a *Agent) view(id kiosk.VisitID) (checkin.VisitView, error) {
	r, err := a.o.Records.VisitByID(id)
	if err != nil {
		return checkin.VisitView{}, err
	}
	v, err := kiosk.Restore(r)
	if err != nil {
		return checkin.VisitView{}, err
	}
	open, err := a.open()
	if err != nil {
		return checkin.VisitView{}, err
	}
	return checkin.View(v, checkin.Facts{
		Place: kiosk.NewQueue(open).Place(id), Sides: a.o.Config.Sides, Deputy: a.deputy(r.Host),
	}), nil
}

func refused(err error) checkin.Refused {
	if e, ok := errors.AsType[*kiosk.Error](err); ok {
		return checkin.Refused{Code: e.Code, Field: e.Field}
	}
	return checkin.Refused{Code: kiosk.CodeStorage}
}

// timeOut ends the visits that nobody has taken further, and those of whom it is
// to be presumed that they have left.
func (a *Agent) timeOut(now time.Time) {
	open, err := a.open()
	if err != nil {
		a.storageTrouble(err)
		return
	}
	for _, r := range open {
		end := (*kiosk.Visit).TimeOut
		if a.presumedLeft(r, now) {
			end = (*kiosk.Visit).PresumeLeft
		} else if !a.givenUp(r, now) {
			continue
		}
		err := a.change("", r.ID, func(_ kiosk.Tx, v *kiosk.Visit) error { return end(v, now) })
		if err != nil {
			a.o.Log.Error("time out", "visit", r.ID, "err", err)
		}
	}
}

// presumedLeft reports whether the visitor was never read out, the badge has
// expired and the house is closed. While it is open they count as inside: a roll
// call must not miss them.
func (a *Agent) presumedLeft(r kiosk.Record, now time.Time) bool {
	y, mo, d := now.Date()
	at := now.Sub(time.Date(y, mo, d, 0, 0, 0, 0, now.Location()))
	closed := at < a.o.Config.Checkin.Opens || at >= a.o.Config.Checkin.Closes
	return closed && r.State == kiosk.StateOnSite && !now.Before(r.Badge.Expires)
}

func (a *Agent) givenUp(r kiosk.Record, now time.Time) bool {
	switch r.State {
	case kiosk.StateIssued, kiosk.StateOnSite:
		return false
	case kiosk.StateAbsent, kiosk.StateDeclined:
		return now.Sub(r.Answered) >= a.o.Config.GiveUpNo
	}
	return now.Sub(r.Registered) >= a.o.Config.GiveUp
}
