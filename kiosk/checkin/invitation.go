package checkin

import (
	"slices"

	"lobby.internal/kiosk"
)

// Invited asks who is invited with a code; Welcomed or Refused answers.
type Invited struct{ Code string }

// Scanned says that an invitation was held to the scanner.
type Scanned struct{ Code string }

// Welcomed answers Invited: who is invited, with the telephone number masked,
// and by whom.
type Welcomed struct {
	Code    string
	Visitor kiosk.Visitor
	Host    HostChoice
}

func (Invited) effect() {}
func (Scanned) event()  {}
func (Welcomed) event() {}

// Scannable reports whether an invitation may be scanned now: no visit is under
// way on the screen.
func (s State) Scannable() bool {
	return !s.Busy && s.free("") && slices.Contains(s.Config.Purposes, kiosk.PurposeInvited)
}

// scanned takes an invitation at the scanner in place of everything that was
// typed.
func (s State) scanned(code string) (State, []Effect) {
	if !s.Scannable() {
		return s, nil
	}
	s = s.begin(kiosk.PurposeInvited)
	s.Input, s.Touched = code, s.Now
	return s, []Effect{Invited{Code: code}}
}

// coded asks for the invitation as soon as its code is whole.
func (s State) coded() (State, []Effect) {
	if len(s.Input) < kiosk.CodeDigits {
		return s, nil
	}
	return s.nextCode()
}

func (s State) nextCode() (State, []Effect) {
	if !kiosk.CodeTyped(s.Input) {
		s.Problem = kiosk.Say("error.invitation_typo")
		return s, nil
	}
	return s, []Effect{Invited{Code: s.Input}}
}

// welcomed greets by name who has shown an invitation (F11), and asks whether
// they are the one.
func (s State) welcomed(e Welcomed) State {
	if s.Screen != ScreenCode || s.Input != e.Code {
		return s
	}
	s.Draft = Draft{
		Purpose: kiosk.PurposeInvited, Invitation: e.Code, Host: e.Host, Visitor: e.Visitor, Arranged: kiosk.ArrangedYes,
	}
	return s.after(ScreenCode)
}
