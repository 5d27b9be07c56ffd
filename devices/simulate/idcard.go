package simulate

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"lobby.internal/devices/idcard"
)

// ErrDocument is returned for an identity card that nothing is known of.
var ErrDocument = errors.New("simulate: an identity card is of the kinds resident, hmt, foreigner and foreigner-2023, and has a name")

// idDripPause is shorter than others', for a card is 1,295 bytes.
const idDripPause = 200 * time.Microsecond

// IDReader is a simulated reader of identity cards. A card that is presented
// lies on it until it has been read; then comes the next.
type IDReader struct {
	link *link

	mu       sync.Mutex
	faults   map[Fault]bool
	cards    []idcard.Document // the first lies on the reader
	selected bool
	requests idcard.Decoder
}

func newIDReader(path string) *IDReader {
	r := &IDReader{faults: map[Fault]bool{}}
	r.link = &link{path: path, receive: r.receive}
	return r
}

// Present puts a card on the reader, or behind those that are there. It returns
// ErrUnplugged or ErrNobody when nobody would read it.
func (r *IDReader) Present(d idcard.Document) error {
	switch plugged, open := r.link.state(); {
	case d.Name == "":
		return ErrDocument
	case !plugged:
		return ErrUnplugged
	case !open:
		return ErrNobody
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cards = append(r.cards, d)
	if r.faults[FaultDuplicate] {
		r.cards = append(r.cards, d)
	}
	return nil
}

// After makes f happen when n more bytes have been sent.
func (r *IDReader) After(n int, f Fault) error {
	if !slices.Contains(idFaults, f) {
		return fmt.Errorf("%w: idcard %q", ErrFault, f)
	}
	r.link.after(n, func() error { return r.Fault(f) })
	return nil
}

// UnplugAfter pulls the plug when n more bytes have been sent.
func (r *IDReader) UnplugAfter(n int) { r.link.after(n, r.link.unplug) }

// Slow makes the line as slow as baud says, 10 bits a byte, until everything is
// well again; as the port was opened when 0.
func (r *IDReader) Slow(baud int) {
	r.link.slow(true, baud)
	r.set(FaultSlow)
}

// Fault makes f happen.
func (r *IDReader) Fault(f Fault) error {
	if !slices.Contains(idFaults, f) {
		return fmt.Errorf("%w: idcard %q", ErrFault, f)
	}
	switch f {
	case FaultUnplug:
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
	case FaultNoise:
		return r.send(noise())
	case FaultHalf:
		frame := idcard.Encode(idcard.Card(idcard.Document{Type: idcard.TypeResident}.Text()))
		return r.send(frame[:len(frame)/2])
	case FaultClear:
		return r.recover()
	default:
		r.set(f)
	}
	return nil
}

func (r *IDReader) unset(f Fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.faults, f)
}

func (r *IDReader) set(f Fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults[f] = true
}

// forget is what a reader does that loses its power; a card stays where it
// lies.
func (r *IDReader) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.selected, r.requests = false, idcard.Decoder{}
}

func (r *IDReader) recover() error {
	r.mu.Lock()
	clear(r.faults)
	r.cards = nil
	r.mu.Unlock()
	r.link.after(0, nil)
	r.link.slow(false, 0)
	return r.link.plug()
}

// receive answers the requests that came over the link.
func (r *IDReader) receive(b []byte) {
	if r.has(FaultPowerOff) {
		return
	}
	r.mu.Lock()
	requests := r.requests.Feed(b)
	r.mu.Unlock()
	for _, q := range requests {
		if q.Reply() {
			continue
		}
		payload, done := r.answer(idcard.Request(q.Head))
		if err := r.send(r.encode(payload)); err == nil {
			done()
		}
	}
}

// answer returns the reply to a request, and what happens once it is sent.
func (r *IDReader) answer(q idcard.Request) (payload []byte, done func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	nothing := func() {}
	switch q {
	case idcard.AskStatus:
		return idcard.Reply(idcard.CodeOK), nothing
	case idcard.AskFind:
		r.selected = false
		if len(r.cards) == 0 {
			return idcard.Reply(idcard.CodeNoCard), nothing
		}
		return idcard.Reply(idcard.CodeFound, make([]byte, 4)...), nothing
	case idcard.AskSelect:
		r.selected = len(r.cards) > 0
		if !r.selected {
			return idcard.Reply(idcard.CodeUnchosen), nothing
		}
		return idcard.Reply(idcard.CodeOK, make([]byte, 8)...), nothing
	case idcard.AskRead:
		if !r.selected || len(r.cards) == 0 {
			return idcard.Reply(idcard.CodeUnread), nothing
		}
		read := r.cards[0]
		return withPhoto(idcard.Card(read.Text())), func() { r.taken(read) }
	default:
		return idcard.Reply(idcard.CodeUnknown), nothing
	}
}

// withPhoto fills the photo with what may be taken for the beginning of a frame.
func withPhoto(payload []byte) []byte {
	fake := idcard.Encode(idcard.Reply(idcard.CodeOK))
	for photo := payload[len(payload)-1024:]; len(photo) >= len(fake); photo = photo[len(fake):] {
		copy(photo, fake[:len(fake)-1])
	}
	return payload
}

// taken takes the card away that was read, unless another lies there by now.
func (r *IDReader) taken(read idcard.Document) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.selected = false
	if len(r.cards) > 0 && r.cards[0] == read && !r.faults[FaultSilence] && !r.faults[FaultWrongCRC] {
		r.cards = slices.Delete(r.cards, 0, 1)
	}
}

func (r *IDReader) encode(payload []byte) []byte {
	b := idcard.Encode(payload)
	if r.has(FaultWrongCRC) {
		b[len(b)-1] ^= 1
	}
	return b
}

func (r *IDReader) send(b []byte) error {
	switch {
	case r.has(FaultSilence), r.has(FaultPowerOff):
		return nil
	case r.has(FaultDrip):
		return r.link.paced(b, idDripPause)
	default:
		return r.link.send(b)
	}
}

func (r *IDReader) has(f Fault) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.faults[f]
}

// SampleID returns an identity card of a kind, "resident", "hmt", "foreigner"
// or "foreigner-2023", that nobody bears: its number is of the area 000000,
// which is no place. The check digit is worked out from the digits before it
// whatever they say, so the number passes where it is checked. Cards of another
// serial number, 0 to 999, are other cards.
func SampleID(kind, name string, serial int) (idcard.Document, error) {
	types := map[string]idcard.Type{
		"resident": idcard.TypeResident, "hmt": idcard.TypeHMT, "foreigner": idcard.TypeForeigner, "foreigner-2023": idcard.TypeForeign23,
	}
	d := idcard.Document{Type: types[kind], Name: name}
	if d.Type == 0 || name == "" {
		return d, ErrDocument
	}
	if d.Type == idcard.TypeForeigner {
		d.Number = fmt.Sprintf("XXX000000000%03d", serial%1000)
		return d, nil
	}
	digits := fmt.Sprintf("00000019000101%03d", serial%1000)
	check, _ := idcard.CheckDigit(digits)
	d.Number = digits + string(check)
	return d, nil
}
