package checkin

import (
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

var (
	stroke = Intent{Kind: IntentStroke, Text: "M100 200L250 80L400 300"}
	tapped = Intent{Kind: IntentStroke, Text: "M500 200"}
)

// signing is a visitor of a house whose rules are signed, in front of the pad.
func signing(t *testing.T) State {
	t.Helper()
	s := asked(t)
	s.Config.Rules = kiosk.Document{Version: "3", Text: map[kiosk.Lang]string{kiosk.LangZH: "守则"}}
	s, _ = play(t, s, kind(IntentBack))
	wantScreen(t, s, ScreenSign)
	return s
}

func TestSign_StandsBeforeTheConfirmation(t *testing.T) {
	s := signing(t)
	m := s.Model()
	if m.Reading == nil || m.Reading.Document.Version != "3" || m.At != m.Of-1 {
		t.Errorf("the model is %+v", m)
	}
	s, _ = play(t, s, stroke, tapped, kind(IntentNext))
	wantScreen(t, s, ScreenConfirm)
	_, effects := Step(s, kind(IntentConfirm))
	r := effects[0].(Register)
	if r.Agreed.Rules != "3" || r.Draft.Signature != kiosk.Signature(stroke.Text+tapped.Text) {
		t.Errorf("registered is %+v", r)
	}
	if s, _ := play(t, asked(t), kind(IntentBack)); s.Screen != ScreenArranged {
		t.Errorf("without rules there is %s", s.Screen)
	}
}

func TestSign_ATapIsNoSignature(t *testing.T) {
	for name, events := range map[string][]Event{
		"nothing": nil, "a tap": {tapped}, "taken back": {stroke, kind(IntentClear)},
		"not a stroke": {Intent{Kind: IntentStroke, Text: "L5 5"}, Intent{Kind: IntentStroke, Text: "<svg>"}, Intent{Kind: IntentStroke}},
	} {
		s, _ := play(t, signing(t), append(events, kind(IntentNext))...)
		if s.Screen != ScreenSign || s.Problem.ID != "error.incomplete_signature" {
			t.Errorf("%s leads to %s, %q", name, s.Screen, s.Problem.ID)
		}
		s, _ = play(t, s, stroke)
		if !s.Problem.IsZero() {
			t.Errorf("%s: the problem stays while it is mended", name)
		}
	}
}

func TestSign_IsBounded(t *testing.T) {
	s := signing(t)
	for range 2 * kiosk.MaxSignature / len(stroke.Text) {
		s, _ = play(t, s, stroke)
	}
	if n := len(s.Draft.Signature); n > kiosk.MaxSignature || s.Problem.ID != "error.long_signature" {
		t.Errorf("%d bytes are kept, the problem is %q", n, s.Problem.ID)
	}
	s, _ = play(t, s, kind(IntentClear), stroke, kind(IntentNext))
	wantScreen(t, s, ScreenConfirm)
}

func TestSign_IsKeptWhileTheLanguageOrThePageChanges(t *testing.T) {
	s, _ := play(t, signing(t), stroke, Intent{Kind: IntentLanguage, Lang: kiosk.LangEN}, Intent{Kind: IntentPage, At: 2}, kind(IntentBack))
	wantScreen(t, s, ScreenArranged)
	s, _ = play(t, s, Intent{Kind: IntentArranged, Text: "no"})
	wantScreen(t, s, ScreenSign)
	if !strings.HasPrefix(string(s.Draft.Signature), "M100") || s.Page != 0 {
		t.Errorf("the signature is %q on page %d", s.Draft.Signature, s.Page)
	}
}

func TestSign_IsClearedWithTheScreen(t *testing.T) {
	for name, end := range map[string]Event{"cancel": kind(IntentCancel), "idle": Tick{noon.Add(10 * time.Minute)}} {
		if s, _ := play(t, signing(t), stroke, end); s.Screen != ScreenWelcome || s.Draft.Signature != "" {
			t.Errorf("%s leaves %q on %s", name, s.Draft.Signature, s.Screen)
		}
	}
	s, _ := play(t, asked(t), stroke)
	if s.Draft.Signature != "" {
		t.Error("a signature is drawn where there is no pad")
	}
}

func TestSign_ARefusalLeadsBackToThePad(t *testing.T) {
	s, _ := play(t, signing(t), stroke, kind(IntentNext), kind(IntentConfirm), Refused{Code: kiosk.CodeIncomplete, Field: "signature"})
	if s.Screen != ScreenSign || s.Problem.ID != "error.incomplete_signature" || s.Busy {
		t.Errorf("it leads to %s, %q", s.Screen, s.Problem.ID)
	}
}

// invitedToSign is a visitor with an invitation to a house whose rules are signed.
func invitedToSign(t *testing.T) State {
	t.Helper()
	c := config
	c.Purposes = []kiosk.Purpose{kiosk.PurposeInvited}
	c.Rules = kiosk.Document{Version: "3", Text: map[kiosk.Lang]string{kiosk.LangZH: "守则"}}
	s := Start(c, noon).begin(kiosk.PurposeInvited)
	s.Input = "0"
	s, _ = play(t, s, Welcomed{Code: "0", Visitor: kiosk.Visitor{Name: "访客甲"}, Host: host})
	return s
}

// Whoever holds an invitation says that they are the one before they sign for it.
func TestSign_InvitedVisitorsSayWhoTheyAreFirst(t *testing.T) {
	s := invitedToSign(t)
	wantScreen(t, s, ScreenConfirm)
	s, effects := play(t, s, kind(IntentConfirm))
	wantScreen(t, s, ScreenSign)
	if m := s.Model(); len(effects) != 0 || s.Busy || m.At != m.Of {
		t.Errorf("%d effects, busy %v, question %d of %d", len(effects), s.Busy, m.At, m.Of)
	}
	s, effects = play(t, s, stroke, kind(IntentNext))
	if r := effects[0].(Register); !s.Busy || r.Agreed.Rules != "3" || r.Draft.Signature == "" || r.Draft.Invitation != "0" {
		t.Errorf("registered is %+v", r)
	}
}

func TestSign_InvitedVisitorsGoBackToWhoTheyAre(t *testing.T) {
	s, _ := play(t, invitedToSign(t), kind(IntentConfirm), stroke, kind(IntentBack))
	wantScreen(t, s, ScreenConfirm)
	if s.Draft.Invitation != "0" || s.Draft.Visitor.Name != "访客甲" {
		t.Errorf("the draft is %+v", s.Draft)
	}
	if s, _ = play(t, s, kind(IntentBack)); s.Screen != ScreenCode || s.Draft.Visitor.Name != "" {
		t.Errorf("%s still knows %q", s.Screen, s.Draft.Visitor.Name)
	}
}

func TestSign_ARefusalOfAnInvitationLeadsBackToItsCode(t *testing.T) {
	s, _ := play(t, invitedToSign(t), kind(IntentConfirm), stroke, kind(IntentNext), Refused{Code: kiosk.CodeNotFound, Field: "invitation"})
	if s.Screen != ScreenCode || s.Problem.ID != "error.invitation_unknown" || s.Draft.Signature != "" {
		t.Errorf("it leads to %s, %q", s.Screen, s.Problem.ID)
	}
}
