package simulate

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func begin(t *testing.T, o Options) *Simulator {
	t.Helper()
	o.Dir = t.TempDir()
	return beginIn(t, o)
}

func beginIn(t *testing.T, o Options) *Simulator {
	t.Helper()
	leaks := goleak.IgnoreCurrent()
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		goleak.VerifyNone(t, leaks)
	})
	return s
}

// port is the host's end: the device's path, opened like a file.
type port struct {
	t *testing.T
	f *os.File
}

func open(t *testing.T, path string) *port {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return &port{t, f}
}

func (p *port) write(s string) {
	p.t.Helper()
	if _, err := p.f.WriteString(s); err != nil {
		p.t.Fatal(err)
	}
}

// expect reads until want has come.
func (p *port) expect(want string) {
	p.t.Helper()
	if got := p.hear(2*time.Second, want); !strings.Contains(got, want) {
		p.t.Fatalf("heard %q, want %q", got, want)
	}
}

// hear reads until a text or the end of the time.
func (p *port) hear(d time.Duration, until string) string {
	p.t.Helper()
	if err := p.f.SetReadDeadline(time.Now().Add(d)); err != nil {
		p.t.Fatal(err)
	}
	var got []byte
	buf := make([]byte, 256)
	for until == "" || !bytes.Contains(got, []byte(until)) {
		n, err := p.f.Read(buf)
		got = append(got, buf[:n]...)
		if err != nil {
			break
		}
	}
	return string(got)
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within 3 s: %s", what)
}

func labels(t *testing.T, s *Simulator) int {
	t.Helper()
	b, err := s.Printer().Labels()
	if err != nil {
		t.Fatal(err)
	}
	return len(b)
}

func TestSimulator_PrintsWhatWasSent(t *testing.T) {
	s := begin(t, Options{})
	p := open(t, s.Status().Printer.Path)
	b := sample(641, 400) // not a whole number of bytes: the last column counts
	p.write(format(b, field(b, z64(t, b))))
	eventually(t, "a label", func() bool { return labels(t, s) == 1 })
	got, err := s.Printer().Labels()
	if err != nil {
		t.Fatal(err)
	}
	same(t, got[0], b)
}

func TestSimulator_Status(t *testing.T) {
	const ok = "\x02030,0,0,0400,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,4,0,00000000,1,000\x03\r\n\x020000,0\x03\r\n"
	for _, tt := range []struct {
		name   string
		faults []Fault
		ask    string
		want   string
	}{
		{"well", nil, "~HS", ok},
		{"out of paper", []Fault{FaultPaperOut}, "~HS", "\x02030,1,0,"},
		{"paused", []Fault{FaultPause}, "~HS", "\x02030,0,1,"},
		{"head open", []Fault{FaultHeadOpen}, "~HS", "\x02001,0,1,"},
		{"ribbon out", []Fault{FaultRibbonOut}, "~HS", "\x02001,0,0,1,"},
		{"half a format", nil, "^XA^FO0,0~HS", ",000,0,0,1,000,0,0,0\x03"},
		{"no errors", nil, "~HQES", "ERRORS:         0 00000000 00000000"},
		{"all errors", []Fault{FaultPaperOut, FaultRibbonOut, FaultHeadOpen, FaultPause}, "~HQES", "ERRORS:         1 00000000 00010007"},
		{"paper low", []Fault{FaultPaperLow}, "~HQES", "WARNINGS:       1 00000000 00000008"},
		{"cleared", []Fault{FaultPaperOut, FaultClear}, "~HS", ok},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := begin(t, Options{})
			p := open(t, s.Status().Printer.Path)
			for _, f := range tt.faults {
				if err := s.Printer().Fault(f); err != nil {
					t.Fatal(err)
				}
			}
			p.write(tt.ask)
			p.expect(tt.want)
		})
	}
}

func TestSimulator_Silence(t *testing.T) {
	for _, tt := range []struct {
		fault  Fault
		labels int
	}{{FaultSilence, 1}, {FaultPowerOff, 0}} {
		t.Run(string(tt.fault), func(t *testing.T) {
			s := begin(t, Options{})
			p := open(t, s.Status().Printer.Path)
			if err := s.Printer().Fault(tt.fault); err != nil {
				t.Fatal(err)
			}
			b := sample(64, 32)
			p.write(format(b, field(b, z64(t, b))) + "~HS~HQES")
			if got := p.hear(300*time.Millisecond, ""); got != "" {
				t.Errorf("it says %q", got)
			}
			if got := labels(t, s); got != tt.labels {
				t.Errorf("%d labels, want %d", got, tt.labels)
			}
		})
	}
	t.Run("no host status while held up", func(t *testing.T) {
		s := begin(t, Options{MuteWhenHeld: true})
		p := open(t, s.Status().Printer.Path)
		if err := s.Printer().Fault(FaultPaperOut); err != nil {
			t.Fatal(err)
		}
		p.write("~HS~HQES")
		if got := p.hear(2*time.Second, "WARNINGS"); strings.Contains(got, "030,") {
			t.Errorf("it says %q", got)
		}
	})
}

func TestSimulator_HeldLabel(t *testing.T) {
	for _, f := range []Fault{FaultPaperOut, FaultHeadOpen, FaultRibbonOut, FaultPause} {
		t.Run(string(f), func(t *testing.T) {
			s := begin(t, Options{})
			p := open(t, s.Status().Printer.Path)
			if err := s.Printer().Fault(f); err != nil {
				t.Fatal(err)
			}
			b := sample(64, 32)
			job := format(b, field(b, z64(t, b)))
			p.write(job + "~HS")
			p.expect("0032,001,") // one format waits
			if got := labels(t, s); got != 0 {
				t.Fatalf("%d labels came out", got)
			}
			if err := s.Printer().Fault(FaultClear); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the label that was held", func() bool { return labels(t, s) == 1 })

			if err := s.Printer().Fault(f); err != nil {
				t.Fatal(err)
			}
			p.write(job + "~JA~HS")
			p.expect("0032,000,")
			if err := s.Printer().Fault(FaultClear); err != nil {
				t.Fatal(err)
			}
			time.Sleep(50 * time.Millisecond)
			if got := labels(t, s); got != 1 {
				t.Errorf("%d labels, want the one before ~JA", got)
			}
		})
	}
}

// A label that was spoilt half-way comes out again, unless ^JZN was sent.
func TestSimulator_SpoiltLabel(t *testing.T) {
	for _, tt := range []struct {
		name   string
		jz     string
		fault  Fault
		labels int
	}{
		{"paper out", "", FaultPaperOut, 1},
		{"paper out, no reprint", "^XA^JZN^XZ", FaultPaperOut, 0},
		{"paused", "", FaultPause, 1},
		{"power lost", "", FaultPowerOff, 0},
		{"rebooted", "", FaultReboot, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := begin(t, Options{PrintTime: 600 * time.Millisecond})
			p := open(t, s.Status().Printer.Path)
			b := sample(64, 32)
			p.write(tt.jz + format(b, field(b, z64(t, b))))
			eventually(t, "the label is coming out", func() bool {
				p.write("~HS")
				return strings.Contains(p.hear(2*time.Second, "\x020000,0\x03\r\n"), "00000001,1,000")
			})
			if err := s.Printer().Fault(tt.fault); err != nil {
				t.Fatal(err)
			}
			time.Sleep(700 * time.Millisecond)
			if err := s.Printer().Fault(FaultClear); err != nil {
				t.Fatal(err)
			}
			time.Sleep(800 * time.Millisecond)
			if got := labels(t, s); got != tt.labels {
				t.Errorf("%d labels, want %d", got, tt.labels)
			}
		})
	}
}

func TestSimulator_UnplugAndReplug(t *testing.T) {
	s := begin(t, Options{})
	path := s.Status().Printer.Path
	p := open(t, path)
	s.Printer().UnplugAfter(10)
	b := sample(64, 32)
	p.write(format(b, field(b, z64(t, b))))
	eventually(t, "the path is gone", func() bool { _, err := os.Lstat(path); return errors.Is(err, os.ErrNotExist) })
	if st := s.Status().Printer; st.Plugged || st.Open {
		t.Errorf("status %+v, want unplugged", st)
	}
	if err := s.Printer().Fault(FaultReplug); err != nil {
		t.Fatal(err)
	}
	p = open(t, path)
	p.write("~HS")
	p.expect("\x02030,0,0,0400,000,0,0,1,") // it kept the half it had
	p.write("~JA" + format(b, field(b, z64(t, b))))
	eventually(t, "a label", func() bool { return labels(t, s) == 1 })
}

func TestSimulator_Stall(t *testing.T) {
	s := begin(t, Options{})
	p := open(t, s.Status().Printer.Path)
	if err := s.Printer().Fault(FaultStall); err != nil {
		t.Fatal(err)
	}
	if err := p.f.SetWriteDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, err := p.f.Write(bytes.Repeat([]byte(" "), 1<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("it took %d bytes (%v), want a stall", n, err)
	}
	if err := s.Printer().Fault(FaultClear); err != nil {
		t.Fatal(err)
	}
	if err := p.f.SetWriteDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	p.write("~HS")
	p.expect("030,0,0,")
}

func TestSimulator_Reader(t *testing.T) {
	s := begin(t, Options{})
	path := s.Status().Reader.Path
	if err := s.Reader().Tap("0C000621A5"); !errors.Is(err, ErrNobody) {
		t.Errorf("tap with the port closed: %v, want ErrNobody", err)
	}
	p := open(t, path)
	for _, tt := range []struct {
		present func() error
		want    string
	}{
		{func() error { return s.Reader().Tap("0C000621A5") }, "\x020C000621A58E\x03"},
		{func() error { return s.Reader().Tap("04a1b2c3d4e5f6") }, "04a1b2c3d4e5f6\r"},
		{func() error { return s.Reader().Scan("V1:lobby") }, "V1:lobby\r"},
	} {
		if err := tt.present(); err != nil {
			t.Fatal(err)
		}
		p.expect(tt.want)
	}
	for _, bad := range []string{"", "0C", "0C000621A", "no card at all"} {
		if err := s.Reader().Tap(bad); !errors.Is(err, ErrCard) {
			t.Errorf("tap %q: %v, want ErrCard", bad, err)
		}
	}
	if err := s.Reader().Fault(FaultUnplug); err != nil {
		t.Fatal(err)
	}
	if err := s.Reader().Scan("V1:lobby"); !errors.Is(err, ErrUnplugged) {
		t.Errorf("scan while unplugged: %v", err)
	}
	if err := s.Reader().Fault(FaultReplug); err != nil {
		t.Fatal(err)
	}
	p = open(t, path)
	if err := s.Reader().Scan("V1:lobby"); err != nil {
		t.Fatal(err)
	}
	p.expect("V1:lobby\r")
	if err := s.Reader().Fault(FaultPaperOut); !errors.Is(err, ErrFault) {
		t.Errorf("a reader out of paper: %v", err)
	}
}

func TestSimulator_ID12(t *testing.T) {
	s := begin(t, Options{ID12: true})
	p := open(t, s.Status().Reader.Path)
	if err := s.Reader().Tap("0C000621A5"); err != nil {
		t.Fatal(err)
	}
	p.expect("\x020C000621A58E\r\n\x03")
}

func TestAlbum_GoesOnCounting(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "label-0041.png"), []byte("of another day"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := openAlbum(dir)
	if err != nil {
		t.Fatal(err)
	}
	b := sample(9, 5)
	if err := a.add(b); err != nil {
		t.Fatal(err)
	}
	files := a.files()
	if len(files) != 1 || filepath.Base(files[0]) != "label-0042.png" {
		t.Fatalf("files %q, want label-0042.png", files)
	}
	got, err := a.bitmaps()
	if err != nil {
		t.Fatal(err)
	}
	same(t, got[0], b)
	if hex.EncodeToString(got[0].Bits) == strings.Repeat("0", 2*len(b.Bits)) {
		t.Fatal("the sample is white")
	}
}
