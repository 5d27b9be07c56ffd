package lobby

import (
	"slices"
	"testing"

	"lobby.internal/kiosk/checkin"
)

// TestArt_IsThatOfTheScreen: a golden file says that there is a picture, not which.
func TestArt_IsThatOfTheScreen(t *testing.T) {
	for orientation, size := range sizes {
		w, _ := open(t, size)
		for state, want := range map[string]string{
			"welcome": "hero-" + orientation, "welcome-after": "hero-" + orientation + "-dusk",
			"outcome-lounge": "lounge-" + orientation, "outcome-absent": "hero-" + orientation, "outcome-declined": "scene-" + orientation,
		} {
			w.Render(named(t, state))
			if got := w.stage.Arts(); !slices.Equal(got, []string{want}) {
				t.Errorf("%s shows %q, want %s", state, got, want)
			}
		}
		w.Render(base(checkin.ScreenName))
		if got := w.stage.Arts(); len(got) > 0 {
			t.Errorf("the question for the name shows %q", got)
		}
	}
}
