//go:build linux && !ppc64 && !ppc64le

package serial_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/serial"
)

// termios returns how the terminal is set.
func termios(t *testing.T, path string) *unix.Termios {
	t.Helper()
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := unix.IoctlGetTermios(fd, unix.TCGETS2)
	if err := errors.Join(err, unix.Close(fd)); err != nil {
		t.Fatal(err)
	}
	return got
}

// That RTS and CTS hold anything back cannot be seen on a pty, which has no such
// lines; that the kernel was told to heed them can.
func TestOpen_FlowIsTheTerminals(t *testing.T) {
	for flow, want := range map[serial.Flow][2]bool{
		serial.FlowNone: {false, false}, serial.FlowXonXoff: {true, false}, serial.FlowHardware: {false, true},
	} {
		line := devicetest.NewPty(t)
		open(t, serial.Options{Path: line.Path, Flow: flow})
		got := termios(t, line.Path)
		if xon, cts := got.Iflag&unix.IXON != 0, got.Cflag&unix.CRTSCTS != 0; xon != want[0] || cts != want[1] {
			t.Errorf("flow %d: XON/XOFF %v, RTS/CTS %v", flow, xon, cts)
		}
		// DTR stays up when the port is closed: a board must not restart for it.
		if got.Cflag&unix.HUPCL != 0 || got.Cflag&(unix.CREAD|unix.CLOCAL) != unix.CREAD|unix.CLOCAL {
			t.Errorf("flow %d: control flags %#x", flow, got.Cflag)
		}
		if got.Lflag&(unix.ICANON|unix.ECHO|unix.ISIG) != 0 || got.Oflag&unix.OPOST != 0 {
			t.Errorf("flow %d: the line is not raw", flow)
		}
		if got.Iflag&(unix.ICRNL|unix.INLCR|unix.IGNCR|unix.ISTRIP|unix.IXOFF|unix.IXANY|unix.BRKINT|unix.PARMRK) != 0 {
			t.Errorf("flow %d: input flags %#x change what comes in", flow, got.Iflag)
		}
	}
}

func TestOpen_SettlesAndDropsWhatCameMeanwhile(t *testing.T) {
	line := devicetest.NewPty(t)
	go func() {
		time.Sleep(50 * time.Millisecond)
		_, _ = line.Write([]byte("boot loader 1.0\r\n")) // the read below says so if it fails
	}()
	began := time.Now()
	p := open(t, serial.Options{Path: line.Path, Settle: 300 * time.Millisecond})
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("it was open after %v", took)
	}
	if n, err := p.Read(make([]byte, 100)); n != 0 || err != nil {
		t.Errorf("read %d, %v of what came before", n, err)
	}
	if _, err := line.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Read(make([]byte, 100)); n != 1 || err != nil {
		t.Errorf("read %d, %v of what came after", n, err)
	}
}

// With tarm alone a second open succeeds, sets its own speed and steals bytes.
func TestOpen_ARefusedOpenChangesNothing(t *testing.T) {
	line := devicetest.NewPty(t)
	p := open(t, serial.Options{Path: line.Path, Baud: 115200, Flow: serial.FlowXonXoff})
	before := *termios(t, line.Path)
	if _, err := serial.Open(serial.Options{Path: line.Path, Baud: 9600}); !errors.Is(err, devices.ErrInUse) {
		t.Fatal(err)
	}
	if after := *termios(t, line.Path); after != before {
		t.Errorf("the terminal was %+v and is %+v", before, after)
	}
	if _, err := line.Write([]byte("whole")); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Read(make([]byte, 10)); n != 5 || err != nil {
		t.Errorf("read %d, %v", n, err)
	}
}

// With tarm alone a reader that Close left behind would take the next byte.
func TestPort_CloseLeavesNoReaderBehind(t *testing.T) {
	line := devicetest.NewPty(t)
	for range 20 {
		p := open(t, serial.Options{Path: line.Path})
		ended := make(chan error, 1)
		go func() {
			for {
				if _, err := p.Read(make([]byte, 1)); err != nil {
					ended <- err
					return
				}
			}
		}()
		time.Sleep(5 * time.Millisecond)
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		next := open(t, serial.Options{Path: line.Path})
		if _, err := line.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		if n, err := next.Read(make([]byte, 10)); n != 1 || err != nil {
			t.Fatalf("the next byte went elsewhere: %d, %v", n, err)
		}
		if err := next.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; !errors.Is(err, fs.ErrClosed) {
			t.Errorf("the read that was pending: %v", err)
		}
	}
}

// A device that took nothing for too long and then goes on does not need its
// port opened anew.
func TestPort_GoesOnAfterAStall(t *testing.T) {
	line := devicetest.NewPty(t)
	p := open(t, serial.Options{Path: line.Path, StallAfter: 150 * time.Millisecond})
	n, err := p.Write(all(100_000))
	if !errors.Is(err, devices.ErrStalled) {
		t.Fatalf("wrote %d, %v", n, err)
	}
	got := make([]byte, n)
	if _, err := io.ReadFull(line, got); err != nil || !bytes.Equal(got, all(n)) {
		t.Fatalf("of %d bytes that were taken others arrived: %v", n, err)
	}
	if _, err := p.Write([]byte("on")); err != nil {
		t.Errorf("after the stall: %v", err)
	}
	if _, err := io.ReadFull(line, got[:2]); err != nil || string(got[:2]) != "on" {
		t.Errorf("%q, %v", got[:2], err)
	}
}

// A program that knows nothing of our lock says that a terminal is its own by
// TIOCEXCL; the superuser, who may open it all the same, is told too.
func TestOpen_InUseByAProgramWithoutTheLock(t *testing.T) {
	line := devicetest.NewPty(t)
	fd, err := unix.Open(line.Path, unix.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetInt(fd, unix.TIOCEXCL, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := serial.Open(serial.Options{Path: line.Path}); !errors.Is(err, devices.ErrInUse) {
		t.Errorf("open: %v", err)
	}
	if err := errors.Join(unix.IoctlSetInt(fd, unix.TIOCNXCL, 0), unix.Close(fd)); err != nil {
		t.Fatal(err)
	}
	open(t, serial.Options{Path: line.Path})
}

// What had come and was not read may be lost with the device: a read after a
// hang-up ends, whatever it returns first.
func TestPort_AHangUpEndsReading(t *testing.T) {
	line := devicetest.NewPty(t)
	p := open(t, serial.Options{Path: line.Path})
	if _, err := line.Write([]byte("cut o")); err != nil {
		t.Fatal(err)
	}
	line.Unplug()
	var err error
	for reads := 0; err == nil && reads < 10; reads++ {
		_, err = p.Read(make([]byte, 1))
	}
	if !errors.Is(err, devices.ErrUnplugged) {
		t.Errorf("%v", err)
	}
}

// A device that comes back may get another number. Its stable name is followed
// to it, and the old port is closed by then.
func TestKeep_FollowsTheStableName(t *testing.T) {
	first, second := devicetest.NewPty(t), devicetest.NewPty(t)
	name := filepath.Join(t.TempDir(), "usb-printer-if00")
	point := func(path string) {
		t.Helper()
		if err := errors.Join(os.Symlink(path, name+".new"), os.Rename(name+".new", name)); err != nil {
			t.Fatal(err)
		}
	}
	point(first.Path)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	opened, ended := make(chan struct{}, 8), make(chan error, 1)
	var healths []devices.Health
	go func() {
		ended <- serial.Keep(ctx, func() (serial.Conn, error) {
			p, err := serial.Open(serial.Options{Path: name})
			if err != nil {
				return nil, err
			}
			return p, nil
		}, func(s devices.Status) { healths = append(healths, s.Health) }, func(_ context.Context, c serial.Conn) error {
			opened <- struct{}{}
			for {
				if _, err := c.Read(make([]byte, 1)); err != nil {
					return err
				}
			}
		})
	}()
	<-opened
	point(second.Path)
	first.Unplug()
	<-opened
	if _, err := serial.Open(serial.Options{Path: second.Path}); !errors.Is(err, devices.ErrInUse) {
		t.Errorf("the device that came back is not held: %v", err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if len(healths) < 3 || healths[0] != devices.HealthOpening || healths[1] != devices.HealthAbsent || healths[2] != devices.HealthOpening {
		t.Errorf("it was %v", healths)
	}
}
