package checkin

import (
	"slices"
	"testing"

	"lobby.internal/kiosk"
)

func title(t kiosk.Title) Intent { return Intent{Kind: IntentTitle, Title: t} }

func TestTitle_LeadsOnOnceTheNameIsThere(t *testing.T) {
	composed := slices.Clip(append(keys("wang"), Composed{Keys: "wang", Picks: []Pick{{"王", 4}}}))
	for _, c := range []struct {
		name   string
		events []Event
		screen Screen
		title  kiosk.Title
	}{
		{"nothing typed", []Event{title(kiosk.TitleMs)}, ScreenName, kiosk.TitleMs},
		{"blanks", []Event{typing("  "), title(kiosk.TitleMs)}, ScreenName, kiosk.TitleMs},
		{"letters that nobody picked", append(composed, title(kiosk.TitleMs)), ScreenName, kiosk.TitleMs},
		{"a name that cannot be read", []Event{typing("😀"), title(kiosk.TitleMr)}, ScreenName, kiosk.TitleMr},
		{"a name", []Event{typing("访客甲"), title(kiosk.TitleMr)}, ScreenCompany, kiosk.TitleMr},
		{"picked", append(composed, pick(0), title(kiosk.TitleMr)), ScreenCompany, kiosk.TitleMr},
		{"no form of address, which is chosen already", []Event{typing("访客甲"), title(kiosk.TitleNone)}, ScreenCompany, kiosk.TitleNone},
		{"chosen before, and the button", []Event{title(kiosk.TitleMs), typing("访客甲"), kind(IntentNext)}, ScreenCompany, kiosk.TitleMs},
		{"chosen before, and again", []Event{title(kiosk.TitleMs), typing("访客甲"), title(kiosk.TitleMs)}, ScreenCompany, kiosk.TitleMs},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := play(t, naming(t), c.events...)
			wantScreen(t, s, c.screen)
			if s.Draft.Visitor.Title != c.title {
				t.Errorf("the form of address is %q, want %q", s.Draft.Visitor.Title, c.title)
			}
		})
	}
}

func TestTitle_ComingBackShowsTheChoiceAndStays(t *testing.T) {
	s, _ := play(t, naming(t), typing("访客甲"), title(kiosk.TitleMs), kind(IntentBack))
	wantScreen(t, s, ScreenName)
	if m := s.Model(); m.Input.Text != "访客甲" || m.Draft.Visitor.Title != kiosk.TitleMs {
		t.Errorf("the screen shows %q, %q", m.Input.Text, m.Draft.Visitor.Title)
	}
	for name, on := range map[string]Event{"the button": kind(IntentNext), "the same": title(kiosk.TitleMs), "another": title(kiosk.TitleMr)} {
		t.Run(name, func(t *testing.T) {
			on, _ := play(t, s, on)
			wantScreen(t, on, ScreenCompany)
		})
	}
}

func TestTitle_OfACompanionAddsThem(t *testing.T) {
	s, _ := play(t, confirming(t, accompanied(2)), kind(IntentParty), title(kiosk.TitleMr))
	wantScreen(t, s, ScreenCompanion)
	s, _ = play(t, s, typing("访客乙"), title(kiosk.TitleMs))
	wantScreen(t, s, ScreenParty)
	if got := s.Draft.Companions; len(got) != 1 || got[0] != (kiosk.Companion{Name: "访客乙", Title: kiosk.TitleMs}) || s.Draft.Visitor.Title == kiosk.TitleMr {
		t.Errorf("the party is %+v", got)
	}
}

// TestIntent_OfAScreenThatHasGone: a finger that taps twice is quicker than the
// next screen, which its second tap is not meant for.
func TestIntent_OfAScreenThatHasGone(t *testing.T) {
	from := func(screen Screen, i Intent) Intent { i.From = screen; return i }
	choose := from(ScreenName, title(kiosk.TitleMs))
	s, _ := play(t, naming(t), typing("访客甲"), choose, choose)
	wantScreen(t, s, ScreenCompany)
	skip := from(ScreenCompany, kind(IntentSkip))
	s, _ = play(t, s, skip, skip)
	wantScreen(t, s, ScreenPhone)

	yield := from(ScreenWaiting, kind(IntentYield))
	s, _ = play(t, waiting(t), Visits{[]VisitView{view("V1", 7, kiosk.StateIssued, kiosk.StateGoUp)}}, yield)
	wantScreen(t, s, ScreenOutcome) // which came as the finger did
	s, _ = play(t, s, from(ScreenOutcome, kind(IntentDone)))
	wantScreen(t, s, ScreenWelcome)
}
