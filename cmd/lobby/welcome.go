package main

import (
	"slices"
	"strings"

	"lobby.internal/kiosk"
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
	const key = "welcome.purposes"
	names, ok := s.list(key, choosable)
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

// list returns a list of texts that are all among those accepted, and whether
// the file gives one.
func (s *settings) list(key string, accepted []string) ([]string, bool) {
	v, given := s.value(key)
	if !given {
		return nil, false
	}
	all, ok := v.([]any)
	var names []string
	for _, one := range all {
		name, _ := one.(string)
		ok = ok && slices.Contains(accepted, name)
		names = append(names, name)
	}
	if !ok {
		s.wrong(key, `a list of "`+strings.Join(accepted, `", "`)+`"`, "")
	}
	return names, ok
}
