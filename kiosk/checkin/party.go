package checkin

import (
	"slices"

	"lobby.internal/kiosk"
)

// room returns how many more companions may be added.
func (s State) room() int {
	return max(0, min(s.Config.Companions, kiosk.MaxCompanions)-len(s.Draft.Companions))
}

// party takes what is said of who else has come: while nobody is, the first one's
// name is asked for at once.
func (s State) party(i Intent) State {
	switch n := len(s.Draft.Companions); {
	case i.Kind == IntentRemove && s.Screen == ScreenParty && i.At >= 0 && i.At < n:
		s.Draft.Companions = slices.Delete(slices.Clone(s.Draft.Companions), i.At, i.At+1)
		return s.listed()
	case i.Kind == IntentParty && s.Screen == ScreenConfirm && n > 0:
		return s.ask(ScreenParty)
	case i.Kind != IntentRemove && s.Screen != ScreenCompanion && s.room() > 0:
		s.Draft.Companion = kiosk.Companion{}
		return s.ask(ScreenCompanion)
	}
	return s
}

// listed turns to the list of who else has come, or back to the confirmation
// where nobody has.
func (s State) listed() State {
	s.Draft.Companion = kiosk.Companion{}
	if len(s.Draft.Companions) == 0 {
		return s.ask(ScreenConfirm)
	}
	return s.ask(ScreenParty)
}

// nextCompanion adds the companion whose name was typed.
func (s State) nextCompanion() State {
	c, err := kiosk.Companion{Name: s.Input, Title: s.Draft.Companion.Title}.Check()
	switch {
	case err != nil:
		s.Problem = fieldProblem(err, ScreenCompanion, "companion")
		return s
	case s.room() == 0:
		return s.ask(ScreenConfirm)
	}
	s.Draft.Companions = append(slices.Clip(s.Draft.Companions), c)
	return s.listed()
}

// behind orders the steps of a badge: a party waits for the one that is furthest
// behind.
var behind = map[BadgeStep]int{BadgeTake: 1, BadgePrinting: 2, BadgeDesk: 3}

// Parties returns the visits without those of companions. A party is one visit to
// who registered it, whose badge has come as far as the last of them all.
func Parties(views []VisitView) []VisitView {
	leads := make([]VisitView, 0, len(views))
	for _, v := range views {
		if v.Lead == "" {
			leads = append(leads, v)
		}
	}
	for _, v := range views {
		at := slices.IndexFunc(leads, func(lead VisitView) bool { return lead.ID == v.Lead })
		if at >= 0 && behind[v.Badge] > behind[leads[at].Badge] {
			leads[at].Badge = v.Badge
		}
	}
	return leads
}
