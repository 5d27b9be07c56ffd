package relaytest

import (
	"context"
	"slices"
	"sync"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// Kiosk is a source in memory.
type Kiosk struct {
	mu    sync.Mutex
	log   *Log
	notes map[badgelog.Position][]byte
}

var _ relay.Source = (*Kiosk)(nil)

// NewKiosk returns the source of a log, which may be changed only in Change from
// then on.
func NewKiosk(l *Log) *Kiosk { return &Kiosk{log: l, notes: map[badgelog.Position][]byte{}} }

// Change calls fn while nobody reads the log.
func (k *Kiosk) Change(fn func(*Log)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	fn(k.log)
}

// Feed adds a batch to what the source has. One of a new epoch replaces what is
// there above the epoch's base.
func (k *Kiosk) Feed(b relay.Batch) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if b.Epoch.ID != k.log.Epoch().ID {
		k.log.rows = slices.DeleteFunc(k.log.rows, func(r badgelog.Row) bool { return r.Seq > b.Epoch.Base.Seq })
		k.log.epochs = append(k.log.epochs, b.Epoch)
	}
	k.log.rows = append(k.log.rows, b.Rows...)
	if b.Note != nil {
		k.notes[b.After().Position] = b.Note
	}
}

// Kiosk implements relay.Source.
func (k *Kiosk) Kiosk(ctx context.Context) (string, error) { return k.log.kiosk, ctx.Err() }

// Next implements relay.Source.
func (k *Kiosk) Next(ctx context.Context, after relay.Cursor, limit int) (relay.Batch, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	b := k.log.Next(after, limit)
	for i, r := range b.Rows {
		if note := k.notes[badgelog.Position{Seq: r.Seq, Hash: r.Hash}]; note != nil {
			b.Rows, b.Note = b.Rows[:i+1], note
			break
		}
	}
	return b, ctx.Err()
}

// Close implements relay.Source.
func (k *Kiosk) Close() error { return nil }
