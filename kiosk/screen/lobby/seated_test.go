package lobby

import (
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
)

// TestSeated_Markup compares every state in seated layout with what was looked
// at, in one language.
func TestSeated_Markup(t *testing.T) {
	for orientation, size := range sizes {
		w, _ := open(t, size)
		for _, s := range states() {
			s.model.Seated = true
			w.Render(s.model)
			name := filepath.Join("seated", s.name+"-zh-CN-"+orientation)
			test.AssertRendersToMarkup(t, name+".xml", w.win.Canvas())
			picture(t, name, w)
		}
	}
}

// TestSeated_Images compares the screens of which a layout of their own is seen
// most, pixel by pixel.
func TestSeated_Images(t *testing.T) {
	for orientation, size := range sizes {
		w, _ := open(t, fyne.NewSize(size.Width/2, size.Height/2))
		for _, name := range []string{"welcome", "host-many", "name-composing"} {
			m := named(t, name)
			m.Seated = true
			w.Render(m)
			test.AssertImageMatches(t, filepath.Join("images", name+"-seated-"+orientation+".png"), w.win.Canvas().Capture())
		}
	}
}

// TestSeated_InHighContrast asks of both together what is asked of each.
func TestSeated_InHighContrast(t *testing.T) {
	for orientation, p := range map[string]panel{"portrait": panels[0], "landscape": panels[1]} {
		w, _ := open(t, p.size)
		for _, s := range states() {
			for _, s.model.Lang = range []kiosk.Lang{kiosk.LangZH, kiosk.LangEN} {
				s.model.Aids = checkin.Aids{Seated: true, Contrast: true}
				w.Render(s.model)
				faults := append(weak(test.WidgetRenderer(w.stage).Objects()), crowded(p, w.Targets())...)
				for _, fault := range append(faults, outOfReach(p, w.Targets())...) {
					t.Errorf("%s %s, %s: %s", s.name, s.model.Lang, orientation, fault)
				}
			}
		}
	}
}

// TestSeated_TheCountdownCoversNothing asks that all that can be touched beside
// the countdown's band stands beside it, and can be read whole.
func TestSeated_TheCountdownCoversNothing(t *testing.T) {
	for orientation, size := range sizes {
		w, said := open(t, size)
		for _, s := range states() {
			switch s.model.Screen {
			case checkin.ScreenWelcome, checkin.ScreenWaiting, checkin.ScreenFarewell, checkin.ScreenTold:
				continue // never counted down
			}
			s.model.Idle, s.model.Seated = 20, true
			w.Render(s.model)
			all := w.Targets()
			band, stay := all[len(all)-2], all[len(all)-1]
			if band.Name != "band" || stay.Name != "stay" {
				t.Fatalf("%s, %s: the countdown is not on top", s.name, orientation)
			}
			for _, target := range all[:len(all)-2] {
				if overlap(target.Box, band.Box) {
					t.Errorf("%s, %s: the band covers %s", s.name, orientation, target.Name)
				}
			}
			texts, boxes := words(w)
			for i, b := range boxes {
				if overlap(b, band.Box) && (b.Y < band.Box.Y || strings.HasSuffix(texts[i], "…")) {
					t.Errorf("%s, %s: the band covers %q", s.name, orientation, texts[i])
				}
			}
			*said = nil
			if tap(w, "stay"); len(*said) != 1 || (*said)[0].Kind != checkin.IntentStay {
				t.Errorf("%s, %s: said %+v", s.name, orientation, *said)
			}
		}
	}
}

// TestSeated_ByTheFloor asks that on a panel that hangs low nothing to touch
// stands lower than who sits reaches, nor higher.
func TestSeated_ByTheFloor(t *testing.T) {
	tower := panel{fyne.NewSize(1080, 1920), 49}
	const lowerEdge = 250
	if err := Reaches(tower.size, tower.inches, lowerEdge); err != nil {
		t.Fatal(err)
	}
	w, _ := open(t, tower.size)
	w.opts.Inches, w.opts.LowerEdge = tower.inches, lowerEdge
	mm := density(tower.size.Width, tower.size.Height, tower.inches)
	for _, s := range states() {
		s.model.Seated = true
		w.Render(s.model)
		faults := crowded(tower, w.Targets())
		texts, boxes := words(w)
		for _, fault := range append(faults, misplaced(s, tower.size, texts, boxes)...) {
			t.Errorf("%s: %s", s.name, fault)
		}
		for _, target := range w.Targets() {
			high := lowerEdge + (tower.size.Height-target.Box.Y)/mm
			low := high - target.Box.H/mm
			if target.Name != "corner" && (low < reachFrom-1 || high > reachTo+1) {
				t.Errorf("%s: %s stands from %.0f to %.0f mm", s.name, target.Name, low, high)
			}
		}
	}
}

func TestReaches(t *testing.T) {
	for name, c := range map[string]struct {
		panel     panel
		lowerEdge float32
		want      string
	}{
		"not known": {panels[0], 0, ""},
		"low":       {panels[0], 700, ""},
		"at most":   {panels[0], 934, ""},
		"high":      {panels[0], 1000, "the lower part of a picture of 476 mm then reaches up to 1286 mm, and who sits reaches 1220; hang it 66 mm lower"},
		"tall":      {panel{fyne.NewSize(1080, 1920), 55}, 100, ""},
		"too tall":  {panel{fyne.NewSize(1080, 1920), 55}, 600, "the lower part of a picture of 1218 mm then reaches up to 1331 mm"},
		"too low":   {panels[1], 200, "only 88 mm of the picture hang higher than 380 mm, below which who sits does not reach; hang it higher"},
		"lying":     {panels[1], 50, "only 0 mm of the picture hang higher than 380 mm"},
	} {
		err := Reaches(c.panel.size, c.panel.inches, c.lowerEdge)
		switch {
		case err == nil && c.want != "":
			t.Errorf("%s: accepted", name)
		case err != nil && (c.want == "" || !strings.HasPrefix(err.Error(), c.want)):
			t.Errorf("%s: %v", name, err)
		}
	}
}
