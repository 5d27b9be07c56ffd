package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"net"
	"time"
)

// touchscreen is a client of Xorg's own input driver for tests, inputtest: what
// is written to its socket the server takes for fingers on a device. The driver
// takes one client at a time. Messages are C structures (protocol 1.1).
type touchscreen struct {
	conn          net.Conn
	width, height int // of the monitor that it lies on
	next          uint32
}

// Messages of the driver, and the touches of XInput 2 in them.
const (
	glassVersion, glassSync, glassTouch = 0, 1, 6

	fingerDown, fingerMoves, fingerUp = 18, 19, 20
)

const (
	axisMax   = 0xffff // of the device, on either axis
	touchSize = 16 + 16 + 2*64*8
)

func openTouchscreen(path string, width, height int) (*touchscreen, error) {
	conn, err := net.Dial("unix", path)
	if err != nil {
		return nil, fmt.Errorf("reach the touchscreen: %w", err)
	}
	t := &touchscreen{conn: conn, width: width, height: height}
	hello := header(12, glassVersion)
	hello = binary.LittleEndian.AppendUint16(hello, 1)
	hello = binary.LittleEndian.AppendUint16(hello, 1)
	return t, t.ask(hello, 12)
}

func header(size, kind uint32) []byte {
	return binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, size), kind)
}

// ask sends a message and waits for an answer of that size.
func (t *touchscreen) ask(message []byte, answer int) error {
	if err := t.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := t.conn.Write(message); err != nil {
		return fmt.Errorf("touch: %w", err)
	}
	if _, err := io.ReadFull(t.conn, make([]byte, answer)); err != nil {
		return fmt.Errorf("touch: the server did not answer: %w", err)
	}
	return nil
}

// send tells of one finger at a pixel of the monitor, and waits until the server
// has handed it on.
func (t *touchscreen) send(id, what uint32, x, y int) error {
	m := binary.LittleEndian.AppendUint32(header(touchSize, glassTouch), id)
	m = binary.LittleEndian.AppendUint32(m, what)
	m = append(m, make([]byte, touchSize-len(m))...)
	m[20] = 0b11 // the first two axes
	for axis, at := range []float64{float64(x) / float64(t.width), float64(y) / float64(t.height)} {
		binary.LittleEndian.PutUint64(m[32+8*axis:], math.Float64bits(math.Round(at*axisMax)))
	}
	return t.ask(append(m, header(8, glassSync)...), 8)
}

// put puts a finger down and returns it.
func (t *touchscreen) put(x, y int) (uint32, error) {
	t.next++
	return t.next, t.send(t.next, fingerDown, x, y)
}

// tap puts a finger down and takes it away.
func (t *touchscreen) tap(x, y int) error { return t.slide(x, y, 0) }

// slide moves the finger to the right before it goes.
func (t *touchscreen) slide(x, y, by int) error {
	id, err := t.put(x, y)
	if err != nil {
		return err
	}
	for d := 4; d <= by; d += 4 {
		time.Sleep(8 * time.Millisecond)
		if err := t.send(id, fingerMoves, x+d, y+d/4); err != nil {
			return err
		}
	}
	time.Sleep(50 * time.Millisecond)
	return t.send(id, fingerUp, x+by, y+by/4)
}
