package desk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"lobby.internal/kiosk/reception"
)

// keyServeNext is the key for who came first; printed on the button.
const keyServeNext = "F1"

// bindKeys has the window hear the keys that no widget takes.
func (w *Window) bindKeys() {
	c := w.win.Canvas()
	c.SetOnTypedKey(w.typedKey)
	if d, ok := c.(desktop.Canvas); ok {
		d.SetOnKeyDown(w.keyDown)
		d.SetOnKeyUp(w.keyUp)
	}
	for _, s := range w.shortcuts() {
		c.AddShortcut(s.shortcut, func(fyne.Shortcut) { s.do() })
	}
}

// chord is a shortcut with Ctrl.
type chord struct {
	shortcut *desktop.CustomShortcut
	do       func()
}

func (w *Window) shortcuts() []chord {
	ctrl := func(key fyne.KeyName, do func()) chord {
		return chord{&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierControl}, do}
	}
	all := []chord{ctrl(fyne.KeyL, w.otherLanguage), ctrl(fyne.KeyR, w.askRoll)}
	for _, d := range actionOrder {
		if d.ctrl {
			all = append(all, ctrl(d.key, func() { w.act(d.action) }))
		}
	}
	return all
}

// keyDown hears of a key pressed anew, keyUp of one let go. Between the two the
// same key typed again is the keyboard's repeat.
func (w *Window) keyDown(e *fyne.KeyEvent) { delete(w.held, e.Name) }

func (w *Window) keyUp(e *fyne.KeyEvent) { delete(w.held, e.Name) }

// fresh reports whether a key that does something was pressed anew: one held
// down does it once.
func (w *Window) fresh(key fyne.KeyName) bool {
	if w.held[key] {
		return false
	}
	w.held[key] = true
	return true
}

// typedKey does what a key does wherever the focus is.
func (w *Window) typedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown:
		if w.rolling() {
			break
		}
		if w.win.Canvas().Focused() == nil {
			w.win.Canvas().Focus(w.queue)
			w.queue.TypedKey(e)
		}
		return
	}
	do := w.bound(e.Name)
	if do != nil && w.fresh(e.Name) {
		do()
	}
}

// bound returns what a key does now, or nil.
func (w *Window) bound(key fyne.KeyName) func() {
	if w.rolling() {
		return w.rollBound(key)
	}
	switch key {
	case fyne.KeyF1:
		return w.callNext
	case fyne.KeyEscape:
		return w.escape
	case fyne.KeyReturn, fyne.KeyEnter:
		if w.reason.open() {
			return w.sendReason
		}
	}
	for _, d := range actionOrder {
		if d.key == key && !d.ctrl {
			return func() { w.act(d.action) }
		}
	}
	for i := range w.chips {
		if w.reason.open() && key == chipKeys[i] {
			return func() { w.pick(i) }
		}
	}
	return nil
}

// escape gives up the last thing begun.
func (w *Window) escape() {
	switch {
	case w.rolling():
		w.closeRoll()
	case w.armed != (press{}):
		w.armed = press{}
	case w.reason.open():
		w.closeReason()
	case !w.model.Problem.IsZero():
		w.dismissProblem()
	}
	w.arrange()
}

// press a button for an action; see act.
func (w *Window) actionButton(a reception.Action) func() { return func() { w.act(a) } }
