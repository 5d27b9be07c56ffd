package lobby

import (
	"strings"

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
	deliver := question(checkin.ScreenHost, 1, "")
	deliver.Of, deliver.Draft = 2, checkin.Draft{Purpose: kiosk.PurposeDelivery}
	courier := question(checkin.ScreenCourier, 2, "")
	courier.Of, courier.Draft, courier.Couriers = 2, checkin.Draft{Purpose: kiosk.PurposeDelivery, Host: manager}, []string{"顺丰", "京东", "邮政 EMS", "中通", "圆通", "韵达", "美团"}
	topics := with(base(checkin.ScreenEnquiry), func(m *checkin.Model) { m.Answers = answers() })
	answer := with(base(checkin.ScreenAnswer), func(m *checkin.Model) { m.Answers = answers()[1:2] })
	return []state{
		{"enquiry", topics},
		{"enquiry-one", with(topics, func(m *checkin.Model) { m.Answers = m.Answers[:1] })},
		{"enquiry-countdown", with(topics, func(m *checkin.Model) { m.Idle = 10 })},
		{"answer", answer},
		{"answer-long", with(answer, func(m *checkin.Model) {
			m.Answers = []checkin.Answer{{Topic: m.Answers[0].Topic, Say: map[kiosk.Lang]string{
				kiosk.LangZH: strings.Repeat("地下二层，乘货梯下去左转，", 9), kiosk.LangEN: strings.Repeat("Take the goods lift and turn left. ", 8),
			}}}
		})},
		{"told-promise", told("house.promise")},
		{"deliver", deliver},
		{"deliver-none", with(deliver, func(m *checkin.Model) { m.Input.Text, m.Problem = "zzz", kiosk.Say("error.no_host_found") })},
		{"deliver-found", with(deliver, func(m *checkin.Model) { m.Input.Text, m.Hosts = "zmy", hosts(2) })},
		{"courier", courier},
		{"courier-few", with(courier, func(m *checkin.Model) { m.Couriers = m.Couriers[:2] })},
		{"courier-problem", with(courier, func(m *checkin.Model) { m.Problem = kiosk.Say("error.storage") })},
		{"courier-busy", with(courier, func(m *checkin.Model) { m.Busy = true })},
		{"code", code},
		{"code-typed", with(code, func(m *checkin.Model) { m.Input.Text = "7992 73" })},
		{"code-problem", with(code, func(m *checkin.Model) { m.Input.Text, m.Problem = "7992 7398", kiosk.Say("error.invitation_unknown") })},
		{"code-typo", with(code, func(m *checkin.Model) { m.Input.Text, m.Problem = "7992 7399", kiosk.Say("error.invitation_typo") })},
		{"code-too-many", with(code, func(m *checkin.Model) { m.Input.Text, m.Problem = "7992 7398", kiosk.Say("error.too_many") })},
		{"invited", invited},
		{"invited-countdown", with(invited, func(m *checkin.Model) { m.Idle = 18 })},
		{"invited-first", with(invited, func(m *checkin.Model) { m.Of, m.Consent = 3, consent() })}, // the signature follows
		{"sign-last", with(signing(signed), func(m *checkin.Model) { m.At, m.Of = 3, 3 })},
		{"sign-busy", with(signing(signed), func(m *checkin.Model) { m.At, m.Of, m.Busy = 3, 3, true })},
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

// answers are as many as a house may have.
func answers() []checkin.Answer {
	var all []checkin.Answer
	for range checkin.MaxAnswers {
		all = append(all, checkin.Answer{
			Topic: map[kiosk.Lang]string{kiosk.LangZH: "停车和充电", kiosk.LangEN: "Parking, charging"},
			Say: map[kiosk.Lang]string{
				kiosk.LangZH: "访客车位在地下二层，前两个小时免费，请在前台登记车牌号。",
				kiosk.LangEN: "Visitors park on basement level 2. The first two hours are free: please give your plate number at the desk.",
			},
		})
	}
	for i, icon := range []string{"toilets", "parking", "wifi", "dining", "clock", "place", "umbrella", "first-aid"} {
		all[i].Icon = icon
	}
	all[0].Topic = map[kiosk.Lang]string{kiosk.LangZH: "洗手间", kiosk.LangEN: "Toilets"}
	return all
}
