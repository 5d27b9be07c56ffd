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

// Large type comes and goes with high contrast; one switch goes through both.
func TestLarge_StaysWithTheVisitorAndNoLonger(t *testing.T) {
	s, _ := play(t, Start(config, noon), Visits{}, kind(IntentLarge), kind(IntentStart))
	if m := s.Model(); !m.Large || m.Contrast {
		t.Fatalf("large %v and contrast %v on the first question", m.Large, m.Contrast)
	}
	for i, want := range [][2]bool{{true, true}, {false, false}, {true, false}} {
		if s, _ = play(t, s, kind(IntentView)); s.Large != want[0] || s.Contrast != want[1] {
			t.Errorf("step %d: large %v and contrast %v, want %v", i+1, s.Large, s.Contrast, want)
		}
	}
	s.Screen = ScreenConfirm
	s, _ = play(t, s, kind(IntentConfirm), Registered{Visit: view("V1", 7, "registered", "")})
	if !s.Model().Large {
		t.Error("it is gone on the wait screen")
	}
	if s, _ = play(t, s, kind(IntentDone)); s.Model().Large {
		t.Error("the next visitor finds it")
	}
	s, _ = play(t, s, kind(IntentLarge), Tick{Now: s.Now.Add(config.IdleAfter + time.Second)})
	if s.Model().Large {
		t.Error("it stays on a welcome screen that nobody touches")
	}
}
