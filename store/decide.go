package store

import (
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

const (
	maxOp   = 128 // bytes of an operation's name
	keepOps = 30 * 24 * time.Hour
	pruneBy = 200 // deletions in one transaction: they need room too
)

// errReplayed ends the transaction of an operation that was decided before.
var errReplayed = errors.New("store: decided before")

// Decide implements kiosk.Records. When a Tx method that changes something
// fails, the decision is aborted even if fn goes on. Decisions that come at the
// same time share a transaction, each seeing what those before it did. fn may
// run a second time, also on another goroutine, when one of them is refused and
// on a full disk.
func (db *DB) Decide(op kiosk.OpID, fn func(kiosk.Tx) (kiosk.VisitID, error)) (kiosk.VisitID, error) {
	if len(op) > maxOp {
		return "", incomplete("op")
	}
	d := &decision{name: naming(op), fn: fn, settled: make(chan struct{})}
	db.group.join(d)
	select {
	case <-d.settled:
	case db.group.lead <- struct{}{}:
		defer func() { <-db.group.lead }()
		db.leadUntil(d)
	}
	if d.apart {
		d.err = db.decideApart(d)
	}
	if d.err != nil {
		return "", d.err
	}
	return d.id, nil
}

// decideApart decides in a transaction of its own.
func (db *DB) decideApart(d *decision) error {
	body := func(btx *bolt.Tx) error {
		if err := db.decideIn(btx, d); err != nil {
			return err
		}
		if d.replayed {
			return errReplayed
		}
		return nil
	}
	if err := db.update(body, d.isKept); !errors.Is(err, errReplayed) {
		return err
	}
	return nil
}

// decideIn runs fn in a transaction, unless it was decided before.
func (db *DB) decideIn(btx *bolt.Tx, d *decision) error {
	done, found, err := d.name.find(btx)
	if err != nil {
		return err
	}
	if d.replayed = found; found {
		d.id = done.Visit
		return nil
	}
	t := newTx(btx, db.vault)
	if d.id, err = d.fn(t); err != nil {
		return err
	}
	if t.failed != nil {
		return t.failed
	}
	return d.name.put(btx, operation{Visit: d.id, At: db.o.Clock()})
}

// isKept reports whether the decision is in the file.
func (d *decision) isKept(btx *bolt.Tx) bool {
	_, found, err := d.name.find(btx)
	return found && err == nil
}

// update commits what body does, unless body fails. stored reports whether an
// earlier commit of the same thing took effect.
func (db *DB) update(body func(*bolt.Tx) error, stored func(*bolt.Tx) bool) error {
	db.write.Lock()
	defer db.write.Unlock()
	if err := db.thaw(); err != nil {
		return err
	}
	for {
		refused, failed := db.attempt(body)
		if failed == nil {
			if refused == nil {
				db.full.Store(false)
			}
			return refused
		}
		done, err := db.settle(stored)
		switch {
		case err != nil:
			return unknown(failed, err)
		case done:
			return nil
		case !isFull(failed) || !db.ballast.drop():
			db.full.Store(isFull(failed))
			return uncommitted(failed)
		}
	}
}

// attempt runs one transaction. It tells body's refusal, after which nothing is
// kept, from a failure to commit, after which anything may be.
func (db *DB) attempt(body func(*bolt.Tx) error) (refused, failed error) {
	failed = db.bolt.Update(func(tx *bolt.Tx) error {
		if refused = guardFaults(func() error { return body(tx) }); refused != nil {
			return refused
		}
		return db.faults.beforeCommit()
	})
	if refused != nil && !isFull(refused) { // the day's key may not find room either
		return refused, nil
	}
	if failed == nil {
		failed = db.faults.afterCommit()
	}
	return nil, failed
}

// settle finds out whether the commit that failed took effect.
func (db *DB) settle(stored func(*bolt.Tx) bool) (bool, error) {
	db.frozen = true
	if err := db.reopen(); err != nil {
		return false, err
	}
	done := false
	err := db.bolt.View(func(tx *bolt.Tx) error {
		done = stored(tx)
		return nil
	})
	if err == nil && done {
		err = db.confirm()
	}
	db.frozen = err != nil
	return done, err
}

// thaw makes the file usable again after a commit whose effect could not be
// found out.
func (db *DB) thaw() error {
	if db.closed {
		return db.unavailable()
	}
	if !db.frozen {
		return nil
	}
	if err := db.reopen(); err != nil {
		return unknown(err)
	}
	if err := db.confirm(); err != nil {
		return unknown(err)
	}
	db.frozen = false
	return nil
}

// confirm makes certain that what can be read is on the disk. bbolt syncs a
// transaction's pages before it writes the meta page that points to them, so it
// is enough to write and sync one more meta page.
func (db *DB) confirm() error {
	return db.bolt.Update(func(*bolt.Tx) error { return nil })
}

// reopen closes the file and opens it again, so that what is read is what the
// file holds and not what the failed commit left in memory.
func (db *DB) reopen() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	var closing error
	if db.bolt != nil {
		closing = db.bolt.Close()
		db.bolt = nil
	}
	b, err := db.openBolt()
	if err != nil {
		return errors.Join(err, closing)
	}
	db.bolt = b
	return nil
}

func findOp(tx *bolt.Tx, op kiosk.OpID) (operation, bool, error) {
	data, err := tableOf(tx, bucketOp).get([]byte(op))
	if err != nil || data == nil {
		return operation{}, false, err
	}
	done, err := decode[operation](data)
	if err != nil {
		return operation{}, false, damagedRecord("operation", err)
	}
	return done, true, nil
}

func putOp(tx *bolt.Tx, op kiosk.OpID, done operation) error {
	data, err := encode(done)
	if err == nil {
		err = tableOf(tx, bucketOp).put([]byte(op), data)
	}
	if err != nil {
		return fmt.Errorf("store: operation: %w", err)
	}
	return nil
}

// pruneOps forgets the operations that nobody asks for again. A disk too full
// for it does not keep the file from being opened.
func (db *DB) pruneOps(now time.Time) error {
	var old [][]byte
	err := db.view(func(tx *bolt.Tx) error {
		return tableOf(tx, bucketOp).each(func(k, v []byte) error {
			done, err := decode[operation](v)
			if err != nil {
				return damagedRecord("operation", err)
			}
			if now.Sub(done.At) > keepOps {
				old = append(old, append([]byte(nil), k...))
			}
			return nil
		})
	})
	for err == nil && len(old) > 0 {
		batch := old[:min(pruneBy, len(old))]
		old = old[len(batch):]
		err = db.deleteOps(batch)
	}
	if kiosk.CodeOf(err) == kiosk.CodeFull {
		return nil // Low says so
	}
	return err
}

func (db *DB) deleteOps(keys [][]byte) error {
	body := func(tx *bolt.Tx) error {
		for _, k := range keys {
			if err := tx.Bucket(bucketOp).Delete(k); err != nil {
				return fmt.Errorf("store: forget operations: %w", err)
			}
		}
		return nil
	}
	gone := func(tx *bolt.Tx) bool { return tx.Bucket(bucketOp).Get(keys[0]) == nil }
	return db.update(body, gone)
}

func (f faults) beforeCommit() error {
	if f.before == nil {
		return nil
	}
	return f.before()
}

func (f faults) afterCommit() error {
	if f.after == nil {
		return nil
	}
	return f.after()
}
