//go:build linux && !ppc64 && !ppc64le

package serial_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/serial"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, o serial.Options) *serial.Port {
	t.Helper()
	p, err := serial.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// all returns n bytes, every value among them.
func all(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7)
	}
	return b
}

func TestPort_EveryByteBothWays(t *testing.T) {
	line := devicetest.NewPty(t)
	p := open(t, serial.Options{Path: line.Path, Baud: 115200})
	sent := all(8192)
	got := make(chan []byte, 1)
	go func() {
		b := make([]byte, len(sent))
		_, err := io.ReadFull(line, b)
		if err != nil {
			t.Error(err)
		}
		got <- b
	}()
	if n, err := p.Write(sent); n != len(sent) || err != nil {
		t.Fatalf("wrote %d, %v", n, err)
	}
	if !bytes.Equal(<-got, sent) {
		t.Error("what was written is not what arrived")
	}
	sent = sent[:2048]
	if _, err := line.Write(sent); err != nil {
		t.Fatal(err)
	}
	var back []byte
	b := make([]byte, 100)
	for len(back) < len(sent) {
		n, err := p.Read(b)
		if err != nil || n == 0 {
			t.Fatalf("read %d, %v after %d bytes", n, err, len(back))
		}
		back = append(back, b[:n]...)
	}
	if !bytes.Equal(back, sent) {
		t.Error("what was sent is not what was read")
	}
}

func TestPort_ReadOfAQuietLine(t *testing.T) {
	line := devicetest.NewPty(t)
	p := open(t, serial.Options{Path: line.Path})
	began := time.Now()
	n, err := p.Read(make([]byte, 1))
	if took := time.Since(began); n != 0 || err != nil || took < 80*time.Millisecond || took > time.Second {
		t.Errorf("read %d, %v after %v", n, err, took)
	}
}

func TestPort_HangUp(t *testing.T) {
	line := devicetest.NewPty(t)
	p := open(t, serial.Options{Path: line.Path})
	pending := make(chan error, 1)
	go func() {
		for {
			if _, err := p.Read(make([]byte, 1)); err != nil {
				pending <- err
				return
			}
		}
	}()
	time.Sleep(20 * time.Millisecond)
	line.Unplug()
	if err := <-pending; !errors.Is(err, devices.ErrUnplugged) {
		t.Errorf("pending read: %v", err)
	}
	if _, err := p.Read(make([]byte, 1)); !errors.Is(err, devices.ErrUnplugged) {
		t.Errorf("later read: %v", err)
	}
	if n, err := p.Write([]byte("x")); n != 0 || !errors.Is(err, devices.ErrUnplugged) {
		t.Errorf("write: %d, %v", n, err)
	}
	if err := p.Discard(); !errors.Is(err, devices.ErrUnplugged) {
		t.Errorf("discard: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if _, err := serial.Open(serial.Options{Path: line.Path}); !errors.Is(err, devices.ErrUnplugged) {
		t.Errorf("open while unplugged: %v", err)
	}
	line.Replug()
	p = open(t, serial.Options{Path: line.Path})
	if _, err := p.Write([]byte("x")); err != nil {
		t.Errorf("write after replug: %v", err)
	}
}

func TestPort_Stall(t *testing.T) {
	line := devicetest.NewPty(t)
	p := open(t, serial.Options{Path: line.Path, StallAfter: 150 * time.Millisecond})
	began := time.Now()
	n, err := p.Write(all(100_000))
	if !errors.Is(err, devices.ErrStalled) || n == 0 || n == 100_000 {
		t.Fatalf("wrote %d, %v", n, err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the stall took %v", took)
	}
	began = time.Now()
	if err := p.Close(); err != nil || time.Since(began) > time.Second {
		t.Errorf("close: %v after %v", err, time.Since(began))
	}
}

func TestPort_CloseReleasesReadAndWrite(t *testing.T) {
	line := devicetest.NewPty(t)
	p := open(t, serial.Options{Path: line.Path})
	results := make(chan error, 2)
	go func() {
		_, err := p.Write(all(100_000))
		results <- err
	}()
	go func() {
		for {
			if _, err := p.Read(make([]byte, 1)); err != nil {
				results <- err
				return
			}
		}
	}()
	time.Sleep(50 * time.Millisecond)
	began := time.Now()
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := <-results; !errors.Is(err, fs.ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("Close took %v", took)
	}
	if err := p.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
}

func TestPort_XonXoff(t *testing.T) {
	line := devicetest.NewPty(t)
	p := open(t, serial.Options{Path: line.Path, Flow: serial.FlowXonXoff, StallAfter: 150 * time.Millisecond})
	if _, err := line.Write([]byte{0x13}); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Write([]byte("held")); !errors.Is(err, devices.ErrStalled) {
		t.Fatalf("after XOFF: wrote %d, %v", n, err)
	}
	if _, err := line.Write([]byte{0x11}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Write([]byte("a")); err != nil {
		t.Errorf("after XON: %v", err)
	}
	if n, err := p.Read(make([]byte, 1)); n != 0 || err != nil {
		t.Errorf("flow control was read as data: %d, %v", n, err)
	}
	if _, err := line.Write([]byte{0x13}); err != nil {
		t.Fatal(err)
	}
	if err := p.Discard(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Write([]byte("b")); err != nil {
		t.Errorf("after a lost XON and Discard: %v", err)
	}
}

func TestPort_Discard(t *testing.T) {
	line := devicetest.NewPty(t)
	p := open(t, serial.Options{Path: line.Path})
	if _, err := line.Write([]byte("old")); err != nil {
		t.Fatal(err)
	}
	time.Sleep(20 * time.Millisecond)
	if err := p.Discard(); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Read(make([]byte, 10)); n != 0 || err != nil {
		t.Errorf("read %d, %v after Discard", n, err)
	}
}

func TestOpen_Speeds(t *testing.T) {
	for _, baud := range []int{0, 9600, 115200, 74880} {
		line := devicetest.NewPty(t)
		open(t, serial.Options{Path: line.Path, Baud: baud})
		fd, err := unix.Open(line.Path, unix.O_RDWR|unix.O_NOCTTY, 0)
		if err != nil {
			t.Fatal(err)
		}
		got, err := unix.IoctlGetTermios(fd, unix.TCGETS2)
		if err := errors.Join(err, unix.Close(fd)); err != nil {
			t.Fatal(err)
		}
		want := uint32(baud)
		if baud == 0 {
			want = 9600
		}
		if got.Ospeed != want || got.Cc[unix.VTIME] != 1 || got.Cc[unix.VMIN] != 0 {
			t.Errorf("baud %d: the terminal has %d baud, VTIME %d, VMIN %d", baud, got.Ospeed, got.Cc[unix.VTIME], got.Cc[unix.VMIN])
		}
	}
}

func TestOpen_Refusals(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	line := devicetest.NewPty(t)
	for _, c := range []struct {
		name string
		o    serial.Options
		want error
	}{
		{"missing", serial.Options{Path: file + "x"}, devices.ErrUnplugged},
		{"a file", serial.Options{Path: file}, serial.ErrNotAPort},
		{"a folder", serial.Options{Path: filepath.Dir(file)}, serial.ErrNotAPort},
		{"null", serial.Options{Path: "/dev/null"}, serial.ErrNotAPort},
		{"flow", serial.Options{Path: line.Path, Flow: 9}, unix.EINVAL},
		{"a speed that no line has", serial.Options{Path: line.Path, Baud: -9600}, unix.EINVAL},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := serial.Open(c.o); !errors.Is(err, c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestOpen_InUse(t *testing.T) {
	line := devicetest.NewPty(t)
	p := open(t, serial.Options{Path: line.Path, Baud: 115200})
	if _, err := serial.Open(serial.Options{Path: line.Path}); !errors.Is(err, devices.ErrInUse) {
		t.Fatalf("second open: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, serial.Options{Path: line.Path})
}

func TestOpen_InUseNamesTheOther(t *testing.T) {
	if path := os.Getenv("SERIAL_HOLD"); path != "" {
		open(t, serial.Options{Path: path})
		_, _ = os.Stdout.WriteString("open\n")
		_, _ = io.Copy(io.Discard, os.Stdin)
		return
	}
	line := devicetest.NewPty(t)
	other := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestOpen_InUseNamesTheOther$") //nolint:gosec // this test itself
	other.Env = append(os.Environ(), "SERIAL_HOLD="+line.Path)
	in, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("open\n"))); err != nil {
		t.Fatal(err)
	}
	_, err = serial.Open(serial.Options{Path: line.Path})
	if !errors.Is(err, devices.ErrInUse) || !strings.Contains(err.Error(), "(pid ") {
		t.Errorf("open while another process has the port: %v", err)
	}
	// A killed owner leaves nothing behind that would lock out the next.
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = in.Close()
	_ = other.Wait()
	open(t, serial.Options{Path: line.Path})
}
