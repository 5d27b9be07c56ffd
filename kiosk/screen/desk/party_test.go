package desk

import (
	"strings"
	"testing"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// together is a visitor with two companions, whose host is being contacted.
func together() reception.Model {
	m := selected(kiosk.StateContacting, append(answers[:5:5], reception.ActionRelease, reception.ActionCancel), "house.phone_party_company")
	m.Selected.Say[0].Args["Party"] = "3"
	m.Selected.Members = []reception.Member{
		{Person: kiosk.Person{Name: "同行示例", Title: kiosk.TitleMr}}, {Person: kiosk.Person{Name: "Berta Companion", Title: kiosk.TitleMs}},
	}
	m.Selected.Party, m.Open[len(m.Open)-1].Party, m.Queue[1].Party = 3, 3, 2
	return m
}

// togetherInside is one of a party, all of whom have their badges.
func togetherInside() reception.Model {
	m := selected(kiosk.StateOnSite, []reception.Action{reception.ActionSeeOff, reception.ActionComingDown, reception.ActionPrintAgain}, "house.farewell")
	m.Selected.Badge = "261124-021"
	m.Selected.Members = []reception.Member{
		{Person: kiosk.Person{Name: "同行示例", Title: kiosk.TitleMr}, Visit: "V1", Badge: "261124-020", State: kiosk.StateOnSite},
		{Person: kiosk.Person{Name: "Berta Companion", Title: kiosk.TitleMs}, Visit: "V2", Badge: "261124-022", State: kiosk.StateLeft},
	}
	return m
}

func TestParty_TheDeskNamesThemAll(t *testing.T) {
	b := open(t, small)
	b.Render(together())
	var all string
	for _, texts := range b.texts() {
		for _, text := range texts {
			all += text.Text
		}
	}
	for _, want := range []string{"同行示例", "Berta Companion", "共 3 位", "一行 3 位"} {
		if !strings.Contains(all, want) {
			t.Errorf("the desk does not say %s", want)
		}
	}
}
