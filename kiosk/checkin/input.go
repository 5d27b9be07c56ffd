package checkin

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"lobby.internal/kiosk"
)

const tooLong = "error.too_long"

// speak changes the language; what was typed stays, with the letters being
// composed as they are.
func (s State) speak(lang kiosk.Lang) (State, []Effect) {
	if !slices.Contains(s.Config.langs(), lang) {
		return s, nil
	}
	s, effects := s.literal()
	s.Lang = lang
	s.Mode = s.mode()
	return s, effects
}

// typed takes what was typed on a keyboard into the field, after the letters
// that are being composed.
func (s State) typed(text string) (State, []Effect) {
	keys := s.Keys
	return s.uncomposed().write(keys + text)
}

// numeric are the screens on which nothing but digits is typed.
var numeric = map[Screen]bool{ScreenTicket: true, ScreenLost: true, ScreenCode: true, ScreenPIN: true}

// write puts text at the end of the field.
func (s State) write(text string) (State, []Effect) {
	limit := limits[s.Screen]
	if limit == 0 {
		return s, nil
	}
	input := s.Input
	for _, r := range text {
		if !kiosk.Typeable(r) || (numeric[s.Screen] && (r < '0' || r > '9')) {
			continue
		}
		if utf8.RuneCountInString(input) == limit {
			return s.tooLong(), nil
		}
		input += string(r)
	}
	return s.edited(input)
}

func (s State) tooLong() State {
	s.Problem = kiosk.Say(tooLong, "Limit", strconv.Itoa(limits[s.Screen]))
	return s
}

// erase takes the last letter being composed, or else the field's last
// character.
func (s State) erase() (State, []Effect) {
	if s.Keys != "" {
		return s.compose(s.Keys[:len(s.Keys)-1])
	}
	_, size := utf8.DecodeLastRuneInString(s.Input)
	return s.edited(s.Input[:len(s.Input)-size])
}

func (s State) edited(input string) (State, []Effect) {
	if input == s.Input {
		return s, nil
	}
	s.Input, s.Problem = input, kiosk.Line{}
	s.Upper = s.capital()
	if s.Screen == ScreenCode {
		return s.coded()
	}
	if s.Screen != ScreenHost {
		return s, nil
	}
	if utf8.RuneCountInString(input) < minQuery {
		s.Found, s.More = nil, false
		return s, nil
	}
	return s, []Effect{Search{Query: input}}
}

// AsksName reports whether a visitor is being asked for their name, which an
// identity card may then give.
func (s State) AsksName() bool { return s.Screen == ScreenName && !s.Busy }

// identified puts the name on an identity card into the field, for the visitor
// to look at and go on.
func (s State) identified(e Identified) (State, []Effect) {
	if !s.AsksName() {
		return s, nil
	}
	s, _ = s.intent(Intent{Kind: IntentClear})
	s, effects := s.intent(Intent{Kind: IntentType, Text: e.Name})
	s.Card = Identified{}
	if name, err := kiosk.Clean("name", e.Name, kiosk.MaxName); err == nil && name != "" {
		s.Card = Identified{Name: name, Identity: e.Identity}
	}
	return s, effects
}
