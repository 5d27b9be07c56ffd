// Package serial is the port that every driver talks over: exclusive use,
// deadlines, stall and hang-up detection, flow control and reconnection. It
// alone imports github.com/tarm/serial; the bytes go through that package, and
// a second descriptor on the same terminal does everything it lacks.
//
// A Read never blocks for more than about 100 ms and a Write never for more
// than Options.StallAfter, so nothing here needs a context. Linux is the
// supported system; elsewhere Open says so.
package serial

import (
	"errors"
	"io"
	"time"
)

// Flow says how a device holds back what is sent to it.
type Flow int

// The ways of flow control.
const (
	FlowNone     Flow = iota // the device takes everything at line speed
	FlowXonXoff              // the device sends XOFF and XON; neither is ever read as data
	FlowHardware             // RTS and CTS
)

const (
	defaultBaud       = 9600
	defaultStallAfter = 10 * time.Second
)

// Options say which port to open and how.
type Options struct {
	// Path names the terminal, best by /dev/serial/by-id/…, which stays the
	// same when the device is plugged in again.
	Path string
	// Baud is the line speed in bits per second, also one that has no name in
	// the system's headers; 9600 when 0. The line is 8N1.
	Baud int
	Flow Flow
	// Settle is how long Open waits after opening and before it drops what has
	// arrived: boards that restart when DTR rises need 1 to 2 s. None when 0.
	Settle time.Duration
	// StallAfter is how long a Write waits for room before it gives up; 10 s
	// when 0.
	StallAfter time.Duration
}

// Conn is what a driver talks over. *Port is one; tests script others.
//
// Read returns 0, nil when nothing came within about 100 ms, and an error that
// wraps devices.ErrUnplugged once the device is gone. Write takes all of its
// argument or returns an error, which wraps devices.ErrStalled when the device
// took no byte for too long. Discard drops what was received and not read and
// what was written and not sent; it belongs to resynchronising and nowhere
// else. Close may be called twice and from any goroutine, and makes a pending
// Read or Write return.
type Conn interface {
	io.ReadWriteCloser
	Discard() error
}

// ErrNotAPort is returned by Open when the path names something that is no
// serial port; permanent until the configuration changes.
var ErrNotAPort = errors.New("serial: not a serial port")
