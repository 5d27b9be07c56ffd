package checkin

import (
	"lobby.internal/kiosk"
)

// stroke adds what a finger has drawn to the signature. What is no stroke adds
// nothing; of what is more than can be kept the visitor is told.
func (s State) stroke(drawn kiosk.Signature) State {
	strokes, err := drawn.Strokes()
	switch {
	case s.Screen != ScreenSign || err != nil || len(strokes) == 0:
		return s
	case len(s.Draft.Signature)+len(drawn) > kiosk.MaxSignature:
		s.Problem = kiosk.Say("error.long_signature")
		return s
	}
	s.Draft.Signature += drawn
	s.Problem = kiosk.Line{}
	return s
}

// unsigned takes the signature away, to be drawn again.
func (s State) unsigned() State {
	s.Draft.Signature, s.Problem = "", kiosk.Line{}
	return s
}

// nextSign goes on from what was signed, or registers where that came last.
func (s State) nextSign() (State, []Effect) {
	if err := s.Draft.Signature.Check(); err != nil {
		s.Problem = problem(kiosk.CodeOf(err), "signature")
		return s, nil
	}
	if s.last(ScreenSign) {
		return s.register()
	}
	return s.after(ScreenSign), nil
}
