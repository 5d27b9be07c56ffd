package checkin

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

// offering returns a kiosk that offers everything.
func offering() State {
	c := config
	c.Keyboard = true
	c.Purposes = []kiosk.Purpose{kiosk.PurposeInvited, kiosk.PurposeDelivery, kiosk.PurposeEnquiry, kiosk.PurposeLeaving}
	s, _ := Step(Start(c, noon), Visits{})
	return s
}

func begin(p kiosk.Purpose) Intent { return Intent{Kind: IntentStart, Purpose: p} }

func TestF5_PurposesOnTheWelcomeScreen(t *testing.T) {
	s := offering()
	if got := s.Model().Purposes; !slices.Equal(got, s.Config.Purposes) {
		t.Errorf("the welcome screen offers %v", got)
	}
	visiting, _ := play(t, s, kind(IntentStart))
	if wantScreen(t, visiting, ScreenHost); len(visiting.Model().Purposes) != 0 {
		t.Error("purposes are offered beside a question")
	}
	for _, p := range s.Config.Purposes {
		c := s.Config
		c.Purposes = slices.DeleteFunc(slices.Clone(c.Purposes), func(q kiosk.Purpose) bool { return p == q })
		off, _ := play(t, Start(c, noon), begin(p))
		wantScreen(t, off, ScreenWelcome)
	}
}

func TestLeaving_WithoutABadgeIsTheDesksToDecide(t *testing.T) {
	s, _ := play(t, offering(), begin(kiosk.PurposeLeaving))
	wantScreen(t, s, ScreenLeaving)
	s, _ = play(t, s, kind(IntentLost))
	wantScreen(t, s, ScreenLost)
	for _, c := range []struct {
		events []Event
		want   Lost
	}{
		{[]Event{kind(IntentSkip)}, Lost{}},
		{[]Event{kind(IntentNext)}, Lost{}},
		{[]Event{typing("0a07"), kind(IntentNext)}, Lost{Ticket: 7}},
	} {
		after, effects := play(t, s, c.events...)
		if !slices.Equal(effects, []Effect{c.want}) {
			t.Errorf("%v asks for %v", c.events, effects)
		}
		after, _ = play(t, after, Told{Words: kiosk.Say("house.leave_at_desk")})
		wantScreen(t, after, ScreenTold)
		if after.Input != "" || after.Model().Told.ID != "house.leave_at_desk" {
			t.Errorf("the screen shows %+v", after.Model())
		}
		after, _ = play(t, after, Tick{noon.Add(9 * time.Second)})
		wantScreen(t, after, ScreenWelcome)
	}
}

func TestLeaving_BackAndCancel(t *testing.T) {
	s, _ := play(t, offering(), begin(kiosk.PurposeLeaving), kind(IntentLost))
	back, _ := play(t, s, kind(IntentBack))
	wantScreen(t, back, ScreenLeaving)
	back, _ = play(t, back, kind(IntentBack))
	wantScreen(t, back, ScreenWelcome)
	cancelled, _ := play(t, s, kind(IntentCancel))
	wantScreen(t, cancelled, ScreenWelcome)
}

// reached returns a state of every screen, with a visit under way or without.
func reached(t *testing.T) map[Screen]State {
	t.Helper()
	all := map[Screen]State{ScreenWelcome: offering(), ScreenConfirm: asked(t), ScreenWaiting: waiting(t)}
	for s := all[ScreenConfirm]; s.Screen != ScreenWelcome; s, _ = Step(s, kind(IntentBack)) {
		all[s.Screen] = s
	}
	absent := view("V1", 7, kiosk.StateAbsent, kiosk.StateAbsent)
	all[ScreenOutcome], _ = play(t, waiting(t), Visits{[]VisitView{absent}})
	all[ScreenMessage], _ = play(t, all[ScreenOutcome], kind(IntentMessage))
	all[ScreenTicket], _ = play(t, all[ScreenOutcome], kind(IntentDone), kind(IntentTickets))
	all[ScreenFarewell], _ = play(t, offering(), SeenOff{Visit: view("V2", 8, kiosk.StateLeft, "")})
	all[ScreenCourier] = delivering(t, kind(IntentDesk))
	all[ScreenEnquiry] = asking(t)
	all[ScreenAnswer], _ = play(t, asking(t), Intent{Kind: IntentTopic})
	all[ScreenCode], _ = play(t, offering(), begin(kiosk.PurposeInvited))
	all[ScreenLeaving], _ = play(t, offering(), begin(kiosk.PurposeLeaving))
	all[ScreenLost], _ = play(t, all[ScreenLeaving], kind(IntentLost))
	all[ScreenTold], _ = play(t, all[ScreenLost], Told{Words: kiosk.Say("house.leave_at_desk")})
	for screen, s := range all {
		wantScreen(t, s, screen)
		s.Config.Purposes = offering().Config.Purposes
		all[screen] = s
	}
	return all
}

// underWay are the screens that a visit has.
var underWay = []Screen{
	ScreenHost, ScreenName, ScreenCompany, ScreenPhone, ScreenArranged, ScreenConfirm, ScreenWaiting, ScreenOutcome, ScreenMessage, ScreenCourier,
}

func TestF12_SeesOffFromEveryScreenOfNoVisitUnderWay(t *testing.T) {
	for screen, s := range reached(t) {
		after, _ := play(t, s, SeenOff{Visit: view("V0", 1, kiosk.StateLeft, "")})
		want := ScreenFarewell
		if slices.Contains(underWay, screen) {
			want = screen
		}
		wantScreen(t, after, want)
	}
}

// TestIdle_EveryScreenForgets asks that a countdown runs wherever something was
// said, and that nothing of it is left after it.
func TestIdle_EveryScreenForgets(t *testing.T) {
	for screen, s := range reached(t) {
		s.Visits = nil
		if limits[screen] > 0 {
			s.Input = "4711"
		}
		if screen != ScreenWelcome && screen != ScreenWaiting && screen != ScreenFarewell && screen != ScreenTold {
			warned, _ := play(t, s, Tick{noon.Add(65 * time.Second)})
			if wantScreen(t, warned, screen); warned.Model().Idle == 0 {
				t.Errorf("%s has no countdown", screen)
			}
		}
		s, _ = play(t, s, Tick{noon.Add(81 * time.Second)})
		wantScreen(t, s, ScreenWelcome)
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"访客甲", "样品公司", "示例", "4711", "V1"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("after %s %q is remembered", screen, secret)
			}
		}
	}
}

// Who is asked for their badge is told why it sees nobody off; elsewhere only the
// holder of one of this house is, and nobody who is answering.
func TestF12_ABadgeInVainIsTold(t *testing.T) {
	words := kiosk.Say("error.badge_void")
	leaving, _ := play(t, Start(config, noon), Visits{}, kind(IntentStart))
	leaving.Screen = ScreenLeaving
	for name, c := range map[string]struct {
		s       State
		ours    bool
		screen  Screen
		problem bool
	}{
		"asked for it":       {leaving, false, ScreenLeaving, true},
		"asked for it, ours": {leaving, true, ScreenLeaving, true},
		"welcome":            {Start(config, noon), false, ScreenWelcome, false},
		"welcome, ours":      {Start(config, noon), true, ScreenTold, false},
		"answering":          {asked(t), true, ScreenConfirm, false},
		"waiting":            {waiting(t), true, ScreenWaiting, false},
	} {
		s, effects := Step(c.s, Unread{Words: words, Ours: c.ours})
		m := s.Model()
		if m.Screen != c.screen || !m.Problem.IsZero() != c.problem || !m.Told.IsZero() != (c.screen == ScreenTold) || effects != nil {
			t.Errorf("%s: screen %s, problem %q, told %q", name, m.Screen, m.Problem.ID, m.Told.ID)
		}
	}
	// Garbage at the reader does not keep the question on the screen.
	s := leaving
	for range 20 {
		s, _ = play(t, s, Tick{Now: s.Now.Add(10 * time.Second)}, Unread{Words: words})
	}
	if s.Screen != ScreenWelcome {
		t.Errorf("after %s of it the screen is %s", s.Now.Sub(noon), s.Screen)
	}
}
