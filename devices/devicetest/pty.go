//go:build linux

package devicetest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// Pty is the device's end of a line whose other end is a terminal at Path. It
// can be unplugged, which hangs up whoever has the terminal open and removes
// Path, and plugged in again under the same Path.
type Pty struct {
	// Path is a link to the terminal, or nothing while unplugged.
	Path string

	t      testing.TB
	device *os.File
	port   *os.File // kept open: a line that nobody has open gives the device errors
}

// NewPty makes a pty that is plugged in until the test ends.
func NewPty(t testing.TB) *Pty {
	t.Helper()
	p := &Pty{t: t, Path: filepath.Join(t.TempDir(), "tty")}
	p.Replug()
	t.Cleanup(p.Unplug)
	return p
}

// Read returns what the driver wrote. It returns an error once unplugged.
func (p *Pty) Read(b []byte) (int, error) { return p.device.Read(b) }

// Write sends b to the driver.
func (p *Pty) Write(b []byte) (int, error) { return p.device.Write(b) }

// Unplug hangs up. It does nothing while unplugged.
func (p *Pty) Unplug() {
	if p.device == nil {
		return
	}
	if err := errors.Join(os.Remove(p.Path), p.device.Close(), p.port.Close()); err != nil {
		p.t.Errorf("devicetest: unplug: %v", err)
	}
	p.device, p.port = nil, nil
}

// Replug plugs the device in again.
func (p *Pty) Replug() {
	p.t.Helper()
	device, port, err := pty.Open()
	if err != nil {
		p.t.Fatalf("devicetest: make a pty: %v", err)
	}
	p.device, p.port = device, port
	if err := errors.Join(raw(port), os.Symlink(port.Name(), p.Path)); err != nil {
		p.t.Fatalf("devicetest: plug in: %v", err)
	}
}

// raw turns off the echo and the line editing that a new pty has.
func raw(port *os.File) error {
	conn, err := port.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = conn.Control(func(fd uintptr) {
		t, err := unix.IoctlGetTermios(int(fd), unix.TCGETS)
		if err == nil {
			t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
			err = unix.IoctlSetTermios(int(fd), unix.TCSETS, t)
		}
		failed = err
	})
	return errors.Join(err, failed)
}
