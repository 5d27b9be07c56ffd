package agent

import "sync"

// inbox is a queue without a bound: whoever puts never waits, and nothing a
// person did is dropped.
type inbox struct {
	mu     sync.Mutex
	events []any
	ready  chan struct{} // holds a token while there are events
}

func newInbox() *inbox { return &inbox{ready: make(chan struct{}, 1)} }

func (b *inbox) put(event any) {
	b.mu.Lock()
	b.events = append(b.events, event)
	b.mu.Unlock()
	b.signal()
}

func (b *inbox) signal() {
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

// take returns the oldest events, at most n of them.
func (b *inbox) take(n int) []any {
	b.mu.Lock()
	defer b.mu.Unlock()
	n = min(n, len(b.events))
	events := b.events[:n:n]
	b.events = b.events[n:]
	if len(b.events) == 0 {
		b.events = nil
	} else {
		b.signal()
	}
	return events
}
