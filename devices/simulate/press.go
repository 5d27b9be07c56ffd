package simulate

import (
	"slices"
	"time"

	"lobby.internal/devices"
)

// queueLimit is how many formats the printer's memory holds; more are lost.
const queueLimit = 64

// run brings labels out, one after another.
func (p *Printer) run() {
	for {
		if label := p.begin(); label != nil {
			if !p.last(p.o.PrintTime) {
				return
			}
			p.end(label)
			continue
		}
		select {
		case <-p.wake:
		case <-p.stop:
			return
		}
	}
}

// last waits for d and reports whether the printer still lives.
func (p *Printer) last(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-p.stop:
		return false
	}
}

// begin starts a label, if there is one and nothing holds it up.
func (p *Printer) begin() *devices.Bitmap {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) == 0 || p.faults[FaultPowerOff] || slices.ContainsFunc(held, func(f Fault) bool { return p.faults[f] }) {
		return nil
	}
	p.printing, p.ruined = true, false
	return p.queue[0].label
}

// end finishes the label that begin started. A spoilt one is printed again
// once the fault is gone, unless ^JZN said otherwise.
func (p *Printer) end(label *devices.Bitmap) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.printing = false
	if !p.ruined {
		if err := p.album.add(label); err != nil && p.failed == nil {
			p.failed = err
		}
	}
	if len(p.queue) == 0 || p.queue[0].label != label || p.ruined && p.again {
		return
	}
	if p.queue[0].copies--; p.queue[0].copies == 0 {
		p.queue = p.queue[1:]
	}
}

// The methods of press are called by the interpreter with the lock held.

func (p *Printer) print(label *devices.Bitmap, copies int) {
	if len(p.queue) >= queueLimit {
		p.zpl.errors++
		return
	}
	p.queue = append(p.queue, job{label, copies})
	p.wakeUp()
}

// cancel drops what waits; a label that is coming out comes out.
func (p *Printer) cancel() { p.queue = nil }

func (p *Printer) reset() { p.resetLocked() }

func (p *Printer) reprint(on bool) { p.again = on }

func (p *Printer) pause(on bool) {
	if on {
		p.faults[FaultPause] = true
	} else {
		delete(p.faults, FaultPause)
	}
	p.wakeUp()
}

func (p *Printer) answer(command string) {
	if p.faults[FaultSilence] || command == zplStatus && p.o.MuteWhenHeld && slices.ContainsFunc(ruins, func(f Fault) bool { return p.faults[f] }) {
		return
	}
	text := hostQuery(p.faults)
	if command == zplStatus {
		remaining, waiting := p.heldBack()
		text = hostStatus(p.faults, p.zpl.length, waiting, remaining, p.zpl.open)
	}
	// An answer that nobody waits for is lost, as it is on a wire.
	_ = p.link.send([]byte(text))
}

// heldBack is what the memory holds: labels of the format that is coming out,
// and formats behind it.
func (p *Printer) heldBack() (remaining, waiting int) {
	switch {
	case p.printing && len(p.queue) > 0:
		return p.queue[0].copies, len(p.queue) - 1
	case p.printing:
		return 1, 0
	default:
		return 0, len(p.queue)
	}
}
