package lobby

import (
	"slices"
	"strings"
	"time"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/phrase"
)

var noon = time.Date(2026, 11, 24, 10, 42, 0, 0, time.UTC)

// state is a model to look at; its name is that of its golden file.
type state struct {
	name  string
	model checkin.Model
}

var (
	visitor = kiosk.Visitor{Name: "欧阳示例", Title: kiosk.TitleMs, Company: "样品科技有限公司", Phone: "010 5550 0100"}
	manager = checkin.HostChoice{ID: "H1", Person: kiosk.Person{Name: "赵明远", Title: "经理", Pinyin: "zhao ming yuan"}, Department: "示例科技 行政部"}
	deputy  = checkin.HostChoice{ID: "H2", Person: kiosk.Person{Name: "林知夏", Title: kiosk.TitleMs, Pinyin: "lin zhi xia"}, Department: "示例科技 行政部"}
)

func base(s checkin.Screen) checkin.Model {
	m := checkin.Model{Screen: s, Lang: kiosk.LangZH, Now: noon, Greeting: kiosk.Say("house.greeting"), Input: checkin.Input{Limit: 40}}
	if s == checkin.ScreenWelcome {
		m.Purposes = []kiosk.Purpose{kiosk.PurposeInvited, kiosk.PurposeDelivery, kiosk.PurposeEnquiry, kiosk.PurposeLeaving}
	}
	return m
}

func question(s checkin.Screen, at int, text string) checkin.Model {
	m := base(s)
	m.At, m.Of, m.Input.Text = at, 6, text
	m.Draft = checkin.Draft{Host: manager, Visitor: visitor, Arranged: kiosk.ArrangedYes}
	m.Keyboard = keyboard(s)
	return m
}

// keyboard is how the on-screen keyboard begins on a screen.
func keyboard(s checkin.Screen) *checkin.Keyboard {
	switch s {
	case checkin.ScreenHost:
		return &checkin.Keyboard{Mode: checkin.ModeLatin}
	case checkin.ScreenName, checkin.ScreenCompanion, checkin.ScreenCompany, checkin.ScreenMessage:
		return &checkin.Keyboard{Mode: checkin.ModePinyin, Names: true}
	case checkin.ScreenPhone, checkin.ScreenTicket, checkin.ScreenPIN, checkin.ScreenLost, checkin.ScreenCode:
		return &checkin.Keyboard{Mode: checkin.ModeDigits}
	}
	return nil
}

// composing is a field in which letters are being composed.
func composing(s checkin.Screen, text, keys string, picks ...string) checkin.Model {
	m := question(s, 2, text)
	m.Keyboard.Keys, m.Keyboard.More = keys, len(picks) == checkin.MaxPicks
	for _, p := range picks {
		m.Keyboard.Picks = append(m.Keyboard.Picks, checkin.Pick{Text: p, Keys: len(keys)})
	}
	return m
}

// on is a question with the keyboard in another mode.
func on(mode checkin.Mode, upper bool) checkin.Model {
	m := question(checkin.ScreenName, 2, "")
	m.Keyboard.Mode, m.Keyboard.Upper = mode, upper
	return m
}

func view(s kiosk.State, answer kiosk.State, words string) *checkin.VisitView {
	v := &checkin.VisitView{
		ID: "V1", Ticket: 7, State: s, Answer: answer, Visitor: visitor.Person(), Host: manager.Person, Lang: kiosk.LangZH,
	}
	v.Words = kiosk.Say(words).To(v.Visitor).About(v.Host)
	return v
}

func outcome(answer kiosk.State, words string, change func(*checkin.VisitView)) checkin.Model {
	m := base(checkin.ScreenOutcome)
	m.Visit = view(answer, answer, words)
	if change != nil {
		change(m.Visit)
	}
	return m
}

func with(m checkin.Model, change func(*checkin.Model)) checkin.Model {
	change(&m)
	return m
}

func strip() []checkin.StripItem {
	return []checkin.StripItem{
		{Ticket: 7, Visitor: kiosk.Person{Name: "欧阳", Title: kiosk.TitleMs}, Words: kiosk.Say("house.strip_lift", "Lift", "B"), Urgent: true},
		{Ticket: 8, Visitor: kiosk.Person{Name: "样", Title: kiosk.TitleMr}, Words: kiosk.Say("house.strip_desk"), Urgent: true},
		{Ticket: 12, Visitor: kiosk.Person{Name: "Sample", Title: kiosk.TitleMs}, Words: kiosk.Say("house.strip_wait")},
	}
}

func companions(n int) []kiosk.Companion {
	all := []kiosk.Companion{
		{Name: "样某", Title: kiosk.TitleMr}, {Name: "Anna Sample", Title: kiosk.TitleMs}, {Name: "司马样本"},
		{Name: "Maximiliane Wolfeschlegelsteinhausen"}, {Name: "例一", Title: kiosk.TitleMs},
	}
	return slices.Concat(all, all)[:n]
}

func consent() kiosk.Line { return kiosk.Say("lobby.consent", "Days", "90") }

// signed is a signature with a loop and a dot.
var signed = kiosk.Sign(
	[]kiosk.Point{{X: 120, Y: 290}, {X: 190, Y: 110}, {X: 250, Y: 300}, {X: 330, Y: 170}, {X: 420, Y: 280}, {X: 520, Y: 150}, {X: 640, Y: 290}, {X: 860, Y: 230}},
	[]kiosk.Point{{X: 520, Y: 90}},
)

// signing is the screen of the house rules, of which the sample ships.
func signing(s kiosk.Signature) checkin.Model {
	m := question(checkin.ScreenSign, 6, "")
	m.Of, m.Draft.Signature = 7, s
	m.Reading = &checkin.Reading{Document: document(assets.HouseRules())}
	return m
}

// reading is a page of the sample that ships; past the last, the last.
func reading(page int) checkin.Model {
	m := question(checkin.ScreenNotice, 6, "")
	m.Reading = &checkin.Reading{Document: document(assets.Consent()), Page: page}
	return m
}

func document(raw []byte) kiosk.Document {
	d, err := phrase.ReadDocument(raw, func(lang kiosk.Lang) []string {
		return []string{"company", map[kiosk.Lang]string{kiosk.LangZH: "云栖大厦", kiosk.LangEN: "Yunqi Tower", kiosk.LangJA: "Yunqi Tower"}[lang], "days", "90"}
	})
	if err != nil {
		panic(err)
	}
	return d
}

func hosts(n int) []checkin.HostChoice {
	all := []checkin.HostChoice{
		manager, deputy, {ID: "H3", Person: kiosk.Person{Name: "司马听雨", Title: "经理", Pinyin: "si ma ting yu"}, Department: "示例科技 总裁办"},
		{ID: "H4", Person: kiosk.Person{Name: "Anna Schmidt", Title: kiosk.TitleMs, Pinyin: "anna schmidt"}, Department: "示例科技 国际业务部"},
		{ID: "H5", Person: kiosk.Person{Name: "尉迟样本", Title: "总监", Pinyin: "yu chi yang ben"}, Department: "示例科技 供应链与采购管理中心"},
	}
	return all[:n]
}

// states are all that the window shows.
func states() []state {
	waiting := base(checkin.ScreenWaiting)
	waiting.Visit = view(kiosk.StateRegistered, "", "house.please_wait")
	contacting := base(checkin.ScreenWaiting)
	contacting.Visit = view(kiosk.StateContacting, "", "house.contacting")
	queued := base(checkin.ScreenWaiting)
	queued.Visit = view(kiosk.StateRegistered, "", "house.waiting_place")
	queued.Visit.Words.Args = map[string]string{"Place": "2"}
	farewell := base(checkin.ScreenFarewell)
	farewell.Visit = view(kiosk.StateLeft, "", "house.farewell")
	kept := base(checkin.ScreenFarewell)
	kept.Visit = view(kiosk.StateLeft, "", "house.message_kept")
	message := question(checkin.ScreenMessage, 0, "")
	message.Of, message.Visit = 0, view(kiosk.StateAbsent, kiosk.StateAbsent, "house.absent")

	return append(purposeStates(), []state{
		{"welcome", base(checkin.ScreenWelcome)},
		{"welcome-before", with(base(checkin.ScreenWelcome), func(m *checkin.Model) { m.Greeting = kiosk.Say("house.greeting_before") })},
		{"welcome-after", with(base(checkin.ScreenWelcome), func(m *checkin.Model) { m.Greeting = kiosk.Say("house.greeting_after") })},
		{"welcome-strip", with(base(checkin.ScreenWelcome), func(m *checkin.Model) { m.Strip = strip() })},
		{"welcome-crowd", with(base(checkin.ScreenWelcome), func(m *checkin.Model) {
			for range 4 {
				m.Strip = append(m.Strip, strip()...)
			}
		})},
		{"host", with(question(checkin.ScreenHost, 1, ""), func(m *checkin.Model) { m.Draft = checkin.Draft{} })},
		{"host-found", with(question(checkin.ScreenHost, 1, "zhao"), func(m *checkin.Model) { m.Hosts = hosts(2) })},
		{"host-many", with(question(checkin.ScreenHost, 1, "示例"), func(m *checkin.Model) { m.Hosts, m.More = hosts(5), true })},
		{"host-none", with(question(checkin.ScreenHost, 1, "zzz"), func(m *checkin.Model) { m.Problem = kiosk.Say("error.no_host_found") })},
		{"name", with(question(checkin.ScreenName, 2, ""), func(m *checkin.Model) { m.Draft.Visitor = kiosk.Visitor{} })},
		{"name-counter", with(question(checkin.ScreenName, 2, ""), func(m *checkin.Model) { m.Keyboard = nil })},
		{"name-composing", composing(checkin.ScreenName, "", "wangxiaoming", "王小明", "王晓明", "汪小明", "王晓鸣", "王", "汪", "旺", "望", "网", "往", "忘", "妄")},
		{"name-rest", with(composing(checkin.ScreenName, "欧阳", "shili", "士力", "是", "时"), func(m *checkin.Model) { m.Keyboard.First, m.Keyboard.More = 24, true })},
		{"name-unknown", composing(checkin.ScreenName, "", "vv")},
		{"name-latin", on(checkin.ModeLatin, true)},
		{"name-digits", on(checkin.ModeDigits, false)},
		{"name-accents", on(checkin.ModeAccents, true)},
		{"name-typed", question(checkin.ScreenName, 2, "欧阳示例")},
		{"name-long", question(checkin.ScreenName, 2, "Maximiliane Wolfeschlegelsteinhausen-Berg")},
		{"name-problem", with(question(checkin.ScreenName, 2, ""), func(m *checkin.Model) { m.Problem = kiosk.Say("error.incomplete_name") })},
		{"company", question(checkin.ScreenCompany, 3, "")},
		{"company-typed", question(checkin.ScreenCompany, 3, "样品科技有限公司")},
		{"phone", question(checkin.ScreenPhone, 4, "")},
		{"phone-problem", with(question(checkin.ScreenPhone, 4, "12"), func(m *checkin.Model) { m.Problem = kiosk.Say("error.bad_phone") })},
		{"arranged", with(question(checkin.ScreenArranged, 5, ""), func(m *checkin.Model) { m.Draft.Arranged = "" })},
		{"confirm", question(checkin.ScreenConfirm, 6, "")},
		{"confirm-short", with(question(checkin.ScreenConfirm, 6, ""), func(m *checkin.Model) { m.Draft.Visitor = kiosk.Visitor{Name: "样某"} })},
		{"confirm-busy", with(question(checkin.ScreenConfirm, 6, ""), func(m *checkin.Model) { m.Busy = true })},
		{"confirm-full", with(question(checkin.ScreenConfirm, 6, ""), func(m *checkin.Model) { m.Problem = kiosk.Say("error.full") })},
		{"confirm-notice", with(question(checkin.ScreenConfirm, 6, ""), func(m *checkin.Model) { m.Consent = consent() })},
		{"confirm-notice-short", with(question(checkin.ScreenConfirm, 6, ""), func(m *checkin.Model) {
			m.Draft.Visitor, m.Consent = kiosk.Visitor{Name: "样某"}, consent()
		})},
		{"confirm-notice-busy", with(question(checkin.ScreenConfirm, 6, ""), func(m *checkin.Model) { m.Consent, m.Busy = consent(), true })},
		{"confirm-notice-full", with(question(checkin.ScreenConfirm, 6, ""), func(m *checkin.Model) {
			m.Consent, m.Problem = consent(), kiosk.Say("error.full")
		})},
		{"confirm-party", with(question(checkin.ScreenConfirm, 6, ""), func(m *checkin.Model) {
			m.Consent, m.Room, m.Draft.Companions = consent(), 3, companions(2)
		})},
		{"confirm-alone", with(question(checkin.ScreenConfirm, 6, ""), func(m *checkin.Model) { m.Consent, m.Room = consent(), 5 })},
		{"confirm-party-full", with(question(checkin.ScreenConfirm, 6, ""), func(m *checkin.Model) {
			m.Consent, m.Draft.Companions, m.Problem = consent(), companions(5), kiosk.Say("error.full")
		})},
		{"party", with(question(checkin.ScreenParty, 6, ""), func(m *checkin.Model) { m.Room, m.Draft.Companions = 3, companions(2) })},
		{"party-full", with(question(checkin.ScreenParty, 6, ""), func(m *checkin.Model) { m.Draft.Companions = companions(9) })},
		{"party-problem", with(question(checkin.ScreenParty, 6, ""), func(m *checkin.Model) {
			m.Room, m.Draft.Companions, m.Problem = 1, companions(8), kiosk.Say("error.bad_text")
		})},
		{"companion", question(checkin.ScreenCompanion, 6, "")},
		{"companion-typed", with(question(checkin.ScreenCompanion, 6, "样某"), func(m *checkin.Model) { m.Draft.Companion.Title = kiosk.TitleMr })},
		{"companion-problem", with(question(checkin.ScreenCompanion, 6, ""), func(m *checkin.Model) { m.Problem = kiosk.Say("error.incomplete_companion") })},
		{"sign", signing("")},
		{"sign-signed", signing(signed)},
		{"sign-tapped", with(signing("M500 200"), func(m *checkin.Model) { m.Problem = kiosk.Say("error.incomplete_signature") })},
		{"sign-long", with(signing(""), func(m *checkin.Model) {
			m.Reading.Page = 1
			for lang, text := range m.Reading.Document.Text {
				m.Reading.Document.Text[lang] = strings.Repeat(text+"\n\n", 4)
			}
		})},
		{"notice", reading(0)},
		{"notice-last", reading(9)},
		{"waiting", waiting},
		{"waiting-queued", queued},
		{"waiting-contacting", contacting},
		{"waiting-long", with(contacting, func(m *checkin.Model) { m.Waited = 15 })},
		{"outcome-lounge-long", with(outcome(kiosk.StateLounge, "house.lounge", nil), func(m *checkin.Model) { m.Waited = 120 })},
		{"outcome-coming-down", outcome(kiosk.StateComingDown, "house.coming_down", func(v *checkin.VisitView) { v.Badge = checkin.BadgeTake })},
		{"outcome-go-up", outcome(kiosk.StateGoUp, "house.go_up", func(v *checkin.VisitView) {
			v.Lift, v.Floor, v.Side, v.Badge = "B", "12", checkin.SideRight, checkin.BadgePrinting
		})},
		{"outcome-go-up-left", outcome(kiosk.StateGoUp, "house.go_up", func(v *checkin.VisitView) {
			v.Lift, v.Floor, v.Side, v.Badge = "A", "3", checkin.SideLeft, checkin.BadgeDesk
		})},
		{"outcome-party", outcome(kiosk.StateComingDown, "house.coming_down", func(v *checkin.VisitView) { v.Badge, v.Party = checkin.BadgeTake, 3 })},
		{"outcome-party-printing", outcome(kiosk.StateComingDown, "house.coming_down", func(v *checkin.VisitView) { v.Badge, v.Party = checkin.BadgePrinting, 3 })},
		{"outcome-party-up", outcome(kiosk.StateGoUp, "house.go_up", func(v *checkin.VisitView) {
			v.Lift, v.Floor, v.Side, v.Badge, v.Party = "B", "12", checkin.SideRight, checkin.BadgeDesk, 3
		})},
		{"outcome-lounge", outcome(kiosk.StateLounge, "house.lounge", nil)},
		{"outcome-absent", outcome(kiosk.StateAbsent, "house.absent", func(v *checkin.VisitView) { v.Deputy = &deputy })},
		{"outcome-absent-alone", outcome(kiosk.StateAbsent, "house.absent", nil)},
		{"outcome-declined", outcome(kiosk.StateDeclined, "house.declined", nil)},
		{"message", message},
		{"ticket", with(question(checkin.ScreenTicket, 0, ""), func(m *checkin.Model) { m.Of = 0 })},
		{"ticket-unknown", with(question(checkin.ScreenTicket, 0, "77"), func(m *checkin.Model) { m.Of, m.Problem = 0, kiosk.Say("error.ticket_unknown") })},
		{"pin", with(question(checkin.ScreenPIN, 0, "••••••"), func(m *checkin.Model) { m.Of = 0 })},
		{"pin-wait", with(question(checkin.ScreenPIN, 0, ""), func(m *checkin.Model) { m.Of, m.Problem = 0, kiosk.Say("error.pin_wait", "Seconds", "30") })},
		{"message-composing", with(message, func(m *checkin.Model) {
			m.Input.Text = strings.Repeat("资料已放在前台，请方便时回电。", 3)
			m.Keyboard = composing(checkin.ScreenMessage, "", "xiexie", "写", "谢").Keyboard
		})},
		{"message-typed", with(message, func(m *checkin.Model) {
			m.Input.Text = strings.Repeat("资料已放在前台，请方便时回电。", 13)
		})},
		{"confirm-long", with(question(checkin.ScreenConfirm, 6, ""), func(m *checkin.Model) {
			m.Draft.Host.Person = kiosk.Person{Name: strings.Repeat("样", kiosk.MaxName), Title: "高级副总裁兼首席样例官"}
			m.Draft.Visitor = kiosk.Visitor{Name: strings.Repeat("例", kiosk.MaxName), Company: strings.Repeat("样品", kiosk.MaxCompany/2), Phone: "+86 010 5550 0100 99"}
		})},
		{"hosts-long", with(question(checkin.ScreenHost, 1, "样样"), func(m *checkin.Model) {
			for _, h := range hosts(5) {
				h.Person.Name, h.Department = strings.Repeat("样", kiosk.MaxName), strings.Repeat("例", 60)
				m.Hosts = append(m.Hosts, h)
			}
			m.Problem = kiosk.Say("error.incomplete_host")
		})},
		{"outcome-long", with(outcome(kiosk.StateAbsent, "house.absent", nil), func(m *checkin.Model) {
			m.Visit.Visitor.Name, m.Visit.Host = strings.Repeat("例", kiosk.MaxName), kiosk.Person{Name: strings.Repeat("样", kiosk.MaxName)}
			m.Visit.Words = m.Visit.Words.To(m.Visit.Visitor).About(m.Visit.Host)
			m.Problem = kiosk.Say("error.storage")
		})},
		{"coming-down-long", with(outcome(kiosk.StateComingDown, "house.coming_down", nil), func(m *checkin.Model) {
			m.Visit.Host = kiosk.Person{Name: "Maximiliane Wolfeschlegelsteinhausen-Berg", Title: "Director of Sample Affairs"}
			m.Visit.Visitor = kiosk.Person{Name: strings.Repeat("例", kiosk.MaxName)}
			m.Visit.Words, m.Visit.Badge = m.Visit.Words.To(m.Visit.Visitor).About(m.Visit.Host), checkin.BadgePrinting
		})},
		{"farewell", farewell},
		{"farewell-message", kept},
		{"countdown", with(question(checkin.ScreenName, 2, "欧阳"), func(m *checkin.Model) { m.Idle = 15 })},
		{"countdown-outcome", with(outcome(kiosk.StateAbsent, "house.absent", nil), func(m *checkin.Model) { m.Idle = 9 })},
	}...)
}
