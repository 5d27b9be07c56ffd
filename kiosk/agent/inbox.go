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
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

func (b *inbox) take() []any {
	b.mu.Lock()
	defer b.mu.Unlock()
	events := b.events
	b.events = nil
	return events
}
