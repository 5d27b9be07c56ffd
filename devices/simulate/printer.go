package simulate

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"lobby.internal/devices"
)

// Printer is a simulated printer.
type Printer struct {
	o     Options
	path  string // of its port
	link  cable
	album *album

	mu        sync.Mutex
	language  language
	faults    map[Fault]bool
	queue     []job
	printing  bool
	ruined    bool // the label coming out is spoilt
	again     bool // print a spoilt label again, until told otherwise
	lost      int  // labels for which there was no room
	left      int  // bytes to take before due happens; -1: never
	due       Fault
	bootUntil time.Time
	slips     []string
	failed    error // the first label that could not be written

	wake chan struct{}
	stop chan struct{}
	work sync.WaitGroup
}

// cable is what a printer hangs on.
type cable interface {
	plug() error
	unplug() error
	close() error
	stall(on bool)
	slow(on bool, baud int)
	send(b []byte) error
	state() (plugged, open bool)
}

// job is a label, how many of it are still to come out, and what is said then.
type job struct {
	label   *devices.Bitmap
	copies  int
	receipt string
	slip    string // text, in place of the label
}

// newPrinter returns a printer that hangs on what connect makes of the
// function that takes its bytes.
func newPrinter(o Options, a *album, connect func(receive func([]byte)) cable) (*Printer, error) {
	p := &Printer{
		o: o, album: a,
		faults: map[Fault]bool{}, again: true, left: -1,
		wake: make(chan struct{}, 1), stop: make(chan struct{}),
	}
	var err error
	if p.language, err = newLanguage(o, p); err != nil {
		return nil, err
	}
	p.link = connect(p.receive)
	p.work.Go(p.run)
	return p, nil
}

func (p *Printer) close() error {
	err := p.link.close()
	close(p.stop)
	p.work.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return errors.Join(err, p.failed)
}

// Labels returns the labels that came out, oldest first.
func (p *Printer) Labels() ([]*devices.Bitmap, error) { return p.album.bitmaps() }

// Slips returns the text of the slips that came out, oldest first.
func (p *Printer) Slips() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.slips)
}

// UnplugAfter pulls the plug when n more bytes have arrived; never if n is
// negative.
func (p *Printer) UnplugAfter(n int) { p.after(n, FaultUnplug) }

// After makes f happen when n more bytes have arrived.
func (p *Printer) After(n int, f Fault) error {
	if !slices.Contains(printerFaults, f) {
		return fmt.Errorf("%w: printer %q", ErrFault, f)
	}
	p.after(n, f)
	return nil
}

func (p *Printer) after(n int, f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left, p.due = n, f
}

// Slow makes the line as slow as baud says, 10 bits a byte in both directions,
// until everything is well again; as the port was opened when 0.
func (p *Printer) Slow(baud int) {
	p.link.slow(true, baud)
	p.set(FaultSlow, true)
}

// Fault makes f happen.
func (p *Printer) Fault(f Fault) error {
	switch f {
	case FaultUnplug:
		return p.link.unplug()
	case FaultReplug:
		return p.link.plug()
	case FaultStall:
		p.link.stall(true)
	case FaultSlow:
		p.Slow(0)
	case FaultNoise:
		return p.link.send(noise())
	case FaultPowerOff, FaultReboot:
		p.lose(f)
	case FaultPowerOn:
		p.set(FaultPowerOff, false)
	case FaultPaperOut, FaultPaperLow, FaultRibbonOut, FaultHeadOpen, FaultCoverOpen, FaultJam, FaultHot, FaultPause, FaultSilence:
		p.set(f, true)
	case FaultClear:
		p.recover()
		return p.link.plug()
	default:
		return fmt.Errorf("%w: printer %q", ErrFault, f)
	}
	return nil
}

func (p *Printer) set(f Fault, on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if on {
		p.faults[f] = true
	} else {
		delete(p.faults, f)
	}
	if on && slices.Contains(ruins, f) {
		p.ruined = p.printing
	}
	p.wakeUp()
}

func (p *Printer) recover() {
	p.link.stall(false)
	p.link.slow(false, 0)
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.faults)
	p.left = -1
	p.wakeUp()
}

// lose forgets everything, as a printer does that loses its power.
func (p *Printer) lose(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f == FaultPowerOff {
		p.faults[f] = true
	}
	p.resetLocked()
}

func (p *Printer) resetLocked() {
	p.language.restart()
	p.queue, p.again = nil, true
	p.ruined = p.printing
	p.bootUntil = time.Now().Add(p.o.BootTime)
	delete(p.faults, FaultPause)
	p.wakeUp()
}

func (p *Printer) deafLocked() bool {
	return p.faults[FaultPowerOff] || time.Now().Before(p.bootUntil)
}

// receive takes what came over the link.
func (p *Printer) receive(b []byte) {
	for _, c := range b {
		f := p.take(c)
		if f == "" {
			continue
		}
		// The port is going away with this byte, or there is nothing to fail.
		_ = p.Fault(f)
		if f == FaultUnplug {
			return
		}
	}
}

// take takes one byte and returns the fault that happens with it, if one does.
func (p *Printer) take(c byte) Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left == 0 {
		p.left = -1
		return p.due
	}
	if !p.deafLocked() {
		p.language.take(c)
	}
	if p.left > 0 {
		p.left--
	}
	if p.left == 0 {
		p.left = -1
		return p.due
	}
	return ""
}

func (p *Printer) wakeUp() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}
