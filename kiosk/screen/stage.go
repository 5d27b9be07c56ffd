package screen

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Target is something that can be touched.
type Target struct {
	Name string // tells it from the others on the screen
	Box  Box
	Do   func()
}

// Touch makes b a target. It returns whether it is pressed and whether the
// keyboard's focus is on it, for its looks.
func (p *Pen) Touch(name string, b Box, do func()) (pressed, focused bool) {
	p.targets = append(p.targets, Target{Name: name, Box: b, Do: do})
	return p.pressed == name, p.focus == name
}

// Stage is a window's one widget: it has everything painted, and turns touches
// and keys into what the painted targets do.
type Stage struct {
	widget.BaseWidget
	paint func(*Pen, Box)
	rune  func(rune)
	key   func(fyne.KeyName) bool
	pen   Pen
	shown func()
}

// NewStage returns a stage. paint paints all of it; typed hears what is typed;
// key hears the other keys, and answers whether it used them.
func NewStage(paint func(*Pen, Box), typed func(rune), key func(fyne.KeyName) bool) *Stage {
	s := &Stage{paint: paint, rune: typed, key: key}
	s.ExtendBaseWidget(s)
	return s
}

// Repaint paints everything anew.
func (s *Stage) Repaint() { s.Refresh() }

// Targets returns what can be touched now.
func (s *Stage) Targets() []Target { return slices.Clone(s.pen.targets) }

// OnPainted has f called after each painting.
func (s *Stage) OnPainted(f func()) { s.shown = f }

// Forget drops the press and the focus: another screen is shown.
func (s *Stage) Forget() { s.pen.focus, s.pen.pressed = "", "" }

func (s *Stage) at(pos fyne.Position) (Target, bool) {
	for _, t := range slices.Backward(s.pen.targets) {
		if t.Box.holds(pos.X, pos.Y) {
			return t, true
		}
	}
	return Target{}, false
}

// MouseDown shows the press at once.
func (s *Stage) MouseDown(e *desktop.MouseEvent) {
	s.pen.focus = ""
	if t, ok := s.at(e.Position); ok {
		s.pen.pressed = t.Name
		s.Refresh()
	}
}

// MouseUp shows that it has ended.
func (s *Stage) MouseUp(*desktop.MouseEvent) {
	if s.pen.pressed != "" {
		s.pen.pressed = ""
		s.Refresh()
	}
}

// Tapped does what the target does.
func (s *Stage) Tapped(e *fyne.PointEvent) {
	if t, ok := s.at(e.Position); ok && t.Do != nil {
		t.Do()
	}
}

// FocusGained does nothing: the stage always has the focus.
func (s *Stage) FocusGained() {}

// FocusLost does nothing.
func (s *Stage) FocusLost() {}

// AcceptsTab keeps Tab for the stage's own targets.
func (s *Stage) AcceptsTab() bool { return true }

// TypedRune hands over what was typed; the space bar presses a focused target.
func (s *Stage) TypedRune(r rune) {
	if r == ' ' && s.press() {
		return
	}
	s.rune(r)
}

// TypedKey moves the focus with Tab and the arrow keys, presses with Enter, and
// hands over what is left.
func (s *Stage) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyTab, fyne.KeyDown, fyne.KeyRight:
		s.move(1)
	case fyne.KeyUp, fyne.KeyLeft:
		s.move(-1)
	case fyne.KeyReturn, fyne.KeyEnter:
		if !s.press() {
			s.key(e.Name)
		}
	default:
		s.key(e.Name)
	}
}

func (s *Stage) press() bool {
	i := s.focused()
	if i < 0 {
		return false
	}
	s.pen.targets[i].Do()
	return true
}

func (s *Stage) focused() int {
	return slices.IndexFunc(s.pen.targets, func(t Target) bool { return t.Name == s.pen.focus && t.Do != nil })
}

func (s *Stage) move(by int) {
	n := len(s.pen.targets)
	if n == 0 {
		return
	}
	at := s.focused()
	if at < 0 && by < 0 {
		at = 0
	}
	s.pen.focus = s.pen.targets[((at+by)%n+n)%n].Name
	s.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (s *Stage) CreateRenderer() fyne.WidgetRenderer { return &stageRenderer{s} }

type stageRenderer struct{ s *Stage }

func (r *stageRenderer) Layout(size fyne.Size) { r.repaint(size) }

func (r *stageRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

func (r *stageRenderer) Objects() []fyne.CanvasObject { return r.s.pen.objects }

func (r *stageRenderer) Destroy() {}

func (r *stageRenderer) Refresh() {
	r.repaint(r.s.Size())
	if c := fyne.CurrentApp().Driver().CanvasForObject(r.s); c != nil {
		c.Refresh(r.s)
	}
}

func (r *stageRenderer) repaint(size fyne.Size) {
	r.s.pen.lift()
	r.s.paint(&r.s.pen, Box{0, 0, size.Width, size.Height})
	r.s.pen.done()
	if r.s.shown != nil {
		r.s.shown()
	}
}

// Texts returns every text that the stage holds, shown or kept to be used
// again; for tests that look for what should be gone.
func (s *Stage) Texts() []string {
	var all []string
	for _, t := range s.pen.texts {
		all = append(all, t.Text)
	}
	return all
}
