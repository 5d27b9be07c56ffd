package store

import (
	"bytes"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/keyring"
)

const (
	// remembers is how many opened visits are kept at most: those that wait, are
	// inside or came within a day are far fewer.
	remembers = 8192
	// remembersFor is how long at least one is kept that nobody reads, and half of
	// how long at most.
	remembersFor = 10 * time.Minute
)

// memory keeps visits as they were opened last, so that a list which is read
// again opens only what has changed. What it keeps is compared with the file's
// bytes at each look, and what is sealed anew is sealed to other bytes: so it
// needs to know nothing of transactions, of those that fail or of the file being
// replaced. It is dropped when keys are shredded. Its nil value keeps nothing.
type memory struct {
	clock kiosk.Clock

	mu     sync.Mutex
	turned time.Time
	newer  map[kiosk.VisitID]*opened // read since then
	older  map[kiosk.VisitID]*opened // read before
	fallen int                       // how often everything was dropped
}

func newMemory(clock kiosk.Clock) *memory {
	return &memory{clock: clock, newer: make(map[kiosk.VisitID]*opened)}
}

// opened is a visit and what is stored of it, both parts with their checksums.
// It is never changed.
type opened struct {
	facts, sealed []byte
	key           keyring.ID
	record        kiosk.Record
}

// recall returns the visit that those bytes were opened to, if they were.
func (m *memory) recall(id kiosk.VisitID, facts, sealed []byte) (o *opened, ok bool) {
	if m == nil {
		return nil, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if o, ok = m.newer[id]; !ok {
		if o, ok = m.older[id]; ok {
			m.addLocked(id, o)
		}
	}
	return o, ok && bytes.Equal(o.facts, facts) && bytes.Equal(o.sealed, sealed)
}

// turn forgets what nobody has read for a while, and returns how often
// everything was dropped until now.
func (m *memory) turn() int {
	if m == nil {
		return 0
	}
	now := m.clock()
	m.mu.Lock()
	defer m.mu.Unlock()
	if age := now.Sub(m.turned); age >= remembersFor || age < 0 {
		m.turned, m.older, m.newer = now, m.newer, make(map[kiosk.VisitID]*opened)
	}
	return m.fallen
}

// remember keeps what was opened, unless everything was dropped since then.
func (m *memory) remember(id kiosk.VisitID, o *opened, fallen int) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fallen == fallen {
		m.addLocked(id, o)
	}
}

func (m *memory) addLocked(id kiosk.VisitID, o *opened) {
	delete(m.older, id)
	if len(m.newer) < remembers {
		m.newer[id] = o
	}
}

// drop forgets everything.
func (m *memory) drop() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.newer, m.older = make(map[kiosk.VisitID]*opened), nil
	m.fallen++
}

// reader reads many visits in one transaction.
type reader struct {
	vault          vault
	tx             *bolt.Tx
	visits, sealed *bolt.Cursor
	fallen         int // the memory's, before anything was opened
}

func (v vault) reader(tx *bolt.Tx) reader {
	return reader{v, tx, tx.Bucket(bucketVisit).Cursor(), tx.Bucket(bucketSealed).Cursor(), v.memory.turn()}
}

// record is vault.record, from memory where nothing has changed.
func (r reader) record(id kiosk.VisitID) (kiosk.Record, error) {
	key := []byte(id)
	facts, sealed := stored(r.visits, key), stored(r.sealed, key)
	if o, ok := r.vault.memory.recall(id, facts, sealed); ok && r.vault.keys.Has(o.key) {
		return o.record.Clone(), nil
	}
	record, err := r.vault.record(r.tx, id)
	if err != nil || record.Erased {
		return record, err
	}
	sealedBy, err := keyring.KeyOf(sealed)
	if err == nil {
		r.vault.memory.remember(id, &opened{bytes.Clone(facts), bytes.Clone(sealed), sealedBy, record.Clone()}, r.fallen)
	}
	return record, err
}

// stored returns what is stored under the key, nil when there is nothing.
func stored(c *bolt.Cursor, key []byte) []byte {
	found, value := c.Seek(key)
	if !bytes.Equal(found, key) {
		return nil
	}
	return value
}
