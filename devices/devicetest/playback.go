package devicetest

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"lobby.internal/devices"
)

// Exchange is one step of a conversation: once the driver has written Want,
// byte for byte and in however many writes, the device sends Reply. With an
// empty Want the reply follows the one before.
type Exchange struct {
	Want  string
	Reply string
	// After is how long Reply takes to come.
	After time.Duration
	// HangUp makes the device go away after Reply.
	HangUp bool
	// Stall makes the write of Want fail with devices.ErrStalled.
	Stall bool
}

var errOffScript = errors.New("devicetest: not what the script wants")

// quiet is how long a read waits for nothing, as a serial port's does.
const quiet = 100 * time.Millisecond

// Playback is a Conn that plays a script. A write that departs from it fails
// the test; so does a script that was not played to its end. After the last
// step it still accepts nothing, and reads find a quiet line.
type Playback struct {
	t testing.TB

	mu     sync.Mutex
	script []Exchange
	got    string // of the step's Want
	reply  []byte
	due    time.Time // of reply
	gone   bool
	closed chan struct{}
	once   sync.Once
}

// NewPlayback returns a Conn that plays script, and checks when the test ends
// that all of it was played.
func NewPlayback(t testing.TB, script ...Exchange) *Playback {
	t.Helper()
	p := &Playback{t: t, script: script, closed: make(chan struct{})}
	p.mu.Lock()
	p.advance()
	p.mu.Unlock()
	t.Cleanup(func() {
		if left := p.Left(); left != 0 && !t.Failed() {
			t.Errorf("devicetest: %d steps of the script were not played; next is %q", left, clip(p.script[0].Want))
		}
	})
	return p
}

// Left returns how many steps have not been played to their end.
func (p *Playback) Left() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.script)
}

// Write takes the bytes the script wants.
func (p *Playback) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for n := 0; n < len(b); {
		switch {
		case p.isClosed():
			return n, fs.ErrClosed
		case p.gone:
			return n, devices.ErrUnplugged
		case len(p.script) == 0:
			p.t.Errorf("devicetest: %q was written after the end of the script", clip(string(b[n:])))
			return n, errOffScript
		}
		step := p.script[0]
		if step.Stall {
			p.script = p.script[1:]
			return n, devices.ErrStalled
		}
		want := step.Want[len(p.got):]
		take := min(len(want), len(b)-n)
		if string(b[n:n+take]) != want[:take] {
			p.t.Errorf("devicetest: written %q, the script wants %q", clip(string(b[n:])), clip(want))
			return n, errOffScript
		}
		p.got += want[:take]
		n += take
		p.advance()
	}
	return len(b), nil
}

// advance ends the steps that want nothing more.
func (p *Playback) advance() {
	for len(p.script) > 0 && !p.gone && !p.script[0].Stall && p.got == p.script[0].Want {
		step := p.script[0]
		p.script, p.got = p.script[1:], ""
		p.reply = append(p.reply, step.Reply...)
		p.due = time.Now().Add(step.After)
		p.gone = step.HangUp
	}
}

// Read returns what the device has sent, or nothing after 100 ms.
func (p *Playback) Read(b []byte) (int, error) {
	n, wait, gone := p.take(b)
	if n > 0 {
		return n, nil
	}
	if gone {
		return 0, fmt.Errorf("devicetest: %w", devices.ErrUnplugged)
	}
	select {
	case <-p.closed:
		return 0, fs.ErrClosed
	case <-time.After(wait):
		n, _, _ = p.take(b)
		return n, nil
	}
}

// take takes what has come, or says how long to wait for more.
func (p *Playback) take(b []byte) (n int, wait time.Duration, gone bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if wait := time.Until(p.due); wait > 0 && len(p.reply) > 0 {
		return 0, min(wait, quiet), false
	}
	n = copy(b, p.reply)
	p.reply = p.reply[n:]
	return n, quiet, p.gone
}

// Discard drops what the device has sent.
func (p *Playback) Discard() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reply = nil
	return nil
}

// Close ends the conversation.
func (p *Playback) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *Playback) isClosed() bool {
	select {
	case <-p.closed:
		return true
	default:
		return false
	}
}

func clip(s string) string {
	const most = 60
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}
