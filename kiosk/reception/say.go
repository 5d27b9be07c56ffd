package reception

import (
	"slices"

	"lobby.internal/kiosk"
)

// sayings are the house's words at each step.
var sayings = map[kiosk.State][]string{
	kiosk.StateRegistered: {"house.please_wait"},
	kiosk.StateComingDown: {"house.coming_down"},
	kiosk.StateGoUp:       {"house.go_up"},
	kiosk.StateLounge:     {"house.lounge"},
	kiosk.StateAbsent:     {"house.absent"},
	kiosk.StateDeclined:   {"house.declined"},
	kiosk.StateOnSite:     {"house.farewell"},
	kiosk.StateLeft:       {"house.farewell"},
}

// words are what to say now. A badge that cannot be printed, or may not have come
// out, is fetched at the desk, as the visitor's own screen says.
func (s Snapshot) words(r kiosk.Record) []kiosk.Line {
	ids := sayings[r.State]
	args := []string(nil)
	switch {
	case r.State == kiosk.StateContacting && r.Host.ID == kiosk.FrontDesk:
		ids = []string{"house.delivery_here"}
	case r.State == kiosk.StateContacting:
		id, with := phoneWords(r)
		ids, args = []string{id}, with
	case r.State == kiosk.StateIssued:
		badge := "house.issued"
		if job, open := s.job(r); HeldUp(s.Devices) || open && undecided(job) {
			badge = "lobby.badge_desk"
		}
		ids = append(slices.Clone(sayings[r.Answer]), badge)
	}
	var lines []kiosk.Line
	for _, id := range ids {
		lines = append(lines, kiosk.Say(id, args...).To(r.Visitor.Person()).About(r.Host.Person()))
	}
	return lines
}
