package checkin

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lobby.internal/kiosk"
)

// maxPIN is the most digits of a PIN.
const maxPIN = 12

// A PIN is asked for after that many touches of the corner within that time. A
// visitor who leans on the glass does not come upon it.
const (
	knocks      = 5
	knockWithin = 5 * time.Second
)

// knock takes a touch of the corner on the welcome screen; nobody's check-in is
// under way there.
func (s State) knock() State {
	if s.Screen != ScreenWelcome {
		return s
	}
	if s.Knocks == 0 || s.Now.Sub(s.Knocked) > knockWithin {
		s.Knocks, s.Knocked = 0, s.Now
	}
	s.Knocks++
	if s.Knocks < knocks {
		return s
	}
	return s.cleared().ask(ScreenPIN)
}

// nextPIN hands the PIN over; nothing of it stays in the field.
func (s State) nextPIN() (State, []Effect) {
	pin := s.Input
	if pin == "" {
		return s, nil
	}
	s.Input = ""
	return s, []Effect{Unlock{PIN: pin}}
}

// barred says why the kiosk goes on.
func (s State) barred(e Barred) State {
	if s.Screen != ScreenPIN {
		return s
	}
	switch {
	case e.Unset:
		s.Problem = kiosk.Say("error.pin_unset")
	case e.Wait > 0:
		s.Problem = kiosk.Say("error.pin_wait", "Seconds", strconv.Itoa(int((e.Wait+time.Second-1)/time.Second)))
	default:
		s.Problem = kiosk.Say("error.pin_wrong")
	}
	return s
}

// shown is what the field shows of what was typed: of a PIN how long it is.
func (s State) shown() string {
	if s.Screen == ScreenPIN {
		return strings.Repeat("•", utf8.RuneCountInString(s.Input))
	}
	return s.Input
}
