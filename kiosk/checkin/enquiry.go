package checkin

import "lobby.internal/kiosk"

// MaxAnswers is the most answers of a house: their topics stand on one screen,
// with another beside them.
const MaxAnswers = 11

// Answer is one of the house's answers to what is asked most, in its own words
// in every language (C2).
type Answer struct {
	Topic map[kiosk.Lang]string `json:"topic"`
	Say   map[kiosk.Lang]string `json:"say"`
	Icon  string                `json:"icon,omitempty"` // a file of assets/icons without its extension; "": none
}

// Ask asks to tell the desk that somebody has a question which has no answer
// here; Told answers (F6).
type Ask struct{}

func (Ask) effect() {}

// topic shows the answer at that place.
func (s State) topic(at int) State {
	if at < 0 || at >= len(s.Config.Answers) {
		return s
	}
	s = s.ask(ScreenAnswer)
	s.Topic = at
	return s
}
