//go:build linux && cgo && x11

package x11

// #cgo LDFLAGS: -lX11 -lXi -lXrandr
// #include <X11/extensions/XI2.h>
// #include "reader.h"
import "C"

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"unsafe"
)

// room is how many devices and monitors are looked at.
const room = 64

// Touchscreen reads the fingers on a window. There is one in a program.
type Touchscreen struct {
	display    unsafe.Pointer
	window     C.ulong
	fingers    fingers
	wake, woke *os.File
}

// Open selects the touches of the X window. It must run on the goroutine of the
// windows, whose libraries share Xlib's error handler with it. It returns
// ErrNone where fingers cannot be read, among others because another program
// reads those of this window.
func Open(window uintptr) (*Touchscreen, error) {
	woke, wake, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("x11: %w", err)
	}
	var usual C.int
	t := &Touchscreen{window: C.ulong(window), wake: wake, woke: woke}
	if t.display = C.reader_open(t.window, &usual); t.display == nil {
		return nil, errors.Join(ErrNone, wake.Close(), woke.Close())
	}
	t.fingers = fingers{usual: int(usual), down: map[uint32]int{}, devices: t.devices()}
	return t, nil
}

// Serve tells of every touch until ctx ends, and then closes the connection. It
// runs tell on its own goroutine, one touch after the other.
func (t *Touchscreen) Serve(ctx context.Context, tell func(Touch)) (err error) {
	stop := context.AfterFunc(ctx, func() { _, _ = t.wake.Write([]byte{0}) }) // a full pipe wakes as well
	defer func() {
		stop()
		C.reader_close(t.display)
		err = errors.Join(err, t.wake.Close(), t.woke.Close())
	}()
	for ctx.Err() == nil {
		var e C.reader_event
		switch C.reader_next(t.display, C.int(t.woke.Fd()), &e) {
		case C.READER_TOUCH:
			t.touch(&e, tell)
		case C.READER_DEVICES:
			for _, gone := range t.fingers.changed(t.devices()) {
				tell(gone)
			}
		case C.READER_LOST:
			return errors.New("x11: the connection for fingers was lost")
		}
	}
	return nil
}

var phases = map[C.int]Phase{C.XI_TouchBegin: Begin, C.XI_TouchUpdate: Move, C.XI_TouchEnd: End}

func (t *Touchscreen) touch(e *C.reader_event, tell func(Touch)) {
	touch, ok := t.fingers.touch(event{
		phase: phases[e.evtype], id: uint32(e.id), master: int(e.master), source: int(e.source), x: float64(e.x), y: float64(e.y),
	})
	if !ok {
		return
	}
	if touch.Own && touch.Phase == Begin {
		C.reader_focus(t.display, C.int(t.fingers.device(int(e.master)).keyboard), t.window)
	}
	tell(touch)
}

func (t *Touchscreen) devices() []device {
	var list [room]C.reader_device
	var all []device
	for _, d := range list[:C.reader_devices(t.display, &list[0], room)] {
		all = append(all, device{id: int(d.id), direct: d.direct != 0, master: d.master != 0, keyboard: int(d.keyboard)})
	}
	return all
}

// Monitors returns the monitors of the display that the environment names.
func Monitors() ([]Monitor, error) {
	var list [room]C.reader_monitor
	n := C.reader_monitors(&list[0], room)
	if n < 0 {
		return nil, errors.New("there is no display to show the windows on; set DISPLAY to that of a running X server")
	}
	var all []Monitor
	for _, m := range list[:n] {
		x, y := int(m.x), int(m.y)
		all = append(all, Monitor{Name: C.GoString(&m.name[0]), At: image.Rect(x, y, x+int(m.width), y+int(m.height))})
	}
	return all, nil
}
