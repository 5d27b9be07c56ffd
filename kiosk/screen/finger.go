package screen

import "fyne.io/fyne/v2"

// Phase is what a finger does.
type Phase int

// The phases of a touch.
const (
	TouchBegin Phase = iota
	TouchMove
	TouchEnd
	TouchCancel // nothing comes of it
)

// finger is one that is down, by the target it came down on.
type finger struct {
	target string // "" for none, and when it is no longer there
	at     fyne.Position
}

// slip is how far beside its target a finger may go up, in units of the design:
// hands tremble, and the edge of a button is as good as its middle.
const slip = 24

// Touch takes what one finger of several did, at a place of the stage. id tells
// it from the others until its touch ends. Fingers know nothing of each other:
// one that rests on the glass holds up none that types.
func (s *Stage) Touch(id uint32, phase Phase, at fyne.Position) {
	switch phase {
	case TouchBegin:
		t := s.under(at)
		s.fingers[id] = finger{target: t.Name, at: at}
		s.press(t, at)
		if t.pad != nil && s.drawing == "" {
			s.drawer = id
			s.drawFrom(t, at)
		}
	case TouchMove:
		if s.drawing != "" && id == s.drawer {
			s.drawTo(at)
		}
	case TouchEnd, TouchCancel:
		if s.drawing != "" && id == s.drawer {
			s.lift()
		}
		f := s.fingers[id]
		delete(s.fingers, id)
		s.pen.lifted(f.target)
		s.Refresh()
		if t, ok := s.meant(f, at); ok && phase == TouchEnd {
			s.act(t, at)
		}
	}
}

// meant returns the target that a finger acts on as it goes up: the one on which
// it came down, if that is still there and the finger has not left it.
func (s *Stage) meant(f finger, up fyne.Position) (Target, bool) {
	t, ok := s.at(f.at)
	if !ok || f.target == "" || t.Name != f.target || t.onPress || t.Do == nil {
		return Target{}, false
	}
	room := slip * s.pen.unit
	return t, t.Box.Inset(-room, -room).holds(up.X, up.Y)
}

// lifted shows that one finger fewer is on a target.
func (p *Pen) lifted(name string) {
	if p.pressed[name]--; p.pressed[name] <= 0 {
		delete(p.pressed, name)
	}
}
