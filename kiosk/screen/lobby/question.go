package lobby

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// A field is what a screen with a field asks, hints at and gives as an example.
type field struct {
	ask, hint, example string
	skip               bool // need not be answered
	tall               bool // takes more than a line
}

var fields = map[checkin.Screen]field{
	checkin.ScreenHost:      {ask: "house.ask_host", hint: "lobby.hint_host", example: "lobby.example_host"},
	checkin.ScreenName:      {ask: "house.ask_name", hint: "lobby.hint_name", example: "lobby.example_name"},
	checkin.ScreenCompanion: {ask: "lobby.ask_companion", hint: "lobby.hint_companion", example: "lobby.example_name"},
	checkin.ScreenCompany:   {ask: "house.ask_company", hint: "lobby.hint_company", example: "lobby.example_company", skip: true},
	checkin.ScreenPhone:     {ask: "house.ask_phone", hint: "lobby.hint_phone", example: "lobby.example_phone", skip: true},
	checkin.ScreenMessage:   {ask: "lobby.ask_message", hint: "lobby.hint_message", example: "lobby.example_message", tall: true},
	checkin.ScreenCode:      {ask: "house.ask_code", hint: "lobby.hint_code", example: "lobby.example_code"},
	checkin.ScreenLost:      {ask: "lobby.ask_lost", hint: "lobby.hint_ticket", example: "lobby.example_ticket", skip: true},
	checkin.ScreenTicket:    {ask: "lobby.ask_ticket", hint: "lobby.hint_ticket", example: "lobby.example_ticket"},
	checkin.ScreenPIN:       {ask: "lobby.ask_pin", hint: "lobby.hint_pin"},
}

// question is a screen with one field: whom, your name, company, telephone, a
// message, a ticket's number. The field and what belongs to it stand above the
// keyboard's place.
func (l *look) question() {
	l.sheet()
	f := fields[l.m.Screen]
	body := l.sight
	if l.portrait {
		body = l.header()
	}
	l.progress(&body)
	body = l.nav(body, l.back(), l.cancel(), l.language(), l.next(f))
	if l.m.Seated {
		l.lowQuestion(body, f)
		return
	}
	board := body.CutBottom(l.pick(0.34*1920, 0.46*1080) + float32(l.pickRows()-1)*l.pickRow())
	defer l.keyboard(board, f) // last: the focus reaches the answers before the keys
	in := body.Inset(l.margin(), 0)
	in.CutBottom(l.pick(16, 6))
	instead := l.m.Large && !l.m.Problem.IsZero() // large type has no room for both
	if instead {
		in.CutTop(l.pick(24, 4))
		l.problem(in.CutTop(l.problemRoom(0, 0)))
		in.CutTop(l.pick(20, 4))
	} else {
		l.title(&in, l.asked(f))
	}
	if f.tall {
		l.field(in.CutTop(in.H-l.pick(70, 52)), f)
	} else {
		l.field(in.CutTop(l.pick(124, 100)), f)
	}
	if l.m.Problem.IsZero() || instead {
		in.CutTop(l.pick(24, 14))
	} else {
		in.CutTop(l.pick(10, 0))
		l.problem(in.CutTop(l.problemRoom(84, 50)))
	}
	l.belowField(in)
}

// belowField paints what helps to answer: who was found, the titles, a note.
func (l *look) belowField(in screen.Box) {
	switch l.m.Screen {
	case checkin.ScreenHost:
		l.hosts(in)
	case checkin.ScreenName, checkin.ScreenCompanion:
		l.titles(in)
	case checkin.ScreenCompany, checkin.ScreenPhone:
		l.note(in, "lobby.may_skip")
	case checkin.ScreenTicket:
		l.note(in, "lobby.where_ticket")
	case checkin.ScreenPIN:
		l.note(in, "lobby.for_administrators")
	case checkin.ScreenCode:
		l.note(in, "lobby.where_code")
	case checkin.ScreenLost:
		l.note(in, "lobby.lost_skip")
	}
}

func (l *look) asked(f field) kiosk.Line {
	if l.m.Screen == checkin.ScreenHost && l.m.Draft.Purpose == kiosk.PurposeDelivery {
		return kiosk.Say("house.ask_recipient")
	}
	line := kiosk.Say(f.ask)
	if v := l.m.Visit; v != nil && l.m.Screen == checkin.ScreenMessage {
		line = line.About(v.Host)
	}
	return line
}

// title puts a question at the top of in, in both languages, over what can be
// touched.
func (l *look) title(in *screen.Box, line kiosk.Line) {
	if l.m.Seated {
		l.above(in, line)
		return
	}
	l.heading(in, line)
}

// heading puts a line at the top of in, in both languages, over what is read.
func (l *look) heading(in *screen.Box, line kiosk.Line) {
	if !l.portrait {
		in.CutTop(l.px(14))
		row := in.CutTop(l.px(74))
		l.sideBySide(row, l.book.Say(l.m.Lang, line), l.face(58, true, screen.Ink),
			l.otherwise(line), l.face(32, false, screen.Faint))
		in.CutTop(l.px(18))
		return
	}
	in.CutTop(l.px(34))
	room := *in
	room.H = min(in.H, l.px(250))
	used := l.says(room, line, 60, screen.Ink, screen.Faint)
	in.CutTop(used + l.px(26))
}

// next is the way on from a question.
func (l *look) next(f field) screen.Button {
	on := checkin.Intent{Kind: checkin.IntentNext}
	switch {
	case f.skip && l.m.Input.Text == "" && l.keys().Keys == "":
		return l.button("skip", screen.Primary, "", "lobby.skip", checkin.Intent{Kind: checkin.IntentSkip})
	case l.m.Screen == checkin.ScreenMessage:
		return l.button("next", screen.Primary, "", "lobby.send", on)
	}
	return l.button("next", screen.Primary, "", "lobby.next", on)
}

func (l *look) field(b screen.Box, f field) {
	shown := screen.Field{Text: l.m.Input.Text, Tail: l.keys().Keys, Hint: l.text(f.hint), Wrong: !l.m.Problem.IsZero(), Tall: f.tall}
	if !l.m.Seated {
		shown.Clear = l.does(checkin.Intent{Kind: checkin.IntentClear})
	}
	l.p.Field(b, shown)
}

// note tells what is good to know about a question.
func (l *look) note(in screen.Box, id string) {
	in.CutTop(l.pick(14, 4))
	side := l.pick(76, 62)
	if l.column() {
		in.CutTop(l.px(16))
		disc := in.CutTop(l.px(88))
		l.p.Disc(disc.CutLeft(disc.H), "help", screen.Mist, screen.Jade)
		in.CutTop(l.px(24))
		l.says(in, kiosk.Say(id), 40, screen.Ink, screen.Faint)
		return
	}
	row := in.CutTop(l.roomy(88, 72, 176, 118))
	l.p.Disc(row.CutLeft(side).Centred(side, side), "help", screen.Mist, screen.Jade)
	row.CutLeft(l.px(26))
	l.pair(row, id, l.face(32, true, screen.Ink), l.face(26, false, screen.Faint))
}

// labelled puts a short label over a value.
func (l *look) labelled(b screen.Box, label, value string) {
	l.p.Pair(b, label, l.face(26, false, screen.Faint), value, l.face(34, true, screen.Ink), fyne.TextAlignLeading)
}
