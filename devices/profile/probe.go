package profile

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lobby.internal/devices/escpos"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/zpl"
)

// What is sent to find out a printer's language, in this order and no further
// than the first that is answered. Nothing of it is text in any of the
// languages: ZPL obeys ~ anywhere and draws nothing outside ^XA and ^XZ; TSPL
// draws nothing but by its commands; and ESC/POS takes the third question for the
// eight bytes of a picture that it is to remember (GS *), which ESC @ makes it
// forget.
const (
	askESCPOS = "\x10\x04\x01" // DLE EOT 1
	askTSPL   = "\x1B!?"       // ESC !?; to ESC/POS a way of writing, which ESC @ ends
	askZPL    = "\x1D*\x01\x01" + "~HS\r\n" + "\x00\x00\x00" + "\x1B@"
)

// Bauds are the speeds that Probe tries, the usual ones first.
var Bauds = []int{9600, 115200, 19200, 38400, 57600}

// ErrSilent is returned by Probe when nothing answered any question at any speed.
var ErrSilent = errors.New("profile: nothing answered")

// answerTime is how long a printer may take to begin an answer, and a byte more
// to follow that makes it none.
const answerTime = 400 * time.Millisecond

// Finding is what Probe found.
type Finding struct {
	Language string // the name of a profile, too
	Baud     int
}

// Probe finds out what printer hangs on a port and at which speed, by asking how
// it is; it never prints. Open opens the port at a speed. The error wraps
// ErrSilent, ctx's or the port's error. A reader of cards says nothing when
// asked.
func Probe(ctx context.Context, open func(baud int) (serial.Conn, error), bauds ...int) (Finding, error) {
	for _, baud := range bauds {
		language, err := probeAt(ctx, open, baud)
		if err != nil {
			return Finding{}, fmt.Errorf("probe at %d baud: %w", baud, err)
		}
		if language != "" {
			return Finding{language, baud}, nil
		}
	}
	return Finding{}, fmt.Errorf("%w at %v baud", ErrSilent, bauds)
}

func probeAt(ctx context.Context, open func(baud int) (serial.Conn, error), baud int) (language string, err error) {
	conn, err := open(baud)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	for _, q := range []struct {
		language string
		known    func(context.Context, serial.Conn) (bool, error)
	}{{ESCPOS, isESCPOS}, {TSPL, isTSPL}, {ZPL, isZPL}} {
		if known, err := q.known(ctx, conn); known || err != nil {
			return q.language, err
		}
	}
	return "", nil
}

func isESCPOS(ctx context.Context, c serial.Conn) (bool, error) {
	return twice(ctx, c, askESCPOS, func(b byte) bool { _, ok := escpos.ParseStatus([]byte{b}); return ok })
}

func isTSPL(ctx context.Context, c serial.Conn) (bool, error) {
	return twice(ctx, c, askTSPL, func(byte) bool { return true })
}

func isZPL(ctx context.Context, c serial.Conn) (bool, error) {
	whole := func(b []byte) bool { _, ok := zpl.ParseHostStatus(b); return ok }
	answer, err := ask(ctx, c, askZPL, whole)
	return whole(answer), err
}

// twice asks for a byte, and again: it is an answer when it is one byte and
// nothing else each time, for noise and readers send more.
func twice(ctx context.Context, c serial.Conn, question string, fits func(byte) bool) (bool, error) {
	for range 2 {
		b, err := ask(ctx, c, question, func([]byte) bool { return false })
		if err != nil || len(b) != 1 || !fits(b[0]) {
			return false, err
		}
	}
	return true, nil
}

// answerMost is as much as an answer may have; more is noise.
const answerMost = 1024

// ask writes a question and returns what comes within answerTime, or as soon as
// it is whole.
func ask(ctx context.Context, c serial.Conn, question string, whole func([]byte) bool) ([]byte, error) {
	if _, err := c.Write([]byte(question)); err != nil {
		return nil, err
	}
	var in []byte
	var part [256]byte
	for deadline := time.Now().Add(answerTime); time.Now().Before(deadline) && len(in) < answerMost; {
		n, err := c.Read(part[:])
		if err != nil {
			return nil, err
		}
		if in = append(in, part[:n]...); n > 0 && whole(in) {
			break
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// ProbePort probes the port at path at the usual speeds. It is refused, by name
// where the system tells, while another process has it. settle is how long to
// wait after each opening.
func ProbePort(ctx context.Context, path string, settle time.Duration, bauds ...int) (Finding, error) {
	if len(bauds) == 0 {
		bauds = Bauds
	}
	return Probe(ctx, func(baud int) (serial.Conn, error) {
		return open(serial.Options{Path: path, Baud: baud, Settle: settle, StallAfter: time.Second})
	}, bauds...)
}
