package simulate

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func dial(t *testing.T, s *Simulator) *Client {
	t.Helper()
	c, err := Dial(filepath.Dir(s.printer.path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func TestClient(t *testing.T) {
	s := begin(t, Options{})
	c := dial(t, s)
	if err := c.Tap("0C000621A5"); !errors.Is(err, ErrNobody) {
		t.Errorf("tap with the port closed: %v, want ErrNobody", err)
	}
	reader, printer := open(t, s.reader.link.path), open(t, s.printer.path)
	if err := c.Tap("0C000621A5"); err != nil {
		t.Fatal(err)
	}
	reader.expect("\x020C000621A58E\x03")
	if err := c.Scan("V1:访客"); err != nil {
		t.Fatal(err)
	}
	reader.expect("V1:访客\r")

	if err := c.Fault("printer", FaultPaperOut); err != nil {
		t.Fatal(err)
	}
	b := sample(64, 32)
	printer.write(format(b, field(b, z64(t, b))))
	eventually(t, "a label held", func() bool {
		st, err := c.Status()
		if err != nil {
			t.Fatal(err)
		}
		return st.Printer.Held == 1 && st.Printer.Open && len(st.Printer.Faults) == 1
	})
	if err := c.Fault("printer", FaultClear); err != nil {
		t.Fatal(err)
	}
	var files []string
	eventually(t, "a label", func() bool {
		var err error
		if files, err = c.Labels(); err != nil {
			t.Fatal(err)
		}
		return len(files) == 1
	})
	got, err := readLabel(files[0])
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, b)
}

func TestClient_Refused(t *testing.T) {
	s := begin(t, Options{})
	c := dial(t, s)
	for name, err := range map[string]error{
		"card":   c.Tap("xyz"),
		"code":   c.Scan(""),
		"fault":  c.Fault("printer", "on-fire"),
		"device": c.Fault("lift", FaultUnplug),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), "simulate: ") {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
}

func TestControl_Garbage(t *testing.T) {
	s := begin(t, Options{})
	for _, in := range []string{"\x00\xff\n", "{}\n", `{"do":"explode"}` + "\n", strings.Repeat("x", 2*requestLimit) + "\n"} {
		conn, err := net.Dial("unix", filepath.Join(filepath.Dir(s.printer.path), socketName))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write([]byte(in)); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 256)
		if n, _ := conn.Read(buf); !strings.Contains(string(buf[:n]), `"error":"simulate: `) {
			t.Errorf("%.20q: answered %q", in, buf[:n])
		}
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := dial(t, s).Status(); err != nil {
		t.Errorf("after the garbage: %v", err)
	}
}

func TestStart_TwiceInOneFolder(t *testing.T) {
	dir := t.TempDir()
	beginIn(t, Options{Dir: dir})
	if _, err := Start(Options{Dir: dir}); !errors.Is(err, ErrRunning) {
		t.Errorf("second start: %v, want ErrRunning", err)
	}
}

func TestStart_AfterACrash(t *testing.T) {
	dir := t.TempDir()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, socketName), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/pts/no-more", filepath.Join(dir, printerName)); err != nil {
		t.Fatal(err)
	}
	s := beginIn(t, Options{Dir: dir})
	open(t, s.printer.path).write("~HS")
}

func TestDial_NotRunning(t *testing.T) {
	if _, err := Dial(t.TempDir()); !errors.Is(err, ErrNotRunning) {
		t.Errorf("dial: %v, want ErrNotRunning", err)
	}
}
