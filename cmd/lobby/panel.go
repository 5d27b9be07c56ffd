package main

import (
	"fmt"
	"strconv"

	"lobby.internal/kiosk/screen/lobby"
)

// panelConfig is the panel of the visitor's window. It is measured by hand: what
// a monitor says of its own size is often wrong.
type panelConfig struct {
	Inches    float64 // the diagonal
	LowerEdge int     // of the picture above the floor, in millimetres; 0: it is not known
}

// takePanel reads the panel's size, on which the visitor's window must have room
// for what is to be touched.
func (c *config) takePanel(s *settings) {
	const diagonal, lowerEdge = "screen.diagonal_inches", "screen.lower_edge_mm"
	s.decimal(diagonal, &c.Panel.Inches, 15, 65)
	s.number(lowerEdge, &c.Panel.LowerEdge, 0, 1200)
	if c.LobbyWindow.Monitor != "" {
		return // whose pixels are known when the program starts
	}
	for _, key := range []string{lowerEdge, diagonal, "lobby_window.width", "lobby_window.height"} {
		if err := c.panelFits(); err != nil && s.given(key) {
			s.fault(key, "is not accepted: "+err.Error())
			return
		}
	}
}

// panelFits reports whether the visitor's window has room on its panel, and
// whether who sits reaches what can be touched.
func (c *config) panelFits() error {
	w := c.LobbyWindow
	if w.FullScreen && w.Monitor == "" {
		return nil // the display gives it its size
	}
	if err := lobby.Fits(w.size(), float32(c.Panel.Inches)); err != nil {
		return err
	}
	return lobby.Reaches(w.size(), float32(c.Panel.Inches), float32(c.Panel.LowerEdge))
}

// decimal reads a number that may have a fraction.
func (s *settings) decimal(key string, to *float64, low, high float64) {
	v, ok := s.value(key)
	if !ok {
		return
	}
	n, number := v.(float64)
	if whole, ok := v.(int64); ok {
		n, number = float64(whole), true
	}
	switch {
	case !number:
		s.wrong(key, fmt.Sprintf("from %g to %g", low, high), "write a number like "+strconv.FormatFloat(*to, 'f', -1, 64)+" without quotation marks")
	case n >= low && n <= high:
		*to = n
	default: // infinity and no number among it
		s.wrong(key, fmt.Sprintf("from %g to %g", low, high), "")
	}
}
