package simulate

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"lobby.internal/devices/rfid"
)

// Errors of presenting something.
var (
	// ErrCard is returned for a card that is not 8, 10, 14 or 20 hexadecimal
	// digits.
	ErrCard = errors.New("simulate: a card is 8, 10, 14 or 20 hexadecimal digits")
	// ErrCode is returned for an empty code or one that no scanner reads.
	ErrCode = errors.New("simulate: a code is 1 to 512 bytes")
)

// Reader is a simulated reader of cards and codes.
type Reader struct {
	link *link
	id12 bool

	mu     sync.Mutex
	faults map[Fault]bool
}

func newReader(o Options, path string) *Reader {
	return &Reader{
		id12:   o.ID12,
		link:   &link{path: path, receive: func([]byte) {}}, // this kind of reader never listens
		faults: map[Fault]bool{},
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
	switch len(b) {
	case 5:
		if r.id12 {
			return r.send(rfid.ID12([5]byte(b)))
		}
		return r.send(rfid.RDM6300([5]byte(b)))
	case 4, 7, 10:
		return r.send(rfid.Line(card))
	default:
		return ErrCard
	}
}

// Scan presents a code: its text goes out with CR behind it.
func (r *Reader) Scan(text string) error {
	if text == "" || len(text) > 512 {
		return ErrCode
	}
	return r.send(rfid.Line(text))
}

// Send puts bytes on the line as they are.
func (r *Reader) Send(b []byte) error { return r.send(b) }

func (r *Reader) send(b []byte) error {
	switch {
	case r.has(FaultSilence):
		return nil
	case r.has(FaultDrip):
		return r.link.drip(b)
	default:
		return r.link.send(b)
	}
}

// Fault makes f happen.
func (r *Reader) Fault(f Fault) error {
	switch f {
	case FaultUnplug:
		return r.link.unplug()
	case FaultReplug:
		return r.link.plug()
	case FaultSilence, FaultDrip:
		r.mu.Lock()
		defer r.mu.Unlock()
		r.faults[f] = true
	case FaultNoise:
		return r.send(noise())
	case FaultHalf:
		return r.send(half())
	case FaultClear:
		r.mu.Lock()
		clear(r.faults)
		r.mu.Unlock()
		return r.link.plug()
	default:
		return fmt.Errorf("%w: reader %q", ErrFault, f)
	}
	return nil
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
func half() []byte {
	frame := rfid.RDM6300([5]byte{0, 1, 2, 3, 4})
	return frame[:len(frame)/2]
}
