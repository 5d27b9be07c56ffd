package simulate

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"lobby.internal/devices"
)

// Fault is something that goes wrong with a simulated device, or is put right.
type Fault string

// The faults. Those a reader knows are marked; a reader of identity cards knows
// the same but random-uid. All devices know unplug-after-N as well: the plug
// comes out when N more bytes have gone over the line, to a printer or from a
// reader.
const (
	FaultPaperOut  Fault = "paper-out"
	FaultPaperLow  Fault = "paper-low"
	FaultRibbonOut Fault = "ribbon-out"
	FaultHeadOpen  Fault = "head-open"
	FaultPause     Fault = "pause"
	FaultCoverOpen Fault = "cover-open"
	FaultJam       Fault = "jam"
	FaultHot       Fault = "hot"
	FaultSilence   Fault = "silence"   // reader: says nothing; a printer still prints
	FaultStall     Fault = "stall"     // takes no more bytes
	FaultPowerOff  Fault = "power-off" // dead behind a live port, memory lost, until power-on
	FaultPowerOn   Fault = "power-on"
	FaultReboot    Fault = "reboot"     // memory lost, back after the boot time; an OSDP reader at once
	FaultUnplug    Fault = "unplug"     // reader: the port goes away, the device keeps its memory
	FaultReplug    Fault = "replug"     // reader
	FaultDrip      Fault = "drip"       // reader: sends one byte at a time
	FaultSlow      Fault = "slow"       // reader: sends at 1200 baud, of identity cards at 9600
	FaultNoise     Fault = "noise"      // reader: sends a burst of noise, at once
	FaultHalf      Fault = "half"       // reader: sends half a card frame, at once
	FaultRandom    Fault = "random-uid" // reader: presents a card with a random UID, at once
	FaultWrongCRC  Fault = "wrong-crc"  // reader: no frame of it has the right checksum
	FaultWrongKey  Fault = "wrong-key"  // OSDP reader: it has another key than it was given
	FaultDuplicate Fault = "duplicate"  // reader: sends each presentation, OSDP each reply, twice
	FaultClear     Fault = "clear"      // reader: everything is well again and plugged in
)

// ErrFault is returned for a fault that the device does not know.
var ErrFault = errors.New("simulate: no such fault")

// held are the faults that keep a label from coming out.
var held = append([]Fault{FaultPause, FaultHot}, ruins...)

// ruins are those that spoil the label that is coming out; a pause, and heat,
// wait for its end.
var ruins = []Fault{FaultPaperOut, FaultRibbonOut, FaultHeadOpen, FaultCoverOpen, FaultJam}

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
	left      int  // bytes to take before the plug comes out; -1: never
	bootUntil time.Time
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
	send(b []byte) error
	state() (plugged, open bool)
}

// job is a label, how many of it are still to come out, and what is said then.
type job struct {
	label   *devices.Bitmap
	copies  int
	receipt string
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

// UnplugAfter pulls the plug when n more bytes have arrived.
func (p *Printer) UnplugAfter(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = n
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
		if !p.take(c) {
			// The port is going away with this byte; there is nobody to tell.
			_ = p.link.unplug()
			return
		}
	}
}

// take takes one byte and reports whether the plug is still in.
func (p *Printer) take(c byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left == 0 {
		p.left = -1
		return false
	}
	if !p.deafLocked() {
		p.language.take(c)
	}
	if p.left > 0 {
		p.left--
	}
	if p.left == 0 {
		p.left = -1
		return false
	}
	return true
}

func (p *Printer) wakeUp() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}
