package osdp

import (
	"context"
	"slices"
	"sync"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/serial"
)

const (
	replyWithin = 200 * time.Millisecond // without a byte: no answer comes
	replyMost   = time.Second            // for a whole answer, however slow
	readMost    = 512                    // bytes
)

// Options say how to reach the readers of one line.
type Options struct {
	// Open opens the port; it is called again after each loss.
	Open func() (serial.Conn, error)
	// Nonce returns a new random number for each handshake; those of
	// crypto/rand when nil.
	Nonce func() Nonce
}

// Bus is a line with one or several readers. The port is open while one of
// them is served.
type Bus struct {
	o    Options
	wake chan struct{}

	life  sync.Mutex // held while the line is taken up or let go
	stop  context.CancelFunc
	ended chan error

	mu      sync.Mutex
	members []*member
	port    devices.Status // the last of the port itself
}

// NewBus returns a line; nothing is opened before one of its readers is served.
func NewBus(o Options) *Bus {
	if o.Nonce == nil {
		o.Nonce = newNonce
	}
	return &Bus{o: o, wake: make(chan struct{}, 1)}
}

// join takes up a reader, and the line if it is the first.
func (b *Bus) join(m *member) {
	b.life.Lock()
	defer b.life.Unlock()
	b.mu.Lock()
	if b.stop != nil {
		m.report(b.port)
	}
	b.members = append(b.members, m)
	b.mu.Unlock()
	b.nudge()
	if b.stop != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background()) // of the line, which outlives each reader but the last
	ended := make(chan error, 1)
	b.stop, b.ended = cancel, ended
	go func() { ended <- serial.Keep(ctx, b.o.Open, b.spread, b.talk) }()
}

// leave lets go of a reader, and of the line if it was the last.
func (b *Bus) leave(m *member) error {
	m.close()
	b.life.Lock()
	defer b.life.Unlock()
	b.mu.Lock()
	b.members = slices.DeleteFunc(b.members, func(other *member) bool { return other == m })
	left := len(b.members)
	b.mu.Unlock()
	if left > 0 {
		return nil
	}
	b.stop()
	b.stop = nil
	return <-b.ended
}

// spread tells every reader's status when it is the port's.
func (b *Bus) spread(s devices.Status) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.port = s
	for _, m := range b.members {
		m.report(s)
	}
}

func (b *Bus) nudge() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// talk asks each reader in its turn until the port fails or ctx ends.
func (b *Bus) talk(ctx context.Context, c serial.Conn) error {
	if err := c.Discard(); err != nil {
		return err
	}
	b.mu.Lock()
	for _, m := range b.members {
		m.peer.restart(time.Now())
	}
	b.mu.Unlock()
	l := line{conn: c, buf: make([]byte, readMost)}
	for ctx.Err() == nil {
		m := b.first()
		switch {
		case m == nil:
			b.pause(ctx, pollEvery)
		case time.Until(m.peer.due) > 0:
			b.pause(ctx, time.Until(m.peer.due))
		default:
			if err := l.exchange(ctx, &m.peer); err != nil {
				return err
			}
		}
	}
	return nil
}

// first returns the reader whose turn is next.
func (b *Bus) first() (next *member) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.members {
		m.order()
		if next == nil || m.peer.due.Before(next.peer.due) {
			next = m
		}
	}
	return next
}

// pause waits, but not when something came up.
func (b *Bus) pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-b.wake:
	case <-t.C:
	}
}

// line is the open port and what has come over it.
type line struct {
	conn    serial.Conn
	decoder Decoder
	buf     []byte
}

// exchange sends one command and waits for its answer.
func (l *line) exchange(ctx context.Context, p *peer) error {
	l.decoder.Reset() // a reader speaks only when it is asked
	l.decoder.Checksum = p.checksum
	if _, err := l.conn.Write(p.command()); err != nil {
		return err
	}
	begun := time.Now()
	for last := begun; ctx.Err() == nil; {
		n, err := l.conn.Read(l.buf)
		if err != nil {
			return err
		}
		now := time.Now()
		if n > 0 {
			last = now
		}
		if l.answer(p, l.buf[:n], now) {
			return nil
		}
		if now.Sub(last) >= replyWithin || now.Sub(begun) >= replyMost {
			p.miss(now)
			return nil
		}
	}
	return nil
}

// answer reports whether what came completes the answer; nothing came means
// that nothing more comes of half a frame.
func (l *line) answer(p *peer, b []byte, now time.Time) (done bool) {
	frames := l.decoder.Feed(b)
	if len(b) == 0 {
		frames = l.decoder.Quiet()
	}
	for _, f := range frames {
		done = p.take(f, now) || done
	}
	return done
}
