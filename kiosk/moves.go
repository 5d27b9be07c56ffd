package kiosk

import (
	"slices"
	"strings"
	"time"
)

// reasonBreak stands between the reasons of a visit that was taken out of turn
// more than once.
const reasonBreak = "；"

func (v *Visit) in(states ...State) bool { return slices.Contains(states, v.r.State) }

func (v *Visit) illegal(move string) error {
	return refuse(CodeIllegalMove, move+" in state "+string(v.r.State))
}

// Contact records that reception contacts the host. Only a registered visit
// whose turn it is can be: F7, and C1 through the Turn, which only a Queue
// gives out.
func (v *Visit) Contact(turn Turn, at time.Time) error {
	switch {
	case v.in(StateDrafted):
		return refuse(CodeNotRegistered, "F7: register before contacting the host")
	case !v.in(StateRegistered):
		return v.illegal("contact")
	case turn.visit != v.r.ID || turn.visit == "" || turn.rev != v.r.Rev:
		return refuse(CodeOutOfTurn, "C1: not this visit's turn")
	}
	v.r.State, v.r.Contacted = StateContacting, at
	if turn.reason != "" {
		v.r.OutOfTurn = strings.TrimPrefix(v.r.OutOfTurn+reasonBreak+turn.reason, reasonBreak)
		v.note(EventOutOfTurn, at, ActorReception)
	}
	v.note(EventContacted, at, ActorReception)
	return nil
}

// Release puts a visit that reception had begun on back into the queue, at the
// place of its arrival.
func (v *Visit) Release(at time.Time) error {
	if !v.in(StateContacting) {
		return v.illegal("release")
	}
	v.r.State, v.r.Answer = StateRegistered, ""
	v.r.Contacted, v.r.Answered = time.Time{}, time.Time{}
	v.note(EventReleased, at, ActorReception)
	return nil
}

var answerEvents = map[State]EventKind{
	StateComingDown: EventConfirmed, StateGoUp: EventConfirmed,
	StateLounge: EventLounge, StateAbsent: EventAbsent, StateDeclined: EventDeclined,
}

// RecordAnswer keeps the host's answer: one of coming down, go up, lounge,
// absent and declined. It may be corrected until the badge is issued; after
// that a yes may still turn from coming down to go up and back.
func (v *Visit) RecordAnswer(answer State, at time.Time) error {
	kind, ok := answerEvents[answer]
	if !ok {
		return refuse(CodeIllegalMove, string(answer)+" is no answer of a host")
	}
	if v.in(StateDrafted, StateRegistered) {
		return refuse(CodeNotRegistered, "F7: the host has not been contacted")
	}
	if v.r.Party.Lead != "" && !answer.Confirmed() {
		return refuse(CodeIllegalMove, "a companion was admitted with the party's yes")
	}
	if v.in(StateIssued, StateOnSite) && answer.Confirmed() {
		v.r.Answer = answer
		v.note(kind, at, ActorReception)
		return nil
	}
	if !v.in(StateContacting, StateLounge, StateAbsent, StateDeclined, StateComingDown, StateGoUp) {
		return v.illegal("answer")
	}
	v.r.State, v.r.Answer, v.r.Answered = answer, answer, at
	v.r.Confirmed = time.Time{}
	if answer.Confirmed() {
		v.r.Confirmed = at
	}
	v.note(kind, at, ActorReception)
	return nil
}

// Redirect sends a visitor whose host is absent to a colleague (F9). The visit
// goes back into the queue at the place of its arrival.
func (v *Visit) Redirect(host Host, at time.Time) error {
	if !v.in(StateAbsent) {
		return v.illegal("redirect")
	}
	if host.ID == "" || host.Name == "" {
		return &Error{Code: CodeIncomplete, Field: "host"}
	}
	v.r.Host, v.r.State, v.r.Answer = host, StateRegistered, ""
	v.r.Contacted, v.r.Answered = time.Time{}, time.Time{}
	v.note(EventRedirected, at, ActorVisitor)
	return nil
}

// LeaveMessage keeps the visitor's words for the absent host (F9).
func (v *Visit) LeaveMessage(text string, at time.Time) error {
	if !v.in(StateAbsent) {
		return v.illegal("message")
	}
	text, err := Clean("message", text, MaxMessage)
	if err != nil {
		return err
	}
	if text == "" {
		return &Error{Code: CodeIncomplete, Field: "message"}
	}
	v.r.Message = text
	v.note(EventMessage, at, ActorVisitor)
	return nil
}

// PassMessage records that reception has passed the message on.
func (v *Visit) PassMessage(at time.Time) error {
	if v.r.Message == "" || !v.r.MessagePassed.IsZero() {
		return v.illegal("pass message")
	}
	v.r.MessagePassed = at
	v.note(EventPassed, at, ActorReception)
	return nil
}

// IssueBadge gives a confirmed visit its badge (F8).
func (v *Visit) IssueBadge(b Badge, at time.Time) error {
	switch {
	case v.in(StateIssued, StateOnSite) || v.r.State.Ended():
		return v.illegal("issue badge")
	case !v.r.State.Confirmed() || v.r.Confirmed.IsZero():
		return refuse(CodeNotConfirmed, "F8: no badge before the host's confirmation")
	case b.Number == "" || !b.Expires.After(at):
		return &Error{Code: CodeIncomplete, Field: "badge"}
	case len(v.r.Companions) > 0:
		return refuse(CodeIllegalMove, "a badge before the companions were admitted")
	}
	b.Attempt = 1
	v.r.Badge, v.r.Issued, v.r.State = b, at, StateIssued
	v.note(EventIssued, at, ActorAgent)
	return nil
}

// Reprint voids the badge's last print attempt and begins the next.
func (v *Visit) Reprint(at time.Time) error {
	if !v.in(StateIssued, StateOnSite) {
		return v.illegal("reprint")
	}
	v.note(EventVoided, at, ActorReception)
	v.r.Badge.Attempt++
	v.r.Badge.ByHand = false
	v.note(EventReprinted, at, ActorReception)
	return nil
}

// Enter records that the visitor has the badge: by is the agent on the
// printer's word, or reception. byHand says that the badge was written by hand.
func (v *Visit) Enter(byHand bool, by Actor, at time.Time) error {
	if !v.in(StateIssued) {
		return v.illegal("enter")
	}
	v.r.State, v.r.Entered, v.r.Badge.ByHand = StateOnSite, at, byHand
	v.note(EventEntered, at, by)
	return nil
}

// WriteByHand records that reception wrote the badge by hand, the printer being
// out of order. A visitor who had none yet goes in with it.
func (v *Visit) WriteByHand(at time.Time) error {
	if !v.in(StateOnSite) {
		return v.Enter(true, ActorReception, at)
	}
	v.r.Badge.ByHand = true
	v.note(EventByHand, at, ActorReception)
	return nil
}

// Lend records that the visitor was handed a card of the house instead of, or
// beside, a printed badge. card is a keyed hash: the number itself is not kept.
func (v *Visit) Lend(card string, at time.Time) error {
	if !v.in(StateIssued, StateOnSite) {
		return v.illegal("lend card")
	}
	if card == "" {
		return &Error{Code: CodeIncomplete, Field: "card"}
	}
	v.r.Badge.Card = card
	v.note(EventCardLent, at, ActorReception)
	if v.in(StateIssued) {
		v.r.State, v.r.Entered = StateOnSite, at
		v.note(EventEntered, at, ActorReception)
	}
	return nil
}

// Leave sees the visitor off (F12): one who was inside, or one whose host was
// absent or declined; also one whose delivery was taken at the desk.
func (v *Visit) Leave(by Actor, at time.Time) error {
	taken := v.r.Purpose == PurposeDelivery && v.in(StateRegistered, StateContacting)
	if !taken && !v.in(StateIssued, StateOnSite, StateAbsent, StateDeclined) {
		return v.illegal("leave")
	}
	v.r.State, v.r.Ended = StateLeft, at
	if by == ActorReader {
		v.note(EventReadExit, at, by)
	}
	v.note(EventLeft, at, by)
	return nil
}

// PresumeLeft ends the visit of somebody who was inside and never read out, once
// the badge has expired.
func (v *Visit) PresumeLeft(at time.Time) error {
	if !v.in(StateOnSite) {
		return v.illegal("presume left")
	}
	if at.Before(v.r.Badge.Expires) {
		return refuse(CodeIllegalMove, "presume left before the badge expires")
	}
	v.r.State, v.r.Ended = StateLeft, at
	v.note(EventPresumed, at, ActorAgent)
	return nil
}

// Cancel ends a visit that does not take place; a badge already issued is void.
func (v *Visit) Cancel(by Actor, at time.Time) error {
	if v.in(StateDrafted, StateOnSite) || v.r.State.Ended() {
		return v.illegal("cancel")
	}
	voids := v.in(StateIssued)
	v.r.State, v.r.Ended = StateCancelled, at
	if voids {
		v.note(EventVoided, at, by)
	}
	v.note(EventCancelled, at, by)
	return nil
}

// TimeOut ends a visit that nobody has taken further.
func (v *Visit) TimeOut(at time.Time) error {
	if v.in(StateDrafted, StateIssued, StateOnSite) || v.r.State.Ended() {
		return v.illegal("time out")
	}
	v.r.State, v.r.Ended = StateTimedOut, at
	v.note(EventTimedOut, at, ActorAgent)
	return nil
}

// Directions says which way up. Lift and floor are the house's own names.
type Directions struct{ LiftBank, Floor string }

// Directions returns the way to the host, and only after the host has said
// that the visitor may go up (F8).
func (v *Visit) Directions() (Directions, error) {
	if v.r.Confirmed.IsZero() || v.r.Answer != StateGoUp || v.r.State.Ended() {
		return Directions{}, refuse(CodeNotConfirmed, "F8: no directions before the host's confirmation")
	}
	return Directions{LiftBank: v.r.Host.LiftBank, Floor: v.r.Host.Floor}, nil
}
