// Package store keeps everything the agent knows in one bbolt file: visits and
// their place in the queue, print jobs, the directory, the counters and the
// badge log. It is the kiosk.Records of the product.
//
// One decision is in one transaction: the visit, the queue's index, the name of
// the operation and the badge-log entries commit together, with two fdatasyncs,
// or not at all. Decisions that come at the same time share them. docs/store.md describes the file.
//
// An error from a commit does not say whether the decision was kept: bbolt can
// fail on its last sync and yet have written everything. After one, the file is
// opened again and the operation looked up before anybody gets an answer.
package store

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/keyring"
)

const (
	defaultMaxSize = 512 << 20
	lockTimeout    = 2 * time.Second
	fileMode       = 0o600
)

// Options says how a file is opened. Its zero value is what the product uses.
type Options struct {
	Kiosk     string         // the kiosk's id; a new file gets a random one when empty
	Clock     kiosk.Clock    // time.Now when nil
	Zone      *time.Location // whose days tickets and badges count; time.Local when nil
	MaxSize   int            // bytes the file may grow to; 512 MiB when 0
	NoBallast bool           // keep no 16 MiB beside the file for a full disk
	// Keys wraps the keyring beside the file; keyring.Default in the file's
	// folder when nil.
	Keys keyring.Wrapping
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if o.MaxSize == 0 {
		o.MaxSize = defaultMaxSize
	}
	return o
}

// DB is an open file. It may be used by many goroutines at once. What is given
// to Decide must use its Tx alone: a method of DB called from within may wait
// for it for ever.
type DB struct {
	path  string
	o     Options
	kiosk string
	epoch string
	older uint32 // the file's format, until it has been migrated
	vault vault

	group  group
	write  sync.Mutex // held by the one writer; guards frozen
	frozen bool       // a commit failed and what came of it is not yet known

	upkeep sync.Mutex // held by who forgets or backs up

	mu     sync.RWMutex // held by readers of bolt, and by who replaces it
	bolt   *bolt.DB     // nil when closed, and while the file cannot be opened again
	closed bool

	ballast ballast
	full    atomic.Bool // the last decision was refused for want of room
	faults  faults
}

// faults are the ways in which tests make a commit fail.
type faults struct {
	bolt   func(*bolt.Options) // changes how bbolt opens the file
	before func() error        // its error replaces the commit
	after  func() error        // its error replaces the answer of a commit that was done
}

// Open opens the file at path, or makes it. It refuses, without touching the
// file, one that is in use (ErrInUse), that is none of this program's
// (ErrForeign), that is damaged (ErrDamaged) or that an older (ErrOlder) or newer
// version (ErrNewer) wrote; the error's text says what to do.
func Open(path string, o Options) (*DB, error) { return open(path, o, faults{}) }

func open(path string, o Options, f faults) (*DB, error) {
	db := newDB(path, o, f)
	if err := db.createIfMissing(); err != nil {
		return nil, err
	}
	if err := db.inspect(); err != nil {
		return nil, err
	}
	b, err := db.openBolt()
	if err != nil {
		return nil, err
	}
	db.bolt = b
	if err := db.settleIn(); err != nil {
		if db.bolt != nil {
			_ = db.bolt.Close()
		}
		return nil, err
	}
	return db, nil
}

func newDB(path string, o Options, f faults) *DB {
	if o.Keys == nil {
		o.Keys = defaultKeys(path)
	}
	return &DB{path: path, o: o.withDefaults(), group: newGroup(), faults: f, ballast: ballast{path: path + ".ballast", off: o.NoBallast}}
}

// settleIn does what waits for the file to be ours alone.
func (db *DB) settleIn() error {
	if err := removeLeftovers(db.path); err != nil {
		return err
	}
	if err := db.unlock(); err != nil {
		return err
	}
	if err := db.ballast.fill(); err != nil {
		return err
	}
	return db.pruneOps(db.o.Clock())
}

// unlock opens the keyring, and brings a file of an older format to this one.
func (db *DB) unlock() error {
	if err := db.openKeys(); err != nil || db.older == 0 {
		return err
	}
	if err := db.migrate(); err != nil {
		return err
	}
	return db.inspectOpen(db.bolt)
}

// Close closes the file. It waits for reads and the decision under way. A
// second call does nothing.
func (db *DB) Close() error {
	db.write.Lock()
	defer db.write.Unlock()
	db.mu.Lock()
	defer db.mu.Unlock()
	db.closed = true
	if db.bolt == nil {
		return nil
	}
	err := db.bolt.Close()
	db.bolt = nil
	if err != nil {
		return fmt.Errorf("store: close %s: %w", db.path, err)
	}
	return nil
}

// Kiosk returns the id of the kiosk whose file this is.
func (db *DB) Kiosk() string { return db.kiosk }

// Epoch returns the file's epoch, 32 hexadecimal digits chosen when it was
// made: badge-log sequence numbers mean something only within one epoch.
func (db *DB) Epoch() string { return db.epoch }

// view runs fn on a read transaction.
func (db *DB) view(fn func(*bolt.Tx) error) error {
	db.mu.RLock()
	defer db.mu.RUnlock()
	if db.bolt == nil {
		return db.unavailable()
	}
	return guardFaults(func() error { return db.bolt.View(fn) })
}
