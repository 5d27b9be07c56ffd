package simulate

import (
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"time"

	"lobby.internal/devices/osdp"
)

// offlineAfter is how long a reader waits for a command before it forgets where
// the conversation stood.
const offlineAfter = 8 * time.Second

// What the simulated reader tells of itself: maker, model, serial number and
// firmware of nobody; a card reader with one LED and a buzzer that checks CRCs
// and knows secure channels.
var (
	peripheralIdentity  = []byte{0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0}
	peripheralAbilities = []byte{3, 1, 1, 4, 4, 1, 5, 1, 1, 8, 1, 0, 9, 1, 1}
)

// peripheral is one OSDP reader on a line.
type peripheral struct {
	address byte
	key     osdp.Key // the default key until one is set
	nonce   func() osdp.Nonce

	fresh    bool // it knows of no conversation: only number 0 begins one
	sequence byte
	last     []byte // the reply to that number
	heard    time.Time

	session *osdp.Session
	server  osdp.Block // what the panel has to send
	install bool       // the handshake was over the default key
	secured bool
	queue   []osdp.Frame // replies to the next polls
	shown   []string     // by LED and buzzer
}

func newPeripheral(address byte, key *osdp.Key) *peripheral {
	p := &peripheral{address: address, key: osdp.DefaultKey, fresh: true}
	if key != nil {
		p.key = *key
	}
	p.nonce = func() (n osdp.Nonce) {
		_, _ = rand.Read(n[:]) // ends the program rather than fail
		return n
	}
	return p
}

// forget is what a power cut does; a key that was set stays.
func (p *peripheral) forget() {
	p.fresh, p.sequence, p.last, p.secured, p.session, p.queue = true, 0, nil, false, nil, nil
}

// answer returns the reply to a command; wrongKey makes the reader use another
// key than it has.
func (p *peripheral) answer(f osdp.Frame, now time.Time, wrongKey bool) []byte {
	if now.Sub(p.heard) > offlineAfter {
		queue := p.queue
		p.forget()
		p.queue = queue
	}
	p.heard = now
	switch {
	case f.Sequence == 0:
		p.fresh, p.secured, p.session = false, false, nil
	case f.Sequence == p.sequence && p.last != nil:
		return p.last // it was not heard: nothing is done twice
	case p.fresh || f.Sequence != p.sequence%3+1:
		return p.encode(f, nak(osdp.NakSequence))
	}
	p.sequence = f.Sequence
	p.last = p.reply(f, wrongKey)
	return p.last
}

func (p *peripheral) reply(f osdp.Frame, wrongKey bool) []byte {
	if f.Code == osdp.Challenge || !p.secured {
		p.secured = false
		return p.encode(f, p.open(f, wrongKey))
	}
	plain, ok := p.session.Open(f)
	if !ok {
		p.secured = false
		return p.encode(f, nak(osdp.NakInsecure))
	}
	out := p.obey(plain)
	out.Address, out.Sequence, out.Reply = p.address, f.Sequence, true
	return p.session.Seal(out)
}

func (p *peripheral) encode(f, reply osdp.Frame) []byte {
	reply.Address, reply.Sequence, reply.Reply, reply.CRC = p.address, f.Sequence, true, true
	return reply.Encode()
}

// open answers a command outside a secure channel. A reader that was given a
// key does nothing there but say what it is.
func (p *peripheral) open(f osdp.Frame, wrongKey bool) osdp.Frame {
	switch f.Code {
	case osdp.Challenge:
		return p.challenge(f, wrongKey)
	case osdp.Cryptic:
		return p.cryptic(f)
	case osdp.Identify, osdp.Ability:
		return p.obey(f)
	case osdp.KeySet:
		return nak(osdp.NakInsecure)
	}
	if p.key != osdp.DefaultKey {
		return nak(osdp.NakInsecure)
	}
	return p.obey(f)
}

func (p *peripheral) challenge(f osdp.Frame, wrongKey bool) osdp.Frame {
	byDefault := p.key == osdp.DefaultKey
	which := byte(1)
	if byDefault {
		which = 0
	}
	if len(f.Block) != 3 || f.Block[1] != 0x11 || f.Block[2] != which || len(f.Data) != len(osdp.Nonce{}) {
		return nak(osdp.NakSecurity)
	}
	key := p.key
	if wrongKey {
		key[0] ^= 0xFF
	}
	panel, own := osdp.Nonce(f.Data), p.nonce()
	p.session, p.install = osdp.NewSession(key, panel), byDefault
	p.server = p.session.Server(panel, own)
	proof := p.session.Client(panel, own)
	data := append([]byte{0, 0, 0, 1, 1, 0, 0, p.address}, own[:]...)
	return osdp.Frame{Block: []byte{3, 0x12, which}, Code: osdp.Cryptogram, Data: append(data, proof[:]...)}
}

func (p *peripheral) cryptic(f osdp.Frame) osdp.Frame {
	if p.session == nil || len(f.Block) != 3 || f.Block[1] != 0x13 || subtle.ConstantTimeCompare(f.Data, p.server[:]) != 1 {
		return nak(osdp.NakSecurity)
	}
	first := p.session.Begin(p.server)
	p.secured = true
	return osdp.Frame{Block: []byte{3, 0x14, 1}, Code: osdp.InitialMAC, Data: first[:]}
}

// obey does what a command says.
func (p *peripheral) obey(f osdp.Frame) osdp.Frame {
	ack := osdp.Frame{Code: osdp.Ack}
	switch f.Code {
	case osdp.Poll:
		if len(p.queue) == 0 {
			return ack
		}
		next := p.queue[0]
		p.queue = p.queue[1:]
		return next
	case osdp.Identify:
		return osdp.Frame{Code: osdp.Identity, Data: peripheralIdentity}
	case osdp.Ability:
		return osdp.Frame{Code: osdp.Abilities, Data: peripheralAbilities}
	case osdp.LED:
		return p.show(f, 14, "led %d", 5)
	case osdp.Buzzer:
		return p.show(f, 5, "buzzer %d", 4)
	case osdp.KeySet:
		if !p.secured || len(f.Data) != 18 || f.Data[0] != 1 || f.Data[1] != 16 {
			return nak(osdp.NakLength)
		}
		p.key = osdp.Key(f.Data[2:])
		return ack
	default:
		return nak(osdp.NakUnknown)
	}
}

// show notes an order of a length by one of its bytes.
func (p *peripheral) show(f osdp.Frame, length int, format string, at int) osdp.Frame {
	if len(f.Data) != length {
		return nak(osdp.NakLength)
	}
	p.shown = append(p.shown, fmt.Sprintf(format, f.Data[at]))
	return osdp.Frame{Code: osdp.Ack}
}

func nak(reason byte) osdp.Frame { return osdp.Frame{Code: osdp.Nak, Data: []byte{reason}} }
