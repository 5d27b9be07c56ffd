package osdp

import (
	"time"

	"lobby.internal/devices"
)

const (
	pollEvery   = 100 * time.Millisecond
	missesMost  = 3  // unanswered times after which everything begins anew
	busiesMost  = 50 // answers of a reader that it is busy, likewise
	silentWait  = time.Second
	refusedWait = 5 * time.Second
)

// stage is how far the panel has come with a reader.
type stage int

const (
	stageIdentify stage = iota
	stageAbility
	stageChallenge
	stageCryptic
	stageInstall // the key is set, in a channel of the default key
	stagePolling
)

// peer is what the panel knows of one reader: what to send next, and what an
// answer means. It does no input or output, and belongs to the goroutine of the
// bus.
type peer struct {
	address byte
	key     *Key
	install func() error // nil once used, and when the default key is never spoken
	nonce   func() Nonce
	report  func(devices.Status)
	read    func(devices.Read)

	stage    stage
	due      time.Time
	sequence byte
	waiting  []byte // sent and not answered: it is repeated as it is
	asked    Code
	missed   int
	busy     int
	heard    bool // it has answered since the port was opened
	checksum bool // it is spoken to without CRC

	able       map[byte]byte // nil: it did not tell
	ready      devices.Status
	orders     []Frame // of LED and buzzer, to be sent before the next poll
	installing bool
	session    *Session
	secured    bool
	panel      Nonce
	server     Block

	keypad keypad
	seen   devices.Presentations
}

// restart begins anew with sequence number 0 at a time.
func (p *peer) restart(due time.Time) {
	p.stage, p.due, p.sequence, p.waiting, p.missed, p.busy = stageIdentify, due, 0, nil, 0, 0
	p.session, p.secured, p.installing, p.orders = nil, false, false, nil
	p.keypad.clear()
}

// command returns the bytes to send: those that were not answered again, or
// what is next.
func (p *peer) command() []byte {
	if p.waiting != nil {
		return p.waiting
	}
	f := p.next()
	f.Address, f.Sequence, f.CRC = p.address, p.sequence, !p.checksum
	p.asked = f.Code
	if p.secured {
		p.waiting = p.session.Seal(f)
	} else {
		p.waiting = f.Encode()
	}
	return p.waiting
}

func (p *peer) next() Frame {
	switch p.stage {
	case stageIdentify:
		return Frame{Code: Identify, Data: []byte{0}}
	case stageAbility:
		return Frame{Code: Ability, Data: []byte{0}}
	case stageChallenge:
		p.panel = p.nonce()
		p.session = NewSession(p.base(), p.panel)
		return Frame{Code: Challenge, Block: []byte{3, scsChallenge, p.which()}, Data: p.panel[:]}
	case stageCryptic:
		return Frame{Code: Cryptic, Block: []byte{3, scsCryptic, p.which()}, Data: p.server[:]}
	case stageInstall:
		return Frame{Code: KeySet, Data: keySet(*p.key)}
	default:
		if len(p.orders) == 0 {
			return Frame{Code: Poll}
		}
		f := p.orders[0]
		p.orders = p.orders[1:]
		return f
	}
}

// base returns the key of the handshake, and which its number in it.
func (p *peer) base() Key {
	if p.installing {
		return DefaultKey
	}
	return *p.key
}

func (p *peer) which() byte {
	if p.installing {
		return keyDefault
	}
	return keyOwn
}

// miss says that no answer came in time.
func (p *peer) miss(now time.Time) {
	p.missed++
	p.due = now // after the others
	if p.missed < missesMost {
		return
	}
	if !p.heard && p.key == nil {
		p.checksum = !p.checksum // an old reader may know nothing else
	}
	p.heard = false
	p.restart(now.Add(silentWait))
	p.report(devices.Status{Health: devices.HealthNotReady, Causes: []devices.Cause{devices.CauseSilent}, At: now})
}

// take takes a frame that came and reports whether it answers what was asked.
// An answer to a number that is not the one waited for was counted before.
func (p *peer) take(f Frame, now time.Time) bool {
	if !f.Reply || f.Address != p.address || p.waiting == nil || !f.CRC && !p.checksum {
		return false
	}
	if len(f.Block) == 0 && (f.Code == Busy || f.Code == Nak) && (f.Sequence == p.sequence || f.Sequence == 0) {
		p.unable(f, now)
		return true
	}
	if f.Sequence != p.sequence {
		return false
	}
	if p.secured {
		var ok bool
		if f, ok = p.session.Open(f); !ok {
			return false
		}
	} else if len(f.Block) > 0 && p.stage != stageChallenge && p.stage != stageCryptic {
		return false
	}
	p.answered(now)
	p.handle(f, now)
	return true
}

func (p *peer) answered(now time.Time) {
	p.waiting, p.missed, p.busy, p.heard, p.due = nil, 0, 0, true, now
	p.sequence = p.sequence%3 + 1
}

// unable takes an answer that is always sent in the clear: not now, or not so.
func (p *peer) unable(f Frame, now time.Time) {
	p.heard, p.missed = true, 0
	if f.Code == Busy {
		p.due = now.Add(pollEvery)
		if p.busy++; p.busy > busiesMost {
			p.restart(p.due)
		}
		return
	}
	why := reason(f)
	switch {
	case p.secured, why == NakSequence, why == NakCheck:
		p.restart(now.Add(pollEvery))
	case p.stage == stagePolling && (why == NakInsecure || why == NakSecurity):
		p.refused(now, "the reader speaks only within a secure channel, and no key is configured")
	default:
		p.answered(now)
		p.handle(f, now)
	}
}

// reason returns why a reader will not; 0 when it does not say.
func reason(nak Frame) byte {
	if len(nak.Data) == 0 {
		return 0
	}
	return nak.Data[0]
}

func (p *peer) handle(f Frame, now time.Time) {
	switch p.stage {
	case stageIdentify:
		p.ready = devices.Status{Health: devices.HealthReady}
		if f.Code == Identity {
			p.ready.Detail = identity(f.Data)
		}
		p.stage = stageAbility
	case stageAbility:
		p.able = nil
		if f.Code == Abilities {
			p.able = abilities(f.Data)
		}
		p.stage = stageChallenge
		if p.key == nil {
			p.stage = stagePolling
		}
	case stageChallenge:
		p.challenged(f, now)
	case stageCryptic:
		p.accepted(f, now)
	case stageInstall:
		p.installed(f, now)
	case stagePolling:
		p.polled(f, now)
	}
}

// polled takes the answer to a poll or to an order.
func (p *peer) polled(f Frame, now time.Time) {
	if len(p.orders) == 0 {
		p.due = now.Add(pollEvery)
	}
	if f.Code == Nak {
		if reason(f) == NakSequence {
			p.restart(p.due)
		}
		p.forget(p.asked)
		return
	}
	p.ready.At = now
	switch f.Code {
	case Raw:
		p.card(f.Data, now)
	case Keypad:
		for _, r := range p.keypad.take(f.Data) {
			p.present(r, now)
		}
	}
	p.report(p.ready)
}

// forget sends no more of an order that the reader does not know.
func (p *peer) forget(c Code) {
	if p.able == nil {
		p.able = map[byte]byte{abilityLED: 1, abilityBuzzer: 1}
	}
	switch c {
	case LED:
		delete(p.able, abilityLED)
	case Buzzer:
		delete(p.able, abilityBuzzer)
	}
}

func (p *peer) card(data []byte, now time.Time) {
	c, ok := parseCard(data)
	if !ok {
		p.ready.Detail = "a card was refused: its layout is not known"
		return
	}
	number, ok := c.Number()
	if !ok {
		p.ready.Detail = "a card was refused: its parity is wrong"
		return
	}
	p.present(devices.Read{Kind: devices.KindCard, Data: number}, now)
}

func (p *peer) present(r devices.Read, now time.Time) {
	r.At = now
	if r.Random() {
		r = devices.Read{Kind: devices.KindRefused, At: now}
	}
	if p.seen.Fresh(r) {
		p.read(r)
	}
}
