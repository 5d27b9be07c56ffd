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
		p.keep(label)
	}
	if len(p.queue) == 0 || p.queue[0].label != label || p.ruined && p.again {
		return
	}
	if p.queue[0].copies--; p.queue[0].copies == 0 {
		done := p.queue[0]
		p.queue = p.queue[1:]
		if !p.ruined {
			p.say(done.receipt)
		}
	}
}

// keep takes what came out: a slip if it is one, or else the label.
func (p *Printer) keep(label *devices.Bitmap) {
	var err error
	if len(p.queue) > 0 && p.queue[0].label == label && p.queue[0].slip != "" {
		p.slips = append(p.slips, p.queue[0].slip)
		err = p.album.addSlip(len(p.slips), p.queue[0].slip)
	} else {
		err = p.album.add(label)
	}
	if p.failed == nil {
		p.failed = err
	}
}

// The methods of press are called by the language with the lock held.

func (p *Printer) print(label *devices.Bitmap, copies int) {
	if len(p.queue) >= queueLimit {
		p.lost++
		return
	}
	p.queue = append(p.queue, job{label: label, copies: copies})
	p.wakeUp()
}

func (p *Printer) slip(text string) {
	p.print(devices.NewBitmap(1, 1), 1)
	if n := len(p.queue); n > 0 {
		p.queue[n-1].slip = text
	}
}

// receipt says text when all that is to be printed has come out.
func (p *Printer) receipt(text string) {
	if n := len(p.queue); n > 0 {
		p.queue[n-1].receipt += text
		return
	}
	p.say(text)
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

func (p *Printer) answer(question string) { p.say(p.language.reply(question, p.state())) }

func (p *Printer) say(text string) {
	if p.faults[FaultSilence] || text == "" {
		return
	}
	// An answer that nobody waits for is lost, as it is on a wire.
	_ = p.link.send([]byte(text))
}

func (p *Printer) state() state {
	s := state{
		faults: p.faults,
		mute:   p.o.MuteWhenHeld && slices.ContainsFunc(ruins, func(f Fault) bool { return p.faults[f] }),
	}
	switch {
	case p.printing && len(p.queue) > 0:
		s.remaining, s.waiting = p.queue[0].copies, len(p.queue)-1
	case p.printing:
		s.remaining = 1
	default:
		s.waiting = len(p.queue)
	}
	return s
}
