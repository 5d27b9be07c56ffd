package lobby

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// TestTap_SaysWhereItWas: an intent carries the screen whose target was touched.
func TestTap_SaysWhereItWas(t *testing.T) {
	w, _ := open(t, sizes["portrait"])
	var said []checkin.Intent
	w.opts.Send = func(i checkin.Intent) { said = append(said, i) }
	w.Render(named(t, "name-typed"))
	if !tap(w, "title 1") || len(said) != 1 || said[0].From != checkin.ScreenName {
		t.Errorf("said %+v", said)
	}
}

// TestAgain_NoDoubleTapAnswersTwoQuestions taps every target of every state twice,
// the second time when the next screen is there: it must say nothing of that one.
func TestAgain_NoDoubleTapAnswersTwoQuestions(t *testing.T) {
	next := map[string]string{
		"name-typed": "company", "company": "phone", "phone": "arranged", "arranged": "confirm", "host-many": "name",
		"companion": "party", "party": "confirm-party", "welcome": "host", "confirm": "waiting", "invited": "waiting",
	}
	for orientation, size := range sizes {
		w, said := open(t, size)
		now := time.Now()
		w.stage.Clock = func() time.Time { return now }
		for from, to := range next {
			w.Render(named(t, from))
			for _, target := range w.Targets() {
				at := fyne.NewPos(target.Box.X+target.Box.W/2, target.Box.Y+target.Box.H/2)
				w.Render(named(t, from))
				now = now.Add(time.Hour)
				finger(w, at)
				w.Render(named(t, to))
				*said = nil
				now = now.Add(200 * time.Millisecond)
				finger(w, at)
				if len(*said) != 0 {
					t.Errorf("%s: %s twice on %s says %+v of %s", orientation, target.Name, from, *said, to)
				}
			}
		}
	}
}

func finger(w *Window, at fyne.Position) {
	w.stage.Touch(1, screen.TouchBegin, at)
	w.stage.Touch(1, screen.TouchEnd, at)
}
