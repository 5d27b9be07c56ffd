package main

import (
	"fmt"
	"slices"
	"strings"

	"lobby.internal/kiosk/screen/x11"
)

// place finds the monitors that windows are to be on, and gives the windows their
// place and size.
func (c *config) place(monitors func() ([]x11.Monitor, error)) error {
	for name, w := range map[string]*windowConfig{"lobby_window": &c.LobbyWindow, "desk_window": &c.DeskWindow} {
		if w.Monitor == "" {
			continue
		}
		all, err := monitors()
		if err != nil {
			return fmt.Errorf("find the monitor of %s: %w", name, err)
		}
		at := slices.IndexFunc(all, func(m x11.Monitor) bool { return m.Name == w.Monitor })
		if at < 0 {
			return fmt.Errorf("%s.monitor is %q, but there are only %s; name one of them", name, w.Monitor, listed(all))
		}
		m := all[at].At
		w.X, w.Y, w.Width, w.Height = m.Min.X, m.Min.Y, m.Dx(), m.Dy()
	}
	return nil
}

func listed(all []x11.Monitor) string {
	var names []string
	for _, m := range all {
		names = append(names, fmt.Sprintf("%s (%d×%d)", m.Name, m.At.Dx(), m.At.Dy()))
	}
	return strings.Join(names, ", ")
}
