package checkin

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

// accompanied is a house that registers companions, at most that many.
func accompanied(most int) Config {
	c := config
	c.Companions = most
	return c
}

func names(s State) string {
	var all []string
	for _, c := range s.Draft.Companions {
		all = append(all, c.Name)
	}
	return strings.Join(all, " ")
}

func TestParty_AddAndRemove(t *testing.T) {
	s, _ := play(t, confirming(t, accompanied(2)), kind(IntentParty))
	wantScreen(t, s, ScreenCompanion)
	s, _ = play(t, s, typing("访客乙"), Intent{Kind: IntentTitle, Title: kiosk.TitleMs})
	wantScreen(t, s, ScreenParty)
	s, _ = play(t, s, kind(IntentAdd), typing("访客丙"), kind(IntentNext))
	if m := s.Model(); names(s) != "访客乙 访客丙" || m.Room != 0 || m.At != m.Of || s.Draft.Companions[0].Title != kiosk.TitleMs {
		t.Fatalf("the party is %+v, room for %d", s.Draft.Companions, m.Room)
	}
	if again, _ := play(t, s, kind(IntentAdd)); again.Screen != ScreenParty {
		t.Error("a third is asked for where two may come")
	}
	s, _ = play(t, s, Intent{Kind: IntentRemove, At: 5}, Intent{Kind: IntentRemove, At: -1}, Intent{Kind: IntentRemove, At: 0})
	wantScreen(t, s, ScreenParty)
	s, effects := play(t, s, kind(IntentNext), kind(IntentConfirm))
	if r := effects[0].(Register); len(r.Draft.Companions) != 1 || r.Draft.Companions[0].Name != "访客丙" || s.Draft.Visitor.Name != "访客甲" {
		t.Errorf("registered is %+v", effects)
	}
}

func TestParty_BackLeadsWhereItCameFrom(t *testing.T) {
	s, _ := play(t, confirming(t, accompanied(5)), kind(IntentParty), typing("访客"), kind(IntentBack))
	wantScreen(t, s, ScreenConfirm)
	s, _ = play(t, s, kind(IntentParty))
	if s.Input != "" {
		t.Errorf("what was given up is still there: %q", s.Input)
	}
	s, _ = play(t, s, typing("访客乙"), kind(IntentNext), kind(IntentAdd), kind(IntentBack))
	wantScreen(t, s, ScreenParty)
	s, _ = play(t, s, Intent{Kind: IntentRemove, At: 0})
	wantScreen(t, s, ScreenConfirm) // nobody is left to list
	s, _ = play(t, s, kind(IntentParty), typing("访客乙"), kind(IntentNext), kind(IntentBack), kind(IntentParty))
	wantScreen(t, s, ScreenParty)
}

func TestParty_Problems(t *testing.T) {
	s, _ := play(t, confirming(t, accompanied(5)), kind(IntentParty), kind(IntentNext))
	wantScreen(t, s, ScreenCompanion)
	if s.Problem.ID != "error.incomplete_companion" {
		t.Errorf("the problem is %q", s.Problem.ID)
	}
	if s, _ := play(t, asked(t), kind(IntentParty)); s.Screen != ScreenConfirm {
		t.Errorf("a house that registers nobody else shows %s", s.Screen)
	}
	s, _ = play(t, confirming(t, accompanied(99)), kind(IntentParty))
	if room := s.Model().Room; room != kiosk.MaxCompanions {
		t.Errorf("there is room for %d", room)
	}
}

func TestParty_IsClearedWithTheScreen(t *testing.T) {
	for name, end := range map[string]Event{
		"cancel": kind(IntentCancel), "idle": Tick{noon.Add(10 * time.Minute)},
	} {
		s, _ := play(t, confirming(t, accompanied(5)), kind(IntentParty), typing("访客乙"), kind(IntentNext), kind(IntentAdd), typing("访客丙"), end)
		wantScreen(t, s, ScreenWelcome)
		if s.Draft.Companions != nil || s.Draft.Companion != (kiosk.Companion{}) || s.Input != "" {
			t.Errorf("%s leaves %+v, %q", name, s.Draft, s.Input)
		}
	}
}

// TestParties_AreOneVisitToWhoRegistered: the strip has one number, and the badge
// is to be taken once all have come out.
func TestParties_AreOneVisitToWhoRegistered(t *testing.T) {
	party := func(badges ...BadgeStep) []VisitView {
		var all []VisitView
		for i, b := range badges {
			v := VisitView{ID: kiosk.VisitID("V" + string(rune('1'+i))), Party: len(badges), Badge: b}
			if i > 0 {
				v.Lead = "V1"
			}
			all = append(all, v)
		}
		return all
	}
	for _, c := range []struct {
		badges []BadgeStep
		want   BadgeStep
	}{
		{[]BadgeStep{BadgeTake, BadgeTake}, BadgeTake}, {[]BadgeStep{BadgeTake, BadgePrinting, BadgeTake}, BadgePrinting},
		{[]BadgeStep{BadgePrinting, BadgeTake, BadgeDesk}, BadgeDesk}, {[]BadgeStep{BadgeNone}, BadgeNone},
	} {
		got := Parties(append(party(c.badges...), VisitView{ID: "V9", Badge: BadgeDesk}))
		if len(got) != 2 || got[0].Badge != c.want || got[1].Badge != BadgeDesk {
			t.Errorf("%v: %+v, want %s", c.badges, got, c.want)
		}
	}
	alone := slices.DeleteFunc(party(BadgeTake, BadgeTake), func(v VisitView) bool { return v.Lead == "" })
	if got := Parties(alone); len(got) != 0 {
		t.Errorf("companions whose lead has left: %+v", got)
	}
}
