package checkin

import (
	"testing"

	"lobby.internal/kiosk"
)

var card = Identified{Name: "访客甲", Identity: kiosk.Identity{Mark: "00112233445566778899aabbccddeeff", Last: "907X"}}

// named returns a state whose visitor is asked for their name.
func named(t *testing.T) State {
	t.Helper()
	s, _ := play(t, Start(config, noon), Visits{}, kind(IntentStart), typing("示例"), Found{Query: "示例", Hosts: []HostChoice{host}},
		Intent{Kind: IntentHost, Host: "H1"})
	wantScreen(t, s, ScreenName)
	return s
}

// What is kept of a card's number goes with the card's name, and with no other.
func TestIdentity_GoesWithTheNameOnTheCard(t *testing.T) {
	rest := []Event{kind(IntentNext), kind(IntentSkip), kind(IntentSkip), Intent{Kind: IntentArranged, Text: "yes"}}
	other := Identified{Name: "访客乙", Identity: kiosk.Identity{Mark: "ffeeddccbbaa99887766554433221100", Last: "0017"}}
	for name, c := range map[string]struct {
		events []Event
		want   kiosk.Identity
	}{
		"as read":             {[]Event{card}, card.Identity},
		"typed over":          {[]Event{typing("别人"), card}, card.Identity},
		"another card":        {[]Event{card, other}, other.Identity},
		"a card without":      {[]Event{card, Identified{Name: card.Name}}, kiosk.Identity{}},
		"added to":            {[]Event{card, typing("乙")}, kiosk.Identity{}},
		"another name":        {[]Event{card, kind(IntentClear), typing("访客乙")}, kiosk.Identity{}},
		"changed back":        {[]Event{card, kind(IntentErase), typing("甲")}, card.Identity},
		"no card":             {[]Event{typing("访客甲")}, kiosk.Identity{}},
		"changed in between":  {[]Event{card, typing("乙"), kind(IntentNext), kind(IntentBack), kind(IntentErase)}, kiosk.Identity{}},
		"back and on":         {[]Event{card, kind(IntentNext), kind(IntentBack)}, card.Identity},
		"in another language": {[]Event{card, Intent{Kind: IntentLanguage, Lang: kiosk.LangEN}}, card.Identity},
	} {
		s, _ := play(t, named(t), append(c.events, rest...)...)
		wantScreen(t, s, ScreenConfirm)
		_, effects := Step(s, kind(IntentConfirm))
		if got := effects[0].(Register).Identity; got != c.want {
			t.Errorf("%s: registered with %+v, want %+v", name, got, c.want)
		}
	}
}

func TestIdentity_OnlyWhereANameIsAsked(t *testing.T) {
	for name, s := range map[string]State{"welcome": Start(config, noon), "confirm": asked(t), "waiting": waiting(t)} {
		after, effects := Step(s, card)
		if after.Card != (Identified{}) || after.Input != s.Input || effects != nil {
			t.Errorf("%s: the card is kept, or typed", name)
		}
	}
}

func TestIdentity_IsForgottenWithTheVisitor(t *testing.T) {
	s, _ := play(t, named(t), card)
	for name, events := range map[string][]Event{
		"given up":   {kind(IntentCancel)},
		"gone":       {Tick{Now: noon.Add(config.IdleAfter + config.Countdown)}},
		"registered": {Registered{Visit: view("V1", 7, kiosk.StateRegistered, "")}},
	} {
		if after, _ := play(t, s, events...); after.Card != (Identified{}) {
			t.Errorf("%s: the card is kept", name)
		}
	}
}
