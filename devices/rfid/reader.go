// Package rfid drives the readers that send plain ASCII: 125 kHz card readers
// of the RDM6300 and ID-2/ID-12/ID-20 kind, card readers that send a UID or a
// Wiegand number as a line, and barcode or QR scanners that end each code with
// CR, CR LF, LF or a pause. frame.go is the wire format; Reader is the driver over a serial port.
//
// These readers only ever talk: there is nothing to ask them, so a port that
// is open counts as ready, and a reader that has died behind an open port
// cannot be told from one that nobody uses.
package rfid

import (
	"context"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/serial"
)

// Options say how to reach a reader and what it sends.
type Options struct {
	// Open opens the port; it is called again after each loss.
	Open   func() (serial.Conn, error)
	Format Format
	// Reverse says that the reader sends UIDs and ten-digit numbers with the
	// last byte first.
	Reverse bool
	// Prefix and Suffix are what the reader puts before and after each line; a
	// line without them is dropped. They do not concern frames of cards.
	Prefix, Suffix string
	// Now is the clock; time.Now when nil.
	Now func() time.Time
}

// Reader is a devices.Reader for the ASCII frame family.
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
// presentation until ctx ends. A card with a random number is read as refused,
// without the number.
func (r *Reader) Serve(ctx context.Context, report func(devices.Status), read func(devices.Read)) error {
	var seen devices.Presentations
	return serial.Keep(ctx, r.o.Open, report, func(ctx context.Context, c serial.Conn) error {
		if err := c.Discard(); err != nil {
			return err
		}
		report(devices.Status{Health: devices.HealthReady, At: r.o.Now()})
		return r.listen(ctx, c, &seen, read)
	})
}

func (r *Reader) listen(ctx context.Context, c serial.Conn, seen *devices.Presentations, read func(devices.Read)) error {
	decoder := Decoder{Format: r.o.Format, Reverse: r.o.Reverse, Prefix: r.o.Prefix, Suffix: r.o.Suffix}
	buf := make([]byte, limit)
	for ctx.Err() == nil {
		n, err := c.Read(buf)
		if err != nil {
			return err
		}
		for _, p := range decoder.Feed(r.o.Now(), buf[:n]) {
			if p.Random() {
				p = devices.Read{Kind: devices.KindRefused, At: p.At}
			}
			if seen.Fresh(p) {
				read(p)
			}
		}
	}
	return nil
}
