// Package screentest has what the windows' tests share.
package screentest

import "fyne.io/fyne/v2"

// Closable is an app whose windows a person can close, which those of Fyne's
// test app are not.
type Closable struct {
	fyne.App
	Window *Window // the last one made
}

// NewWindow makes a window.
func (c *Closable) NewWindow(title string) fyne.Window {
	c.Window = &Window{Window: c.App.NewWindow(title)}
	return c.Window
}

// Window is one that a person can close.
type Window struct {
	fyne.Window
	intercept func()
}

// SetCloseIntercept has fn called in place of closing.
func (w *Window) SetCloseIntercept(fn func()) { w.intercept = fn }

// CloseByHand is what the driver does for a person who closes the window.
func (w *Window) CloseByHand() {
	if w.intercept != nil {
		w.intercept()
		return
	}
	w.Close()
}
