package checkin

import (
	"testing"
	"time"

	"lobby.internal/kiosk"
)

// TestLanguage_GoesRound switches through the house's languages; what was typed
// stays, and a language that the house does not have changes nothing.
func TestLanguage_GoesRound(t *testing.T) {
	c := Config{Lang: kiosk.LangZH, Langs: []kiosk.Lang{kiosk.LangZH, kiosk.LangEN, kiosk.LangJA}, Keyboard: true}
	s := Start(c, time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC))
	s.Screen, s.Input = ScreenName, "Sample"
	for _, want := range []kiosk.Lang{kiosk.LangEN, kiosk.LangJA, kiosk.LangZH} {
		next := s.Model().Next
		s, _ = Step(s, Intent{Kind: IntentLanguage, Lang: next})
		if next != want || s.Lang != want || s.Input != "Sample" {
			t.Errorf("after %s comes %s with %q typed, want %s", next, s.Lang, s.Input, want)
		}
	}
	s.Config.Langs = nil
	if s, _ = Step(s, Intent{Kind: IntentLanguage, Lang: kiosk.LangJA}); s.Lang != kiosk.LangZH {
		t.Errorf("switched to %s, which the house does not have", s.Lang)
	}
}
