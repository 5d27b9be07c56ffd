package speech

import (
	"strings"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/phrase"
)

// questions are what the screens ask.
var questions = map[checkin.Screen]string{
	checkin.ScreenHost: "house.ask_host", checkin.ScreenName: "house.ask_name", checkin.ScreenCompany: "house.ask_company",
	checkin.ScreenPhone: "house.ask_phone", checkin.ScreenArranged: "house.ask_arranged", checkin.ScreenSign: "lobby.sign",
	checkin.ScreenConfirm: "lobby.ask_confirm", checkin.ScreenMessage: "lobby.ask_message", checkin.ScreenTicket: "lobby.ask_ticket",
	checkin.ScreenParty: "lobby.party", checkin.ScreenCompanion: "lobby.ask_companion", checkin.ScreenNotice: "lobby.notice",
	checkin.ScreenCode: "house.ask_code", checkin.ScreenCourier: "house.ask_courier", checkin.ScreenEnquiry: "house.ask_enquiry",
	checkin.ScreenLeaving: "house.ask_badge", checkin.ScreenLost: "lobby.ask_lost",
}

// Words returns what is said aloud of a screen, "" for nothing: an
// administrator's screen, and the welcome screen, which nobody has asked to
// speak. Whatever the line is about, it names nobody.
func Words(book *phrase.Book, m checkin.Model) string {
	if m.Screen == checkin.ScreenAnswer && len(m.Answers) > 0 {
		return kiosk.Written(m.Answers[0].Say, m.Lang)
	}
	line := line(m)
	if line.IsZero() {
		return ""
	}
	line.Visitor = kiosk.Person{}
	line.Host = kiosk.Person{Name: book.Text(m.Lang, "house.someone")}
	return strings.TrimLeft(book.Say(m.Lang, line), "，、, ")
}

func line(m checkin.Model) kiosk.Line {
	switch m.Screen {
	case checkin.ScreenWaiting, checkin.ScreenOutcome, checkin.ScreenFarewell:
		if m.Visit != nil {
			return m.Visit.Words
		}
	case checkin.ScreenTold:
		return m.Told
	case checkin.ScreenConfirm:
		if m.Draft.Invitation != "" {
			return kiosk.Say("house.ask_invited")
		}
	case checkin.ScreenHost:
		if m.Draft.Purpose == kiosk.PurposeDelivery {
			return kiosk.Say("house.ask_recipient")
		}
	}
	if id := questions[m.Screen]; id != "" {
		return kiosk.Say(id)
	}
	return kiosk.Line{}
}
