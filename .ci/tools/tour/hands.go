package main

import (
	"errors"
	"fmt"
	"time"
)

// hand is a way in which people touch keys; it presses what is at each place.
type hand struct {
	name  string
	types func(t *touchscreen, places [][2]int) error
}

var ways = []hand{
	{"with taps", func(t *touchscreen, places [][2]int) error {
		return each(places, func(x, y int) error { return t.tap(x, y) })
	}},
	{"with a wobble of 12 pixels", func(t *touchscreen, places [][2]int) error {
		return each(places, func(x, y int) error { return t.slide(x, y, 12) })
	}},
	{"with overlapping presses", overlapping},
	{"with a palm on the glass", func(t *touchscreen, places [][2]int) error {
		palm, err := t.put(540, 60)
		if err != nil {
			return err
		}
		err = each(places, func(x, y int) error {
			return errors.Join(t.send(palm, fingerMoves, 540+x%7, 60+y%5), t.tap(x, y))
		})
		return errors.Join(err, t.send(palm, fingerUp, 540, 60))
	}},
}

func each(places [][2]int, press func(x, y int) error) error {
	for _, p := range places {
		if err := press(p[0], p[1]); err != nil {
			return err
		}
		time.Sleep(30 * time.Millisecond)
	}
	return nil
}

// overlapping puts each finger down before the one before has gone.
func overlapping(t *touchscreen, places [][2]int) error {
	var before uint32
	for i, p := range places {
		id, err := t.put(p[0], p[1])
		if err != nil {
			return err
		}
		time.Sleep(40 * time.Millisecond)
		if i > 0 {
			if err := t.send(before, fingerUp, places[i-1][0], places[i-1][1]); err != nil {
				return err
			}
		}
		before = id
		time.Sleep(40 * time.Millisecond)
	}
	last := places[len(places)-1]
	return t.send(before, fingerUp, last[0], last[1])
}

// typedBy has a hand type the twelve letters in the empty field for the host, and
// returns how many have arrived when they are all there, or when none has come
// for so long; and whether they found the host.
func (m *morning) typedBy(h hand, silence time.Duration) (letters int, found bool, err error) {
	p := m.agent.shows("lobby")
	var places [][2]int
	for _, r := range twelve {
		b := p.Targets["key "+string(r)]
		places = append(places, [2]int{int(b[0] + b[2]/2), int(b[1] + b[3]/2)})
	}
	if err := h.types(m.glass, places); err != nil {
		return 0, false, err
	}
	letters = -1
	for last := time.Now(); time.Since(last) < silence; time.Sleep(20 * time.Millisecond) {
		if p = m.agent.shows("lobby"); p.Typed != letters {
			letters, last = p.Typed, time.Now()
		}
		if letters >= len(twelve) {
			silence = 300 * time.Millisecond // for one too many
		}
	}
	return letters, p.Hosts == 1, nil
}

// hands has hands type all letters, in each of these ways.
func (m *morning) hands(ways ...hand) func() error {
	return func() error { return m.each(ways) }
}

func (m *morning) each(ways []hand) error {
	for _, h := range ways {
		if err := do(m.tapping("start"), m.screen("host")); err != nil {
			return err
		}
		letters, found, err := m.typedBy(h, patience)
		if err != nil {
			return err
		}
		if letters != len(twelve) || !found {
			return fmt.Errorf("%s %d of %d letters arrive, and find the host: %t", h.name, letters, len(twelve), found)
		}
		m.say("%s %d of %d letters arrive, the right ones", h.name, letters, len(twelve))
		if err := do(m.tapping("cancel"), m.screen("welcome")); err != nil {
			return err
		}
	}
	return nil
}
