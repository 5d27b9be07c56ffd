// Package x11 asks the X server for what Fyne does not: every finger on the
// touchscreen, of which Fyne sees the first alone, and where the monitors are.
// It is the one place with C code for X. In a program that is built without X11
// its functions return ErrNone, and fingers come as a pointer.
//
// A Touchscreen has a connection of its own and selects the touches of one
// window there (XInput 2.2). A window whose touches are selected gets no pointer
// events for them, so that nothing has to tell a finger from its shadow; a mouse
// goes on as before.
package x11

import (
	"errors"
	"image"
	"slices"
)

// ErrNone is returned where there is no X11, or no XInput 2.2.
var ErrNone = errors.New("x11: fingers cannot be read here, and come as a pointer")

// Phase is what a finger does.
type Phase int

// The phases of a touch. Every Begin is followed by an End or a Cancel.
const (
	Begin Phase = iota
	Move
	End
	Cancel // the device has gone
)

// Touch is what one finger did.
type Touch struct {
	ID    uint32 // tells it from the other fingers until it ends
	Phase Phase
	X, Y  float64 // in pixels from the window's upper left corner
	Own   bool    // by a pointer of its own: the keyboard beside it types into the window now
}

// Monitor is one screen of the desktop.
type Monitor struct {
	Name string          // of its output, as xrandr says
	At   image.Rectangle // in pixels of the desktop
}

// device is an input device: what is touched, or a pointer that others are
// attached to.
type device struct {
	id       int
	direct   bool // touched where it shows something: a touchscreen, no touchpad
	master   bool
	keyboard int // that a master is paired with
}

// event is what the server said of a touch.
type event struct {
	phase          Phase
	id             uint32
	master, source int
	x, y           float64
}

// fingers makes touches of events: it knows the devices and who is down.
type fingers struct {
	devices []device
	usual   int            // the pointer of everybody
	down    map[uint32]int // the source by touch
}

func (f *fingers) device(id int) device {
	at := slices.IndexFunc(f.devices, func(d device) bool { return d.id == id })
	if at < 0 {
		return device{}
	}
	return f.devices[at]
}

// touch returns what an event means, or false for a touchpad's and for a finger
// that is not known to be down.
func (f *fingers) touch(e event) (Touch, bool) {
	_, known := f.down[e.id]
	switch {
	case e.phase == Begin && !f.device(e.source).direct, e.phase != Begin && !known:
		return Touch{}, false
	case e.phase == Begin:
		f.down[e.id] = e.source
	case e.phase == End:
		delete(f.down, e.id)
	}
	return Touch{ID: e.id, Phase: e.phase, X: e.x, Y: e.y, Own: e.master != f.usual}, true
}

// changed takes the devices that there are now, and returns the touches of those
// that have gone.
func (f *fingers) changed(devices []device) []Touch {
	f.devices = devices
	var gone []Touch
	for id, source := range f.down {
		if f.device(source).id == 0 {
			delete(f.down, id)
			gone = append(gone, Touch{ID: id, Phase: Cancel})
		}
	}
	return gone
}
