package kiosk

import (
	"reflect"
	"slices"
	"time"
)

// VisitID names a visit for good: a ULID, 26 characters.
type VisitID string

// State is where a visit stands.
type State string

// The states of a visit.
const (
	StateDrafted    State = "drafted"     // the visitor is still answering
	StateRegistered State = "registered"  // waiting for reception
	StateContacting State = "contacting"  // reception is contacting the host
	StateComingDown State = "coming_down" // the host comes to the lobby
	StateGoUp       State = "go_up"       // the visitor may go up
	StateLounge     State = "lounge"      // the host asks the visitor to wait
	StateAbsent     State = "absent"      // the host is not in
	StateDeclined   State = "declined"    // the host does not receive the visitor
	StateIssued     State = "issued"      // a badge has its number and is being printed
	StateOnSite     State = "on_site"     // the visitor has the badge
	StateLeft       State = "left"
	StateCancelled  State = "cancelled"
	StateTimedOut   State = "timed_out"
)

// Ended reports whether nothing more can happen to a visit in this state.
func (s State) Ended() bool { return s == StateLeft || s == StateCancelled || s == StateTimedOut }

// Confirmed reports whether the state is one that the host's yes led to.
func (s State) Confirmed() bool { return s == StateComingDown || s == StateGoUp }

// Arrangement is the visitor's answer to "have you arranged it with the host?"
// (F7).
type Arrangement string

// The answers.
const (
	ArrangedUnasked Arrangement = ""
	ArrangedYes     Arrangement = "yes"
	ArrangedNo      Arrangement = "no"
)

// Purpose is what brings somebody to the lobby (F5).
type Purpose string

// The purposes. Of enquiries and of leaving no visit is made.
const (
	PurposeVisit    Purpose = "" // to see somebody
	PurposeInvited  Purpose = "invitation"
	PurposeDelivery Purpose = "delivery"
	PurposeEnquiry  Purpose = "enquiry"
	PurposeLeaving  Purpose = "leaving"
)

// visits reports whether a visit is made of the purpose.
func (p Purpose) visits() bool {
	return p == PurposeVisit || p == PurposeInvited || p == PurposeDelivery
}

// Actor is who made a change.
type Actor string

// The actors.
const (
	ActorVisitor   Actor = "visitor"
	ActorReception Actor = "reception"
	ActorAgent     Actor = "agent" // the program itself: time-outs, the printer's word
	ActorReader    Actor = "reader"
	ActorStaff     Actor = "staff" // through the command line
)

// Record is everything kept of a visit, as plain values. Times are zero until
// they happen.
type Record struct {
	ID       VisitID     `json:"id" cbor:"1,keyasint"`
	Rev      int         `json:"rev" cbor:"2,keyasint"` // counts changes
	State    State       `json:"state" cbor:"3,keyasint"`
	Ticket   int         `json:"ticket" cbor:"4,keyasint"`
	Lang     Lang        `json:"lang" cbor:"5,keyasint"`
	Visitor  Visitor     `json:"visitor" cbor:"6,keyasint"`
	Host     Host        `json:"host" cbor:"7,keyasint"` // as the directory had it
	Arranged Arrangement `json:"arranged" cbor:"8,keyasint"`

	Registered time.Time `json:"registered" cbor:"9,keyasint"`
	Contacted  time.Time `json:"contacted,omitzero" cbor:"10,keyasint"`
	Answered   time.Time `json:"answered,omitzero" cbor:"11,keyasint"`
	Confirmed  time.Time `json:"confirmed,omitzero" cbor:"12,keyasint"` // F8: the host's yes
	Issued     time.Time `json:"issued,omitzero" cbor:"13,keyasint"`
	Entered    time.Time `json:"entered,omitzero" cbor:"14,keyasint"`
	Ended      time.Time `json:"ended,omitzero" cbor:"15,keyasint"`

	Answer        State     `json:"answer,omitempty" cbor:"16,keyasint,omitempty"`      // the host's last answer
	OutOfTurn     string    `json:"out_of_turn,omitempty" cbor:"17,keyasint,omitempty"` // C1: why taken out of order, each time
	Badge         Badge     `json:"badge,omitzero" cbor:"18,keyasint,omitempty"`
	Message       string    `json:"message,omitempty" cbor:"19,keyasint,omitempty"` // F9: for the absent host
	MessagePassed time.Time `json:"message_passed,omitzero" cbor:"20,keyasint"`

	// Erased says that what the record said of people has been forgotten: the
	// visitor, the host but for the staff number, and all free text are empty.
	Erased bool `json:"erased,omitempty" cbor:"21,keyasint,omitempty"`

	Identity   Identity `json:"-" cbor:"30,keyasint,omitempty"` // of the card that the visitor showed
	Purpose    Purpose  `json:"purpose,omitempty" cbor:"22,keyasint,omitempty"`
	Invitation string   `json:"invitation,omitempty" cbor:"23,keyasint,omitempty"` // the code of the one that was used

	// Consent is the version of the text, of what is kept of visitors, that was
	// agreed to; "" if the house had none.
	Consent string `json:"consent,omitempty" cbor:"24,keyasint,omitempty"`

	Party      Party       `json:"party,omitzero" cbor:"25,keyasint,omitzero"`
	Rules      string      `json:"rules,omitempty" cbor:"26,keyasint,omitempty"`      // the version of those that were signed
	Signature  Signature   `json:"signature,omitempty" cbor:"31,keyasint,omitempty"`  // under them
	Companions []Companion `json:"companions,omitempty" cbor:"32,keyasint,omitempty"` // who came along and has no visit of their own yet
}

// MessageWaits reports whether there is a message for the absent host that has
// not been passed on (F9).
func (r Record) MessageWaits() bool { return r.Message != "" && r.MessagePassed.IsZero() }

// Clone returns a copy that shares nothing with the record that can be changed.
func (r Record) Clone() Record {
	r.Companions = slices.Clone(r.Companions)
	return r
}

// Visit is one visitor's visit to one host. Its zero value is of no use: make
// one with NewVisit or Restore. All changes go through its methods, which keep
// the conduct code; each records an Event for the badge log.
type Visit struct {
	r      Record
	events []Event
}

// NewVisit returns a drafted visit.
func NewVisit(id VisitID, lang Lang) *Visit {
	return &Visit{r: Record{ID: id, State: StateDrafted, Lang: lang}}
}

// Restore returns the visit that was kept as r. It refuses a record that the
// conduct code could not have led to with CodeDamaged.
func Restore(r Record) (*Visit, error) {
	if err := check(r); err != nil {
		return nil, err
	}
	return &Visit{r: r}, nil
}

// Record returns what is to be kept of the visit.
func (v *Visit) Record() Record { return v.r }

// Events returns what has happened to the visit since it was made or restored,
// oldest first.
func (v *Visit) Events() []Event { return v.events }

// Check returns an error with CodeDamaged if the visit breaks a rule of the
// conduct code.
func (v *Visit) Check() error { return check(v.r) }

func check(r Record) error {
	switch {
	case r.ID == "" || r.State == "":
		return refuse(CodeDamaged, "visit without id or state")
	case r.State != StateDrafted && (r.Registered.IsZero() || r.Ticket <= 0):
		return refuse(CodeDamaged, "past drafting and never registered")
	case !r.Contacted.IsZero() && r.Registered.IsZero():
		return refuse(CodeDamaged, "F7: host contacted before registration")
	case r.State == StateContacting && r.Contacted.IsZero():
		return refuse(CodeDamaged, "F7: contacting without a time of contact")
	case !r.Answered.IsZero() && r.Contacted.IsZero():
		return refuse(CodeDamaged, "F7: host answered without being contacted")
	case r.State.Confirmed() && r.Confirmed.IsZero():
		return refuse(CodeDamaged, "F8: confirmed state without confirmation")
	case !r.Confirmed.IsZero() && r.Answered.IsZero():
		return refuse(CodeDamaged, "F8: confirmation without an answer")
	case r.Badge.Number != "" && r.Confirmed.IsZero():
		return refuse(CodeDamaged, "F8: badge before confirmation")
	case (r.State == StateIssued || r.State == StateOnSite) && r.Badge.Number == "":
		return refuse(CodeDamaged, "inside without a badge")
	case r.State.Ended() && r.Ended.IsZero():
		return refuse(CodeDamaged, "ended without a time")
	case r.Erased && !reflect.DeepEqual(r, r.facts()):
		return refuse(CodeDamaged, "erased and yet it speaks of people")
	}
	return checkParty(r)
}

// EventKind names what happened.
type EventKind string

// The kinds of event, which are also the kinds of badge-log entry.
const (
	EventRegistered  EventKind = "registered"
	EventContacted   EventKind = "contacted"
	EventOutOfTurn   EventKind = "out_of_turn" // C1: the visit keeps the reason
	EventReleased    EventKind = "released"    // put back into the queue
	EventConfirmed   EventKind = "confirmed"
	EventLounge      EventKind = "lounge"
	EventAbsent      EventKind = "absent"
	EventDeclined    EventKind = "declined"
	EventRedirected  EventKind = "redirected" // another host was chosen
	EventMessage     EventKind = "message_left"
	EventPassed      EventKind = "message_passed"
	EventIssued      EventKind = "issued"
	EventReprinted   EventKind = "reprinted"
	EventVoided      EventKind = "voided"
	EventByHand      EventKind = "by_hand" // the badge of a visitor inside was written by hand
	EventCardLent    EventKind = "card_lent"
	EventEntered     EventKind = "entered"
	EventReadExit    EventKind = "read_exit"
	EventReadRefused EventKind = "read_refused" // a void, expired or unknown badge at the reader
	EventLeft        EventKind = "left"
	EventCancelled   EventKind = "cancelled"
	EventTimedOut    EventKind = "timed_out"
	EventPresumed    EventKind = "presumed_left" // never read out, and the badge has expired
	EventRollCall    EventKind = "roll_call"     // the list of who is inside was taken out for an emergency or a drill
	EventAccess      EventKind = "access"        // staff took data out or brought some in
	EventErased      EventKind = "erased"        // the personal data of the visit was forgotten
)

// Event is one thing that happened to a visit. It holds no personal data.
type Event struct {
	Kind    EventKind
	At      time.Time
	Actor   Actor
	Visit   VisitID
	Rev     int
	State   State // after it
	Ticket  int
	Host    HostID
	Badge   string // the badge's number, if there is one
	Attempt int    // the print attempt it speaks of
}

// note records that kind happened and counts the change.
func (v *Visit) note(kind EventKind, at time.Time, by Actor) {
	v.r.Rev++
	v.events = append(v.events, Event{
		Kind: kind, At: at, Actor: by, Visit: v.r.ID, Rev: v.r.Rev, State: v.r.State,
		Ticket: v.r.Ticket, Host: v.r.Host.ID, Badge: v.r.Badge.Number, Attempt: v.r.Badge.Attempt,
	})
}
