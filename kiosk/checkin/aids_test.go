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

func TestAids_StayWithTheVisitorAndNoLonger(t *testing.T) {
	for on, want := range map[IntentKind]Aids{IntentLarge: {Large: true}, IntentSeated: {Seated: true}} {
		t.Run(string(on), func(t *testing.T) {
			s, _ := play(t, Start(config, noon), Visits{}, kind(on), kind(IntentStart))
			if m := s.Model(); m.Aids != want {
				t.Fatalf("the looks are %+v on the first question", m.Aids)
			}
			s.Screen = ScreenConfirm
			s, _ = play(t, s, kind(IntentConfirm), Registered{Visit: view("V1", 7, "registered", "")})
			if s.Model().Aids != want {
				t.Error("it is gone on the wait screen")
			}
			if s, _ = play(t, s, kind(IntentDone)); s.Model().Aids != (Aids{}) {
				t.Error("the next visitor finds it")
			}
			s, _ = play(t, s, kind(on), Tick{Now: s.Now.Add(config.IdleAfter + time.Second)})
			if s.Model().Aids != (Aids{}) {
				t.Error("it stays on a welcome screen that nobody touches")
			}
		})
	}
}

// One switch goes through all looks, and comes back to where it began.
func TestView_GoesThroughAllLooks(t *testing.T) {
	s, _ := play(t, Start(config, noon), Visits{}, kind(IntentStart))
	for i, want := range []Aids{
		{Large: true}, {Large: true, Contrast: true}, {Seated: true}, {Large: true, Seated: true}, {Large: true, Contrast: true, Seated: true}, {},
	} {
		if s, _ = play(t, s, kind(IntentView)); s.Aids != want {
			t.Errorf("step %d: %+v, want %+v", i+1, s.Aids, want)
		}
	}
}
