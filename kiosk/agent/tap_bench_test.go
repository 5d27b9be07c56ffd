//go:build linux

package agent

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"lobby.internal/assets"
	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/rfid"
	"lobby.internal/devices/serial"
	"lobby.internal/kiosk/badge"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/reception"
)

// BenchmarkTap measures from the last byte of what a reader sends, on a pty, to
// the event in the agent's inbox and to the agent's answer at the reader. After
// each tap the same bytes go over a second pty to a bare read, the peer: what
// both have in common is the system's. What is the program's own, from the return
// of the driver's read to the answer, is told apart.
func BenchmarkTap(b *testing.B) {
	for _, bench := range []struct {
		name   string
		format rfid.Format
		frame  func(i int) []byte
	}{
		{"card", rfid.FormatCard, func(i int) []byte {
			return rfid.RDM6300([5]byte{1, byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i)})
		}},
		{"badge", rfid.FormatLine, func(i int) []byte { // of a visit that nobody knows; each its own, or it would lie on the reader
			text, err := badge.Sign(key, badge.Token{Visit: "01ARZ3NDEKTSV4RRFFQ69G5FAV", Attempt: 1 + i, Expires: time.Now().Add(time.Hour)})
			if err != nil {
				b.Fatal(err)
			}
			return rfid.Line(text)
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			port, bare := devicetest.NewPty(b), devicetest.NewPty(b)
			reader := &timed{ready: make(chan struct{}, 1), event: make(chan handed, 1), answer: make(chan time.Time, 1)}
			reader.Reader = rfid.New(rfid.Options{Format: bench.format, Open: func() (serial.Conn, error) {
				p, err := serial.Open(serial.Options{Path: port.Path})
				reader.conn.Conn = p
				return &reader.conn, err
			}})
			serveTaps(b, reader)
			arrived := readBare(b, bare.Path)
			var events, answers, own, peers []time.Duration
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				frame := bench.frame(i)
				began := sendTap(b, port, frame)
				event, answer := <-reader.event, <-reader.answer
				events = append(events, event.over.Sub(began))
				answers = append(answers, answer.Sub(began))
				own = append(own, answer.Sub(event.read))
				began = sendTap(b, bare, frame)
				for last := byte(0); last != frame[len(frame)-1]; {
					got := <-arrived
					last = got.last
					if last == frame[len(frame)-1] {
						peers = append(peers, got.at.Sub(began))
					}
				}
			}
			b.ReportMetric(0, "ns/op") // mostly the pauses of the line
			report(b, "bare", peers)
			report(b, "event", events)
			report(b, "answer", answers)
			report(b, "own", own)
		})
	}
}

// sendTap sends all but the last byte, lets it arrive and be read, and returns
// when it sent the last.
func sendTap(b *testing.B, p *devicetest.Pty, frame []byte) time.Time {
	b.Helper()
	n := len(frame) - 1
	if _, err := p.Write(frame[:n]); err != nil {
		b.Fatal(err)
	}
	time.Sleep(2 * time.Millisecond) // about a byte at 9600 baud
	began := time.Now()
	if _, err := p.Write(frame[n:]); err != nil {
		b.Fatal(err)
	}
	return began
}

// report reports the median and the 99th percentile in milliseconds.
func report(b *testing.B, name string, all []time.Duration) {
	b.Helper()
	slices.Sort(all)
	for percent, suffix := range map[int]string{50: "p50", 99: "p99"} {
		at := all[min(len(all)-1, len(all)*percent/100)]
		b.ReportMetric(float64(at)/float64(time.Millisecond), fmt.Sprintf("%s-%s-ms", name, suffix))
	}
}

// timed is a reader that notes when it handed a read to the agent and when the
// agent answered.
type timed struct {
	devices.Reader
	conn   stamped
	ready  chan struct{}
	event  chan handed
	answer chan time.Time
}

// handed is when the last byte of a card was read, and when the card had been
// handed over.
type handed struct{ read, over time.Time }

// stamped is a port that notes when its last read returned with something.
type stamped struct {
	serial.Conn
	at time.Time
}

// Read notes when it returns.
func (c *stamped) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.at = time.Now()
	}
	return n, err
}

// Serve notes when a read has been handed over.
func (r *timed) Serve(ctx context.Context, status func(devices.Status), read func(devices.Read)) error {
	return r.Reader.Serve(ctx, func(s devices.Status) {
		if status(s); s.Health == devices.HealthReady {
			r.ready <- struct{}{}
		}
	}, func(got devices.Read) {
		read(got)
		r.event <- handed{r.conn.at, time.Now()}
	})
}

// Signal notes the answer.
func (r *timed) Signal(devices.Signal) { r.answer <- time.Now() }

// serveTaps runs an agent with that reader, with its records in memory: what the
// disk takes is another's to measure.
func serveTaps(b *testing.B, reader *timed) {
	b.Helper()
	book, err := phrase.Open(assets.Words(), phrase.Company{ZH: "示例大厦", EN: "Sample Tower"})
	if err != nil {
		b.Fatal(err)
	}
	a := New(Options{
		Records: kiosktest.NewRecords(testHosts...), Readers: map[string]devices.Reader{"reader": reader}, Book: book, Key: key,
		Clock: time.Now, Log: slog.New(slog.DiscardHandler), Config: testConfig(),
		NewID:     func() string { return fmt.Sprintf("01ARZ3NDEKTSV4RRFFQ%07d", ids.Add(1)) },
		ShowLobby: func(checkin.Model) {}, ShowDesk: func(reception.Model) {},
	})
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx) }()
	b.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			b.Error(err)
		}
	})
	<-reader.ready
}

type arrival struct {
	at   time.Time
	last byte
}

// readBare reads a terminal with nothing between, and tells when each read
// returned and with which last byte.
func readBare(b *testing.B, path string) <-chan arrival {
	b.Helper()
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		b.Fatal(err)
	}
	raw := unix.Termios{Cflag: unix.CS8 | unix.CREAD | unix.CLOCAL}
	raw.Cc[unix.VMIN] = 1
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, &raw); err != nil {
		b.Fatal(err)
	}
	arrived := make(chan arrival, 64)
	go func() { // ends when the pty is unplugged
		defer func() { close(arrived); _ = unix.Close(fd) }()
		buf := make([]byte, 512)
		for {
			n, err := unix.Read(fd, buf)
			if err != nil || n == 0 {
				return
			}
			arrived <- arrival{time.Now(), buf[n-1]}
		}
	}()
	return arrived
}
