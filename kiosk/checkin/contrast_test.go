package checkin

import (
	"testing"
	"time"
)

func TestContrast_StaysWithTheVisitorAndNoLonger(t *testing.T) {
	s, _ := play(t, Start(config, noon), Visits{}, kind(IntentContrast), kind(IntentStart))
	if !s.Model().Contrast {
		t.Fatal("it is gone with the first question")
	}
	if done, _ := play(t, s, kind(IntentContrast)); done.Model().Contrast {
		t.Error("it cannot be switched off")
	}
	s.Screen = ScreenConfirm
	s, _ = play(t, s, kind(IntentConfirm), Registered{Visit: view("V1", 7, "registered", "")})
	if !s.Model().Contrast {
		t.Error("it is gone on the wait screen")
	}
	s, _ = play(t, s, Kept{Visit: view("V1", 7, "left", "")})
	if !s.Model().Contrast {
		t.Error("it is gone on the visitor's farewell")
	}
	if s, _ = play(t, s, kind(IntentDone)); s.Model().Contrast {
		t.Error("the next visitor finds it")
	}
	s, _ = play(t, s, kind(IntentContrast), Tick{Now: s.Now.Add(config.IdleAfter + time.Second)})
	if s.Model().Contrast {
		t.Error("it stays on a welcome screen that nobody touches")
	}
}
