package screen

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// TestAgain_TheSecondHalfOfADoubleTapPressesNothing: of the screen that the first
// half led to, in this test the same one again.
func TestAgain_TheSecondHalfOfADoubleTapPressesNothing(t *testing.T) {
	for _, c := range []struct {
		name    string
		after   time.Duration // the screen has been shown
		x, y    float32       // the first tap was at 50, 50
		pressed string
	}{
		{"at once", 0, 50, 50, "left"},
		{"a hand's breadth of time later", 480 * time.Millisecond, 55, 44, "left"},
		{"meant", 520 * time.Millisecond, 50, 50, "left left"},
		{"elsewhere", 0, 50, 250, "left below"},
		{"beside", 0, 150, 50, "left left"},
	} {
		hands := map[string]func(s *Stage, x, y float32){
			"mouse": func(s *Stage, x, y float32) { down(s, x, y); up(s, x, y) },
			"finger": func(s *Stage, x, y float32) {
				s.Touch(1, TouchBegin, fyne.NewPos(x, y))
				s.Touch(1, TouchEnd, fyne.NewPos(x, y))
			},
		}
		for name, tap := range hands {
			t.Run(c.name+", "+name, func(t *testing.T) {
				s, pressed, _ := twoButtons(t)
				now := time.Now()
				s.Clock = func() time.Time { return now }
				tap(s, 50, 50)
				s.Forget()
				now = now.Add(c.after)
				tap(s, c.x, c.y)
				if got := strings.Join(*pressed, " "); got != c.pressed {
					t.Errorf("pressed %q, want %q", got, c.pressed)
				}
				if len(s.pen.pressed) != 0 {
					t.Errorf("something looks pressed: %v", s.pen.pressed)
				}
			})
		}
	}
}

func TestAgain_TypingTheSameKeyTwiceIsNone(t *testing.T) {
	s, pressed, _ := twoButtons(t)
	now := time.Now()
	s.Clock = func() time.Time { return now }
	s.Forget()
	for range 3 {
		down(s, 150, 50)
		up(s, 150, 50)
	}
	if len(*pressed) != 3 {
		t.Errorf("of three taps on a screen that has just been shown %d arrive", len(*pressed))
	}
}
