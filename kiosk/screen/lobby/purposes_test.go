package lobby

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
)

// purposeStates are what the window shows to who comes for something else than
// a visit.
func purposeStates() []state {
	alone := question(checkin.ScreenLost, 0, "")
	alone.Of = 0
	told := func(id string) checkin.Model {
		return with(base(checkin.ScreenTold), func(m *checkin.Model) { m.Told = kiosk.Say(id) })
	}
	return []state{
		{"welcome-visit-alone", with(base(checkin.ScreenWelcome), func(m *checkin.Model) { m.Purposes = nil })},
		{"welcome-three", with(base(checkin.ScreenWelcome), func(m *checkin.Model) { m.Purposes, m.Strip = m.Purposes[1:], strip() })},
		{"leaving", base(checkin.ScreenLeaving)},
		{"leaving-countdown", with(base(checkin.ScreenLeaving), func(m *checkin.Model) { m.Idle = 12 })},
		{"lost", alone},
		{"lost-typed", with(alone, func(m *checkin.Model) { m.Input.Text = "007" })},
		{"told-leaving", told("house.leave_at_desk")},
	}
}
