package desk

import (
	"bytes"
	"fmt"
	"image/png"
	"strings"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/badge"
	"lobby.internal/kiosk/reception"
)

var noon = time.Date(2026, time.November, 24, 9, 41, 0, 0, time.FixedZone("CST", 8*3600))

func ago(minutes int) time.Time { return noon.Add(-time.Duration(minutes) * time.Minute) }

type who struct {
	name    string
	title   kiosk.Title
	pinyin  string
	company string
}

var guests = []who{
	{"陈晓舟", kiosk.TitleMr, "chen xiao zhou", "样例设计院"},
	{"欧阳听雪", kiosk.TitleMs, "ouyang ting xue", "虚构物流有限公司"},
	{"Anna Placeholder", kiosk.TitleMs, "", "Example Instruments Ltd"},
	{"刘一一", kiosk.TitleNone, "liu yi yi", ""},
	{"司徒望山", kiosk.TitleMr, "si tu wang shan", "示范律师事务所"},
	{"高秋水", kiosk.TitleMs, "gao qiu shui", "样本快运"},
	{"何小满", kiosk.TitleMr, "he xiao man", "示例银行云栖支行"},
	{"罗青禾", kiosk.TitleMs, "luo qing he", "样例园艺"},
	{"唐听竹", kiosk.TitleMr, "tang ting zhu", "虚构影像"},
	{"沈知秋", kiosk.TitleMs, "shen zhi qiu", "样例出版社"},
	{"Ola Musterperson", kiosk.TitleMr, "", "Muster GmbH"},
	{"韩春生", kiosk.TitleMr, "han chun sheng", "示范电梯维保"},
}

var hosts = []kiosk.Person{
	{Name: "王小明", Title: "经理", Pinyin: "wang xiao ming"},
	{Name: "林知夏", Title: "女士", Pinyin: "lin zhi xia"},
	{Name: "赵明远", Title: "经理", Pinyin: "zhao ming yuan"},
	{Name: "钱小满", Title: "女士", Pinyin: "qian xiao man"},
}

func row(ticket int, s kiosk.State, arrived, since int) reception.Row {
	g := guests[(ticket-1)%len(guests)]
	return reception.Row{
		Visit: kiosk.VisitID(fmt.Sprintf("V%03d", ticket)), Rev: ticket + 1, Ticket: ticket, State: s,
		Visitor: kiosk.Person{Name: g.name, Title: g.title, Pinyin: g.pinyin}, Company: g.company,
		Host: hosts[ticket%len(hosts)], Arrived: ago(arrived), Since: ago(since),
	}
}

func ready() []reception.Device {
	return []reception.Device{
		{Name: "printer", Health: "ready", Since: ago(95)},
		{Name: "reader", Health: "ready", Since: ago(95)},
	}
}

// empty is a morning before anybody came.
func empty() reception.Model {
	return reception.Model{Lang: kiosk.LangZH, Now: noon, Devices: ready()}
}

// busy is four people in front of the desk.
func busy() reception.Model {
	m := empty()
	m.CanServe = true
	m.Queue = []reception.Row{
		row(21, kiosk.StateRegistered, 12, 12), row(22, kiosk.StateRegistered, 7, 7),
		row(23, kiosk.StateRegistered, 3, 3), row(24, kiosk.StateRegistered, 0, 0),
	}
	lounge := row(18, kiosk.StateLounge, 31, 22)
	absent := row(19, kiosk.StateAbsent, 19, 4)
	absent.Message = true
	m.Open = []reception.Row{lounge, absent}
	for i := range 5 {
		r := row(12+i, kiosk.StateOnSite, 80-8*i, 70-8*i)
		r.Badge = fmt.Sprintf("261124-%03d", 12+i)
		m.OnSite = append(m.OnSite, r)
	}
	m.Recent = []reception.Row{row(11, kiosk.StateLeft, 95, 9), row(10, kiosk.StateCancelled, 101, 80), row(9, kiosk.StateLeft, 110, 33),
		m.OnSite[4], m.OnSite[3], row(8, kiosk.StateTimedOut, 140, 60)}
	m.Notices = []reception.Notice{
		{Words: kiosk.Say("notice.lounge_reminder", "Minutes", "22").To(lounge.Visitor), Visit: lounge.Visit, At: ago(2)},
		{Words: kiosk.Say("notice.message_waiting").To(absent.Visitor).About(absent.Host), Visit: absent.Visit, At: ago(4)},
	}
	return m
}

func detail(r reception.Row, actions ...reception.Action) *reception.Detail {
	return &reception.Detail{
		Row: r, Phone: "010-5550-0142", Arranged: kiosk.ArrangedYes, Department: "示例科技 研发一部", Floor: "12", Lift: "A",
		Extension: "1203", Deputy: &reception.Contact{Person: kiosk.Person{Name: "陈子墨", Title: "总监", Pinyin: "chen zi mo"}, Extension: "1201"},
		Actions: actions, History: []reception.Moment{{Kind: kiosk.EventRegistered, At: r.Arrived}},
	}
}

func withWords(d *reception.Detail, ids ...string) *reception.Detail {
	for _, id := range ids {
		d.Say = append(d.Say, kiosk.Say(id, "From", d.Company).To(d.Visitor).About(d.Host))
	}
	return d
}

// selected is busy with a visit being looked at, out of the queue.
func selected(s kiosk.State, actions []reception.Action, say ...string) reception.Model {
	m := busy()
	m.CanServe = s != kiosk.StateContacting
	r := row(20, s, 14, 1)
	if s != kiosk.StateOnSite {
		m.Open = append(m.Open, r)
	} else {
		m.OnSite = append(m.OnSite, r)
	}
	m.Selected = withWords(detail(r, actions...), say...)
	m.Selected.History = append(m.Selected.History, reception.Moment{Kind: kiosk.EventContacted, At: ago(2)})
	return m
}

var answers = []reception.Action{reception.ActionComingDown, reception.ActionGoUp, reception.ActionLounge, reception.ActionAbsent, reception.ActionDeclined}

func but(one reception.Action, more ...reception.Action) []reception.Action {
	var all []reception.Action
	for _, a := range answers {
		if a != one {
			all = append(all, a)
		}
	}
	return append(all, more...)
}

func queued(i int) reception.Model {
	m := busy()
	m.Selected = withWords(detail(m.Queue[i], reception.ActionServe, reception.ActionCancel), "house.please_wait")
	return m
}

func printing(state kiosk.JobState, cause string, actions ...reception.Action) reception.Model {
	m := selected(kiosk.StateIssued, append(actions, reception.ActionByHand, reception.ActionLend, reception.ActionComingDown, reception.ActionCancel), "house.go_up", "house.issued")
	m.Selected.Badge = "261124-020"
	m.Selected.Print = &reception.Print{State: state, Attempt: 2, Cause: cause}
	if state == kiosk.JobUnknown {
		m.Selected.Print.Picture = badgeOf(m.Selected)
	}
	trouble := state == kiosk.JobUnknown || state == kiosk.JobFailed
	m.Selected.Trouble, m.Open[2].Trouble = trouble, trouble
	if trouble {
		id := "notice.print_failed"
		if state == kiosk.JobUnknown {
			id = "notice.print_unknown"
		}
		m.Notices = append([]reception.Notice{{Words: kiosk.Say(id).To(m.Selected.Visitor), Visit: m.Selected.Visit, Urgent: true, At: ago(1)}}, m.Notices...)
	}
	return m
}

func unplugged() reception.Model {
	m := printing(kiosk.JobQueued, "")
	m.Selected.Print.Attempt = 1
	m.Devices[0] = reception.Device{Name: "printer", Health: "absent", Causes: []string{"unplugged"}, Since: ago(3)}
	m.Notices = append([]reception.Notice{{Words: kiosk.Say("notice.print_waiting").To(m.Selected.Visitor), Visit: m.Selected.Visit, Urgent: true, At: ago(1)}}, m.Notices...)
	return m
}

func paperOut() reception.Model {
	m := printing(kiosk.JobFailed, "paper_out", reception.ActionPrintAgain)
	m.Devices[0] = reception.Device{Name: "printer", Health: "not_ready", Causes: []string{"paper_out", "paused", "hot"}, Since: ago(3)}
	m.Devices[1] = reception.Device{Name: "reader", Health: "opening", Since: ago(1)}
	m.Devices = append(m.Devices, reception.Device{Name: "scanner", Health: "not_ready", Causes: []string{"in_use"}, Since: ago(1)})
	return m
}

// secondPrinter is a badge that may have come out of the second printer.
func secondPrinter() reception.Model {
	m := printing(kiosk.JobUnknown, "silent", reception.ActionPrinted, reception.ActionPrintAgain)
	m.Selected.Print.Printer, m.Selected.Print.Attempt = "second_printer", 1
	m.Selected.Print.Picture = badgeOf(m.Selected)
	m.Devices = []reception.Device{
		{Name: "printer", Health: "not_ready", Causes: []string{"paper_out"}, Since: ago(9)},
		{Name: "second_printer", Health: "not_ready", Causes: []string{"silent"}, Since: ago(1)},
		{Name: "reader", Health: "ready", Since: ago(95)},
	}
	return m
}

// inUse is a printer whose port a program holds that the system names.
func inUse() reception.Model {
	m := busy()
	m.Devices[0] = reception.Device{Name: "printer", Health: "absent", Causes: []string{"in_use"}, Detail: "ModemManager (pid 4194304)", Since: ago(3)}
	return m
}

func onSite() reception.Model {
	m := selected(kiosk.StateOnSite, []reception.Action{reception.ActionSeeOff, reception.ActionComingDown, reception.ActionPrintAgain, reception.ActionLend}, "house.farewell")
	m.Selected.Badge = "261124-020"
	return m
}

// carded is a visitor who showed an identity card.
func carded() reception.Model {
	m := onSite()
	m.Selected.IDLast = "907X"
	return m
}

func absent() reception.Model {
	m := selected(kiosk.StateAbsent, but(reception.ActionAbsent, reception.ActionPass, reception.ActionSeeOff, reception.ActionCancel), "house.absent")
	m.Selected.Message = "样品已经放在前台，麻烦有空时过目一下；合同第三页的日期想再同您核对，下午三点以后都可以回电话给我，谢谢。"
	m.Selected.Row.Message = true
	return m
}

func left() reception.Model {
	m := busy()
	m.Selected = withWords(detail(m.Recent[0]), "house.farewell")
	m.Selected.History = append(m.Selected.History, reception.Moment{Kind: kiosk.EventContacted, At: ago(93)}, reception.Moment{Kind: kiosk.EventConfirmed, At: ago(92)},
		reception.Moment{Kind: kiosk.EventIssued, At: ago(92)}, reception.Moment{Kind: kiosk.EventEntered, At: ago(91)}, reception.Moment{Kind: kiosk.EventLeft, At: ago(9)})
	return m
}

func longNames() reception.Model {
	m := selected(kiosk.StateContacting, append(answers[:5:5], reception.ActionRelease, reception.ActionCancel), "house.phone_host_company")
	name := kiosk.Person{Name: "阿卜杜热西提·买买提江·示例用的很长很长的名字·古丽", Title: kiosk.TitleMr}
	latin := kiosk.Person{Name: "Maximiliana Wolfeschlegelsteinhausenberg", Title: kiosk.TitleMs}
	company := "虚构的云栖大厦国际商务与技术合作发展集团股份有限公司华东区域第二分公司综合管理部采购与供应链中心"
	m.Selected.Visitor, m.Selected.Company, m.Selected.Department = name, company, "示例科技国际业务拓展与客户关系管理中心 第三办公室"
	m.Selected.Host.Title = "高级副总经理兼采购总监"
	m.Selected.Extension = "8001-20347"
	m.Selected.Reason = "老人或行动不便，家属陪同，已在接待厅等候多时，被访人来电要求先见"
	m.Selected.Say[0] = kiosk.Say("house.phone_host_company", "From", company).To(name)
	for i := range m.Queue {
		m.Queue[i].Visitor, m.Queue[i].Company = latin, "International Placeholder Instruments and Measurement Company Limited"
	}
	m.Open[2].Visitor, m.Open[2].Company = name, company
	m.OnSite[0].Visitor = name
	m.Queue[0].Arrived, m.Queue[0].Ticket = ago(135), 121
	return m
}

// crammed is a visit with all that can be said of one, at its longest.
func crammed() reception.Model {
	m := longNames()
	d := m.Selected
	d.State, d.Badge, d.Trouble = kiosk.StateIssued, "261124-020", true
	d.Print = &reception.Print{State: kiosk.JobFailed, Attempt: 12, Cause: "silent"}
	d.Message = strings.Repeat("样品已经放在前台，麻烦有空时过目一下。", 10)
	d.Reason = strings.Repeat("家属陪同，已等候多时。", 12)
	d.Say = []kiosk.Line{kiosk.Say("house.coming_down").To(d.Visitor).About(d.Host), kiosk.Say("house.issued").To(d.Visitor).About(d.Host)}
	d.Actions = []reception.Action{reception.ActionPass, reception.ActionPrintAgain, reception.ActionByHand, reception.ActionLend, reception.ActionGoUp, reception.ActionCancel}
	for i := range 20 {
		d.History = append(d.History, reception.Moment{Kind: kiosk.EventReprinted, At: ago(20 - i)})
	}
	return m
}

// crammedUnknown is the same with a badge to look for.
func crammedUnknown() reception.Model {
	m := crammed()
	d := m.Selected
	d.Print = &reception.Print{State: kiosk.JobUnknown, Attempt: 12, Cause: "silent"}
	d.Print.Picture = badgeOf(d)
	d.Actions = append([]reception.Action{reception.ActionPrinted}, d.Actions...)
	return m
}

var badges = map[string][]byte{}

// badgeOf is the visit's badge as it was sent to the printer.
func badgeOf(d *reception.Detail) []byte {
	key := fmt.Sprint(d.Visitor.Name, d.Print.Attempt)
	if badges[key] == nil {
		badges[key] = drawBadge(d)
	}
	return badges[key]
}

func drawBadge(d *reception.Detail) []byte {
	img, err := badge.Render(badge.Card{
		Visitor: d.Visitor.Name, Company: d.Company, Host: d.Host.Name, Date: "2026-11-24", Floor: d.Floor, Lift: d.Lift,
		Number: d.Badge, Attempt: d.Print.Attempt, Token: "V1:" + strings.Repeat("A", 120), CompanyName: "云栖大厦",
	})
	if err != nil {
		panic(err)
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		panic(err)
	}
	return file.Bytes()
}

// crowd is a fire drill: some hundred rows in every list.
func crowd() reception.Model {
	m := busy()
	m.Queue, m.OnSite, m.Recent, m.Notices = nil, nil, nil, nil
	for i := range 150 {
		m.Queue = append(m.Queue, row(i+1, kiosk.StateRegistered, 150-i, 150-i))
		m.OnSite = append(m.OnSite, row(i+201, kiosk.StateOnSite, 150-i, 150-i))
		m.Recent = append(m.Recent, row(i+401, kiosk.StateLeft, i, i))
	}
	m.Problem = kiosk.Say("error.stale")
	return m
}

func english(m reception.Model) reception.Model {
	m.Lang = kiosk.LangEN
	return m
}

func problem(m reception.Model, id string) reception.Model {
	m.Problem = kiosk.Say(id)
	return m
}

// invited is a visitor who came with an invitation.
func invited() reception.Model {
	m := queued(0)
	m.Selected.Purpose = kiosk.PurposeInvited
	return m
}

// delivery is a courier whose host is being asked.
func delivery() reception.Model {
	m := selected(kiosk.StateContacting, append([]reception.Action{reception.ActionSeeOff}, append(answers[:5:5], reception.ActionRelease, reception.ActionCancel)...), "house.phone_delivery")
	m.Selected.Purpose, m.Selected.Arranged, m.Selected.Phone = kiosk.PurposeDelivery, kiosk.ArrangedUnasked, ""
	m.Selected.Visitor, m.Selected.Company = kiosk.Person{Name: "样品速运"}, ""
	m.Selected.Say[0] = m.Selected.Say[0].To(m.Selected.Visitor)
	m.Open[len(m.Open)-1] = m.Selected.Row
	return m
}

// deliveries waits with couriers in every list, one of them served who brings
// something for the front desk, where nobody has to be asked.
func deliveries() reception.Model {
	m := delivery()
	for _, r := range []*reception.Row{&m.Queue[1], &m.Open[0], &m.Recent[0]} {
		r.Visitor, r.Company, r.Purpose = kiosk.Person{Name: "样品速运"}, "", kiosk.PurposeDelivery
	}
	d := m.Selected
	d.AtDesk, d.Visitor, d.Host = true, kiosk.Person{Name: "送货员"}, kiosk.Person{Name: "前台"}
	d.Department, d.Floor, d.Lift, d.Extension, d.Deputy = "", "", "", "", nil
	d.Actions = []reception.Action{reception.ActionSeeOff, reception.ActionRelease, reception.ActionCancel}
	d.Say = []kiosk.Line{kiosk.Say("house.delivery_here").To(d.Visitor).About(d.Host)}
	m.Open[len(m.Open)-1] = d.Row
	return m
}

// states is every state the window is checked in.
func states() map[string]reception.Model {
	return map[string]reception.Model{
		"zero":                    {},
		"empty":                   empty(),
		"busy":                    busy(),
		"first":                   queued(0),
		"later":                   queued(2),
		"contacting":              selected(kiosk.StateContacting, append(answers[:5:5], reception.ActionRelease, reception.ActionCancel), "house.phone_host_company"),
		"coming_down":             selected(kiosk.StateComingDown, but(reception.ActionComingDown, reception.ActionCancel), "house.coming_down"),
		"go_up":                   selected(kiosk.StateGoUp, but(reception.ActionGoUp, reception.ActionCancel), "house.go_up"),
		"lounge":                  selected(kiosk.StateLounge, but(reception.ActionLounge, reception.ActionCancel), "house.lounge"),
		"absent":                  absent(),
		"declined":                selected(kiosk.StateDeclined, but(reception.ActionDeclined, reception.ActionSeeOff, reception.ActionCancel), "house.declined"),
		"printing":                printing(kiosk.JobSending, ""),
		"unknown":                 printing(kiosk.JobUnknown, "silent", reception.ActionPrinted, reception.ActionPrintAgain),
		"failed":                  printing(kiosk.JobFailed, "glyphs", reception.ActionPrintAgain),
		"unplugged":               unplugged(),
		"paper_out":               paperOut(),
		"in_use":                  inUse(),
		"english_in_use":          english(inUse()),
		"second_printer":          secondPrinter(),
		"english_second":          english(secondPrinter()),
		"on_site":                 onSite(),
		"identity":                carded(),
		"english_identity":        english(carded()),
		"left":                    left(),
		"signed":                  signed(contacting()),
		"english_signed":          english(signed(together())),
		"party":                   together(),
		"english_party":           english(together()),
		"party_inside":            togetherInside(),
		"problem":                 problem(busy(), "error.stale"),
		"long":                    longNames(),
		"crammed":                 crammed(),
		"english_crammed":         english(crammed()),
		"unknown_crammed":         crammedUnknown(),
		"english_unknown_crammed": english(crammedUnknown()),
		"crowd":                   crowd(),
		"english":                 english(selected(kiosk.StateContacting, append(answers[:5:5], reception.ActionRelease, reception.ActionCancel), "house.phone_host_company")),
		"english_long":            english(problem(longNames(), "error.out_of_turn")),
		"english_unknown":         english(printing(kiosk.JobUnknown, "silent", reception.ActionPrinted, reception.ActionPrintAgain)),
		"invited":                 invited(),
		"english_invited":         english(invited()),
		"delivery":                delivery(),
		"english_delivery":        english(delivery()),
		"deliveries":              deliveries(),
		"roll":                    rollCall(7),
		"english_roll":            english(rollCall(31)),
		"roll_pages":              rollCall(31),
		"roll_empty":              rollCall(0),
		"roll_unrecorded_long":    rollUnrecorded(),
		"english_deliveries":      english(deliveries()),
	}
}
