package checkin

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// knocked returns a state in which the corner was touched often enough.
func knocked(t *testing.T) State {
	t.Helper()
	s := Start(config, noon)
	for range knocks {
		s, _ = play(t, s, kind(IntentKnock))
	}
	wantScreen(t, s, ScreenPIN)
	return s
}

func TestPIN_FiveTouchesOfTheCorner(t *testing.T) {
	s := Start(config, noon)
	for range knocks - 1 {
		s, _ = play(t, s, kind(IntentKnock))
	}
	wantScreen(t, s, ScreenWelcome)
	s, _ = play(t, s, Tick{noon.Add(knockWithin + time.Second)}, kind(IntentKnock)) // too late: the first of another five
	wantScreen(t, s, ScreenWelcome)
	s, _ = play(t, s, Tick{noon.Add(knockWithin + 4*time.Second)}, kind(IntentKnock), kind(IntentKnock), kind(IntentKnock), kind(IntentKnock))
	wantScreen(t, s, ScreenPIN)
}

func TestPIN_NobodysCheckInIsDisturbed(t *testing.T) {
	s := asked(t)
	for range 2 * knocks {
		s, _ = play(t, s, kind(IntentKnock))
	}
	wantScreen(t, s, ScreenConfirm)
}

func TestPIN_IsHandedOverAndNotKept(t *testing.T) {
	s, effects := play(t, knocked(t), typing("20a40"), Intent{Kind: IntentKey, Text: "6"}, Intent{Kind: IntentKey, Text: "0"})
	if len(effects) != 0 || s.Model().Input.Text != "••••••" || s.Model().Keyboard == nil {
		t.Errorf("the field shows %q", s.Model().Input.Text)
	}
	s, effects = play(t, s, kind(IntentNext))
	if len(effects) != 1 || effects[0] != (Unlock{PIN: "204060"}) {
		t.Fatalf("asks for %v", effects)
	}
	if text, err := json.Marshal(s); err != nil || strings.Contains(string(text), "204060") {
		t.Errorf("the state holds the PIN: %s (%v)", text, err)
	}
	if _, effects = play(t, s, kind(IntentNext)); len(effects) != 0 {
		t.Error("an empty field is tried")
	}
}

func TestPIN_Answers(t *testing.T) {
	for want, e := range map[string]Barred{
		"error.pin_wrong": {}, "error.pin_unset": {Unset: true}, "error.pin_wait": {Wait: 30 * time.Second},
	} {
		s, _ := play(t, knocked(t), typing("1"), kind(IntentNext), e)
		wantScreen(t, s, ScreenPIN)
		if s.Problem.ID != want {
			t.Errorf("%+v: %s, want %s", e, s.Problem.ID, want)
		}
		late, _ := play(t, Start(config, noon), e)
		if late.Problem.ID != "" {
			t.Errorf("%+v: the welcome screen says %s", e, late.Problem.ID)
		}
	}
	s, _ := play(t, knocked(t), Unlocked{})
	wantScreen(t, s, ScreenWelcome)
}

func TestPIN_TheScreenIsGivenUp(t *testing.T) {
	for name, e := range map[string]Event{
		"cancel": kind(IntentCancel), "back": kind(IntentBack), "nobody there": Tick{noon.Add(81 * time.Second)},
	} {
		s, _ := play(t, knocked(t), typing("12"), e)
		if wantScreen(t, s, ScreenWelcome); s.Input != "" {
			t.Errorf("%s: the field holds %q", name, s.Input)
		}
	}
}
