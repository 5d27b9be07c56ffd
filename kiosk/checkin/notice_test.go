package checkin

import (
	"testing"
	"time"

	"lobby.internal/kiosk"
)

// noticed is a house that tells visitors what it keeps.
func noticed() Config {
	c := config
	c.Consent = kiosk.Document{Version: "7", Text: map[kiosk.Lang]string{kiosk.LangZH: "正文", kiosk.LangEN: "text"}}
	c.KeepDays = 90
	return c
}

func confirming(t *testing.T, c Config) State {
	t.Helper()
	s := asked(t)
	s.Config = c
	return s
}

func TestConsent_IsOneSentenceAndNoFurtherTouch(t *testing.T) {
	s := confirming(t, noticed())
	if m := s.Model(); m.Consent.ID != "lobby.consent" || m.Consent.Args["Days"] != "90" || m.Reading != nil {
		t.Errorf("the model says %+v", m.Consent)
	}
	_, effects := Step(s, kind(IntentConfirm))
	if r, ok := effects[0].(Register); !ok || r.Agreed.Consent != "7" {
		t.Errorf("the effects are %+v", effects)
	}
	if m := asked(t).Model(); !m.Consent.IsZero() {
		t.Errorf("without a notice the model says %+v", m.Consent)
	}
}

func TestConsent_WholeTextAndBack(t *testing.T) {
	for _, leave := range []IntentKind{IntentBack, IntentNext} {
		s, _ := play(t, confirming(t, noticed()), kind(IntentRead), Intent{Kind: IntentPage, At: 1}, Intent{Kind: IntentLanguage, Lang: kiosk.LangEN})
		m := s.Model()
		if m.Screen != ScreenNotice || m.Reading == nil || m.Reading.Page != 1 || m.Reading.Document.Version != "7" || m.At != m.Of {
			t.Fatalf("the model is %+v", m)
		}
		s, _ = play(t, s, kind(leave))
		wantScreen(t, s, ScreenConfirm)
		if s.Draft.Visitor.Name != "访客甲" || s.Page != 0 {
			t.Errorf("after %s the draft is %+v", leave, s.Draft)
		}
	}
	s, _ := play(t, asked(t), kind(IntentRead))
	wantScreen(t, s, ScreenConfirm) // the house has no notice
}

func TestConsent_ReadingIsClearedLikeAnyScreen(t *testing.T) {
	s, _ := play(t, confirming(t, noticed()), kind(IntentRead), Tick{noon.Add(61 * time.Second)})
	if s.Model().Idle == 0 {
		t.Error("nothing counts down")
	}
	s, _ = play(t, s, Tick{noon.Add(81 * time.Second)})
	wantScreen(t, s, ScreenWelcome)
	if s.Draft.Visitor != (kiosk.Visitor{}) {
		t.Errorf("the draft is still %+v", s.Draft)
	}
}
