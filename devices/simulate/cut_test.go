package simulate

import (
	"context"
	"fmt"
	"io/fs"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/escpos"
	"lobby.internal/devices/printing"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/tspl"
	"lobby.internal/devices/zpl"
)

// wire is a cable in memory. Whoever opens it is hung up on when it is
// unplugged.
type wire struct {
	receive func([]byte)

	mu   sync.Mutex
	port *wirePort // of whoever has it open
	out  bool      // unplugged
}

func (w *wire) plug() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out = false
	return nil
}

func (w *wire) unplug() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out, w.port = true, nil
	return nil
}

func (w *wire) close() error   { return w.unplug() }
func (w *wire) stall(bool)     {}
func (w *wire) slow(bool, int) {}

func (w *wire) state() (plugged, open bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.out, w.port != nil
}

func (w *wire) send(b []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.port == nil {
		return ErrNobody
	}
	w.port.in = append(w.port.in, b...)
	return nil
}

func (w *wire) open() (serial.Conn, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.out {
		return nil, devices.ErrUnplugged
	}
	w.port = &wirePort{wire: w, closed: make(chan struct{})}
	return w.port, nil
}

// wirePort is the driver's end of a wire.
type wirePort struct {
	wire   *wire
	in     []byte // guarded by wire.mu
	closed chan struct{}
	once   sync.Once
}

func (p *wirePort) gone() bool {
	p.wire.mu.Lock()
	defer p.wire.mu.Unlock()
	return p.wire.port != p
}

func (p *wirePort) Write(b []byte) (int, error) {
	for i := range b {
		if p.gone() {
			return i, devices.ErrUnplugged
		}
		p.wire.receive(b[i : i+1])
	}
	if p.gone() {
		return len(b), devices.ErrUnplugged
	}
	return len(b), nil
}

func (p *wirePort) Read(b []byte) (int, error) {
	if n, err := p.take(b); n > 0 || err != nil {
		return n, err
	}
	select {
	case <-p.closed:
		return 0, fs.ErrClosed
	case <-time.After(10 * time.Millisecond):
		return p.take(b)
	}
}

func (p *wirePort) take(b []byte) (int, error) {
	if p.gone() {
		return 0, devices.ErrUnplugged
	}
	p.wire.mu.Lock()
	defer p.wire.mu.Unlock()
	n := copy(b, p.in)
	p.in = p.in[n:]
	return n, nil
}

func (p *wirePort) Discard() error {
	p.wire.mu.Lock()
	defer p.wire.mu.Unlock()
	p.in = nil
	return nil
}

func (p *wirePort) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// bench is a printer on a wire and a driver that may be started anew.
type bench struct {
	t       *testing.T
	printer *Printer
	wire    *wire
	newOne  func(printing.Options) devices.Printer

	driver devices.Printer
	stop   func()
}

func newBench(t *testing.T, o Options, driver func(printing.Options) devices.Printer) *bench {
	t.Helper()
	a, err := openAlbum(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, newOne: driver}
	b.printer, err = newPrinter(o, a, func(receive func([]byte)) cable {
		b.wire = &wire{receive: receive}
		return b.wire
	})
	if err != nil {
		t.Fatal(err)
	}
	b.start()
	return b
}

// start serves a driver that knows nothing of any before it.
func (b *bench) start() {
	ctx, cancel := context.WithCancel(context.Background())
	b.driver = b.newOne(printing.Options{Open: b.wire.open, Baud: 921600})
	served := make(chan error, 1)
	go func() { served <- b.driver.Serve(ctx, func(devices.Status) {}) }()
	b.stop = func() {
		cancel()
		if err := <-served; err != nil {
			b.t.Error(err)
		}
	}
	time.Sleep(15 * time.Second) // longer than the longest wait before the port is opened again
}

func (b *bench) end() {
	b.stop()
	if err := b.printer.close(); err != nil {
		b.t.Error(err)
	}
}

func (b *bench) labels() []*devices.Bitmap {
	b.t.Helper()
	out, err := b.printer.Labels()
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// cutAfter journals a job and makes a fault happen n bytes after its beginning.
type cutAfter struct {
	printer *Printer
	n       int
	fault   Fault
	begun   bool
}

func (c *cutAfter) Sending(int) error {
	if !c.begun {
		c.printer.after(c.n, c.fault)
	}
	c.begun = true
	return nil
}

func (*cutAfter) Committing() error { return nil }

// steady is a journal of a job that nothing happens to.
type steady struct{}

func (steady) Sending(int) error { return nil }
func (steady) Committing() error { return nil }

// drivers are those of this module.
var drivers = map[string]struct {
	o      Options
	driver func(printing.Options) devices.Printer
}{
	"zpl": {Options{Language: ZPL}, func(o printing.Options) devices.Printer { return zpl.New(o) }},
	"zpl compact": {Options{Language: ZPL}, func(o printing.Options) devices.Printer {
		o.Compact = true
		return zpl.New(o)
	}},
	"tspl": {Options{Language: TSPL}, func(o printing.Options) devices.Printer { return tspl.New(tspl.Options{Options: o}) }},
	"escpos": {Options{Language: ESCPOS}, func(o printing.Options) devices.Printer {
		return escpos.New(escpos.Options{Options: o})
	}},
	"escpos compact": {Options{Language: ESCPOS}, func(o printing.Options) devices.Printer {
		o.Compact = true
		return escpos.New(escpos.Options{Options: o})
	}},
	"escpos without receipts": {Options{Language: ESCPOS, NoReceipts: true}, func(o printing.Options) devices.Printer {
		return escpos.New(escpos.Options{Options: o})
	}},
}

// A printer that is unplugged after any byte of a job, and a driver that goes
// on or that was started anew: a job that may be sent again has left no label,
// one that may not has left one at most, and the next label is whole.
func TestDrivers_CutAfterEveryByte(t *testing.T) {
	for name, d := range drivers {
		for _, anew := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s anew=%v", name, anew), func(t *testing.T) {
				t.Parallel()
				o := d.o
				o.PrintTime = 600 * time.Millisecond
				outcomes, n := cuts(t, o, d.driver, func(b *bench, n int) devices.Outcome { return b.cut(n, FaultUnplug, FaultReplug, anew) })
				if outcomes[devices.OutcomeFailed] < 80 || outcomes[devices.OutcomeUnknown] < 5 {
					t.Errorf("the job was cut %d times: %v", n, outcomes)
				}
			})
		}
	}
}

// The same of a printer that loses its power after any byte: nothing tells the
// driver but silence.
func TestDrivers_PowerLostAfterEveryByte(t *testing.T) {
	for name, d := range drivers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := d.o
			o.PrintTime = 600 * time.Millisecond
			outcomes, n := cuts(t, o, d.driver, func(b *bench, n int) devices.Outcome { return b.cut(n, FaultPowerOff, FaultPowerOn, false) })
			if outcomes[devices.OutcomeFailed] < 80 || outcomes[devices.OutcomeUnknown] < 5 {
				t.Errorf("the power was lost %d times: %v", n, outcomes)
			}
		})
	}
}

// cuts cuts a job after one byte, two and so on, each time at a new bench, until
// it comes out. It returns the outcomes, and how many they are.
func cuts(t *testing.T, o Options, driver func(printing.Options) devices.Printer, cut func(*bench, int) devices.Outcome) (map[devices.Outcome]int, int) {
	t.Helper()
	outcomes := map[devices.Outcome]int{}
	n := 0
	for outcomes[devices.OutcomeConfirmed] == 0 {
		n++
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, o, driver)
			defer b.end()
			outcomes[cut(b, n)]++
		})
	}
	return outcomes, n
}

// cut prints a label, makes a fault happen after n bytes of the job, ends it by
// another, and checks what came out and what the next label looks like.
func (b *bench) cut(n int, fault, end Fault, anew bool) devices.Outcome {
	b.t.Helper()
	first, next := doubled(sample(20, 12)), doubled(sample(24, 10))
	outcome, err := b.driver.Print(b.t.Context(), first, &cutAfter{printer: b.printer, n: n, fault: fault})
	b.printer.UnplugAfter(-1)
	if anew {
		b.stop()
	}
	time.Sleep(3 * time.Second)
	if err := b.printer.Fault(end); err != nil {
		b.t.Fatal(err)
	}
	if anew {
		b.start()
	}
	time.Sleep(15 * time.Second)
	came := b.labels()
	switch {
	case outcome == devices.OutcomeFailed && len(came) > 0,
		outcome == devices.OutcomeUnknown && len(came) > 1,
		outcome == devices.OutcomeConfirmed && len(came) != 1:
		b.t.Fatalf("cut after %d bytes: %s (%v) and %d labels", n, outcome, err, len(came))
	}
	for _, label := range came {
		same(b.t, label, first)
	}
	if outcome, err := b.driver.Print(b.t.Context(), next, steady{}); outcome != devices.OutcomeConfirmed {
		b.t.Fatalf("cut after %d bytes: the next is %s (%v)", n, outcome, err)
	}
	after := b.labels()
	if len(after) != len(came)+1 {
		b.t.Fatalf("cut after %d bytes: %d labels, then %d", n, len(came), len(after))
	}
	same(b.t, after[len(after)-1], next)
	return outcome
}
