package lobby

import (
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/screen"
)

// plan is a small lobby: lift bank A ahead to the left, B ahead to the right.
var plan = &Plan{
	Width: 24, Height: 16, Here: Point{11, 12}, Desk: screen.Box{X: 1, Y: 9, W: 5, H: 1.6},
	Walls: []screen.Box{{X: 0, Y: 0, W: 24, H: 0.4}, {X: 0, Y: 0, W: 0.4, H: 16}, {X: 23.6, Y: 0, W: 0.4, H: 16}, {X: 8, Y: 0, W: 0.4, H: 7}, {X: 15, Y: 0, W: 0.4, H: 5}},
	Lifts: map[string]PlanLift{
		"A": {screen.Box{X: 3, Y: 1.2, W: 3.4, H: 2.2}, []Point{{11, 8.2}, {4.7, 8.2}}},
		"B": {screen.Box{X: 18, Y: 1.2, W: 3.4, H: 2.2}, []Point{{11, 8.2}, {19.7, 8.2}}},
	},
}

// TestF8_ThePlanShowsTheWay compares the outcome with a plan of the lobby in both
// directions, orientations and languages, and in high contrast.
func TestF8_ThePlanShowsTheWay(t *testing.T) {
	for orientation, size := range sizes {
		w, _ := open(t, size)
		half, _ := open(t, fyne.NewSize(size.Width/2, size.Height/2))
		w.opts.Plan, half.opts.Plan = plan, plan
		for _, state := range []string{"outcome-go-up", "outcome-go-up-left"} {
			m := named(t, state)
			half.Render(m)
			test.AssertImageMatches(t, filepath.Join("images", state+"-plan-"+orientation+".png"), half.win.Canvas().Capture())
			for _, m.Lang = range []kiosk.Lang{kiosk.LangZH, kiosk.LangEN} {
				w.Render(m)
				texts, boxes := words(w)
				for i, b := range boxes {
					if strings.HasSuffix(texts[i], "…") {
						t.Errorf("%s, %s: cut short: %s", state, orientation, texts[i])
					}
					for j := range i {
						if overlap(b, boxes[j]) {
							t.Errorf("%s, %s: %q overlaps %q", state, orientation, texts[i], texts[j])
						}
					}
				}
				name := filepath.Join("outcome", state+"-plan-"+string(m.Lang)+"-"+orientation)
				test.AssertRendersToMarkup(t, name+".xml", w.win.Canvas())
				picture(t, name, w)
			}
			m.Contrast = true
			w.Render(m)
			for _, fault := range weak(test.WidgetRenderer(w.stage).Objects()) {
				t.Errorf("%s, %s: %s", state, orientation, fault)
			}
			picture(t, "plan/contrast-"+state+"-"+orientation, w)
		}
	}
}

func TestPlan_TheWayLeadsFromHereToTheLifts(t *testing.T) {
	for bank, lift := range plan.Lifts {
		way := plan.Way(bank)
		if len(way) < 3 {
			t.Fatalf("%s: %v", bank, way)
		}
		for i, s := range way {
			if (s.W > 0) == (s.H > 0) {
				t.Errorf("%s: stretch %d is neither across nor up and down: %v", bank, i, s)
			}
		}
		first, last := way[0], way[len(way)-1]
		if !touches(first, screen.Box{X: plan.Here.X, Y: plan.Here.Y}) || !touches(last, lift.At) {
			t.Errorf("%s: it leads from %v to %v", bank, first, last)
		}
	}
	if plan.Way("Z") != nil {
		t.Error("a way leads to lifts that are not there")
	}
}

func touches(a, b screen.Box) bool {
	return a.X <= b.X+b.W && b.X <= a.X+a.W && a.Y <= b.Y+b.H && b.Y <= a.Y+a.H
}
