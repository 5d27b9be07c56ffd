package simulate

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// Errors of presenting and answering.
var (
	// ErrUnplugged is returned when the simulated device is unplugged.
	ErrUnplugged = errors.New("simulate: the device is unplugged")
	// ErrNobody is returned when no process has the device's port open, so that
	// what it sends would be lost.
	ErrNobody = errors.New("simulate: nothing has the port open")

	errCut = errors.New("simulate: not all was sent, as it was told")
)

const (
	idle       = 10 * time.Millisecond // how often an unopened or stalled port is looked at
	writeLimit = time.Second           // bytes that nobody takes for this long are lost
	dripPause  = time.Millisecond
	bitsAByte  = 10
	catchUp    = 10 * time.Millisecond // how far a slow line may be behind
)

// link is the cable between a simulated device and whoever opens path: a pty
// whose slave path points to while the device is plugged in.
type link struct {
	path    string
	receive func([]byte) // called from one goroutine

	mu      sync.Mutex
	master  *os.File // nil while unplugged
	stalled bool     // take no more bytes
	slowed  bool     // as slow as baud says; when that is 0, as the port was opened
	baud    int
	then    func() error // happens when left more bytes have been sent, if it is not nil
	left    int
	pumps   sync.WaitGroup
}

// plug makes a new pty and points path to it. It does nothing while the device
// is plugged in.
func (l *link) plug() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.master != nil {
		return nil
	}
	master, slave, err := openRaw()
	if err != nil {
		return fmt.Errorf("simulate: make a pty: %w", err)
	}
	if err := pointTo(slave, l.path); err != nil {
		return errors.Join(fmt.Errorf("simulate: link %s: %w", filepath.Base(l.path), err), master.Close())
	}
	l.master = master
	l.pumps.Go(func() { l.pump(master) })
	return nil
}

// unplug removes path and hangs up.
func (l *link) unplug() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.master == nil {
		return nil
	}
	err := os.Remove(l.path)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	err = errors.Join(err, l.master.Close())
	l.master = nil
	return err
}

// close unplugs and waits until nothing is received any more.
func (l *link) close() error {
	err := l.unplug()
	l.pumps.Wait()
	return err
}

func (l *link) stall(on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stalled = on
}

func (l *link) slow(on bool, baud int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.slowed, l.baud = on, baud
}

// pause is how long a byte is on the line; 0 if that is not minded.
func (l *link) pause() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	baud := l.baud
	switch {
	case !l.slowed || l.master == nil:
		return 0
	case baud == 0:
		baud = speed(l.master)
	}
	if baud == 0 {
		return 0
	}
	return bitsAByte * time.Second / time.Duration(baud)
}

func (l *link) isStalled() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stalled
}

// pump hands over what arrives until the master is closed. While no process
// has the slave open, reading fails at once with EIO.
func (l *link) pump(master *os.File) {
	buf := make([]byte, 256)
	var p pacer
	for {
		n, err := master.Read(buf)
		for l.isStalled() && l.is(master) {
			time.Sleep(idle)
		}
		l.hand(buf[:n], &p)
		switch {
		case err == nil:
		case errors.Is(err, syscall.EIO) && l.is(master):
			time.Sleep(idle)
		default:
			return
		}
	}
}

// hand hands over what arrived, all at once or each byte in its time.
func (l *link) hand(b []byte, p *pacer) {
	for len(b) > 0 {
		n, pause := len(b), l.pause()
		if pause > 0 {
			p.wait(pause)
			n = 1
		}
		l.receive(b[:n])
		b = b[n:]
	}
}

// pacer waits before each byte, and less before the next when a wait took too
// long.
type pacer struct{ next time.Time }

func (p *pacer) wait(pause time.Duration) {
	if now := time.Now(); now.Sub(p.next) > catchUp {
		p.next = now
	}
	p.next = p.next.Add(pause)
	time.Sleep(time.Until(p.next))
}

func (l *link) is(master *os.File) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.master == master
}

// after makes what happen when n more bytes have been sent; never if it is
// nil.
func (l *link) after(n int, what func() error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left, l.then = n, what
}

// allowed returns as much of b as may be sent, and what happens then, if
// anything does.
func (l *link) allowed(b []byte) ([]byte, func() error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.then == nil {
		return b, nil
	}
	b = b[:min(len(b), l.left)]
	if l.left -= len(b); l.left > 0 {
		return b, nil
	}
	then := l.then
	l.then = nil
	return b, then
}

// send writes to whoever has the port open.
func (l *link) send(b []byte) error {
	if pause := l.pause(); pause > 0 {
		return l.paced(b, pause)
	}
	return l.put(b)
}

func (l *link) put(b []byte) error {
	l.mu.Lock()
	master := l.master
	l.mu.Unlock()
	if master == nil {
		return ErrUnplugged
	}
	if !listening(master) {
		return ErrNobody
	}
	b, then := l.allowed(b)
	if err := master.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return fmt.Errorf("simulate: send: %w", err)
	}
	if _, err := master.Write(b); err != nil {
		return fmt.Errorf("simulate: send: %w", err)
	}
	if then == nil {
		return nil
	}
	err := then()
	if !l.is(master) {
		return errors.Join(ErrUnplugged, err)
	}
	return errors.Join(errCut, err)
}

// paced sends one byte at a time, one in each pause as far as the clock goes.
func (l *link) paced(b []byte, pause time.Duration) error {
	var p pacer
	for i := range b {
		p.wait(pause)
		if err := l.put(b[i : i+1]); err != nil {
			return err
		}
	}
	return nil
}

// state returns whether the device is plugged in and whether a process has its
// port open.
func (l *link) state() (plugged, open bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.master != nil, l.master != nil && listening(l.master)
}
