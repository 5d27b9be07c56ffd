package relaytest

import (
	"context"
	"fmt"
	"sync"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// Memory is a sink in memory. Its zero value is ready; what it has outlives
// Close.
type Memory struct {
	// Refuse says why an entry can never be taken; nil takes every entry.
	Refuse func(badgelog.Row) error

	mu    sync.Mutex
	kiosk map[string]*memory
}

type memory struct {
	cursor relay.Cursor
	epochs map[string]bool
	rows   map[place]badgelog.Row
	aside  map[place]Aside
	erased map[kiosk.VisitID]bool
	note   []byte
}

type place struct {
	epoch string
	seq   uint64
}

var _ Sink = (*Memory)(nil)

func (m *Memory) of(id string) *memory {
	if m.kiosk == nil {
		m.kiosk = map[string]*memory{}
	}
	if m.kiosk[id] == nil {
		m.kiosk[id] = &memory{
			epochs: map[string]bool{}, rows: map[place]badgelog.Row{}, aside: map[place]Aside{}, erased: map[kiosk.VisitID]bool{},
		}
	}
	return m.kiosk[id]
}

// Cursor implements relay.Sink.
func (m *Memory) Cursor(ctx context.Context, id string) (relay.Cursor, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of(id).cursor, ctx.Err()
}

// Append implements relay.Sink.
func (m *Memory) Append(ctx context.Context, b relay.Batch) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	k := m.of(b.Epoch.Kiosk)
	fresh, err := k.fresh(b)
	if err != nil {
		return err
	}
	for _, r := range fresh {
		if m.Refuse == nil {
			break
		}
		if err := m.Refuse(r); err != nil {
			return &relay.RefusedError{Seq: r.Seq, Err: err}
		}
	}
	k.keep(b)
	for _, r := range fresh {
		k.rows[place{r.Epoch, r.Seq}] = r
		k.passed(r)
	}
	k.forget()
	return nil
}

// SetAside implements relay.Sink.
func (m *Memory) SetAside(ctx context.Context, b relay.Batch, reason string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	k := m.of(b.Epoch.Kiosk)
	fresh, err := k.fresh(b)
	if err != nil || len(fresh) == 0 {
		return err
	}
	k.keep(b)
	r := b.Rows[0]
	k.aside[place{r.Epoch, r.Seq}] = Aside{r, reason}
	k.passed(r)
	k.forget()
	return nil
}

// fresh returns the rows of b that are not there yet.
func (k *memory) fresh(b relay.Batch) ([]badgelog.Row, error) {
	var fresh []badgelog.Row
	for _, r := range b.Rows {
		at := place{r.Epoch, r.Seq}
		there, ok := k.rows[at]
		if aside, set := k.aside[at]; set {
			there, ok = aside.Row, true
		}
		passed := k.epochs[r.Epoch] && (r.Epoch != k.cursor.Epoch || r.Seq <= k.cursor.Seq)
		switch {
		case ok && there.Hash != r.Hash, !ok && passed:
			return nil, fmt.Errorf("%w: epoch %s, entry %d", relay.ErrFork, r.Epoch, r.Seq)
		case !ok:
			fresh = append(fresh, r)
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	return fresh, b.Follows(k.cursor)
}

// keep keeps the batch's checkpoint.
func (k *memory) keep(b relay.Batch) {
	if b.Note != nil {
		k.note = b.Note
	}
}

// passed moves the cursor on to r.
func (k *memory) passed(r badgelog.Row) {
	k.epochs[r.Epoch] = true
	k.cursor = relay.Cursor{Epoch: r.Epoch, Position: badgelog.Position{Seq: r.Seq, Hash: r.Hash}}
	if r.Kind == badgelog.KindErased {
		k.erased[r.Visit] = true
	}
}

// forget removes the personal columns of the visits that were erased.
func (k *memory) forget() {
	for at, r := range k.rows {
		if k.erased[r.Visit] {
			k.rows[at] = r.Forgotten()
		}
	}
	for at, a := range k.aside {
		if k.erased[a.Row.Visit] {
			k.aside[at] = Aside{a.Row.Forgotten(), a.Reason}
		}
	}
}

// Close implements relay.Sink.
func (m *Memory) Close() error { return nil }

// Rows implements Sink.
func (m *Memory) Rows(_ context.Context, id string) ([]badgelog.Row, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []badgelog.Row
	for _, r := range m.of(id).rows {
		all = append(all, r)
	}
	return all, nil
}

// Aside implements Sink.
func (m *Memory) Aside(_ context.Context, id string) ([]Aside, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []Aside
	for _, a := range m.of(id).aside {
		all = append(all, a)
	}
	return all, nil
}

// Note implements Sink.
func (m *Memory) Note(_ context.Context, id string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of(id).note, nil
}
