// Package idcard drives readers of the resident identity card of the second
// generation, and of the residence cards made like it, over the serial protocol
// of their SAM modules (115200 8N1). frame.go is the wire format, text.go what
// stands on a card; Reader is the driver over a serial port.
//
// A card is found, selected and read again and again, for these modules tell
// nothing by themselves. Of what a card holds the name is taken, and of its
// number a keyed hash and the last four characters where the house has a
// purpose for them. All else is dropped where it arrives: the photo is counted
// and not kept, no frame is ever logged, and no error repeats what was read.
package idcard

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/serial"
)

// The times of the conversation.
const (
	every    = 300 * time.Millisecond  // between two looks for a card
	patience = 1500 * time.Millisecond // without a byte of a reply
	limit    = 5 * time.Second         // for a whole reply: 1.4 s at 9600 baud
	misses   = 3                       // troubles in a row until the reader counts as not ready
	away     = 2500 * time.Millisecond // not seen for so long, a card that comes again counts again
)

// lastLength is how many characters of a number are kept as they are.
const lastLength = 4

// trouble is what a module does wrong; asked again it may do better.
type trouble struct {
	cause  devices.Cause
	detail string
}

func (t trouble) Error() string { return "idcard: " + t.detail }

func silent(r Request) trouble {
	return trouble{devices.CauseSilent, fmt.Sprintf("no reply to request % X", r[:])}
}

func odd(r Request, code byte) trouble {
	return trouble{devices.CauseFault, fmt.Sprintf("reply %02X to request % X", code, r[:])}
}

// Options say how to reach a reader and what is kept of a card.
type Options struct {
	// Open opens the port; it is called again after each loss.
	Open func() (serial.Conn, error)
	// Hash returns the keyed hash that is kept of a number, with its last four
	// characters. When nil nothing of the number is kept.
	Hash func(number string) string
	// Now is the clock; time.Now when nil.
	Now func() time.Time
}

// Reader is a devices.Reader of identity cards.
type Reader struct {
	o Options
}

var _ devices.Reader = (*Reader)(nil)

// New returns a reader; nothing is opened before Serve.
func New(o Options) *Reader {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Reader{o: o}
}

// Serve keeps the port open, reports its status and calls read once for each
// card presented until ctx ends. A card whose number has a wrong check digit,
// or of a kind that is not known, is read as refused.
func (r *Reader) Serve(ctx context.Context, report func(devices.Status), read func(devices.Read)) error {
	report = serial.OnChange(report)
	seen := presentation{seed: maphash.MakeSeed()}
	return serial.Keep(ctx, r.o.Open, report, func(ctx context.Context, c serial.Conn) error {
		s := session{o: r.o, conn: c, report: report, read: read, seen: &seen}
		return s.run(ctx)
	})
}

// session is the conversation with one module while its port is open.
type session struct {
	o       Options
	conn    serial.Conn
	report  func(devices.Status)
	read    func(devices.Read)
	seen    *presentation
	decoder Decoder
	buf     [256]byte
	known   bool // the module has said that it is well
}

func (s *session) run(ctx context.Context) error {
	if err := s.resync(); err != nil {
		return err
	}
	missed := 0
	for ctx.Err() == nil {
		err := s.turn(ctx)
		t, troubled := errors.AsType[trouble](err)
		switch {
		case troubled:
			s.known, missed = false, missed+1
			if err := s.resync(); err != nil {
				return err
			}
		case err != nil:
			return err
		default:
			missed = 0
			s.say(devices.HealthReady, "")
		}
		if missed >= misses {
			s.say(devices.HealthNotReady, t.detail, t.cause)
		}
		pause(ctx, every)
	}
	return nil
}

// turn asks the module how it is, unless that is known, and looks for a card.
func (s *session) turn(ctx context.Context) error {
	if !s.known {
		f, err := s.ask(ctx, AskStatus)
		if err != nil {
			return err
		}
		if f.Code() != CodeOK {
			return odd(AskStatus, f.Code())
		}
		s.known = true
	}
	return s.look(ctx)
}

// look reads the card that lies on the reader, if there is one.
func (s *session) look(ctx context.Context) error {
	for _, step := range []struct {
		ask      Request
		yes, not byte // not: no card, or taken away too early
	}{{AskFind, CodeFound, CodeNoCard}, {AskSelect, CodeOK, CodeUnchosen}, {AskRead, CodeOK, CodeUnread}} {
		f, err := s.ask(ctx, step.ask)
		if err != nil {
			return err
		}
		switch f.Code() {
		case step.not:
			return nil
		case step.yes:
		default: // another question's answer, or a fault
			return odd(step.ask, f.Code())
		}
		if step.ask != AskRead {
			continue
		}
		text, ok := f.Text()
		if !ok {
			return odd(step.ask, f.Code())
		}
		s.take([textBytes]byte(text))
		clear(f.Head)
	}
	return nil
}

// take passes on what is wanted of a card, if it was not there a moment ago.
func (s *session) take(text [textBytes]byte) {
	now := s.o.Now()
	if !s.seen.fresh(text[:], now) {
		return
	}
	d, err := Parse(text)
	r := devices.Read{Kind: devices.KindID, Data: d.Name, At: now}
	switch {
	case err != nil:
		s.say(devices.HealthReady, err.Error())
		r.Kind = devices.KindRefused
	case s.o.Hash != nil:
		r.Mark, r.Last = s.o.Hash(d.Number), d.Number[len(d.Number)-lastLength:]
	}
	s.read(r)
}

// ask sends a request and waits for the reply.
func (s *session) ask(ctx context.Context, r Request) (Frame, error) {
	if _, err := s.conn.Write(Encode(r[:])); err != nil {
		return Frame{}, err
	}
	began := s.o.Now()
	for heard := began; ctx.Err() == nil; {
		n, err := s.conn.Read(s.buf[:])
		if err != nil {
			return Frame{}, err
		}
		frames := s.decoder.Feed(s.buf[:n])
		clear(s.buf[:n])
		for _, f := range frames {
			if f.Reply() {
				return f, nil
			}
		}
		now := s.o.Now()
		if n > 0 {
			heard = now
		}
		if now.Sub(heard) >= patience || now.Sub(began) >= limit {
			return Frame{}, silent(r)
		}
	}
	return Frame{}, ctx.Err()
}

// resync forgets what came: the answer to an older question must not be taken
// for that to the next.
func (s *session) resync() error {
	s.decoder.Reset()
	return s.conn.Discard()
}

func (s *session) say(h devices.Health, detail string, causes ...devices.Cause) {
	s.report(devices.Status{Health: h, Causes: causes, Detail: detail, At: s.o.Now()})
}

// presentation remembers the card that was there last, by a hash that means
// nothing outside this process.
type presentation struct {
	seed maphash.Seed
	card uint64
	seen time.Time
}

// fresh reports whether the card is a new presentation, and remembers it.
func (p *presentation) fresh(text []byte, now time.Time) bool {
	card := maphash.Bytes(p.seed, text)
	fresh := card != p.card || now.Sub(p.seen) >= away
	p.card, p.seen = card, now
	return fresh
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
