package lobby

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// panel is a screen that may hang in a lobby.
type panel struct {
	size   fyne.Size
	inches float32
}

// panels are the sizes drawn for, small, large and very fine ones, and the
// smallest of some shapes that Fits takes.
var panels = []panel{
	{fyne.NewSize(1080, 1920), 21.5}, {fyne.NewSize(1920, 1080), 21.5},
	{fyne.NewSize(768, 1366), 15.6}, {fyne.NewSize(1366, 768), 15.6}, {fyne.NewSize(1920, 1080), 15.6},
	{fyne.NewSize(3840, 2160), 27}, {fyne.NewSize(3840, 2160), 32}, {fyne.NewSize(1080, 1920), 32},
	{fyne.NewSize(1080, 1920), 15}, {fyne.NewSize(1920, 1080), 15}, {fyne.NewSize(800, 1280), 15.4},
}

func (p panel) String() string {
	return fmt.Sprintf("%.0f×%.0f at %g inches", p.size.Width, p.size.Height, p.inches)
}

// looks are the ways in which everything may be placed: high contrast places it
// as the standard look does.
var looks = map[string]checkin.Aids{
	"standard": {}, "large": {Large: true}, "seated": {Seated: true}, "seated and large": {Seated: true, Large: true},
}

// TestPanels_EverythingHasItsRoom looks at every state in every language and at
// every size: targets are large enough for a finger and none overlaps another,
// texts are neither cut short nor covered.
func TestPanels_EverythingHasItsRoom(t *testing.T) {
	for _, p := range panels {
		w, _ := open(t, p.size)
		w.opts.Inches = p.inches
		for _, s := range states() {
			for _, lang := range w.opts.Book.Langs() {
				for look, aids := range looks {
					s.model.Lang, s.model.Aids = lang, aids
					w.Render(s.model)
					texts, boxes := words(w)
					faults := append(crowded(p, w.Targets()), misplaced(s, p.size, texts, boxes)...)
					if aids.Seated {
						faults = append(faults, outOfReach(p, w.Targets())...)
					}
					for _, fault := range faults {
						t.Errorf("%s %s, %s, %s: %s", s.name, lang, p, look, fault)
					}
				}
			}
		}
	}
}

// crowded says which targets are too small, outside the window or on others.
func crowded(p panel, all []screen.Target) (faults []string) {
	const rounding = 0.1
	mm := density(p.size.Width, p.size.Height, p.inches)
	for i, target := range all {
		b := target.Box
		least := touchLeast * mm
		if target.Onward || target.Name == "start" {
			least = onwardLeast * mm
		}
		if b.W < touchLeast*mm-rounding || b.H < least-rounding {
			faults = append(faults, fmt.Sprintf("%s is %.1f by %.1f mm", target.Name, b.W/mm, b.H/mm))
		}
		if b.X < 0 || b.Y < 0 || b.X+b.W > p.size.Width+1 || b.Y+b.H > p.size.Height+1 {
			faults = append(faults, target.Name+" lies outside the window")
		}
		for _, other := range all[:i] {
			if overlap(b, other.Box) && other.Name != "band" {
				faults = append(faults, target.Name+" overlaps "+other.Name)
			}
		}
	}
	return faults
}

// outOfReach says which targets do not stand wholly in the lower part of the
// window. The corner is an administrator's.
func outOfReach(p panel, all []screen.Target) (faults []string) {
	for _, target := range all {
		if target.Name != "corner" && target.Box.Y < p.size.Height*(1-lowPart)-1 {
			faults = append(faults, target.Name+" is out of reach")
		}
	}
	return faults
}

func TestFits_RefusesPanelsThatAreTooSmall(t *testing.T) {
	for _, p := range panels {
		if err := Fits(p.size, p.inches); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
	for _, p := range []panel{{fyne.NewSize(1280, 800), 10.1}, {fyne.NewSize(1080, 1920), 13.3}, {fyne.NewSize(1024, 768), 15}} {
		if Fits(p.size, p.inches) == nil {
			t.Errorf("%s is taken", p)
		}
	}
	const want = "with 1280×800 pixels on 10.1 inches, buttons of 15 mm leave no room for the words; a screen of that shape has 15.4 inches or more"
	if err := Fits(fyne.NewSize(1280, 800), 10.1); err.Error() != want {
		t.Errorf("says %q, want %q", err, want)
	}
}
