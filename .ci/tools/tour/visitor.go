package main

import (
	"fmt"
	"time"
)

// mostTouches is how many a check-in takes at most: of a name of three syllables
// and a host found by initials, and of an invitation.
const (
	mostTouches = 14
	mostInvited = 6
)

// visitor is somebody who checks in by touch alone.
type visitor struct {
	lang    string // what the screen is to speak
	host    string // the keys that find the host, who is the first found
	name    string // the keys of the name
	pick    int    // the candidate that is the name, from 1; 0: the letters themselves are
	title   int    // the form of address, from 1
	company string // the keys of the company; "" skips the question
	hasty   bool   // taps twice where the next question has the same button
	album   string // begins the names of the pictures; "-": none are taken
}

// checkIn answers every question and leaves the visitor at the wait screen.
func (m *morning) checkIn(v visitor) error {
	return do(m.answering(v), m.arrange(v), m.register(v, mostTouches))
}

func (m *morning) album(v visitor, name string) func() error {
	if v.album == "-" {
		return func() error { return nil }
	}
	return m.picture("lobby", v.album+name)
}

// answering answers whom and who.
func (m *morning) answering(v visitor) func() error {
	return func() error {
		m.touches = 0
		return do(m.speaking(v.lang), m.tapping("start"), m.screen("host"), m.album(v, "host"), m.finding(v.host), m.album(v, "host-found"),
			m.tapping("host 1"), m.screen("name"), m.album(v, "name"), m.naming(v), m.tapping(fmt.Sprint("title ", v.title)),
			m.screen("company"), m.album(v, "company"))
	}
}

// arrange answers the rest, up to the confirmation.
func (m *morning) arrange(v visitor) func() error {
	on := "skip"
	if v.company != "" {
		on = "next"
	}
	return func() error {
		return do(m.keying(v.company), m.tapping(on), m.again(v), m.screen("phone"), m.album(v, "phone"), m.tapping("skip"),
			m.screen("arranged"), m.album(v, "arranged"), m.tapping("yes"))
	}
}

// again is the second half of a hasty visitor's double tap: it answers nothing.
func (m *morning) again(v visitor) func() error {
	return func() error {
		if !v.hasty {
			return nil
		}
		m.x.click(m.last.x, m.last.y)
		time.Sleep(looks)
		if got := m.agent.shows("lobby").Screen; got != "phone" {
			return fmt.Errorf("a double tap on the question for the company leads to the screen %s", got)
		}
		m.say("a double tap answers one question and not the next")
		return nil
	}
}

// register confirms. A name of three syllables may not take more touches than
// most; one that is spelled out takes as many as it has letters.
func (m *morning) register(v visitor, most int) func() error {
	return func() error {
		err := do(m.screen("confirm"), m.album(v, "confirm"), m.tapping("confirm"), m.screen("waiting"), m.album(v, "waiting"))
		switch {
		case err != nil:
			return err
		case v.pick > 0 && m.touches > most:
			return fmt.Errorf("a typed check-in took %d touches, want %d at most", m.touches, most)
		case v.pick > 0:
			m.say("checked in, in %s: %d touches of %d and no key, with a Chinese name of three syllables", v.lang, m.touches, most)
		case v.name == "":
			m.say("checked in, in %s: %d touches and no key, with an identity card and a signature", v.lang, m.touches)
		default:
			m.say("checked in, in %s: %d touches and no key, with a name of %d letters", v.lang, m.touches, len(v.name))
		}
		return nil
	}
}

// speaking turns the screen to a language.
func (m *morning) speaking(lang string) func() error {
	return func() error {
		if m.agent.shows("lobby").Lang == lang {
			return nil
		}
		return do(m.tapping("language"), m.shows(lang, func(p picture) bool { return p.Lang == lang }))
	}
}

// finding types what finds a host.
func (m *morning) finding(keys string) func() error {
	return func() error {
		return do(m.keying(keys), m.shows("a host", func(p picture) bool { return p.Hosts > 0 }))
	}
}

// naming types a name, and picks it where it is composed.
func (m *morning) naming(v visitor) func() error {
	return func() error {
		if v.pick == 0 {
			return do(m.keying(v.name), m.album(v, "name-typed"))
		}
		return do(m.keying(v.name), m.shows("candidates", func(p picture) bool { return p.Picks > 0 }), m.album(v, "name-candidates"),
			m.tapping(fmt.Sprint("pick ", v.pick)), m.shows("the name", func(p picture) bool { return p.Typed == 3 && p.Keys == 0 }),
			m.album(v, "name-typed"))
	}
}

// keying touches the keys of the keyboard on the screen, each when the one before
// has had its effect.
func (m *morning) keying(letters string) func() error {
	return func() error {
		for _, r := range letters {
			p := m.agent.shows("lobby")
			before := p.Typed + p.Keys
			key := "key " + string(r)
			if r == ' ' {
				key = "key space"
			}
			if err := m.touch("lobby", key); err != nil {
				return err
			}
			if err := m.until("lobby", fmt.Sprintf("more than %d letters", before), func(p picture) bool { return p.Typed+p.Keys > before }); err != nil {
				return err
			}
		}
		return nil
	}
}
