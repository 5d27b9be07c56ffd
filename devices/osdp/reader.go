// Package osdp is a control panel of OSDP version 2 (IEC 60839-11-5): it polls
// the card readers and keypads of one line, within a secure channel where they
// have a key. frame.go, message.go and secure.go are the wire format, peer.go
// and handshake.go what is said to one reader and what its answers mean, bus.go
// the turns on the line.
//
// A command that is not answered is repeated with its number; after the third
// time everything begins anew with number 0 and a new secure channel. What a
// reader answers twice, or in the clear once the channel stands, is not
// counted. The adapter of the line must switch its direction by itself.
package osdp

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/serial"
)

// ReaderOptions say which reader of a line is meant.
type ReaderOptions struct {
	Address byte // 0 to 126, another for each reader of the line
	// Key is the reader's base key. Without one it is spoken to in the clear.
	Key *Key
	// Install is called before Key is given to a reader that still has the
	// default key, which everybody can listen to: at most once in the life of
	// the Reader. An error forbids it. When nil the default key is never spoken.
	Install func() error
}

// Reader is a devices.Reader and a devices.Feedback at one address of a Bus.
// It is served once at a time.
type Reader struct {
	bus *Bus

	mu     sync.Mutex
	o      ReaderOptions
	signal devices.Signal
	wanted time.Time // of the signal
}

var (
	_ devices.Reader   = (*Reader)(nil)
	_ devices.Feedback = (*Reader)(nil)
)

// Reader returns the reader at an address of the line.
func (b *Bus) Reader(o ReaderOptions) *Reader { return &Reader{bus: b, o: o} }

// Serve asks the reader for cards and keys, reports its status and calls read
// once for each presentation until ctx ends.
func (r *Reader) Serve(ctx context.Context, report func(devices.Status), read func(devices.Read)) error {
	m := &member{reader: r, reportTo: serial.OnChange(report), readTo: read}
	m.peer = peer{
		address: r.o.Address, key: r.o.Key, nonce: r.bus.o.Nonce, report: m.report, read: m.read, due: time.Now(),
	}
	if r.o.Install != nil {
		m.peer.install = r.installOnce
	}
	r.bus.join(m)
	<-ctx.Done()
	return r.bus.leave(m)
}

// installOnce calls Install the first time and refuses ever after.
func (r *Reader) installOnce() error {
	r.mu.Lock()
	install := r.o.Install
	r.o.Install = nil
	r.mu.Unlock()
	return install()
}

// signalFresh is how long a signal is worth showing.
const signalFresh = 2 * time.Second

// Signal shows a signal at the reader, with LED and buzzer as far as it has
// them. It returns at once.
func (r *Reader) Signal(s devices.Signal) {
	r.mu.Lock()
	r.signal, r.wanted = s, time.Now()
	r.mu.Unlock()
	r.bus.nudge()
}

func (r *Reader) takeSignal(now time.Time) (devices.Signal, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.signal
	r.signal = ""
	return s, s != "" && now.Sub(r.wanted) <= signalFresh
}

// member is a reader that is served.
type member struct {
	reader   *Reader
	peer     peer
	reportTo func(devices.Status)
	readTo   func(devices.Read)

	mu     sync.Mutex
	closed bool
}

func (m *member) report(s devices.Status) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.closed {
		m.reportTo(s)
	}
}

func (m *member) read(r devices.Read) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.closed {
		m.readTo(r)
	}
}

// close ends the calls of report and read.
func (m *member) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
}

// order makes a signal that waits the next thing the reader is told.
func (m *member) order() {
	if m.peer.stage != stagePolling || m.peer.waiting != nil {
		return
	}
	s, ok := m.reader.takeSignal(time.Now())
	if !ok {
		return
	}
	m.peer.orders = orders(s, m.peer.able)
	if len(m.peer.orders) > 0 {
		m.peer.due = time.Now()
	}
}

// orders returns the commands of a signal, times in tenths of a second.
func orders(s devices.Signal, able map[byte]byte) (out []Frame) {
	light, sound := []byte(nil), []byte(nil)
	switch s {
	case devices.SignalAccepted:
		light, sound = led(ledGreen, 2*tick, 0, 2*tick), buzzer(1, 1, 1)
	case devices.SignalRefused:
		light, sound = led(ledRed, 2, 2, 2*tick), buzzer(1, 1, 3)
	case devices.SignalBusy:
		light = led(ledAmber, 3*tick, 0, 3*tick)
	}
	if light != nil && (able == nil || able[abilityLED] > 0) {
		out = append(out, Frame{Code: LED, Data: light})
	}
	if sound != nil && (able == nil || able[abilityBuzzer] > 0) {
		out = append(out, Frame{Code: Buzzer, Data: sound})
	}
	return out
}

func newNonce() (n Nonce) {
	_, _ = rand.Read(n[:]) // ends the program rather than fail
	return n
}
