package lobby

import (
	"testing"

	"lobby.internal/kiosk/checkin"
)

// TestAids_AreOnEveryScreen asks for the language and for large type and high
// contrast on every screen; those that end by themselves are the way to the
// welcome screen wherever they are touched.
func TestAids_AreOnEveryScreen(t *testing.T) {
	for orientation, size := range sizes {
		w, _ := open(t, size)
		for _, s := range bothTypes() {
			if s.model.Screen == checkin.ScreenFarewell || s.model.Screen == checkin.ScreenTold {
				continue
			}
			w.Render(s.model)
			has := map[string]bool{}
			for _, target := range w.Targets() {
				has[target.Name] = true
			}
			looks := has["view"] || has["large"] && has["contrast"]
			if !has["language"] || !looks {
				t.Errorf("%s, %s: the targets are %v", s.name, orientation, has)
			}
		}
	}
}

// bothTypes are the states in standard and in large type.
func bothTypes() []state {
	all := states()
	for _, s := range states() {
		s.name, s.model.Large = s.name+" large", true
		all = append(all, s)
	}
	return all
}
