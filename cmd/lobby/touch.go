package main

import (
	"context"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"golang.org/x/sync/errgroup"

	"lobby.internal/kiosk/screen"
	"lobby.internal/kiosk/screen/x11"
)

// fingered is a window that takes each finger by itself.
type fingered interface {
	window
	Touch(id uint32, phase screen.Phase, x, y float64, own bool)
}

// readFingers brings the touches of a window that is open to it, if it takes
// them, until ctx ends. Where they cannot be read the first finger is a pointer.
func readFingers(ctx context.Context, g *errgroup.Group, c config, w window, log *slog.Logger) {
	touched, ok := w.(fingered)
	if !ok || !c.Touch.Fingers {
		return
	}
	glass, err := openTouchscreen(w)
	if err != nil {
		log.Warn("only the first finger counts", "err", err)
		return
	}
	g.Go(func() error {
		return glass.Serve(ctx, func(t x11.Touch) {
			fyne.Do(func() { touched.Touch(t.ID, phases[t.Phase], t.X, t.Y, t.Own) })
		})
	})
}

func openTouchscreen(w window) (*x11.Touchscreen, error) {
	native, ok := w.Window().(driver.NativeWindow)
	if !ok {
		return nil, x11.ErrNone
	}
	var handle uintptr
	native.RunNative(func(context any) {
		if x, ok := context.(driver.X11WindowContext); ok {
			handle = x.WindowHandle
		}
	})
	return x11.Open(handle)
}

var phases = map[x11.Phase]screen.Phase{
	x11.Begin: screen.TouchBegin, x11.Move: screen.TouchMove, x11.End: screen.TouchEnd, x11.Cancel: screen.TouchCancel,
}
