package screen

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Target is something that can be touched.
type Target struct {
	Name string // tells it from the others on the screen
	Box  Box
	Do   func() // nil does nothing

	Onward bool // leads on

	onPress bool // is done when a finger comes down, not when it goes
	unseen  bool // the keyboard's focus passes over it
	pad     *pad // a finger draws on it; nil: it does not
}

// Touch makes b a target. It returns whether it is pressed and whether the
// keyboard's focus is on it, for its looks.
func (p *Pen) Touch(name string, b Box, do func()) (pressed, focused bool) {
	p.targets = append(p.targets, Target{Name: name, Box: b, Do: do})
	return do != nil && p.pressed[name] > 0, do != nil && p.focus == name
}

// PressTouch makes b a target, as Touch does, that acts as soon as a finger comes
// down: somebody who types quickly lets go late.
func (p *Pen) PressTouch(name string, b Box, do func()) (pressed, focused bool) {
	pressed, focused = p.Touch(name, b, do)
	p.targets[len(p.targets)-1].onPress = true
	return pressed, focused
}

// TouchUnseen makes b a target that nothing shows and that the keyboard's focus
// passes over: only who knows of it finds it.
func (p *Pen) TouchUnseen(name string, b Box, do func()) {
	p.targets = append(p.targets, Target{Name: name, Box: b, Do: do, onPress: true, unseen: true})
}

// Stage is a window's one widget: it has everything painted, and turns touches
// and keys into what the painted targets do.
type Stage struct {
	widget.BaseWidget
	paint func(*Pen, Box)
	rune  func(rune)
	key   func(fyne.KeyName)
	pen   Pen
	Down  func()           // called when a finger or the mouse comes down; may be nil
	Clock func() time.Time // nil is the computer's

	fingers  map[uint32]finger
	touching bool   // a pointer is down
	down     string // the target it went down on, "" if it is no longer there
	held     string // the target that it is shown to press
	shift    bool
	drawing  string // the pad that a finger is drawing on, "" for none
	drawer   uint32 // that finger, of those that Touch tells of
	cursor   desktop.Cursor

	acted  fyne.Position // of the last touch of which something came
	turned time.Time     // when another screen was last shown
	led    fyne.Position // of the touch that led to it
}

// NewStage returns a stage. paint paints all of it; typed hears what is typed;
// key hears the keys that the stage has no use for itself.
func NewStage(paint func(*Pen, Box), typed func(rune), key func(fyne.KeyName)) *Stage {
	s := &Stage{paint: paint, rune: typed, key: key, cursor: desktop.DefaultCursor}
	s.pen.pressed, s.fingers = map[string]int{}, map[uint32]finger{}
	s.ExtendBaseWidget(s)
	return s
}

// HideCursor keeps the pointer out of sight, for a screen that is touched.
func (s *Stage) HideCursor() { s.cursor = desktop.HiddenCursor }

// Cursor implements desktop.Cursorable.
func (s *Stage) Cursor() desktop.Cursor { return s.cursor }

// Repaint paints everything anew.
func (s *Stage) Repaint() { s.Refresh() }

// Targets returns what can be touched now, in the order of the keyboard's focus.
func (s *Stage) Targets() []Target { return slices.Clone(s.pen.targets) }

// Forget drops the press and the focus: another screen is to be shown. A finger
// that is still down presses nothing of it.
func (s *Stage) Forget() {
	s.turned, s.led = s.now(), s.acted
	s.pen.focus, s.down, s.held, s.drawing = "", "", "", ""
	clear(s.pen.pressed)
	for id := range s.fingers {
		s.fingers[id] = finger{}
	}
}

func (s *Stage) at(pos fyne.Position) (Target, bool) {
	for _, t := range slices.Backward(s.pen.targets) {
		if t.Box.holds(pos.X, pos.Y) {
			return t, true
		}
	}
	return Target{}, false
}

// MouseDown shows the press at once, and types a key.
func (s *Stage) MouseDown(e *desktop.MouseEvent) {
	if s.Down != nil {
		s.Down()
	}
	t := s.under(e.Position)
	s.pen.lifted(s.held)
	s.touching, s.down, s.held = true, t.Name, t.Name
	s.press(t, e.Position)
	s.drawFrom(t, e.Position)
}

// press shows that a target is pressed, and does what a key does.
func (s *Stage) press(t Target, at fyne.Position) {
	s.pen.focus = ""
	s.pen.pressed[t.Name]++
	s.Refresh()
	if t.onPress && t.Do != nil {
		s.act(t, at)
	}
}

// act does what a target does that was touched there.
func (s *Stage) act(t Target, at fyne.Position) {
	s.acted = at
	t.Do()
}

// MouseUp shows that it has ended.
func (s *Stage) MouseUp(*desktop.MouseEvent) {
	s.pen.lifted(s.held)
	s.held = ""
	s.Refresh()
	s.lift()
}

// Tapped does what the target does, unless the pointer went down elsewhere.
func (s *Stage) Tapped(e *fyne.PointEvent) {
	t, ok := s.at(e.Position)
	passed := s.touching && (s.down != t.Name || t.onPress) // elsewhere, or done already
	s.touching, s.down = false, ""
	if ok && !passed && t.Do != nil {
		s.act(t, e.Position)
	}
}

// FocusGained implements fyne.Focusable: the stage always has the focus.
func (s *Stage) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (s *Stage) FocusLost() { s.shift = false }

// AcceptsTab keeps Tab for the stage's own targets.
func (s *Stage) AcceptsTab() bool { return true }

// TypedRune hands over what was typed.
func (s *Stage) TypedRune(r rune) { s.rune(r) }

// KeyDown notes that a shift key is held.
func (s *Stage) KeyDown(e *fyne.KeyEvent) { s.shift = s.shift || shift(e.Name) }

// KeyUp notes that it was let go.
func (s *Stage) KeyUp(e *fyne.KeyEvent) { s.shift = s.shift && !shift(e.Name) }

func shift(key fyne.KeyName) bool {
	return key == desktop.KeyShiftLeft || key == desktop.KeyShiftRight
}

// TypedKey moves the focus with Tab and the arrow keys, presses the focused
// target with Enter, and hands over what is left.
func (s *Stage) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyTab:
		if s.shift {
			s.move(-1)
			return
		}
		s.move(1)
	case fyne.KeyDown, fyne.KeyRight:
		s.move(1)
	case fyne.KeyUp, fyne.KeyLeft:
		s.move(-1)
	case fyne.KeyReturn, fyne.KeyEnter:
		if !s.Press() {
			s.key(e.Name)
		}
	default:
		s.key(e.Name)
	}
}

// Press does what the focused target does, and reports whether there is one.
func (s *Stage) Press() bool {
	i := s.focused()
	if i < 0 {
		return false
	}
	s.pen.targets[i].Do()
	return true
}

// Unfocus takes the keyboard's focus off the targets.
func (s *Stage) Unfocus() {
	if s.pen.focus != "" {
		s.pen.focus = ""
		s.Refresh()
	}
}

func (s *Stage) focused() int {
	return slices.IndexFunc(s.pen.targets, func(t Target) bool { return t.Name == s.pen.focus && t.Do != nil })
}

// move puts the focus on the next target that does something, or the one
// before.
func (s *Stage) move(by int) {
	n := len(s.pen.targets)
	at := s.focused()
	if at < 0 && by < 0 {
		at = 0
	}
	for range n {
		at = ((at+by)%n + n) % n
		if t := s.pen.targets[at]; t.Do != nil && !t.unseen {
			s.pen.focus = t.Name
			s.Refresh()
			return
		}
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

// Arts returns the names of the pictures of the assets that are shown; for tests.
func (s *Stage) Arts() []string {
	var names []string
	for key, img := range s.pen.pictures {
		if name, ok := strings.CutPrefix(key, artKey); ok && s.pen.painted(img) {
			name, _, _ = strings.Cut(name, " ") // of the accent
			names = append(names, name)
		}
	}
	return names
}

// CreateRenderer implements fyne.Widget.
func (s *Stage) CreateRenderer() fyne.WidgetRenderer { return &stageRenderer{s} }

type stageRenderer struct{ s *Stage }

// Layout implements fyne.WidgetRenderer.
func (r *stageRenderer) Layout(size fyne.Size) { r.repaint(size) }

// MinSize implements fyne.WidgetRenderer.
func (r *stageRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

// Objects implements fyne.WidgetRenderer.
func (r *stageRenderer) Objects() []fyne.CanvasObject { return r.s.pen.objects }

// Destroy implements fyne.WidgetRenderer.
func (r *stageRenderer) Destroy() {}

// Refresh implements fyne.WidgetRenderer.
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
}
