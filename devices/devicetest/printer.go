package devicetest

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"lobby.internal/devices"
)

// The faults that TestPrinter asks a PrinterFixture for, beside FaultUnplug,
// FaultReplug and FaultClear.
const (
	FaultPaperOut = "paper-out" // nothing to print on; a label that is coming out is spoilt
	FaultHeadOpen = "head-open" // likewise
	FaultSilence  = "silence"   // takes bytes and answers nothing
)

// PrinterFixture is a printer under test and what hangs on its other end.
type PrinterFixture struct {
	Printer devices.Printer
	// Width and Height are the label's size in dots; 640 by 400 when 0.
	Width, Height int
	// HeadOpen is what FaultHeadOpen is called where it is no head that opens;
	// devices.CauseHeadOpen when empty.
	HeadOpen devices.Cause
	// Labels returns what came out of the paper slot, oldest first.
	Labels func() []*devices.Bitmap
	// Fault makes something go wrong, or puts it right.
	Fault func(name string) error
	// UnplugAfter makes the port go away when the device has taken n more
	// bytes.
	UnplugAfter func(n int)
}

// settled is how long the suite watches for a label that must not come out.
const settled = 400 * time.Millisecond

// TestPrinter checks that a driver keeps the contract of devices.Printer.
// newFixture is called once per subtest, of which many run at once; what it
// starts it ends with t.Cleanup.
func TestPrinter(t *testing.T, newFixture func(t *testing.T) *PrinterFixture) {
	for _, c := range []struct {
		name string
		run  func(*printing)
	}{
		{"prints exactly the image", printsTheImage},
		{"journals before it acts", journalsFirst},
		{"prints one after another", printsInTurn},
		{"stops when the journal fails", stopsWithTheJournal},
		{"refuses a label that does not fit", refusesSize},
		{"gives up a job whose context ended", endsWithContext},
		{"unplugged before the commit", unpluggedBefore},
		{"unplugged after the commit", unpluggedAfter},
		{"unplugged while idle", unpluggedIdle},
		{"paper out before the job", func(p *printing) { heldBefore(p, FaultPaperOut, devices.CausePaperOut) }},
		{"head open before the job", func(p *printing) { heldBefore(p, FaultHeadOpen, p.HeadOpen) }},
		{"paper out after the commit", func(p *printing) { faultAfter(p, FaultPaperOut) }},
		{"silent before the job", func(p *printing) { heldBefore(p, FaultSilence, devices.CauseSilent) }},
		{"silent after the commit", func(p *printing) { faultAfter(p, FaultSilence) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(servePrinter(t, newFixture(t)))
		})
	}
	t.Run("ends with its context", func(t *testing.T) { endsCleanly(t, newFixture(t)) })
}

// printing is a printer that is being served.
type printing struct {
	*PrinterFixture
	t *testing.T

	mu       sync.Mutex
	statuses []devices.Status
}

func servePrinter(t *testing.T, f *PrinterFixture) *printing {
	t.Helper()
	if f.Width == 0 {
		f.Width, f.Height = 640, 400
	}
	if f.HeadOpen == "" {
		f.HeadOpen = devices.CauseHeadOpen
	}
	p := &printing{PrinterFixture: f, t: t}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- f.Printer.Serve(ctx, p.report) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-served:
			if err != nil {
				t.Errorf("Serve returned %v", err)
			}
		case <-time.After(patience):
			t.Error("Serve goes on after its context ended")
		}
	})
	p.await(devices.HealthReady)
	return p
}

func (p *printing) report(s devices.Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.statuses); n > 0 {
		if last := p.statuses[n-1]; last.Health == s.Health && last.Detail == s.Detail && slices.Equal(last.Causes, s.Causes) {
			p.t.Errorf("reported twice: %+v", s)
		}
	}
	p.statuses = append(p.statuses, s)
}

func (p *printing) last() devices.Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.statuses) == 0 {
		return devices.Status{}
	}
	return p.statuses[len(p.statuses)-1]
}

// await waits until the status has this health and these causes.
func (p *printing) await(health devices.Health, causes ...devices.Cause) {
	p.t.Helper()
	for begin := time.Now(); time.Since(begin) < patience; time.Sleep(5 * time.Millisecond) {
		if s := p.last(); s.Health == health && slices.Equal(s.Causes, causes) {
			return
		}
	}
	p.t.Fatalf("waited for %s %v, the status is %+v", health, causes, p.last())
}

func (p *printing) fault(name string) {
	p.t.Helper()
	if err := p.Fault(name); err != nil {
		p.t.Errorf("fault %s: %v", name, err)
	}
}

// image returns a label whose upper fifth hardly compresses, so that a job
// takes more than one chunk.
func (p *printing) image(seed uint64) *devices.Bitmap {
	b := devices.NewBitmap(p.Width, p.Height)
	r := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // the same image each time
	for y := range b.Height / 5 {
		for x := range b.Width {
			if r.IntN(4) == 0 {
				b.Set(x, y)
			}
		}
	}
	return b
}

func (p *printing) print(label *devices.Bitmap, j devices.Journal) (devices.Outcome, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return p.Printer.Print(ctx, label, j)
}

// printed checks that these labels came out and no other does.
func (p *printing) printed(want ...*devices.Bitmap) {
	p.t.Helper()
	time.Sleep(settled)
	got := p.Labels()
	if len(got) != len(want) {
		p.t.Fatalf("%d labels came out, not %d", len(got), len(want))
	}
	for i := range want {
		if got[i].Width != want[i].Width || got[i].Height != want[i].Height || !slices.Equal(got[i].Bits, want[i].Bits) {
			p.t.Errorf("label %d is not the image that was printed", i+1)
		}
	}
}

// works checks that the printer is well and prints, after the labels before.
func (p *printing) works(before ...*devices.Bitmap) {
	p.t.Helper()
	p.await(devices.HealthReady)
	label := p.image(99)
	if outcome, err := p.print(label, &notes{}); outcome != devices.OutcomeConfirmed || err != nil {
		p.t.Fatalf("printing afterwards: %s, %v", outcome, err)
	}
	p.printed(append(before, label)...)
}

// notes is a Journal that keeps its entries and acts at some of them.
type notes struct {
	mu         sync.Mutex
	sent       []int
	committed  int
	late       bool // an entry was made after the commit's
	sending    func(call, sent int) error
	committing func() error
}

func (n *notes) Sending(sent int) error {
	n.mu.Lock()
	n.sent = append(n.sent, sent)
	n.late = n.late || n.committed > 0
	call := len(n.sent)
	n.mu.Unlock()
	if n.sending != nil {
		return n.sending(call, sent)
	}
	return nil
}

func (n *notes) Committing() error {
	n.mu.Lock()
	n.committed++
	n.mu.Unlock()
	if n.committing != nil {
		return n.committing()
	}
	return nil
}
