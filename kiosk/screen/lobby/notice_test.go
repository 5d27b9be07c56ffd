package lobby

import (
	"slices"
	"strings"
	"testing"

	"lobby.internal/kiosk/checkin"
)

// TestNotice_PagesLoseNothing turns the pages of texts of many lengths: every
// line is on one of them, none has more than fit, and paragraphs stay together.
func TestNotice_PagesLoseNothing(t *testing.T) {
	var text []string
	for n := range 60 {
		text = append(text, "line "+itoa(n))
		if n%7 == 6 {
			text = append(text, "")
		}
		for _, fit := range []int{1, 2, 5, 9, 100} {
			pages := paged(text, fit)
			for _, p := range pages {
				if len(p) > fit {
					t.Fatalf("%d lines on a page of %d", len(p), fit)
				}
			}
			all := strings.Fields(strings.Join(slices.Concat(pages...), " "))
			if want := strings.Fields(strings.Join(text, " ")); !slices.Equal(all, want) {
				t.Fatalf("%d lines on pages of %d become %d words of %d", len(text), fit, len(all), len(want))
			}
		}
	}
	if pages := paged(nil, 5); len(pages) != 1 {
		t.Errorf("nothing has %d pages", len(pages))
	}
	if got := paged([]string{"a", "b", "c", "", "d", "e"}, 5); len(got[0]) != 3 || got[1][0] != "d" {
		t.Errorf("a paragraph is torn apart: %q", got)
	}
}

func TestNotice_TurnsItsPages(t *testing.T) {
	w, said := open(t, sizes["landscape"])
	w.Render(reading(0))
	tap(w, "page on")
	w.Render(reading(9))
	tap(w, "page back")
	want := []checkin.Intent{{Kind: checkin.IntentPage, At: 1}, {Kind: checkin.IntentPage, At: 0}}
	if !slices.Equal(*said, want) {
		t.Errorf("said %+v, want %+v", *said, want)
	}
}
