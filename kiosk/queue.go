package kiosk

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// TicketText is a ticket's number as people read it: three digits at least.
func TicketText(ticket int) string { return fmt.Sprintf("%03d", ticket) }

// Queue is the visits that wait for reception, in order of arrival (C1), and
// whether one is being served (F5).
type Queue struct {
	waiting []Record
	serving VisitID
}

// NewQueue returns the queue that visits make up; those that neither wait nor
// are being served are left out.
func NewQueue(visits []Record) Queue {
	var q Queue
	for _, r := range visits {
		switch r.State {
		case StateRegistered:
			q.waiting = append(q.waiting, r)
		case StateContacting:
			q.serving = r.ID
		}
	}
	slices.SortFunc(q.waiting, byArrival)
	return q
}

func byArrival(a, b Record) int {
	return cmp.Or(a.Registered.Compare(b.Registered), cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.ID, b.ID))
}

// Waiting returns those who wait, first come first.
func (q Queue) Waiting() []Record { return q.waiting }

// Arrival returns the time at which somebody who comes now is to be recorded:
// now, or just after whoever came last where the clock was set back meanwhile,
// so that first come stays first served (C1).
func (q Queue) Arrival(now time.Time) time.Time {
	if n := len(q.waiting); n > 0 && !now.After(q.waiting[n-1].Registered) {
		return q.waiting[n-1].Registered.Add(time.Millisecond)
	}
	return now
}

// Allows returns nil if the visit may be kept as it is, q being the queue as it
// stood before. Whoever keeps visits asks it, so that a Turn from a queue made
// up elsewhere gets round neither C1 nor F5: a host is contacted for who came
// first, or with a reason given this time, and for nobody while another is
// being served. known is how many of the visit's events were kept before.
func (q Queue) Allows(v *Visit, known int) error {
	contacted, reason := false, false
	for _, e := range v.events[known:] {
		contacted = contacted || e.Kind == EventContacted
		reason = reason || e.Kind == EventOutOfTurn
	}
	switch id := v.r.ID; {
	case !contacted:
		return nil
	case q.serving != "" && q.serving != id:
		return refuse(CodeServing, "F5: one visitor at a time")
	case q.Place(id) != 1 && !reason:
		return refuse(CodeOutOfTurn, "C1: out of turn needs a reason")
	}
	return nil
}

// Place returns the visit's place in the queue, 1 for the next to be served,
// and 0 when it does not wait.
func (q Queue) Place(id VisitID) int {
	return 1 + slices.IndexFunc(q.waiting, func(r Record) bool { return r.ID == id })
}

// Turn is the right to be served now, once. Only a Queue gives one.
type Turn struct {
	visit  VisitID
	rev    int // the visit's when the turn was given: afterwards the turn has passed
	reason string
}

// Visit returns whose turn it is.
func (t Turn) Visit() VisitID { return t.visit }

// Next returns the turn of who came first. It refuses while somebody is being
// served (F5) and when nobody waits.
func (q Queue) Next() (Turn, error) {
	switch {
	case q.serving != "":
		return Turn{}, refuse(CodeServing, "F5: one visitor at a time")
	case len(q.waiting) == 0:
		return Turn{}, refuse(CodeNobodyWaits, "the queue is empty")
	}
	return Turn{visit: q.waiting[0].ID, rev: q.waiting[0].Rev}, nil
}

// Take returns the turn of that visit. Out of order it needs a reason, which
// the visit keeps (C1).
func (q Queue) Take(id VisitID, reason string) (Turn, error) {
	place := q.Place(id)
	switch {
	case q.serving != "":
		return Turn{}, refuse(CodeServing, "F5: one visitor at a time")
	case place == 0:
		return Turn{}, ErrNotFound
	case place == 1:
		return q.Next()
	}
	reason, err := Clean("reason", reason, MaxReason)
	if err != nil {
		return Turn{}, err
	}
	if reason == "" {
		return Turn{}, refuse(CodeOutOfTurn, "C1: out of turn needs a reason")
	}
	return Turn{visit: id, rev: q.waiting[place-1].Rev, reason: reason}, nil
}
