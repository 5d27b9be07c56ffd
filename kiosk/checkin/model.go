// Package checkin is the visitor's flow: which question comes next (F5, F7),
// what the visitor's window shows, and what is to be done about an answer. Step
// is pure: it takes a state and an event and returns the next state and the
// effects to carry out. The window sends Intents and shows Models; it keeps
// nothing of its own, not even what was typed.
package checkin

import (
	"time"

	"lobby.internal/kiosk"
)

// Screen names what the visitor's window shows.
type Screen string

// The screens, in the order of the flow.
const (
	ScreenWelcome  Screen = "welcome"
	ScreenHost     Screen = "host"     // whom do you visit?
	ScreenName     Screen = "name"     // your name, and form of address
	ScreenCompany  Screen = "company"  // optional
	ScreenPhone    Screen = "phone"    // optional
	ScreenArranged Screen = "arranged" // have you arranged it with the host?
	ScreenSign     Screen = "sign"     // the house rules, and a signature under them
	ScreenConfirm  Screen = "confirm"
	ScreenWaiting  Screen = "waiting" // I am contacting your host
	ScreenOutcome  Screen = "outcome"
	ScreenMessage  Screen = "message" // words for the absent host
	ScreenTicket   Screen = "ticket"  // type a ticket number to see its outcome
	ScreenFarewell Screen = "farewell"

	ScreenParty     Screen = "party"     // who else has come
	ScreenCompanion Screen = "companion" // the name of one of them, and form of address
	ScreenNotice    Screen = "notice"    // the whole text of what is kept of visitors

	ScreenPIN Screen = "pin" // of the administrator, who ends the kiosk

	ScreenCode    Screen = "code"    // the code of an invitation
	ScreenCourier Screen = "courier" // for which company something is delivered
	ScreenEnquiry Screen = "enquiry" // what is it about?
	ScreenAnswer  Screen = "answer"  // the house's words on it
	ScreenLeaving Screen = "leaving" // please hold your badge to the reader
	ScreenLost    Screen = "lost"    // the badge is not at hand: type the ticket's number, or none
	ScreenTold    Screen = "told"    // words of the house that end what somebody came for
)

// Model is all that the visitor's window shows.
type Model struct {
	Screen Screen     `json:"screen"`
	Lang   kiosk.Lang `json:"lang"`
	Next   kiosk.Lang `json:"next,omitempty"` // what the language switch turns to; "": the other of Chinese and English
	Aids
	Now      time.Time    `json:"now"` // local, to the minute
	Greeting kiosk.Line   `json:"greeting"`
	At       int          `json:"at"` // this question's place, from 1; 0 on screens that ask nothing
	Of       int          `json:"of"`
	Input    Input        `json:"input"`
	Keyboard *Keyboard    `json:"keyboard,omitempty"` // nil: there is none on the screen
	Hosts    []HostChoice `json:"hosts,omitempty"`    // at most five
	More     bool         `json:"more"`               // more hosts match than are shown
	Draft    Draft        `json:"draft"`
	Room     int          `json:"room"`              // how many more companions may be added
	Consent  kiosk.Line   `json:"consent,omitzero"`  // what is agreed to by registering, in a sentence; zero: the house has no notice
	Reading  *Reading     `json:"reading,omitempty"` // a text of the house, on the screen that shows one
	Visit    *VisitView   `json:"visit,omitempty"`
	Waited   int          `json:"waited,omitempty"` // minutes, once the visitor is to be told they are not forgotten
	Problem  kiosk.Line   `json:"problem,omitzero"` // one sentence about this screen's answer
	Strip    []StripItem  `json:"strip,omitempty"`  // open tickets, on the welcome screen
	Idle     int          `json:"idle"`             // seconds until the screen is cleared; 0: no countdown
	Busy     bool         `json:"busy"`             // an answer is being kept: buttons rest

	Purposes []kiosk.Purpose `json:"purposes,omitempty"` // offered on the welcome screen beside a visit
	Couriers []string        `json:"couriers,omitempty"` // companies to choose from, on ScreenCourier
	Answers  []Answer        `json:"answers,omitempty"`  // on ScreenEnquiry; on ScreenAnswer the one
	Told     kiosk.Line      `json:"told,omitzero"`      // on ScreenTold
}

// Input is the one field of a screen.
type Input struct {
	Text  string `json:"text"`
	Limit int    `json:"limit"` // characters
}

// Reading is a text of the house that is being read. A window divides it into
// pages as they fit; what is past the last is the last.
type Reading struct {
	Document kiosk.Document `json:"document"`
	Page     int            `json:"page"` // from 0
}

// HostChoice is a host as a visitor may see one: never a number.
type HostChoice struct {
	ID         kiosk.HostID `json:"id"`
	Person     kiosk.Person `json:"person"`
	Department string       `json:"department"`
}

// Draft is what the visitor has said so far.
type Draft struct {
	Host     HostChoice        `json:"host,omitzero"`
	Visitor  kiosk.Visitor     `json:"visitor,omitzero"`
	Arranged kiosk.Arrangement `json:"arranged,omitempty"`
	Purpose  kiosk.Purpose     `json:"purpose,omitempty"`
	// Invitation is the code that the visitor has shown. Visitor is then what the
	// invitation says of them, the telephone number masked.
	Invitation string `json:"invitation,omitempty"`

	Signature  kiosk.Signature   `json:"signature,omitempty"`
	Companions []kiosk.Companion `json:"companions,omitempty"`
	Companion  kiosk.Companion   `json:"companion,omitzero"` // the one being asked for
}

// VisitView is a registered visit as its visitor may see it.
type VisitView struct {
	ID      kiosk.VisitID `json:"id"`
	Ticket  int           `json:"ticket"`
	State   kiosk.State   `json:"state"`
	Lang    kiosk.Lang    `json:"lang"`             // the visitor's own
	Since   time.Time     `json:"since"`            // registered
	Entered time.Time     `json:"entered,omitzero"` // has the badge
	Answer  kiosk.State   `json:"answer,omitempty"` // the host's, once there is one
	Visitor kiosk.Person  `json:"visitor"`
	Host    kiosk.Person  `json:"host"`
	Words   kiosk.Line    `json:"words"`           // the house's words for this state
	Place   int           `json:"place,omitempty"` // in the queue, 1 = next
	Lift    string        `json:"lift,omitempty"`  // only after the host's confirmation (F8)
	Floor   string        `json:"floor,omitempty"`
	Side    Side          `json:"side,omitempty"`
	Badge   BadgeStep     `json:"badge,omitempty"`
	Deputy  *HostChoice   `json:"deputy,omitempty"` // offered when the host is absent
	Purpose kiosk.Purpose `json:"purpose,omitempty"`
	Lead    kiosk.VisitID `json:"lead,omitempty"`  // on a companion's, the visit of who registered
	Party   int           `json:"party,omitempty"` // how many came together, the visitor among them; 0: nobody else
}

// Side is where a lift bank lies as seen from the kiosk.
type Side string

// The sides.
const (
	SideLeft  Side = "left"
	SideRight Side = "right"
)

// BadgeStep is how far the visitor's badge has come.
type BadgeStep string

// The steps of a badge.
const (
	BadgeNone     BadgeStep = ""
	BadgePrinting BadgeStep = "printing"
	BadgeTake     BadgeStep = "take" // please take it
	BadgeDesk     BadgeStep = "desk" // please see reception about it
)

// StripItem is an open ticket on the welcome screen, and never more than that:
// number, surname, form of address, what to do.
type StripItem struct {
	Ticket  int          `json:"ticket"`
	Visitor kiosk.Person `json:"visitor"` // Name holds the surname alone
	Words   kiosk.Line   `json:"words"`
	Urgent  bool         `json:"urgent"` // there is something to do now
}

// IntentKind names what a visitor did.
type IntentKind string

// The kinds of intent.
const (
	IntentStart    IntentKind = "start"     // begin what the visitor came for: Purpose
	IntentLanguage IntentKind = "language"  // Lang
	IntentContrast IntentKind = "contrast"  // black, white and yellow, or no longer
	IntentLarge    IntentKind = "large"     // large type, or no longer
	IntentSeated   IntentKind = "seated"    // what can be touched low, or no longer
	IntentView     IntentKind = "view"      // large type, then high contrast too, then neither and the controls low, then the same with those
	IntentType     IntentKind = "type"      // Text is what was typed
	IntentKey      IntentKind = "key"       // Text is the on-screen key's
	IntentPick     IntentKind = "pick"      // At is the candidate's place among all, from 0
	IntentPage     IntentKind = "page"      // At is the place of the first candidate to show, or the page of a text, from 0
	IntentMode     IntentKind = "mode"      // Mode is what the on-screen keyboard types from now on
	IntentShift    IntentKind = "shift"     // capitals, or no longer
	IntentErase    IntentKind = "erase"     // the last letter being composed, or the last character
	IntentClear    IntentKind = "clear"     // the whole field
	IntentNext     IntentKind = "next"      // on; also Enter
	IntentSkip     IntentKind = "skip"      // an optional question
	IntentBack     IntentKind = "back"      // to the question before; also Esc
	IntentCancel   IntentKind = "cancel"    // give the check-in up
	IntentHost     IntentKind = "host"      // Host was chosen from Model.Hosts, or the deputy
	IntentTitle    IntentKind = "title"     // Title was chosen
	IntentArranged IntentKind = "arranged"  // Text is "yes" or "no"
	IntentConfirm  IntentKind = "confirm"   // register now
	IntentParty    IntentKind = "party"     // somebody else has come, or who has is to be changed
	IntentAdd      IntentKind = "add"       // one more
	IntentRemove   IntentKind = "remove"    // At is the place of the companion who is not to be registered, from 0
	IntentStroke   IntentKind = "stroke"    // Text is what was drawn on the pad, as a kiosk.Signature of one stroke
	IntentRead     IntentKind = "read"      // show the whole notice
	IntentYield    IntentKind = "yield"     // "next visitor": wait elsewhere
	IntentTickets  IntentKind = "tickets"   // the strip was touched
	IntentMessage  IntentKind = "message"   // leave a message for the absent host
	IntentOther    IntentKind = "colleague" // choose a colleague of the absent host
	IntentLeave    IntentKind = "leave"     // the visitor will come back another time
	IntentDone     IntentKind = "done"      // outcome read
	IntentStay     IntentKind = "stay"      // "I need more time"
	IntentKnock    IntentKind = "knock"     // a touch of the corner that only an administrator knows
	IntentDesk     IntentKind = "desk"      // what is delivered is for the front desk
	IntentCourier  IntentKind = "courier"   // At is the place among Model.Couriers, or one past the last for another
	IntentTopic    IntentKind = "topic"     // At is the place among Model.Answers
	IntentAsk      IntentKind = "ask"       // a question that has no answer here (F6)
	IntentLost     IntentKind = "lost"      // leaving, and the badge is not at hand
)

// Intent is something a visitor did, as a plain value.
type Intent struct {
	Kind  IntentKind   `json:"kind"`
	Text  string       `json:"text,omitempty"`
	Host  kiosk.HostID `json:"host,omitempty"`
	Title kiosk.Title  `json:"title,omitempty"`
	Lang  kiosk.Lang   `json:"lang,omitempty"`
	Mode  Mode         `json:"mode,omitempty"`
	At    int          `json:"at,omitempty"`

	Purpose kiosk.Purpose `json:"purpose,omitempty"`
	From    Screen        `json:"from,omitempty"` // the screen that was touched: on another it means nothing; "": whichever there is
}
