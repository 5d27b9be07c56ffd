package devices

import (
	"strings"
	"time"
)

// Readers repeat a card while it lies on them. A read is a new presentation of
// the same card or code when 2.5 s have passed since the last one counted and
// nothing was heard of it for 700 ms.
const (
	hold    = 2500 * time.Millisecond
	silence = 700 * time.Millisecond
	recent  = 4 // cards remembered at once: two that lie on the reader together alternate
)

// randomPrefix begins the 4-byte UIDs that a card or telephone makes up anew
// at each tap (ISO/IEC 14443-3).
const (
	randomPrefix = "08"
	randomDigits = 8
)

// Random reports whether r is a card whose number changes at each tap: it is
// nobody's identity and is to be read as KindRefused.
func (r Read) Random() bool {
	return r.Kind == KindCard && len(r.Data) == randomDigits && strings.HasPrefix(r.Data, randomPrefix)
}

// Presentations remembers what was presented last at one reader, so that a card
// that lies on it counts once. The zero value is ready; it is for one
// goroutine.
type Presentations struct {
	list [recent]presentation
	next int
}

type presentation struct {
	read    Read
	counted time.Time
	seen    time.Time
}

// Fresh reports whether r is a new presentation, and remembers it.
func (s *Presentations) Fresh(r Read) bool {
	for i := range s.list {
		e := &s.list[i]
		if e.read.Kind != r.Kind || e.read.Data != r.Data {
			continue
		}
		rearmed := r.At.Sub(e.seen) >= silence && r.At.Sub(e.counted) >= hold
		e.seen = r.At
		if rearmed {
			e.counted = r.At
		}
		return rearmed
	}
	s.list[s.next] = presentation{read: r, counted: r.At, seen: r.At}
	s.next = (s.next + 1) % recent
	return true
}
