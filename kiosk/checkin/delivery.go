package checkin

import "lobby.internal/kiosk"

// MaxCouriers is the most companies to choose from: they stand on one screen,
// with another beside them.
const MaxCouriers = 7

// deliver registers a delivery of the company at that place, or of none of
// them. A courier is asked nothing else.
func (s State) deliver(at int) (State, []Effect) {
	s.Draft.Visitor = kiosk.Visitor{}
	switch n := len(s.Config.Couriers); {
	case at < 0 || at > n:
		return s, nil
	case at < n:
		s.Draft.Visitor.Company = s.Config.Couriers[at]
	}
	s.Busy, s.Problem = true, kiosk.Line{}
	return s, []Effect{Register{Lang: s.Lang, Draft: s.Draft}}
}
