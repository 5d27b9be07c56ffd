package checkin

import (
	"strings"
	"unicode/utf8"

	"lobby.internal/kiosk"
)

// Mode is what the on-screen keyboard types.
type Mode string

// The modes.
const (
	ModeLatin   Mode = "latin"
	ModePinyin  Mode = "pinyin"  // letters are composed, and picked as characters
	ModeDigits  Mode = "digits"  // and signs
	ModeAccents Mode = "accents" // é, ü, ñ …; one of them, then ModeLatin again
)

// Pick is something that composed letters may stand for.
type Pick struct {
	Text string `json:"text"`
	Keys int    `json:"keys"` // how many bytes of the letters it uses up
}

// Keyboard is the on-screen keyboard as a window shows it.
type Keyboard struct {
	Mode  Mode   `json:"mode"`
	Upper bool   `json:"upper"`          // the next letter is a capital
	Keys  string `json:"keys,omitempty"` // the letters being composed
	Picks []Pick `json:"picks,omitempty"`
	First int    `json:"first"` // the place of Picks[0] among all picks, from 0
	More  bool   `json:"more"`  // picks follow those in Picks
	Names bool   `json:"names"` // ModePinyin can be chosen
}

// MaxPicks is the most picks in a Model; a window shows those that have room.
const MaxPicks = 12

// maxPages is more pages than any text has.
const maxPages = 1000

// maxKeys is the most letters composed at once; no name is as long.
const maxKeys = 32

// Compose asks what the letters may stand for after what is already in the
// field; Composed answers.
type Compose struct{ Keys, Before string }

// Composed answers Compose, the likeliest first.
type Composed struct {
	Keys  string
	Picks []Pick
}

func (Compose) effect() {}
func (Composed) event() {}

// mode returns what the keyboard types at first.
func (s State) mode() Mode {
	switch s.Screen {
	case ScreenPhone, ScreenTicket, ScreenPIN, ScreenLost, ScreenCode:
		return ModeDigits
	case ScreenName, ScreenCompanion, ScreenCompany, ScreenMessage:
		if s.Lang == kiosk.LangZH && s.Config.Pinyin {
			return ModePinyin
		}
	}
	return ModeLatin // the directory answers to pinyin and initials as they are
}

// composing reports whether letters can be composed on this screen.
func (s State) composing() bool {
	switch s.Screen {
	case ScreenName, ScreenCompanion, ScreenCompany, ScreenMessage:
		return s.Config.Pinyin
	}
	return false
}

// capital reports whether a capital is expected next: where a name, a word of
// one or a message begins.
func (s State) capital() bool {
	switch s.Screen {
	case ScreenName, ScreenCompanion, ScreenCompany:
		return s.Input == "" || strings.ContainsAny(s.Input[len(s.Input)-1:], " -")
	case ScreenMessage:
		return s.Input == ""
	}
	return false
}

// uncomposed forgets the letters being composed.
func (s State) uncomposed() State {
	s.Keys, s.Picks, s.First = "", nil, 0
	return s
}

// key takes a key of the on-screen keyboard.
func (s State) key(text string) (State, []Effect) {
	if limits[s.Screen] == 0 || text == "" {
		return s, nil
	}
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case s.Mode != ModePinyin:
	case size == len(text) && r >= 'a' && r <= 'z', text == "'" && s.Keys != "":
		if len(s.Keys) < maxKeys {
			return s.compose(s.Keys + text)
		}
		return s, nil
	case text == " " && s.Keys != "":
		return s.space()
	}
	if s.Mode == ModeAccents {
		s.Mode = ModeLatin
	}
	return s.typed(text)
}

// space picks what is likeliest on the page, or takes the letters as they are.
func (s State) space() (State, []Effect) {
	if s.First < len(s.Picks) {
		return s.pick(s.First)
	}
	return s.literal()
}

func (s State) compose(keys string) (State, []Effect) {
	s = s.uncomposed()
	if s.Keys = keys; keys == "" {
		return s, nil
	}
	s.Problem = kiosk.Line{}
	return s, []Effect{Compose{Keys: keys, Before: s.Input}}
}

// composed takes the answer, unless the letters are others by now.
func (s State) composed(e Composed) State {
	if s.Keys != "" && s.Keys == e.Keys {
		s.Picks, s.First = e.Picks, 0
	}
	return s
}

// pick writes the candidate at that place and goes on with the letters it
// leaves.
func (s State) pick(n int) (State, []Effect) {
	if n < 0 || n >= len(s.Picks) || s.Keys == "" {
		return s, nil
	}
	p := s.Picks[n]
	if utf8.RuneCountInString(s.Input+p.Text) > limits[s.Screen] {
		return s.tooLong(), nil
	}
	rest := s.Keys[min(max(p.Keys, 0), len(s.Keys)):]
	s, _ = s.edited(s.Input + p.Text)
	return s.compose(rest)
}

// literal takes the letters being composed as they were typed.
func (s State) literal() (State, []Effect) {
	if s.Keys == "" {
		return s, nil
	}
	done, effects := s.uncomposed().write(s.Keys)
	if done.Problem.ID == tooLong {
		return s.tooLong(), nil
	}
	return done, effects
}

// page turns to the page of candidates that begins at that place, or to that page
// of the text being read.
func (s State) page(first int) State {
	if s.reading() != nil {
		s.Page = max(0, min(first, maxPages-1))
		return s
	}
	s.First = max(0, min(first, len(s.Picks)-1))
	return s
}

// turn turns the keyboard to another mode.
func (s State) turn(m Mode) (State, []Effect) {
	switch {
	case limits[s.Screen] == 0, m == ModePinyin && !s.composing():
		return s, nil
	case m == ModePinyin, m == ModeLatin, m == ModeDigits, m == ModeAccents:
		s, effects := s.literal()
		s.Mode = m
		return s, effects
	}
	return s, nil
}

// keyboard returns the on-screen keyboard, nil where nothing is typed or the
// house has none; an administrator always has one.
func (s State) keyboard() *Keyboard {
	if !s.Config.Keyboard && s.Screen != ScreenPIN || limits[s.Screen] == 0 {
		return nil
	}
	first := min(s.First, len(s.Picks))
	last := min(first+MaxPicks, len(s.Picks))
	return &Keyboard{
		Mode: s.Mode, Upper: s.Upper, Keys: s.Keys, Picks: s.Picks[first:last:last], First: first,
		More: last < len(s.Picks), Names: s.composing(),
	}
}
