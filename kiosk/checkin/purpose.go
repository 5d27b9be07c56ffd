package checkin

import (
	"slices"
	"strconv"

	"lobby.internal/kiosk"
)

// Lost asks to tell the desk that somebody leaves whose badge is not at hand;
// Told answers. Ticket is the number that they typed, 0 for none. The kiosk
// itself sees nobody off on a number: anybody could type it, and its answer
// would say who is inside.
type Lost struct{ Ticket int }

// Told says what is to be said to whoever stands there, and ends what they came
// for.
type Told struct{ Words kiosk.Line }

func (Lost) effect() {}
func (Told) event()  {}

// start takes the touch on the welcome screen.
func (s State) start(p kiosk.Purpose) (State, []Effect) {
	switch s.Screen {
	case ScreenWelcome, ScreenFarewell, ScreenTold:
		s = s.begin(p)
		if s.Screen == ScreenEnquiry && len(s.Config.Answers) == 0 {
			return s, []Effect{Ask{}}
		}
	}
	return s, nil
}

// begin forgets what was said and turns to the first question of a purpose, if
// the house offers it (F5).
func (s State) begin(p kiosk.Purpose) State {
	if p != kiosk.PurposeVisit && !slices.Contains(s.Config.Purposes, p) {
		return s
	}
	s = s.cleared()
	s.Draft.Purpose = p
	switch p {
	case kiosk.PurposeLeaving:
		return s.ask(ScreenLeaving)
	case kiosk.PurposeInvited:
		return s.ask(ScreenCode)
	case kiosk.PurposeEnquiry:
		return s.ask(ScreenEnquiry)
	}
	return s.ask(ScreenHost)
}

// nextLost takes the number of who leaves without a badge. Whether there is one
// with that number is not said.
func (s State) nextLost() (State, []Effect) {
	ticket, err := strconv.Atoi(s.Input)
	if err != nil {
		return s, []Effect{Lost{}}
	}
	return s, []Effect{Lost{Ticket: ticket}}
}

// told shows words of the house, and forgets what was typed.
func (s State) told(words kiosk.Line) State {
	s = s.cleared()
	s.Screen, s.Told = ScreenTold, words
	return s
}

// unread says on the screen why nobody was seen off: to who was asked for their
// badge, and to the holder of one of this house where nobody is answering.
func (s State) unread(e Unread) State {
	switch s.Screen {
	case ScreenLeaving:
		s.Problem = e.Words
		if e.Ours {
			s.Touched = s.Now
		}
	case ScreenWelcome, ScreenFarewell, ScreenTold:
		if e.Ours {
			return s.told(e.Words)
		}
	}
	return s
}
