package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Place shows a window at a position of the desktop; nil leaves it to the
// display. It asks twice: for the place where the window opens, and again when
// it is there, because full screen goes by what was asked of an open window.
func Place(w fyne.Window, at *fyne.Position) {
	d, ok := w.(desktop.Window)
	ok = ok && at != nil
	if ok {
		d.RequestPosition(int(at.X), int(at.Y))
	}
	w.Show()
	if ok {
		d.RequestPosition(int(at.X), int(at.Y))
	}
}
