package checkin

import (
	"testing"
	"time"

	"lobby.internal/kiosk"
)

func TestF10_WhoWaitsIsToldTheyAreNotForgotten(t *testing.T) {
	c := config
	c.Reassure = 5 * time.Minute
	for _, k := range []struct {
		answer kiosk.State
		after  time.Duration
		want   int
	}{
		{"", 4*time.Minute + 59*time.Second, 0},
		{"", 5 * time.Minute, 5},
		{"", 14 * time.Minute, 10},
		{kiosk.StateLounge, 14 * time.Minute, 10},
		{kiosk.StateGoUp, 14 * time.Minute, 0},
	} {
		s := Start(c, noon.Add(k.after))
		s.Resumed, s.Visits = true, []VisitView{view("V1", 7, kiosk.StateContacting, k.answer)}
		s = s.show(s.Visits[0])
		if got := s.Model().Waited; got != k.want {
			t.Errorf("answer %q after %s: %d minutes, want %d", k.answer, k.after, got, k.want)
		}
	}
}
