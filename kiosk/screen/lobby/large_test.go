package lobby

import (
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk/checkin"
)

// TestLarge_Markup compares one state of each screen, and every outcome, in large
// type with what was looked at, in one language and orientation: their texts are
// measured in all of them.
func TestLarge_Markup(t *testing.T) {
	w, _ := open(t, sizes["portrait"])
	seen := map[checkin.Screen]bool{}
	for _, s := range states() {
		if seen[s.model.Screen] && s.model.Screen != checkin.ScreenOutcome && s.name != "welcome" {
			continue
		}
		seen[s.model.Screen] = true
		s.model.Large = true
		w.Render(s.model)
		name := filepath.Join("large", s.name+"-zh-CN-portrait")
		test.AssertRendersToMarkup(t, name+".xml", w.win.Canvas())
		picture(t, name, w)
	}
}

// TestLarge_BesideAPlan asks that nothing of the way up is cut short or covered
// where the lobby is drawn too.
func TestLarge_BesideAPlan(t *testing.T) {
	for orientation, size := range sizes {
		w, _ := open(t, size)
		w.opts.Plan = plan
		for _, s := range states() {
			if s.model.Screen != checkin.ScreenOutcome || s.model.Visit.Lift == "" {
				continue
			}
			for _, lang := range w.opts.Book.Langs() {
				s.model.Lang, s.model.Large = lang, true
				w.Render(s.model)
				texts, boxes := words(w)
				for _, fault := range misplaced(s, size, texts, boxes) {
					t.Errorf("%s %s %s: %s", s.name, lang, orientation, fault)
				}
			}
		}
	}
}
