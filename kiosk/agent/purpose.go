package agent

import (
	"slices"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
)

// leaveUnread tells the desk of somebody who leaves and whose badge cannot be
// read. The receptionist sees them off, not the kiosk: whoever stands there may
// have typed another's number, and is told the same whatever they typed.
func (a *Agent) leaveUnread(ticket int) checkin.Event {
	reminder, about := kiosk.Reminder{Kind: kiosk.ReminderLeaving, At: a.o.Clock()}, kiosk.Person{}
	if r := a.insideWith(ticket); r != nil {
		reminder.Visit, about = r.ID, r.Visitor.Person()
	}
	a.remind(reminder, about)
	return checkin.Told{Words: kiosk.Say("house.leave_at_desk")}
}

// insideWith returns the last to come in with that ticket, nil when nobody
// inside has it.
func (a *Agent) insideWith(ticket int) *kiosk.Record {
	if ticket <= 0 {
		return nil
	}
	open, err := a.open()
	if err != nil {
		a.storageTrouble(err)
		return nil
	}
	var companion *kiosk.Record // of a party, who registered is the one to speak to
	for _, r := range slices.Backward(open) {
		switch inside := r.State == kiosk.StateOnSite || r.State == kiosk.StateIssued; {
		case r.Ticket != ticket || !inside:
		case r.Party.Lead == "":
			return &r
		case companion == nil:
			companion = &r
		}
	}
	return companion
}

// recipient returns whom a draft is for: somebody of the directory or, of
// something delivered, the front desk.
func (a *Agent) recipient(e checkin.Register) (kiosk.Host, bool) {
	if e.Draft.Purpose == kiosk.PurposeDelivery && e.Draft.Host.ID == kiosk.FrontDesk {
		return kiosk.Host{ID: kiosk.FrontDesk, Name: a.o.Book.Text(e.Lang, "house.front_desk")}, true
	}
	return a.directory.Host(e.Draft.Host.ID)
}
