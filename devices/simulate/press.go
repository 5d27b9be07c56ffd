package simulate

import (
	"fmt"
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
	text := p.hostStatus()
	if command == zplHealth {
		text = p.hostQuery()
	}
	// An answer that nobody waits for is lost, as it is on a wire.
	_ = p.link.send([]byte(text))
}

// hostStatus is the answer to ~HS: three strings, as the manual lays them out.
func (p *Printer) hostStatus() string {
	remaining, waiting := 0, len(p.queue)
	if p.printing && waiting > 0 {
		remaining, waiting = p.queue[0].copies, waiting-1
	} else if p.printing {
		remaining = 1
	}
	return fmt.Sprintf("\x02030,%d,%d,%04d,%03d,%d,0,%d,000,0,0,0\x03\r\n", p.bit(FaultPaperOut), p.bit(FaultPause), p.zpl.length, waiting, digit(waiting >= queueLimit), digit(p.zpl.open)) +
		fmt.Sprintf("\x02001,0,%d,%d,1,2,4,0,%08d,1,000\x03\r\n", p.bit(FaultHeadOpen), p.bit(FaultRibbonOut), remaining) +
		"\x020000,0\x03\r\n"
}

// The flags of ~HQES, group 1.
const (
	errorMedia   = 1 << 0
	errorRibbon  = 1 << 1
	errorHead    = 1 << 2
	errorPaused  = 1 << 16
	warningPaper = 1 << 3
)

// hostQuery is the answer to ~HQES.
func (p *Printer) hostQuery() string {
	faults := p.bit(FaultPaperOut)*errorMedia | p.bit(FaultRibbonOut)*errorRibbon |
		p.bit(FaultHeadOpen)*errorHead | p.bit(FaultPause)*errorPaused
	warnings := p.bit(FaultPaperLow) * warningPaper
	return fmt.Sprintf("\x02\r\n  PRINTER STATUS                           \r\n"+
		"   ERRORS:         %d 00000000 %08X \r\n   WARNINGS:       %d 00000000 %08X \r\n\x03\r\n",
		digit(faults != 0), faults, digit(warnings != 0), warnings)
}

func (p *Printer) bit(f Fault) int { return digit(p.faults[f]) }

func digit(b bool) int {
	if b {
		return 1
	}
	return 0
}
