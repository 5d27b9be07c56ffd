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
)

const (
	idle       = 10 * time.Millisecond // how often an unopened or stalled port is looked at
	writeLimit = time.Second           // bytes that nobody takes for this long are lost
	dripPause  = time.Millisecond
	slowPause  = 8 * time.Millisecond // a byte at 1200 baud
)

// link is the cable between a simulated device and whoever opens path: a pty
// whose slave path points to while the device is plugged in.
type link struct {
	path    string
	receive func([]byte) // called from one goroutine

	mu      sync.Mutex
	master  *os.File // nil while unplugged
	stalled bool     // take no more bytes
	limited bool     // the plug comes out when left more bytes have been sent
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

func (l *link) isStalled() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stalled
}

// pump hands over what arrives until the master is closed. While no process
// has the slave open, reading fails at once with EIO.
func (l *link) pump(master *os.File) {
	buf := make([]byte, 256)
	for {
		n, err := master.Read(buf)
		for l.isStalled() && l.is(master) {
			time.Sleep(idle)
		}
		if n > 0 {
			l.receive(buf[:n])
		}
		switch {
		case err == nil:
		case errors.Is(err, syscall.EIO) && l.is(master):
			time.Sleep(idle)
		default:
			return
		}
	}
}

func (l *link) is(master *os.File) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.master == master
}

// unplugAfter pulls the plug when n more bytes have been sent.
func (l *link) unplugAfter(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.limited, l.left = true, n
}

// unlimited leaves the plug in.
func (l *link) unlimited() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.limited = false
}

// allowed returns as much of b as may be sent, and whether the plug comes out
// then.
func (l *link) allowed(b []byte) ([]byte, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.limited {
		return b, false
	}
	b = b[:min(len(b), l.left)]
	l.left -= len(b)
	l.limited = l.left > 0
	return b, !l.limited
}

// send writes to whoever has the port open.
func (l *link) send(b []byte) error {
	l.mu.Lock()
	master := l.master
	l.mu.Unlock()
	if master == nil {
		return ErrUnplugged
	}
	if !listening(master) {
		return ErrNobody
	}
	b, out := l.allowed(b)
	if err := master.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return fmt.Errorf("simulate: send: %w", err)
	}
	if _, err := master.Write(b); err != nil {
		return fmt.Errorf("simulate: send: %w", err)
	}
	if out {
		return errors.Join(ErrUnplugged, l.unplug())
	}
	return nil
}

// paced sends one byte at a time, as a slow line does, one in each pause as far
// as the clock goes.
func (l *link) paced(b []byte, pause time.Duration) error {
	began := time.Now()
	for i := range b {
		if err := l.send(b[i : i+1]); err != nil {
			return err
		}
		time.Sleep(time.Until(began.Add(time.Duration(i+1) * pause)))
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
