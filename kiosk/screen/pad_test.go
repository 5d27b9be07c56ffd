package screen

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk"
)

// board is a stage with a pad of 500 by 200 and a button beside it.
type board struct {
	*Stage
	points []kiosk.Point
	lifts  int
	pushed int
	none   bool // the pad rests
}

func newBoard(t *testing.T) *board {
	t.Helper()
	test.NewTempApp(t)
	s := &board{}
	s.Stage = NewStage(func(p *Pen, _ Box) {
		draw, lift := func(q kiosk.Point) { s.points = append(s.points, q) }, func() { s.lifts++ }
		if s.none {
			draw = nil
		}
		p.Pad("pad", Box{100, 100, 500, 200}, draw, lift)
		p.Touch("button", Box{700, 100, 100, 100}, func() { s.pushed++ })
		p.Ink(Box{100, 100, 500, 200}, [][]kiosk.Point{s.points}, 4, Ink)
	}, func(rune) {}, func(fyne.KeyName) {})
	w := test.NewTempWindow(t, s.Stage)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(900, 400))
	return s
}

func mouse(x, y float32) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary}
}

// draw plays a pointer that comes down, moves and goes.
func (s *board) draw(at ...[2]float32) {
	s.MouseDown(mouse(at[0][0], at[0][1]))
	for _, p := range at[1:] {
		s.MouseMoved(mouse(p[0], p[1]))
	}
	last := at[len(at)-1]
	s.MouseUp(mouse(last[0], last[1]))
	s.Tapped(&fyne.PointEvent{Position: fyne.NewPos(last[0], last[1])})
}

func TestPad_DrawsInItsOwnUnits(t *testing.T) {
	s := newBoard(t)
	s.draw([2]float32{100, 100}, [2]float32{350, 200}, [2]float32{599, 299})
	want := []kiosk.Point{{X: 0, Y: 0}, {X: 500, Y: 200}, {X: 998, Y: 398}}
	if !slices.Equal(s.points, want) || s.lifts != 1 {
		t.Errorf("drawn is %v, lifted %d times", s.points, s.lifts)
	}
	s.MouseMoved(mouse(200, 200)) // nothing is down
	if len(s.points) != 3 {
		t.Error("a pointer that is not down draws")
	}
}

// TestPad_AFingerThatLeavesDrawsAlongTheEdge: a stroke that goes beyond ends
// nowhere else, and presses nothing there.
func TestPad_AFingerThatLeavesDrawsAlongTheEdge(t *testing.T) {
	s := newBoard(t)
	s.draw([2]float32{300, 200}, [2]float32{750, 150}, [2]float32{750, 5000})
	if last := s.points[len(s.points)-1]; last != (kiosk.Point{X: kiosk.PadWidth, Y: kiosk.PadHeight}) || s.pushed != 0 || s.lifts != 1 {
		t.Errorf("drawn is %v, the button was pressed %d times", s.points, s.pushed)
	}
}

func TestPad_DrawsOnlyFromWhereItIs(t *testing.T) {
	s := newBoard(t)
	s.draw([2]float32{750, 150}, [2]float32{300, 200})
	s.draw([2]float32{50, 50}, [2]float32{300, 200})
	if len(s.points) != 0 || s.lifts != 0 {
		t.Errorf("drawn is %v", s.points)
	}
	s.draw([2]float32{750, 150})
	if s.pushed != 1 {
		t.Errorf("the button was pressed %d times", s.pushed)
	}
	s.none = true
	s.Repaint()
	s.draw([2]float32{300, 200}, [2]float32{310, 200})
	if len(s.points) != 0 {
		t.Error("a pad that rests is drawn on")
	}
}

func TestPad_ForgetsAStrokeThatAnotherScreenCutShort(t *testing.T) {
	s := newBoard(t)
	s.MouseDown(mouse(300, 200))
	s.Forget()
	s.MouseMoved(mouse(320, 200))
	s.MouseUp(mouse(320, 200))
	if len(s.points) != 1 || s.lifts != 0 {
		t.Errorf("drawn is %v, lifted %d times", s.points, s.lifts)
	}
}

// TestInk_KeepsNothingThatIsNotShown looks for lines behind the window.
func TestInk_KeepsNothingThatIsNotShown(t *testing.T) {
	s := newBoard(t)
	s.draw([2]float32{100, 100}, [2]float32{350, 200}, [2]float32{599, 299})
	s.Repaint()
	if len(s.pen.strokes) != 2 {
		t.Fatalf("%d lines are painted", len(s.pen.strokes))
	}
	behind := s.pen.strokes
	s.points = nil
	s.Repaint()
	if len(s.pen.strokes) != 0 || slices.ContainsFunc(behind, func(l *canvas.Line) bool { return l != nil }) {
		t.Error("lines of a signature are left behind")
	}
}
