// Package reception is the desk: the queue as the receptionist sees it, what
// may be done with a visit at each step and the words to say (F5 to F10). The
// desk's window sends Intents and shows Models; both are plain values, so that
// a carrier may stand between.
package reception

import (
	"time"

	"lobby.internal/kiosk"
)

// Model is all that the desk's window shows.
type Model struct {
	Lang     kiosk.Lang `json:"lang"`
	Now      time.Time  `json:"now"` // local, to the minute
	Queue    []Row      `json:"queue,omitempty"`
	Open     []Row      `json:"open,omitempty"` // contacted, not yet inside, not ended
	OnSite   []Row      `json:"on_site,omitempty"`
	Recent   []Row      `json:"recent,omitempty"` // ended or inside, of the last day, newest first
	Selected *Detail    `json:"selected,omitempty"`
	CanServe bool       `json:"can_serve"` // somebody waits and nobody is being served
	Devices  []Device   `json:"devices,omitempty"`
	Notices  []Notice   `json:"notices,omitempty"`   // most urgent first
	Problem  kiosk.Line `json:"problem,omitzero"`    // why the last intent was refused
	RollCall *RollCall  `json:"roll_call,omitempty"` // nil: not open
}

// RollCall is who was inside when it was opened, and whether that was for a
// drill.
type RollCall struct {
	kiosk.RollCall
	Drill bool `json:"drill,omitempty"`
}

// Row is a visit in a list.
type Row struct {
	Visit     kiosk.VisitID `json:"visit"`
	Rev       int           `json:"rev"`
	Ticket    int           `json:"ticket"`
	State     kiosk.State   `json:"state"`
	Answer    kiosk.State   `json:"answer,omitempty"`
	Visitor   kiosk.Person  `json:"visitor"`
	Company   string        `json:"company,omitempty"`
	Host      kiosk.Person  `json:"host"`
	Badge     string        `json:"badge,omitempty"`
	Arrived   time.Time     `json:"arrived"`
	Since     time.Time     `json:"since"` // in this state
	OutOfTurn bool          `json:"out_of_turn,omitempty"`
	Message   bool          `json:"message,omitempty"` // a message waits to be passed on
	Trouble   bool          `json:"trouble,omitempty"` // its badge wants a decision
	Purpose   kiosk.Purpose `json:"purpose,omitempty"`
	AtDesk    bool          `json:"at_desk,omitempty"` // what is delivered stays at the desk: nobody is asked
	Party     int           `json:"party,omitempty"`   // how many came together, on the visit of who registered; 0: nobody else
}

// Detail is the visit the receptionist is looking at.
type Detail struct {
	Row
	Phone      string            `json:"phone,omitempty"`
	IDLast     string            `json:"id_last,omitempty"` // the last characters of the identity card's number
	Arranged   kiosk.Arrangement `json:"arranged"`
	Department string            `json:"department"`
	Floor      string            `json:"floor"`
	Lift       string            `json:"lift"`
	Extension  string            `json:"extension"`
	Deputy     *Contact          `json:"deputy,omitempty"`
	Reason     string            `json:"reason,omitempty"` // why taken out of turn
	Message    string            `json:"message,omitempty"`
	Say        []kiosk.Line      `json:"say,omitempty"` // the words to say at this step, in order
	Actions    []Action          `json:"actions,omitempty"`
	Print      *Print            `json:"print,omitempty"`
	History    []Moment          `json:"history,omitempty"`
	Consent    string            `json:"consent,omitempty"`   // the version of the notice that was agreed to
	Signature  kiosk.Signature   `json:"signature,omitempty"` // under the house rules
	Rules      string            `json:"rules,omitempty"`     // their version
	Members    []Member          `json:"members,omitempty"`   // the rest of the party, who registered first
}

// Member is one of those who came together. Visit and Badge are "" until the
// host's yes.
type Member struct {
	Person kiosk.Person  `json:"person"`
	Visit  kiosk.VisitID `json:"visit,omitempty"`
	Badge  string        `json:"badge,omitempty"`
	State  kiosk.State   `json:"state,omitempty"`
}

// Contact is somebody to telephone.
type Contact struct {
	Person    kiosk.Person `json:"person"`
	Extension string       `json:"extension"`
}

// Moment is one dated step of a visit.
type Moment struct {
	Kind kiosk.EventKind `json:"kind"`
	At   time.Time       `json:"at"`
}

// Print is how far the visit's badge has come.
type Print struct {
	State   kiosk.JobState `json:"state"`
	Attempt int            `json:"attempt"`
	Cause   string         `json:"cause,omitempty"`   // a devices.Cause, or "glyphs" for a script the font lacks
	Printer string         `json:"printer,omitempty"` // the name of the device it was given to, if it was
	// Picture is the badge to look for as a PNG, while it is not known whether
	// it came out; nil when there is none to show.
	Picture []byte `json:"picture,omitempty"`
}

// Device is a device in words: Name is "printer", "second_printer",
// "slip_printer", "reader", "scanner" or "idcard", Health and Causes as package devices names them. Detail goes with the cause "in_use": the
// program that holds the port, where the system tells.
type Device struct {
	Name   string    `json:"name"`
	Health string    `json:"health"`
	Causes []string  `json:"causes,omitempty"`
	Detail string    `json:"detail,omitempty"`
	Since  time.Time `json:"since"`
}

// Notice is something the receptionist should know now. Visit is set when it is
// about one.
type Notice struct {
	Words  kiosk.Line    `json:"words"`
	Visit  kiosk.VisitID `json:"visit,omitempty"`
	Urgent bool          `json:"urgent,omitempty"`
	At     time.Time     `json:"at"`
}

// Action is something that may be done with the selected visit.
type Action string

// The actions. An action's name is also the Kind of the intent that asks for it.
const (
	ActionServe      Action = "serve"        // contact this visit's host; out of turn with Reason
	ActionRelease    Action = "release"      // back into the queue
	ActionComingDown Action = "coming_down"  // the host's answers
	ActionGoUp       Action = "go_up"        //
	ActionLounge     Action = "lounge"       //
	ActionAbsent     Action = "absent"       //
	ActionDeclined   Action = "declined"     //
	ActionPrinted    Action = "it_printed"   // an unknown print: it came out
	ActionPrintAgain Action = "print_again"  // voids the attempt before
	ActionByHand     Action = "by_hand"      // a badge written by hand, the printer being out of order
	ActionLend       Action = "lend_card"    // the next card at the reader goes with the visitor
	ActionPass       Action = "pass_message" // the absent host has the message
	ActionSeeOff     Action = "see_off"      // the visitor leaves (F12)
	ActionCancel     Action = "cancel"       // the visit does not take place
)

// The kinds of intent that are not actions.
const (
	IntentServeNext Action = "serve_next" // who came first
	IntentSelect    Action = "select"     // look at Visit
	IntentLanguage  Action = "language"   // Lang
	IntentDismiss   Action = "dismiss"    // the problem and passing notices were read
	IntentRollCall  Action = "roll_call"  // open the list of who is inside, which is recorded; for a drill with Drill
	IntentRollClose Action = "roll_close"
)

// Intent is something the receptionist did, as a plain value. Op names it for
// good: the same intent sent twice is carried out once. Rev is that of the row
// it was made from; an intent on a visit that has changed since is refused.
type Intent struct {
	Op     kiosk.OpID    `json:"op"`
	Kind   Action        `json:"kind"`
	Visit  kiosk.VisitID `json:"visit,omitempty"`
	Rev    int           `json:"rev,omitempty"`
	Reason string        `json:"reason,omitempty"`
	Lang   kiosk.Lang    `json:"lang,omitempty"`
	Drill  bool          `json:"drill,omitempty"`
}
