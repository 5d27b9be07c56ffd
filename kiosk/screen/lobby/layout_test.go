package lobby

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// words returns every text on the window and the box that its letters take.
func words(w *Window) (texts []string, boxes []screen.Box) {
	for _, o := range test.WidgetRenderer(w.stage).Objects() {
		text, ok := o.(*canvas.Text)
		if !ok {
			continue
		}
		texts, boxes = append(texts, text.Text), append(boxes, letters(text))
	}
	return texts, boxes
}

func overlap(a, b screen.Box) bool {
	return a.X < b.X+b.W-1 && b.X < a.X+a.W-1 && a.Y < b.Y+b.H-1 && b.Y < a.Y+a.H-1
}

// mayBeCut reports whether a text is longer than there is room for: above a
// keyboard, a department of sixty characters, and in large type five names of the
// most characters; in seated layout a long name among companions.
func mayBeCut(s state, text string) bool {
	return s.model.Seated && s.model.Screen == checkin.ScreenParty || s.name == "hosts-long" && (s.model.Large || strings.HasPrefix(text, "例"))
}

// TestTexts_LargeTypeIsLarge asks for 45 pixels at the screen drawn for.
func TestTexts_LargeTypeIsLarge(t *testing.T) {
	for orientation, size := range sizes {
		w, _ := open(t, size)
		for _, s := range states() {
			for _, lang := range w.opts.Book.Langs() {
				s.model.Lang, s.model.Large = lang, true
				w.Render(s.model)
				for _, o := range test.WidgetRenderer(w.stage).Objects() {
					if text, ok := o.(*canvas.Text); ok && text.TextSize < 44.9 {
						t.Errorf("%s %s, %s: %q has %.0f pixels", s.name, lang, orientation, text.Text, text.TextSize)
					}
				}
			}
		}
	}
}

// misplaced says which texts are cut short, outside the window or on others.
func misplaced(s state, size fyne.Size, texts []string, boxes []screen.Box) (faults []string) {
	for i, b := range boxes {
		if strings.HasSuffix(texts[i], "…") && !mayBeCut(s, texts[i]) {
			faults = append(faults, "cut short: "+texts[i])
		}
		if b.X < 0 || b.Y < 0 || b.X+b.W > size.Width || b.Y+b.H > size.Height {
			faults = append(faults, "outside the window: "+texts[i])
		}
		if s.model.Idle > 0 {
			continue // its band covers the heading: TestCountdown_CoversNothingByHalf
		}
		for j := range i {
			if overlap(b, boxes[j]) {
				faults = append(faults, texts[i]+" overlaps "+texts[j])
			}
		}
	}
	return faults
}

// TestCountdown_CoversNothingByHalf asks that the band of the countdown covers
// the whole of a text or of a target, or nothing of it, on every screen.
func TestCountdown_CoversNothingByHalf(t *testing.T) {
	for orientation, size := range sizes {
		w, _ := open(t, size)
		for _, s := range states() {
			switch s.model.Screen {
			case checkin.ScreenWelcome, checkin.ScreenWaiting, checkin.ScreenFarewell, checkin.ScreenTold:
				continue // never counted down
			}
			s.model.Idle = 20
			w.Render(s.model)
			var band screen.Box
			for _, target := range w.Targets() {
				if target.Name == "band" {
					band = target.Box
				}
			}
			halved := func(b screen.Box) bool { return overlap(b, band) && b.Y+b.H > band.Y+band.H+1 }
			for _, target := range w.Targets() {
				if target.Name != "stay" && target.Name != "band" && overlap(target.Box, band) {
					t.Errorf("%s, %s: the band covers %s", s.name, orientation, target.Name)
				}
			}
			texts, boxes := words(w)
			for i, b := range boxes {
				if halved(b) {
					t.Errorf("%s, %s: the band covers half of %q", s.name, orientation, texts[i])
				}
			}
		}
	}
}
