package checkin

import (
	"slices"
	"time"

	"lobby.internal/kiosk"
)

// Config is what the house decides about the visitor's flow.
type Config struct {
	Lang       kiosk.Lang    // shown to the next visitor
	Langs      []kiosk.Lang  // what visitors may switch between, in that order; none: Chinese and English
	AskCompany bool          // ask for the visitor's company, which they may skip
	AskPhone   bool          // ask for the visitor's telephone number, likewise
	Keyboard   bool          // there is a keyboard on the screen
	Pinyin     bool          // Compose is answered
	IdleAfter  time.Duration // without a touch until the countdown begins
	Countdown  time.Duration // until the screen is cleared
	WaitYield  time.Duration // until the wait screen makes room for the next visitor
	Reassure   time.Duration // between two words that who waits is not forgotten (F10); 0: none
	Farewell   time.Duration // how long a farewell is shown
	Opens      time.Duration // opening time, from midnight
	Closes     time.Duration // closing time, from midnight

	Purposes []kiosk.Purpose // offered on the welcome screen beside a visit
	Couriers []string        // the companies that deliver most, at most MaxCouriers
	Answers  []Answer        // to what is asked most, at most MaxAnswers (C2)

	Companions int            // the most people who may come with a visitor; 0: they are not asked for
	Consent    kiosk.Document // what visitors are told of what is kept of them; zero: nothing
	Rules      kiosk.Document // what visitors sign; zero: nothing
	KeepDays   int            // how many days what they say is kept
}

// langs returns the languages that a visitor may switch between.
func (c Config) langs() []kiosk.Lang {
	if len(c.Langs) == 0 {
		return []kiosk.Lang{kiosk.LangZH, kiosk.LangEN}
	}
	return c.Langs
}

// after returns the language that the switch turns to from lang; from one that
// is not among them, the first.
func (c Config) after(lang kiosk.Lang) kiosk.Lang {
	langs := c.langs()
	return langs[(slices.Index(langs, lang)+1)%len(langs)]
}

// Terms are what a visitor agrees to by registering.
func (c Config) Terms() kiosk.Terms {
	return kiosk.Terms{Consent: c.Consent.Version, Rules: c.Rules.Version}
}

// State is the visitor's flow at one moment. It is changed only by Step.
type State struct {
	Config   Config
	Screen   Screen
	Lang     kiosk.Lang
	Aids     // as the visitor chose
	Input    string
	Mode     Mode   // of the on-screen keyboard
	Upper    bool   // its next letter is a capital
	Keys     string // the letters being composed
	Picks    []Pick // what they may stand for
	First    int    // the place of the first pick on the page
	Draft    Draft
	Card     Identified // the identity card that the name was read from
	Page     int        // of the text being read
	Found    []HostChoice
	More     bool
	Problem  kiosk.Line
	Busy     bool
	Redirect bool          // the host being chosen is a colleague of Shown's absent host
	Shown    kiosk.VisitID // whom the wait, outcome, message and farewell screens are about
	Goodbye  *VisitView    // whom the farewell is said to
	Told     kiosk.Line    // what ScreenTold says
	Topic    int           // the place among Config.Answers of the one on ScreenAnswer
	Visits   []VisitView   // the open visits, in order of arrival
	Resumed  bool          // the visits known at the start have been looked at
	Now      time.Time
	Touched  time.Time // when somebody last did something
	Knocks   int       // touches of the corner since Knocked
	Knocked  time.Time
}

// Start returns the state of a kiosk switched on at now.
func Start(c Config, now time.Time) State {
	return State{Config: c, Screen: ScreenWelcome, Lang: c.Lang, Now: now, Touched: now}
}

// Event is something that happened: an Intent, or one of the types below.
type Event interface{ event() }

// Tick says what time it is; it comes once a second.
type Tick struct{ Now time.Time }

// Visits says how the open visits stand, in order of arrival.
type Visits struct{ Open []VisitView }

// Found answers Search.
type Found struct {
	Query string
	Hosts []HostChoice // at most five
	More  bool
}

// Registered answers Register, and Redirect: the visit now waits.
type Registered struct{ Visit VisitView }

// Kept answers Leave and Message: it is done, the visitor may be seen off with
// these words.
type Kept struct {
	Visit VisitView
	Words kiosk.Line
}

// Identified says that an identity card was read: its name goes where a visitor
// is asked for it. What is kept of its number goes with the name, and is dropped
// as soon as the visitor gives another.
type Identified struct {
	Name     string
	Identity kiosk.Identity
}

// Refused answers any effect that was not carried out.
type Refused struct {
	Code  kiosk.Code
	Field string
}

// Unlocked says that the kiosk ends.
type Unlocked struct{}

// Barred says that it does not, and why.
type Barred struct {
	Unset bool          // there is no PIN
	Wait  time.Duration // how long no PIN is looked at
}

// SeenOff says that a visitor's badge was read on the way out (F12).
type SeenOff struct{ Visit VisitView }

// Unread says that what was held to the reader saw nobody off, and why (F12).
// Ours says that it is a badge of this house, whose holder stands there, and no
// other code or card.
type Unread struct {
	Words kiosk.Line
	Ours  bool
}

func (Intent) event()     {}
func (Tick) event()       {}
func (Visits) event()     {}
func (Found) event()      {}
func (Registered) event() {}
func (Kept) event()       {}
func (Identified) event() {}
func (Unread) event()     {}
func (Refused) event()    {}
func (SeenOff) event()    {}
func (Unlocked) event()   {}
func (Barred) event()     {}

// Effect is something Step asks for: one of the types below.
type Effect interface{ effect() }

// Search asks for hosts that match Query; Found answers.
type Search struct{ Query string }

// Register asks to register the draft; Registered or Refused answers.
type Register struct {
	Lang     kiosk.Lang
	Draft    Draft
	Identity kiosk.Identity
	Agreed   kiosk.Terms // what was on the screen
}

// Redirect asks to send the visit to another host; Registered or Refused
// answers.
type Redirect struct {
	Visit kiosk.VisitID
	Host  kiosk.HostID
}

// Message asks to keep words for the absent host; Kept or Refused answers.
type Message struct {
	Visit kiosk.VisitID
	Text  string
}

// Leave asks to end a visit whose visitor goes; Kept or Refused answers.
type Leave struct{ Visit kiosk.VisitID }

// Unlock asks to end the kiosk if the PIN is the administrator's; Unlocked or
// Barred answers.
type Unlock struct{ PIN string }

func (Unlock) effect()   {}
func (Search) effect()   {}
func (Register) effect() {}
func (Redirect) effect() {}
func (Message) effect()  {}
func (Leave) effect()    {}

// questions returns the screens that ask something, in the order of F7.
func (s State) questions() []Screen {
	switch s.Draft.Purpose {
	case kiosk.PurposeInvited:
		return s.terms([]Screen{ScreenCode})
	case kiosk.PurposeDelivery:
		return []Screen{ScreenHost, ScreenCourier}
	}
	q := []Screen{ScreenHost, ScreenName}
	if s.Config.AskCompany {
		q = append(q, ScreenCompany)
	}
	if s.Config.AskPhone {
		q = append(q, ScreenPhone)
	}
	return s.terms(append(q, ScreenArranged))
}

// terms adds what every registration ends with: what was said is confirmed when
// all is there, but who came with an invitation is known before they sign.
func (s State) terms(q []Screen) []Screen {
	switch {
	case s.Config.Rules.IsZero():
		return append(q, ScreenConfirm)
	case s.Draft.Purpose == kiosk.PurposeInvited:
		return append(q, ScreenConfirm, ScreenSign)
	}
	return append(q, ScreenSign, ScreenConfirm)
}

// last reports whether nothing more is asked after a screen.
func (s State) last(screen Screen) bool {
	q := s.questions()
	return q[len(q)-1] == screen
}

// limits are the longest inputs, in characters.
var limits = map[Screen]int{
	ScreenHost: kiosk.MaxQuery, ScreenName: kiosk.MaxName, ScreenCompany: kiosk.MaxCompany,
	ScreenPhone: kiosk.MaxPhone, ScreenMessage: kiosk.MaxMessage, ScreenTicket: 4, ScreenLost: 4, ScreenCode: kiosk.CodeDigits,
	ScreenPIN: maxPIN, ScreenCompanion: kiosk.MaxName,
}

// free reports whether the screen may turn to that visit: no visit of another is
// under way there.
func (s State) free(id kiosk.VisitID) bool {
	switch s.Screen {
	case ScreenWelcome, ScreenFarewell, ScreenTicket, ScreenCode, ScreenEnquiry, ScreenAnswer, ScreenLeaving, ScreenLost, ScreenTold:
		return true
	case ScreenWaiting, ScreenOutcome:
		return s.Shown == id
	}
	return false
}

func (s State) visit(id kiosk.VisitID) *VisitView {
	for i := range s.Visits {
		if s.Visits[i].ID == id {
			return &s.Visits[i]
		}
	}
	return nil
}
