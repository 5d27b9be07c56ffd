package screen

import "testing"

func TestPalette_Contrast(t *testing.T) {
	for _, p := range pairs {
		if got := Contrast(p.on, p.over); got < p.least {
			t.Errorf("%s has a contrast of %.2f, less than %.1f", p.name, got, p.least)
		}
	}
	if Contrast(White, Gold) >= 3 {
		t.Error("white on gold passes: the measure is wrong")
	}
	if got := Contrast(Black, Bright); got < 20.99 || got > 21.01 {
		t.Errorf("black and white have a contrast of %.2f, want 21", got)
	}
}
