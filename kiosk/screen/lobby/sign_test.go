package lobby

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
)

// scribble draws a stroke over the pad with so many moves.
func scribble(t *testing.T, w *Window, moves int) {
	t.Helper()
	for _, target := range w.Targets() {
		if target.Name != "pad" {
			continue
		}
		b := target.Box
		at := func(i int) *desktop.MouseEvent {
			part := float32(i) / float32(moves)
			p := fyne.NewPos(b.X+b.W*part, b.Y+b.H*(0.5+0.4*float32(1-2*(i%2))))
			return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: p}}
		}
		w.stage.MouseDown(at(0))
		for i := range moves {
			w.stage.MouseMoved(at(i + 1))
		}
		w.stage.MouseUp(at(moves))
		return
	}
	t.Fatal("there is no pad")
}

func drawn(w *Window) (lines int) {
	for _, o := range test.WidgetRenderer(w.stage).Objects() {
		if _, ok := o.(*canvas.Line); ok {
			lines++
		}
	}
	return lines
}

func TestSign_SaysEachStroke(t *testing.T) {
	for orientation, size := range sizes {
		w, said := open(t, size)
		w.Render(named(t, "sign"))
		scribble(t, w, 4)
		scribble(t, w, 2)
		if len(*said) != 2 || (*said)[0].Kind != checkin.IntentStroke {
			t.Fatalf("%s: said %+v", orientation, *said)
		}
		drawn := kiosk.Signature((*said)[0].Text)
		if strokes, err := drawn.Strokes(); err != nil || len(strokes) != 1 || len(strokes[0]) != 5 || drawn.Check() != nil {
			t.Errorf("%s: drawn is %q, %v", orientation, drawn, err)
		}
	}
}

func TestSign_IsBounded(t *testing.T) {
	w, said := open(t, sizes["portrait"])
	w.Render(named(t, "sign"))
	scribble(t, w, 5*mostPoints)
	if n := len((*said)[0].Text); n > kiosk.MaxSignature {
		t.Errorf("a stroke has %d bytes, more than are kept of all", n)
	}
}

// TestSign_IsInSightWhileItIsDrawn: at once, then until the model has it, and not
// twice.
func TestSign_IsInSightWhileItIsDrawn(t *testing.T) {
	w, said := open(t, sizes["portrait"])
	w.Render(named(t, "sign"))
	scribble(t, w, 3)
	if n := drawn(w); n != 3 {
		t.Errorf("%d lines before the model has them", n)
	}
	w.Render(signing(kiosk.Signature((*said)[0].Text)))
	if n := drawn(w); n != 3 || len(w.ink.points) != 0 {
		t.Errorf("%d lines once it has, %d points are kept", n, len(w.ink.points))
	}
}

func TestSign_NothingRemains(t *testing.T) {
	w, said := open(t, sizes["portrait"])
	w.Render(named(t, "sign-signed"))
	scribble(t, w, 3)
	w.Render(base(checkin.ScreenWelcome))
	if n := drawn(w); n != 0 || len(w.ink.points) != 0 {
		t.Errorf("%d lines are left, %d points", n, len(w.ink.points))
	}
	if strings.Contains(markup(w), "<line") {
		t.Error("the window still has lines")
	}
	*said = nil
	w.Render(with(named(t, "sign"), func(m *checkin.Model) { m.Busy = true }))
	scribble(t, w, 3)
	if len(*said) != 0 {
		t.Errorf("while an answer is kept it says %+v", *said)
	}
}

func TestSign_ClearsAndTurnsPages(t *testing.T) {
	w, said := open(t, sizes["portrait"])
	w.Render(named(t, "sign-signed"))
	tap(w, "clear")
	w.Render(named(t, "sign-long"))
	tap(w, "page on")
	tap(w, "page back")
	tap(w, "pad") // nothing is done by a tap
	tap(w, "next")
	want := []checkin.Intent{
		{Kind: checkin.IntentClear}, {Kind: checkin.IntentPage, At: 2}, {Kind: checkin.IntentPage, At: 0},
		{Kind: checkin.IntentNext},
	}
	got := slices.DeleteFunc(slices.Clone(*said), func(i checkin.Intent) bool { return i.Kind == checkin.IntentStroke })
	if !slices.Equal(got, want) {
		t.Errorf("said %+v, want %+v", got, want)
	}
}
