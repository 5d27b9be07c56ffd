// Package kiosk is the domain of the lobby check-in kiosk: visits and the
// states they may be in, visitors, hosts, badges, the queue, and the rules of
// the house's conduct code. It does no I/O and imports nothing of this module.
//
// The conduct clauses that concern a visit are invariants of Visit, which can
// be changed only through its methods:
//
//   - F7: a host is contacted only for a registered visit.
//   - F8: no badge and no lift directions before the host's confirmation.
//   - C1: first come, first served; out of turn only with a reason, kept.
//   - F5: reception contacts one visitor's host at a time.
//
// The map of the program, outward from here:
//
//	kiosk/checkin    what the visitor's window shows and how it answers
//	kiosk/reception  what the desk's window shows and may do
//	kiosk/directory  whom one can visit: import, pinyin, search
//	kiosk/phrase     the words said to people
//	kiosk/badge      the badge as an image, and the token in its QR code
//	kiosk/agent      ties the windows, the store and the devices together
//	kiosk/control    the agent's local interface for the command line
//	kiosk/screen     theme and touch widgets; below it one folder a window
//	devices          printers and readers on serial ports
//	store            the one bbolt file; store/badgelog the log within it
//	store/relay      carries badge logs to where facilities keep them; below it
//	                 one folder an end
//	cmd/lobby        the agent with its windows; cmd/lobbyctl the command line
package kiosk

import "time"

// Clock tells the time; tests inject their own.
type Clock func() time.Time

// Lang is a language the product speaks, as a BCP 47 tag.
type Lang string

// The languages. Staff have the first two; Japanese is the visitor's alone.
const (
	LangZH Lang = "zh-CN"
	LangEN Lang = "en"
	LangJA Lang = "ja"
)

// Line is something to be said or shown to a person: the phrase's name in the
// phrase book and what fills its blanks. It is a plain value, so that it can
// cross from the model to any screen, which puts it into words.
type Line struct {
	ID      string            `json:"id"`
	Visitor Person            `json:"visitor,omitzero"`
	Host    Person            `json:"host,omitzero"`
	Args    map[string]string `json:"args,omitempty"`
}

// IsZero reports whether there is nothing to say.
func (l Line) IsZero() bool { return l.ID == "" }

// Say returns the line with that name and no blanks but those of args, given
// as name, value, name, value.
func Say(id string, args ...string) Line {
	l := Line{ID: id}
	for i := 0; i+1 < len(args); i += 2 {
		if l.Args == nil {
			l.Args = make(map[string]string, len(args)/2)
		}
		l.Args[args[i]] = args[i+1]
	}
	return l
}

// To returns the line addressed to visitor.
func (l Line) To(visitor Person) Line { l.Visitor = visitor; return l }

// About returns the line with host as the host it speaks of.
func (l Line) About(host Person) Line { l.Host = host; return l }
