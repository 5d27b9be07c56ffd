package desk

import "lobby.internal/kiosk/screen"

// Targets returns the buttons that can be pressed now, by name: an action's own,
// or what the button is for.
func (w *Window) Targets() []screen.Target {
	named := map[string]*button{"serve_next": w.serveNext, "language": w.language, "dismiss": w.dismiss, "confirm": w.confirm, "close": w.close}
	for action, b := range w.actions {
		named[string(action)] = b
	}
	var all []screen.Target
	for name, b := range named {
		if !b.Visible() || b.look.disabled {
			continue
		}
		pos, size := b.Position(), b.Size()
		all = append(all, screen.Target{Name: name, Box: screen.Box{X: pos.X, Y: pos.Y, W: size.Width, H: size.Height}})
	}
	return all
}
