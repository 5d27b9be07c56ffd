package printing

import "lobby.internal/devices/serial"

// NewLink returns a link to a printer on conn, and how many bytes it keeps of
// what comes in.
func NewLink(conn serial.Conn) (*Link, func() int) {
	l := &Link{conn: conn, timing: New(Options{}, nil).o.Timing, baud: 9600}
	return l, func() int { return cap(l.in) }
}

// Kept is the most that a link keeps of what comes in.
const Kept = 4 * answerLimit
