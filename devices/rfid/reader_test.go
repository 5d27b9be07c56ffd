package rfid_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"lobby.internal/devices"
	"lobby.internal/devices/rfid"
	"lobby.internal/devices/serial"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wire is a port whose reads are sent by the test.
type wire struct {
	in     chan []byte
	gone   chan struct{} // closed: unplugged
	rest   []byte
	mu     sync.Mutex
	closed bool
}

func newWire() *wire { return &wire{in: make(chan []byte, 64), gone: make(chan struct{})} }

func (w *wire) Read(b []byte) (int, error) {
	if len(w.rest) == 0 {
		select {
		case w.rest = <-w.in:
		case <-w.gone:
			return 0, devices.ErrUnplugged
		case <-time.After(100 * time.Millisecond):
			return 0, nil
		}
	}
	n := copy(b, w.rest)
	w.rest = w.rest[n:]
	return n, nil
}

func (w *wire) Write(b []byte) (int, error) { return len(b), nil }
func (w *wire) Discard() error              { return nil }

func (w *wire) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	return nil
}

// session runs a reader over w while play presents things, and returns what
// was read.
func session(t *testing.T, o rfid.Options, play func(w *wire)) (reads []string) {
	t.Helper()
	w := newWire()
	o.Open = func() (serial.Conn, error) { return w, nil }
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		ended <- rfid.New(o).Serve(ctx,
			func(devices.Status) {},
			func(r devices.Read) { reads = append(reads, texts([]devices.Read{r})...) })
	}()
	synctest.Wait()
	play(w)
	time.Sleep(time.Second)
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if w.mu.Lock(); !w.closed {
		t.Error("the port was left open")
	}
	w.mu.Unlock()
	return reads
}

func TestReader_Presentations(t *testing.T) {
	a, b := rfid.RDM6300([5]byte{1, 2, 3, 4, 5}), rfid.RDM6300([5]byte{1, 2, 3, 4, 6})
	const cardA, cardB = "card 0102030405", "card 0102030406"
	// Each step waits, then sends.
	type step struct {
		after time.Duration
		frame []byte
	}
	lies := func(frame []byte, every time.Duration, times int) (out []step) {
		for range times {
			out = append(out, step{every, frame})
		}
		return out
	}
	const ms = time.Millisecond
	for _, tt := range []struct {
		name  string
		steps []step
		want  []string
	}{
		{"once", []step{{0, a}}, []string{cardA}},
		{"lies on the reader for 10 s", lies(a, 100*ms, 100), []string{cardA}},
		{"again within 2.5 s", []step{{0, a}, {2400 * ms, a}}, []string{cardA}},
		{"again after 2.5 s", []step{{0, a}, {2500 * ms, a}}, []string{cardA, cardA}},
		{"lies 5 s, gone 600 ms", append(lies(a, 100*ms, 50), step{600 * ms, a}), []string{cardA}},
		{"lies 5 s, gone 700 ms", append(lies(a, 100*ms, 50), step{700 * ms, a}), []string{cardA, cardA}},
		{"another at once", []step{{0, a}, {0, b}}, []string{cardA, cardB}},
		{"two lie on the reader", slices.Concat(lies(a, 50*ms, 1), lies(b, 50*ms, 1), lies(a, 50*ms, 1), lies(b, 50*ms, 1)), []string{cardA, cardB}},
		{"a code twice", []step{{0, []byte("V1:lobby\r")}, {time.Second, []byte("V1:lobby\r")}}, []string{"code V1:lobby"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got := session(t, rfid.Options{}, func(w *wire) {
					for _, s := range tt.steps {
						time.Sleep(s.after)
						w.in <- s.frame
					}
				})
				if !slices.Equal(got, tt.want) {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// A card with a random number is refused, without its number, and once while
// it lies there: it shows another at each look.
func TestReader_RandomCardIsNobody(t *testing.T) {
	for _, tt := range []struct {
		name    string
		options rfid.Options
		send    []string
		want    []string
	}{
		{"UID", rfid.Options{}, []string{"08A1B2C3", "08A1B2C4", "04A1B2C3"}, []string{"refused ", "card 04A1B2C3"}},
		{"8 bytes are no UID", rfid.Options{}, []string{"0811223344556677"}, []string{"code 0811223344556677"}},
		{"last byte first", rfid.Options{Reverse: true}, []string{"C3B2A108", "08B2A104"}, []string{"refused ", "card 04A1B208"}},
		{"ten digits", rfid.Options{Format: rfid.FormatWiegand}, []string{"0134217729"}, []string{"refused "}},
		{"facility and card", rfid.Options{Format: rfid.FormatWiegand}, []string{"2048,1", "8,2048"}, []string{"refused ", "card 00080800"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got := session(t, tt.options, func(w *wire) {
					for _, line := range tt.send {
						w.in <- rfid.Line(line)
					}
				})
				if !slices.Equal(got, tt.want) {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			})
		})
	}
}

func TestReader_HalfFrameAndGap(t *testing.T) {
	frame := rfid.RDM6300([5]byte{1, 2, 3, 4, 5})
	synctest.Test(t, func(t *testing.T) {
		got := session(t, rfid.Options{Format: rfid.FormatCard}, func(w *wire) {
			w.in <- frame[:7]
			time.Sleep(300 * time.Millisecond)
			w.in <- frame[7:]
			time.Sleep(300 * time.Millisecond)
			for _, c := range singles(frame) {
				w.in <- c
				time.Sleep(time.Millisecond)
			}
		})
		if want := []string{"card 0102030405"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want the whole card only", got)
		}
	})
}

// A card that still lies there when the reader comes back is no new
// presentation, and half a frame from before the loss is forgotten.
func TestReader_Replug(t *testing.T) {
	frame := rfid.RDM6300([5]byte{1, 2, 3, 4, 5})
	synctest.Test(t, func(t *testing.T) {
		first, second := newWire(), newWire()
		ports := []*wire{first, second}
		var got []string
		var healths []devices.Health
		o := rfid.Options{Format: rfid.FormatCard, Open: func() (serial.Conn, error) {
			p := ports[0]
			ports = ports[1:]
			return p, nil
		}}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			ended <- rfid.New(o).Serve(ctx,
				func(s devices.Status) { healths = append(healths, s.Health) },
				func(r devices.Read) { got = append(got, texts([]devices.Read{r})...) })
		}()
		first.in <- frame
		time.Sleep(100 * time.Millisecond)
		first.in <- frame[:7]
		time.Sleep(10 * time.Millisecond)
		close(first.gone)
		second.in <- frame[7:]
		time.Sleep(1100 * time.Millisecond)
		second.in <- frame
		time.Sleep(3 * time.Second)
		second.in <- frame
		time.Sleep(time.Second)
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if want := []string{"card 0102030405", "card 0102030405"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		ready := 0
		for _, h := range healths {
			if h == devices.HealthReady {
				ready++
			}
		}
		if ready != 2 {
			t.Errorf("statuses %q, want ready twice", healths)
		}
	})
}
