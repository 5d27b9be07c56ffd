package lobby

import (
	"strings"
	"testing"

	"lobby.internal/kiosk"
)

// TestProblem_IsToldInBothLanguages asks that who reads no Chinese learns what is
// wrong too, in portrait on every screen: lines are put together again.
func TestProblem_IsToldInBothLanguages(t *testing.T) {
	w, _ := open(t, sizes["portrait"])
	told := 0
	for _, s := range states() {
		if s.model.Problem.IsZero() {
			continue
		}
		for _, lang := range []kiosk.Lang{kiosk.LangZH, kiosk.LangEN} {
			s.model.Lang = lang
			w.Render(s.model)
			texts, _ := words(w)
			all := strings.ReplaceAll(strings.Join(texts, ""), " ", "")
			for _, said := range []kiosk.Lang{kiosk.LangZH, kiosk.LangEN} {
				want := strings.ReplaceAll(w.opts.Book.Say(said, s.model.Problem), " ", "")
				if !strings.Contains(all, want) {
					t.Errorf("%s, in %s: %q is not there", s.name, lang, want)
				}
				told++
			}
		}
	}
	if told == 0 {
		t.Error("there is no problem among the states: the test sees nothing")
	}
}
