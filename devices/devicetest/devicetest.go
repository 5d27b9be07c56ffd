// Package devicetest is what drivers are tested with: a conversation played
// back byte for byte, a port that gives one byte at a time, a pty that can be
// unplugged, and the suites that every devices.Printer and devices.Reader
// passes.
//
// A pty has no line speed, parity, framing errors or modem lines, and none of
// this says that a driver works on a physical device.
package devicetest

import "io"

// Conn is the port a driver talks over; it has the methods of serial.Conn.
type Conn interface {
	io.ReadWriteCloser
	Discard() error
}

// OneByte returns c with reads of one byte at most, as a slow line delivers
// them.
func OneByte(c Conn) Conn { return oneByte{c} }

type oneByte struct{ Conn }

func (o oneByte) Read(b []byte) (int, error) { return o.Conn.Read(b[:min(1, len(b))]) }
