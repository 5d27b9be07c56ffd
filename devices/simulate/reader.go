package simulate

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"lobby.internal/devices/osdp"
	"lobby.internal/devices/rfid"
)

// Errors of presenting something.
var (
	// ErrCard is returned for a card that is not 8, 10, 14 or 20 hexadecimal
	// digits, or, at an OSDP reader, 6.
	ErrCard = errors.New("simulate: a card is 8, 10, 14 or 20 hexadecimal digits, at an OSDP reader also 6")
	// ErrCode is returned for an empty code or one that no scanner reads.
	ErrCode = errors.New("simulate: a code is 1 to 512 bytes")
)

// Reader is a simulated reader of cards and codes, or a line of OSDP readers.
type Reader struct {
	link *link
	id12 bool
	bus  *bus // nil: a reader that never listens

	mu     sync.Mutex
	faults map[Fault]bool
}

func newReader(o Options, path string) *Reader {
	r := &Reader{id12: o.ID12, faults: map[Fault]bool{}}
	r.link = &link{path: path, receive: func([]byte) {}}
	if o.OSDP != nil {
		r.bus = newBus(*o.OSDP)
		r.link.receive = r.hear
	}
	return r
}

// hear answers what an OSDP panel asks. What goes nowhere is asked for again.
func (r *Reader) hear(b []byte) {
	if r.has(FaultPowerOff) {
		return
	}
	for _, reply := range r.bus.take(b, r.has(FaultWrongKey)) {
		if r.has(FaultWrongCRC) {
			reply = append([]byte(nil), reply...)
			reply[len(reply)-1] ^= 0xFF
		}
		_ = r.send(reply)
		if r.has(FaultDuplicate) {
			_ = r.send(reply)
		}
	}
}

// Tap presents a card. Ten digits are sent as an RDM6300 or ID-12 frame; 8, 14
// and 20 digits, a card's UID, as a line. It returns ErrUnplugged or ErrNobody
// when the frame went nowhere.
func (r *Reader) Tap(card string) error {
	b, err := hex.DecodeString(card)
	if err != nil {
		// The cause would repeat digits of the card.
		return ErrCard
	}
	if r.bus != nil {
		return r.TapAt(r.bus.first(), card)
	}
	switch len(b) {
	case 5:
		return r.bounce(r.frame([5]byte(b)))
	case 4, 7, 10:
		return r.bounce(rfid.Line(card))
	default:
		return ErrCard
	}
}

// TapAt presents a card to the OSDP reader with an address, which tells of it
// at the next poll.
func (r *Reader) TapAt(address byte, card string) error {
	b, err := hex.DecodeString(card)
	switch {
	case err != nil || len(b) < 3 || len(b) > 10:
		return ErrCard
	case r.bus == nil:
		return ErrAddress
	}
	return r.present(address, cardFrame(b))
}

func (r *Reader) present(address byte, f osdp.Frame) error {
	switch plugged, open := r.link.state(); {
	case !plugged:
		return ErrUnplugged
	case !open:
		return ErrNobody
	}
	return r.bus.present(address, f)
}

// Shown returns what LED and buzzer of the OSDP reader with an address were
// told, such as "led 2" for green and "buzzer 3" for three times.
func (r *Reader) Shown(address byte) []string {
	if r.bus == nil {
		return nil
	}
	return r.bus.shown(address)
}

// frame is what the reader sends of a card.
func (r *Reader) frame(card [5]byte) []byte {
	b := rfid.RDM6300(card)
	if r.id12 {
		b = rfid.ID12(card)
	}
	if r.has(FaultWrongCRC) {
		b[checksumAt] ^= 1 // still a digit, of another value
	}
	return b
}

// checksumAt is where the first digit of the checksum stands in a card's frame.
const checksumAt = 11

// bounce sends what was presented, twice if it bounces.
func (r *Reader) bounce(b []byte) error {
	if r.has(FaultDuplicate) {
		b = bytes.Repeat(b, 2)
	}
	return r.send(b)
}

// random presents a card with a UID such as a telephone makes up at each tap.
func (r *Reader) random() error { return r.Tap(fmt.Sprintf("08%06X", rand.IntN(1<<24))) }

// Scan presents a code: its text goes out with CR behind it. At an OSDP reader
// it is keyed in, and # behind it.
func (r *Reader) Scan(text string) error {
	if text == "" || len(text) > 512 || r.bus != nil && len(text) > keysLimit {
		return ErrCode
	}
	if r.bus != nil {
		return r.present(r.bus.first(), keysFrame(text))
	}
	return r.bounce(rfid.Line(text))
}

// After makes f happen when n more bytes have been sent.
func (r *Reader) After(n int, f Fault) error {
	if !slices.Contains(r.known(), f) {
		return fmt.Errorf("%w: reader %q", ErrFault, f)
	}
	r.link.after(n, func() error { return r.Fault(f) })
	return nil
}

// UnplugAfter pulls the plug when n more bytes have been sent.
func (r *Reader) UnplugAfter(n int) { r.link.after(n, func() error { return r.Fault(FaultUnplug) }) }

// Slow makes the line as slow as baud says, 10 bits a byte, until everything is
// well again; as the port was opened when 0.
func (r *Reader) Slow(baud int) {
	r.link.slow(true, baud)
	r.set(FaultSlow)
}

// Send puts bytes on the line as they are.
func (r *Reader) Send(b []byte) error { return r.send(b) }

func (r *Reader) send(b []byte) error {
	switch {
	case r.has(FaultSilence), r.has(FaultPowerOff):
		return nil
	case r.has(FaultDrip):
		return r.link.paced(b, dripPause)
	default:
		return r.link.send(b)
	}
}

// keysLimit is the longest code that is keyed in.
const keysLimit = 32

func (r *Reader) known() []Fault {
	if r.bus != nil {
		return osdpFaults
	}
	return readerFaults
}

// Fault makes f happen.
func (r *Reader) Fault(f Fault) error {
	if !slices.Contains(r.known(), f) {
		return fmt.Errorf("%w: reader %q", ErrFault, f)
	}
	switch f {
	case FaultUnplug:
		r.forget() // its power comes over the same cable
		return r.link.unplug()
	case FaultReplug:
		return r.link.plug()
	case FaultReboot:
		r.forget()
	case FaultPowerOff:
		r.forget()
		r.set(f)
	case FaultPowerOn:
		r.unset(FaultPowerOff)
	case FaultSlow:
		r.Slow(0)
	case FaultRandom:
		return r.random()
	case FaultNoise:
		return r.send(noise())
	case FaultHalf:
		return r.send(r.half())
	case FaultClear:
		return r.recover()
	default:
		r.set(f)
	}
	return nil
}

// forget is what a reader does that loses its power.
func (r *Reader) forget() {
	if r.bus != nil {
		r.bus.forget()
	}
}

func (r *Reader) recover() error {
	r.mu.Lock()
	clear(r.faults)
	r.mu.Unlock()
	r.link.after(0, nil)
	r.link.slow(false, 0)
	return r.link.plug()
}

func (r *Reader) unset(f Fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.faults, f)
}

func (r *Reader) set(f Fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults[f] = true
}

func (r *Reader) has(f Fault) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.faults[f]
}

// noise is every byte value once, what a line picks up when a plug is pulled.
// It holds no frame.
func noise() []byte {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	return bytes.Repeat(all, 2)
}

// half is the first half of a card frame.
func (r *Reader) half() []byte {
	if r.bus != nil {
		return halfReply(r.bus.first())
	}
	frame := rfid.RDM6300([5]byte{0, 1, 2, 3, 4})
	return frame[:len(frame)/2]
}
