package checkin

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"lobby.internal/kiosk"
)

const code = "79927398"

var welcome = Welcomed{Code: code, Host: host, Visitor: kiosk.Visitor{Name: "访客甲", Title: kiosk.TitleMs, Phone: "010******00"}}

// invited returns a state whose visitor has scanned an invitation.
func invited(t *testing.T) State {
	t.Helper()
	s, effects := play(t, offering(), Scanned{Code: code})
	if wantScreen(t, s, ScreenCode); !slices.Equal(effects, []Effect{Invited{Code: code}}) {
		t.Fatalf("scanning asks for %v", effects)
	}
	s, _ = play(t, s, welcome)
	wantScreen(t, s, ScreenConfirm)
	return s
}

func TestInvitation_OneTouchAfterTheScan(t *testing.T) {
	s := invited(t)
	if m := s.Model(); m.At != 2 || m.Of != 2 || m.Draft.Arranged != kiosk.ArrangedYes {
		t.Errorf("the screen is %d of %d, arranged %q", m.At, m.Of, m.Draft.Arranged)
	}
	_, effects := Step(s, kind(IntentConfirm))
	if len(effects) != 1 || effects[0].(Register).Draft.Invitation != code || effects[0].(Register).Draft.Purpose != kiosk.PurposeInvited {
		t.Errorf("confirming asks for %v", effects)
	}
}

func TestInvitation_Typed(t *testing.T) {
	s, _ := play(t, offering(), begin(kiosk.PurposeInvited))
	wantScreen(t, s, ScreenCode)
	s, effects := play(t, s, typing("79a9273"))
	if len(effects) != 0 || s.Model().Input.Text != "7992 73" {
		t.Errorf("six digits ask for %v and show %q", effects, s.Model().Input.Text)
	}
	wrong, effects := play(t, s, typing("99"))
	if len(effects) != 0 || wrong.Problem.ID != "error.invitation_typo" {
		t.Errorf("a slip asks for %v and says %q", effects, wrong.Problem.ID)
	}
	s, effects = play(t, s, typing("98"))
	if !slices.Equal(effects, []Effect{Invited{Code: code}}) {
		t.Errorf("the eighth digit asks for %v", effects)
	}
	for refusal, want := range map[Refused]string{
		{Code: kiosk.CodeNotFound, Field: "invitation"}: "error.invitation_unknown",
		{Code: kiosk.CodeTooMany}:                       "error.too_many",
		{Code: kiosk.CodeStorage}:                       "error.storage",
	} {
		refused, _ := play(t, s, refusal)
		if wantScreen(t, refused, ScreenCode); refused.Problem.ID != want {
			t.Errorf("%v says %q", refusal, refused.Problem.ID)
		}
	}
	late, _ := play(t, s, kind(IntentErase), welcome)
	wantScreen(t, late, ScreenCode)
	back, _ := play(t, s, kind(IntentBack))
	wantScreen(t, back, ScreenWelcome)
}

// Who is greeted by name has shown an invitation; who goes back or away leaves
// nothing of it (F11).
func TestF11_TheNameIsForgotten(t *testing.T) {
	for name, e := range map[string]Event{
		"back": kind(IntentBack), "cancel": kind(IntentCancel),
		"used meanwhile": Refused{Code: kiosk.CodeNotFound, Field: "invitation"},
	} {
		s, _ := play(t, invited(t), e)
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"访客甲", code, "010***", "行政部"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s: %q is remembered", name, secret)
			}
		}
	}
}

func TestInvitation_ScannedWhileAVisitIsUnderWay(t *testing.T) {
	for screen, s := range reached(t) {
		after, effects := play(t, s, Scanned{Code: code})
		if under := slices.Contains(underWay, screen); under == (len(effects) > 0) || under && after.Screen != screen {
			t.Errorf("on %s it leads to %s and asks for %v", screen, after.Screen, effects)
		}
	}
	off := offering()
	off.Config.Purposes = nil
	if after, effects := play(t, off, Scanned{Code: code}); after.Screen != ScreenWelcome || len(effects) != 0 {
		t.Errorf("where there are no invitations it leads to %s", after.Screen)
	}
}
