package simulate

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"lobby.internal/devices/osdp"
)

// ErrAddress is returned when no reader on the line has the address.
var ErrAddress = errors.New("simulate: no reader has this address")

// OSDP says which readers are on a simulated line.
type OSDP struct {
	// Addresses are theirs; one reader with address 0 when empty.
	Addresses []byte
	// Key is the key that they were given before; when nil they are new, have
	// the default key and take another.
	Key *osdp.Key
}

// NewOSDP returns one reader with address 0 that was given the key whose 32
// hexadecimal digits text is.
func NewOSDP(text string) (*OSDP, error) {
	key, err := osdp.ParseKey(text)
	if err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	return &OSDP{Key: &key}, nil
}

// bus is what hangs on a line of OSDP.
type bus struct {
	mu      sync.Mutex
	decoder osdp.Decoder
	readers []*peripheral
	fed     time.Time
}

const betweenBytes = 100 * time.Millisecond // longer pauses end a command

func newBus(o OSDP) *bus {
	if len(o.Addresses) == 0 {
		o.Addresses = []byte{0}
	}
	b := &bus{decoder: osdp.Decoder{Checksum: true}}
	for _, address := range o.Addresses {
		b.readers = append(b.readers, newPeripheral(address, o.Key))
	}
	return b
}

// take takes what the panel sent and returns the replies.
func (b *bus) take(in []byte, wrongKey bool) (out [][]byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if now.Sub(b.fed) > betweenBytes {
		b.decoder.Reset()
	}
	b.fed = now
	for _, f := range b.decoder.Feed(in) {
		if p := b.at(f.Address); p != nil && !f.Reply {
			out = append(out, p.answer(f, now, wrongKey))
		}
	}
	return out
}

func (b *bus) at(address byte) *peripheral {
	for _, p := range b.readers {
		if p.address == address {
			return p
		}
	}
	return nil
}

// present makes the reader say this at its next poll.
func (b *bus) present(address byte, f osdp.Frame) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.at(address)
	if p == nil {
		return ErrAddress
	}
	p.queue = append(p.queue, f)
	return nil
}

// first is the address that a card is held to when none is named.
func (b *bus) first() byte { return b.readers[0].address }

func (b *bus) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.readers {
		p.forget()
	}
}

func (b *bus) shown(address byte) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.at(address); p != nil {
		return append([]string(nil), p.shown...)
	}
	return nil
}

// cardFrame is a card as an OSDP reader sends it: three bytes as Wiegand of 26
// bits, any other number as its bits.
func cardFrame(b []byte) osdp.Frame {
	c := osdp.Card{Bits: 8 * len(b), Data: b}
	if len(b) == 3 {
		c = osdp.WiegandCard(b)
	}
	return osdp.Frame{Code: osdp.Raw, Data: c.Encode()}
}

// keysFrame is a code as a keypad sends it.
func keysFrame(text string) osdp.Frame {
	keys := append([]byte(text), '\r')
	return osdp.Frame{Code: osdp.Keypad, Data: append([]byte{0, byte(len(keys))}, keys...)}
}

// halfReply is the first half of a reply with a card.
func halfReply(address byte) []byte {
	f := cardFrame([]byte{0, 1, 2, 3, 4})
	f.Address, f.Reply, f.CRC = address, true, true
	b := f.Encode()
	return b[:len(b)/2]
}
