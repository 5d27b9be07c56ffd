package simulate

import (
	"errors"
	"os"

	"github.com/creack/pty"
	"github.com/google/renameio/v2"
	"golang.org/x/sys/unix"
)

// pointTo makes path a link to slave, whatever it was before.
func pointTo(slave, path string) error { return renameio.Symlink(slave, path) }

// listening reports whether a process has the slave of master open.
func listening(master *os.File) bool {
	raw, err := master.SyscallConn()
	if err != nil {
		return false
	}
	open := false
	err = raw.Control(func(fd uintptr) {
		p := []unix.PollFd{{Fd: int32(fd)}}
		_, perr := unix.Poll(p, 0)
		// The runtime's own signals interrupt even a poll that does not wait.
		for errors.Is(perr, unix.EINTR) {
			_, perr = unix.Poll(p, 0)
		}
		open = perr == nil && p[0].Revents&unix.POLLHUP == 0
	})
	return err == nil && open
}

// speed is what whoever has the slave of master open set as its speed, in baud;
// 0 when that cannot be told.
func speed(master *os.File) int {
	raw, err := master.SyscallConn()
	if err != nil {
		return 0
	}
	baud := 0
	err = raw.Control(func(fd uintptr) {
		if t, terr := unix.IoctlGetTermios(int(fd), unix.TCGETS2); terr == nil {
			baud = int(t.Ospeed)
		}
	})
	if err != nil {
		return 0
	}
	return baud
}

// openRaw makes a pty that echoes and changes nothing, closes the slave again
// so that the port is free, and returns the slave's path. The master can be
// closed while a read is pending, which pty.Open's own cannot: asking it for
// its descriptor has made it block.
func openRaw() (*os.File, string, error) {
	opened, slave, err := pty.Open()
	if err != nil {
		return nil, "", err
	}
	defer func() { _, _ = opened.Close(), slave.Close() }()
	fd := int(slave.Fd())
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return nil, "", err
	}
	t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, t); err != nil {
		return nil, "", err
	}
	dup, err := unix.FcntlInt(opened.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, "", err
	}
	if err := unix.SetNonblock(dup, true); err != nil {
		return nil, "", errors.Join(err, unix.Close(dup))
	}
	return os.NewFile(uintptr(dup), "pty master"), slave.Name(), nil
}
