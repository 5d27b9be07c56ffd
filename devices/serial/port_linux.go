//go:build !ppc64 && !ppc64le

package serial

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	tarm "github.com/tarm/serial"
	"golang.org/x/sys/unix"

	"lobby.internal/devices"
)

const (
	// readTimeout is the shortest that a terminal can keep (VTIME counts tenths
	// of a second). Without one, a Close would wait for a pending Read for ever.
	readTimeout = 100 * time.Millisecond
	// piece is how much is written after the terminal says it has room: more
	// could block for as long as the device likes.
	piece = 256
	// linger is how long Close lets written bytes leave before it drops them.
	linger = 200 * time.Millisecond
	slice  = 50 * time.Millisecond
)

// Port is an open serial port, used by this process alone. One goroutine may
// read while another writes; Close may be called from any.
type Port struct {
	path  string
	stall time.Duration
	tty   *tarm.Port
	side  side

	use    sync.RWMutex // held for reading while the descriptors are in use
	closed atomic.Bool
	once   sync.Once
	end    error
}

var _ Conn = (*Port)(nil)

// Open opens a port for this process alone and drops what it had received. The
// error wraps devices.ErrUnplugged when there is no such path,
// devices.ErrInUse (and names the other process where /proc tells),
// fs.ErrPermission or ErrNotAPort.
func Open(o Options) (*Port, error) {
	if o.Baud == 0 {
		o.Baud = defaultBaud
	}
	if o.StallAfter == 0 {
		o.StallAfter = defaultStallAfter
	}
	path, err := filepath.EvalSymlinks(o.Path)
	if err != nil {
		return nil, openError(o.Path, err)
	}
	s, err := openSide(path)
	if err != nil {
		return nil, openError(o.Path, err)
	}
	tty, err := tarm.OpenPort(&tarm.Config{Name: path, Baud: defaultBaud, ReadTimeout: readTimeout})
	if err != nil {
		return nil, errors.Join(openError(o.Path, err), s.close())
	}
	p := &Port{path: o.Path, stall: o.StallAfter, tty: tty, side: s}
	if err := s.configure(o.Baud, o.Flow); err != nil {
		return nil, errors.Join(openError(o.Path, err), p.Close())
	}
	time.Sleep(o.Settle)
	if err := p.Discard(); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// openError says what the system's refusal means.
func openError(path string, err error) error {
	var means error
	switch {
	case errors.Is(err, devices.ErrInUse), errors.Is(err, ErrNotAPort):
		return fmt.Errorf("serial: open %s: %w", path, err)
	case errors.Is(err, unix.EBUSY):
		return fmt.Errorf("serial: open %s: %w", path, inUse(path))
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, unix.ENXIO), errors.Is(err, unix.ENODEV), errors.Is(err, unix.EIO):
		means = devices.ErrUnplugged
	case errors.Is(err, unix.ENOTTY), errors.Is(err, unix.EISDIR), errors.Is(err, unix.ENOTDIR):
		means = ErrNotAPort
	default:
		return fmt.Errorf("serial: open %s: %w", path, err)
	}
	return fmt.Errorf("serial: open %s: %w (%w)", path, means, err)
}

// Read reads what has come, at most len(b) bytes. It returns 0, nil when
// nothing came within about 100 ms, and wraps devices.ErrUnplugged after a
// hang-up and fs.ErrClosed after Close.
func (p *Port) Read(b []byte) (int, error) {
	p.use.RLock()
	defer p.use.RUnlock()
	if p.closed.Load() {
		return 0, p.failure("read", fs.ErrClosed)
	}
	n, err := p.tty.Read(b)
	if n > 0 {
		return n, nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, p.failure("read", err)
	}
	// A quiet line and one that hung up read alike.
	if p.side.hungUp() {
		return 0, p.failure("read", unix.EIO)
	}
	return 0, nil
}

// Write writes all of b or returns how much was handed to the system and why
// not more: the error wraps devices.ErrStalled when there was no room for
// StallAfter, devices.ErrUnplugged after a hang-up, fs.ErrClosed after Close.
func (p *Port) Write(b []byte) (int, error) {
	p.use.RLock()
	defer p.use.RUnlock()
	done := 0
	for done < len(b) {
		if err := p.room(); err != nil {
			return done, p.failure("write", err)
		}
		n, err := p.tty.Write(b[done:min(done+piece, len(b))])
		done += max(n, 0)
		if err != nil {
			return done, p.failure("write", err)
		}
	}
	return done, nil
}

// room waits until the terminal takes bytes.
func (p *Port) room() error {
	for begin := time.Now(); ; {
		if p.closed.Load() {
			return fs.ErrClosed
		}
		ready, err := p.side.writable(slice)
		switch {
		case err != nil:
			return err
		case ready:
			return nil
		case time.Since(begin) >= p.stall:
			return devices.ErrStalled
		}
	}
}

// Discard drops what was received and not read, and what was written and not
// sent, and lets a line go on that a lost XON has left waiting.
func (p *Port) Discard() error {
	p.use.RLock()
	defer p.use.RUnlock()
	if p.closed.Load() {
		return p.failure("discard", fs.ErrClosed)
	}
	if err := p.tty.Flush(); err != nil {
		return p.failure("discard", err)
	}
	if err := p.side.releaseXoff(); err != nil {
		return p.failure("discard", err)
	}
	return nil
}

// Close closes the port. What was written has 200 ms to leave and is then
// dropped, because a device that takes nothing would hold Close up for as long
// as it likes.
func (p *Port) Close() error {
	p.closed.Store(true)
	p.once.Do(func() {
		if !p.quiet() {
			p.side.drop()
			p.use.Lock()
		}
		defer p.use.Unlock()
		p.end = errors.Join(p.side.release(), p.tty.Close(), p.side.close())
	})
	if p.end != nil {
		return fmt.Errorf("serial: close %s: %w", p.path, p.end)
	}
	return nil
}

// quiet waits until nobody uses the port and everything written has left, and
// reports whether that came to pass; then the lock is held.
func (p *Port) quiet() bool {
	for begin := time.Now(); time.Since(begin) < linger; time.Sleep(time.Millisecond) {
		if p.side.unsent() == 0 && p.use.TryLock() {
			return true
		}
	}
	return false
}

func (p *Port) failure(doing string, err error) error {
	if errors.Is(err, unix.EIO) || errors.Is(err, unix.ENXIO) || errors.Is(err, unix.ENODEV) {
		return fmt.Errorf("serial: %s %s: %w (%w)", doing, p.path, devices.ErrUnplugged, err)
	}
	if errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("serial: %s %s: %w", doing, p.path, fs.ErrClosed)
	}
	return fmt.Errorf("serial: %s %s: %w", doing, p.path, err)
}
