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
	code := question(checkin.ScreenCode, 1, "")
	code.Of, code.Draft = 2, checkin.Draft{Purpose: kiosk.PurposeInvited}
	invited := question(checkin.ScreenConfirm, 2, "")
	invited.Of, invited.Draft.Purpose, invited.Draft.Invitation = 2, kiosk.PurposeInvited, "79927398"
	invited.Draft.Visitor.Phone = kiosk.MaskedPhone(visitor.Phone)
	return []state{
		{"code", code},
		{"code-typed", with(code, func(m *checkin.Model) { m.Input.Text = "7992 73" })},
		{"code-problem", with(code, func(m *checkin.Model) { m.Input.Text, m.Problem = "7992 7398", kiosk.Say("error.invitation_unknown") })},
		{"code-typo", with(code, func(m *checkin.Model) { m.Input.Text, m.Problem = "7992 7399", kiosk.Say("error.invitation_typo") })},
		{"code-too-many", with(code, func(m *checkin.Model) { m.Input.Text, m.Problem = "7992 7398", kiosk.Say("error.too_many") })},
		{"invited", invited},
		{"invited-countdown", with(invited, func(m *checkin.Model) { m.Idle = 18 })},
		{"welcome-visit-alone", with(base(checkin.ScreenWelcome), func(m *checkin.Model) { m.Purposes = nil })},
		{"welcome-three", with(base(checkin.ScreenWelcome), func(m *checkin.Model) { m.Purposes, m.Strip = m.Purposes[1:], strip() })},
		{"leaving", base(checkin.ScreenLeaving)},
		{"leaving-countdown", with(base(checkin.ScreenLeaving), func(m *checkin.Model) { m.Idle = 12 })},
		{"leaving-unknown", with(base(checkin.ScreenLeaving), func(m *checkin.Model) { m.Problem = kiosk.Say("error.badge_unknown") })},
		{"leaving-void", with(base(checkin.ScreenLeaving), func(m *checkin.Model) { m.Problem = kiosk.Say("error.badge_void") })},
		{"leaving-busy", with(base(checkin.ScreenLeaving), func(m *checkin.Model) { m.Problem = kiosk.Say("error.badge_busy") })},
		{"told-void", told("error.badge_void")},
		{"told-busy", told("error.badge_busy")},
		{"lost", alone},
		{"lost-typed", with(alone, func(m *checkin.Model) { m.Input.Text = "007" })},
		{"told-leaving", told("house.leave_at_desk")},
	}
}
