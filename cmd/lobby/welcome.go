package main

import (
	"fmt"
	"slices"
	"strings"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
)

// visitPurpose is how the file writes kiosk.PurposeVisit, without which there is
// no kiosk.
const visitPurpose = "visit"

// choosable are the purposes that a house may have on its welcome screen.
var choosable = []string{
	visitPurpose, string(kiosk.PurposeInvited), string(kiosk.PurposeDelivery), string(kiosk.PurposeEnquiry), string(kiosk.PurposeLeaving),
}

// takeWelcome reads what the welcome screen offers.
func (c *config) takeWelcome(s *settings) {
	c.takeCouriers(s)
	c.takeAnswers(s)
	const key = "welcome.purposes"
	names, ok := s.list(key, `"`+strings.Join(choosable, `", "`)+`"`, func(name string) bool { return slices.Contains(choosable, name) })
	switch {
	case !ok:
		return
	case !slices.Contains(names, visitPurpose):
		s.wrong(key, `a list with "`+visitPurpose+`" in it`, "")
		return
	}
	c.Purposes = nil
	for _, name := range choosable { // in the order of the screen
		if name != visitPurpose && slices.Contains(names, name) {
			c.Purposes = append(c.Purposes, kiosk.Purpose(name))
		}
	}
}

// maxCourier is the longest name of a company on a button, in characters.
const maxCourier = 12

func (c *config) takeCouriers(s *settings) {
	const key = "welcome.couriers"
	names, ok := s.list(key, fmt.Sprintf("texts of 1 to %d characters", maxCourier), func(name string) bool {
		clean, err := kiosk.Clean("company", name, maxCourier)
		return err == nil && clean != "" && clean == name
	})
	switch {
	case !ok:
	case len(names) > checkin.MaxCouriers:
		s.wrong(key, fmt.Sprintf("a list of at most %d", checkin.MaxCouriers), "")
	default:
		c.Couriers = names
	}
}

// list returns a list of texts that are all accepted, and whether the file gives
// one; what is accepted in words.
func (s *settings) list(key, words string, accepted func(string) bool) ([]string, bool) {
	v, given := s.value(key)
	if !given {
		return nil, false
	}
	all, ok := v.([]any)
	var names []string
	for _, one := range all {
		name, text := one.(string)
		ok = ok && text && accepted(name)
		names = append(names, name)
	}
	if !ok {
		s.wrong(key, "a list of "+words, "")
	}
	return names, ok
}
