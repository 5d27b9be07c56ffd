//go:build !ppc64 && !ppc64le

package serial

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"lobby.internal/devices"
)

// side is a second descriptor on the terminal, for what tarm/serial lacks. It
// carries no data.
type side struct {
	fd  int
	pty bool
}

const (
	xon  = 0x11 // DC1, ECMA-48
	xoff = 0x13 // DC3

	// The slaves of ptys have these major device numbers (Linux,
	// Documentation/admin-guide/devices.txt, 136-143 char).
	ptyFirst = 136
	ptyLast  = 143

	gone = unix.POLLHUP | unix.POLLERR | unix.POLLNVAL
)

// openSide opens path and takes it for this process: a lock that other
// instances of this program honour, and the terminal's exclusive mode, which
// all programs not run as root must.
func openSide(path string) (side, error) {
	fd, err := retry(func() (int, error) {
		return unix.Open(path, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	})
	if err != nil {
		return side{}, err
	}
	s := side{fd: fd}
	if err := s.take(path); err != nil {
		return side{}, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *side) take(path string) error {
	if _, err := unix.IoctlGetTermios(s.fd, unix.TCGETS); err != nil {
		return err
	}
	_, err := retry(func() (int, error) { return 0, unix.Flock(s.fd, unix.LOCK_EX|unix.LOCK_NB) })
	if errors.Is(err, unix.EWOULDBLOCK) {
		return inUse(path)
	}
	if err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	var st unix.Stat_t
	if err := unix.Fstat(s.fd, &st); err != nil {
		return err
	}
	major := unix.Major(uint64(st.Rdev)) //nolint:unconvert // narrower on some processors
	s.pty = major >= ptyFirst && major <= ptyLast
	// The superuser's open succeeds on a terminal that another has to itself.
	if held, err := unix.IoctlGetInt(s.fd, unix.TIOCGEXCL); err == nil && held != 0 {
		return inUse(path)
	}
	return nil
}

// configure sets the speed and the flow control, and then shuts others out.
func (s side) configure(baud int, flow Flow) error {
	t, err := unix.IoctlGetTermios(s.fd, unix.TCGETS2)
	if err != nil {
		return err
	}
	// TCSETS2 with BOTHER takes any speed, and TCGETS2 reads back what the
	// hardware made of it.
	t.Cflag = t.Cflag&^unix.CBAUD | unix.BOTHER
	t.Ispeed, t.Ospeed = uint32(baud), uint32(baud) //nolint:gosec // a speed that wraps round is not read back
	switch flow {
	case FlowNone:
	case FlowXonXoff:
		t.Iflag |= unix.IXON
		t.Cc[unix.VSTART], t.Cc[unix.VSTOP] = xon, xoff
	case FlowHardware:
		t.Cflag |= unix.CRTSCTS
	default:
		return fmt.Errorf("flow control %d: %w", flow, unix.EINVAL)
	}
	if err := unix.IoctlSetTermios(s.fd, unix.TCSETS2, t); err != nil {
		return fmt.Errorf("%d baud: %w", baud, err)
	}
	now, err := unix.IoctlGetTermios(s.fd, unix.TCGETS2)
	if err != nil {
		return err
	}
	// A receiver follows a speed that is off by up to about 3 %.
	if off := int64(now.Ospeed) - int64(baud); max(off, -off)*100 > int64(baud)*3 {
		return fmt.Errorf("%d baud: the port makes %d of it: %w", baud, now.Ospeed, unix.EINVAL)
	}
	return s.exclude()
}

// exclude makes later opens fail. Not on a pty: there the mark outlives a
// process that was killed for as long as the other end is open, and would lock
// out its successor.
func (s side) exclude() error {
	if s.pty {
		return nil
	}
	if err := unix.IoctlSetInt(s.fd, unix.TIOCEXCL, 0); err != nil {
		return fmt.Errorf("exclusive use: %w", err)
	}
	return nil
}

// release undoes exclude. A terminal that hung up has nothing to undo.
func (s side) release() error {
	if s.pty {
		return nil
	}
	err := unix.IoctlSetInt(s.fd, unix.TIOCNXCL, 0)
	if errors.Is(err, unix.EIO) {
		return nil
	}
	return err
}

func (s side) close() error { return unix.Close(s.fd) }

// hungUp reports whether the device is gone.
func (s side) hungUp() bool {
	p := []unix.PollFd{{Fd: int32(s.fd)}} //nolint:gosec // descriptors are small
	n, err := retry(func() (int, error) { return unix.Poll(p, 0) })
	return err == nil && n > 0 && p[0].Revents&gone != 0
}

// writable reports whether the terminal has room, waiting for up to d.
func (s side) writable(d time.Duration) (bool, error) {
	p := []unix.PollFd{{Fd: int32(s.fd), Events: unix.POLLOUT}} //nolint:gosec // descriptors are small
	n, err := retry(func() (int, error) { return unix.Poll(p, int(d.Milliseconds())) })
	switch {
	case err != nil:
		return false, err
	case n > 0 && p[0].Revents&gone != 0:
		return false, unix.EIO
	}
	return n > 0, nil
}

// unsent returns how many bytes wait in the terminal; 0 when it is gone.
func (s side) unsent() int {
	n, err := unix.IoctlGetInt(s.fd, unix.TIOCOUTQ)
	if err != nil {
		return 0
	}
	return n
}

// drop throws away what waits to be sent, which also lets a blocked write go.
// On a terminal that is gone nothing waits.
func (s side) drop() { _ = unix.IoctlSetInt(s.fd, unix.TCFLSH, unix.TCOFLUSH) }

// releaseXoff lets a line go on whose XON got lost: the kernel forgets that it
// was stopped only when the flow control is turned off.
func (s side) releaseXoff() error {
	t, err := unix.IoctlGetTermios(s.fd, unix.TCGETS2)
	if err != nil || t.Iflag&unix.IXON == 0 {
		return err
	}
	t.Iflag &^= unix.IXON
	if err := unix.IoctlSetTermios(s.fd, unix.TCSETS2, t); err != nil {
		return err
	}
	t.Iflag |= unix.IXON
	return unix.IoctlSetTermios(s.fd, unix.TCSETS2, t)
}

// retry calls f again when a signal interrupted it.
func retry(f func() (int, error)) (int, error) {
	for {
		n, err := f()
		if !errors.Is(err, unix.EINTR) {
			return n, err
		}
	}
}

// inUse returns the error for a port that another process holds.
func inUse(path string) error {
	if who := holder(path); who != "" {
		return fmt.Errorf("%w by %s", devices.ErrInUse, who)
	}
	return devices.ErrInUse
}
