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

// Registration is what a visitor says of themselves before reception hears of
// them (F7).
type Registration struct {
	Visitor  Visitor
	Host     Host
	Arranged Arrangement
	Identity Identity // of the card that the name was read from, if it was
	Purpose  Purpose
	// Invitation is the code of the one that the visitor came with.
	Invitation string
	Companions []Companion // who came along, at most MaxCompanions
	InForce    Terms       // the house's
	Agreed     Terms       // what the visitor was shown and agreed to
	Signature  Signature   // under the rules; wanted where there are any
}

// visitor returns the visitor cleaned. Who delivers something may leave their
// name out, if they say for which company.
func (r Registration) visitor() (Visitor, error) {
	v := r.Visitor
	if r.Purpose != PurposeDelivery || v.Name != "" || v.Company == "" {
		return v.Check()
	}
	v.Name = v.Company
	v, err := v.Check()
	v.Name = ""
	return v, err
}

// nameless reports whether nothing is kept of the person who registers, who is
// then asked to agree to nothing: a courier who goes on at once.
func (r Registration) nameless() bool {
	return r.Purpose == PurposeDelivery && r.Visitor.Name == "" && len(r.Companions) == 0
}

// Register makes the draft a registered visit with its ticket number. It
// refuses an incomplete or unclean registration with the field's name.
func (v *Visit) Register(r Registration, ticket int, at time.Time) error {
	if !v.in(StateDrafted) {
		return v.illegal("register")
	}
	visitor, err := r.visitor()
	companions, wrong := checkCompanions(r.Companions)
	switch {
	case err != nil:
		return err
	case wrong != nil:
		return wrong
	case r.Host.ID == "" || r.Host.Name == "":
		return &Error{Code: CodeIncomplete, Field: "host"}
	case r.Arranged != ArrangedYes && r.Arranged != ArrangedNo && r.Purpose != PurposeDelivery:
		return &Error{Code: CodeIncomplete, Field: "arranged"}
	case !r.Purpose.visits():
		return &Error{Code: CodeIncomplete, Field: "purpose"}
	case r.Agreed != r.InForce && !r.nameless():
		return r.InForce.unlike(r.Agreed)
	case r.Agreed.Rules != "" && r.Signature.Check() != nil:
		return r.Signature.Check()
	case ticket <= 0 || at.IsZero():
		return &Error{Code: CodeIncomplete, Field: "ticket"}
	}
	if err := r.Identity.Check(); err != nil {
		return err
	}
	v.r.Visitor, v.r.Host, v.r.Arranged, v.r.Purpose, v.r.Identity = visitor, r.Host, r.Arranged, r.Purpose, r.Identity
	v.r.Invitation = r.Invitation
	v.r.Consent, v.r.Companions = r.Agreed.Consent, companions
	if v.r.Rules = r.Agreed.Rules; v.r.Rules != "" {
		v.r.Signature = r.Signature
	}
	if n := len(companions); n > 0 {
		v.r.Party.Size = 1 + n
	}
	v.r.Ticket, v.r.Registered, v.r.State = ticket, at, StateRegistered
	v.note(EventRegistered, at, ActorVisitor)
	return nil
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
