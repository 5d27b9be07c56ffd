package store

import (
	"crypto/hmac"
	"errors"
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// Proof says what Verify found to hold.
type Proof struct {
	badgelog.Proof
	Visits int // that are what their newest entry in the log commits to
}

// VisitError says which visit is not what the log says of it.
type VisitError struct {
	Visit  kiosk.VisitID
	Reason error
}

// Error returns the sentence.
func (e *VisitError) Error() string { return fmt.Sprintf("store: visit %s: %v", e.Visit, e.Reason) }

// Unwrap returns the reason.
func (e *VisitError) Unwrap() error { return e.Reason }

// What can be wrong with a visit.
var (
	ErrNotCommitted = errors.New("it is not what its newest entry in the badge log commits to")
	ErrNoEntry      = errors.New("the badge log does not know it")
	ErrNoVisit      = errors.New("it is gone, and the badge log does not say that it was erased")
	ErrNoKey        = errors.New("its key is gone, and the badge log does not say that it was erased")
	ErrIndex        = errors.New("an index and the visits differ")
)

// ErrTorn is returned when one of the file's two first pages is torn. A power cut
// leaves that behind, until the next decision is recorded; so does a bit that
// flipped in the page of the last one, which is then lost.
var ErrTorn = errors.New("one of the file's two first pages is torn; what was recorded last may be missing")

// Verify proves that the file is whole: bbolt's structure, the log's chain with
// its epochs and checkpoints, and that each visit is what its newest entry
// commits to, that the indexes agree with the visits and everything else can be
// read. With keys, checkpoints must be signed with one of them. The error says
// where it breaks, a *badgelog.BreakError for an entry, a *VisitError for a
// visit, without personal data. Decisions go on meanwhile.
func (db *DB) Verify(keys note.Verifiers) (proof Proof, err error) {
	if err := db.verifyHeader(); err != nil {
		return Proof{}, fmt.Errorf("store: verify %s: %w", db.path, err)
	}
	verify := func(tx *bolt.Tx) (err error) {
		if err = checkTx(tx); err == nil {
			proof, err = verify(tx, db.vault, keys)
		}
		return err
	}
	err = guard(func() error { return db.view(verify) })
	if err != nil {
		return proof, fmt.Errorf("store: verify %s: %w", db.path, err)
	}
	return proof, nil
}

// verifyHeader refuses a file of which a meta page is torn. bbolt then goes on
// from the other, which is right after a crash, and silent.
func (db *DB) verifyHeader() error {
	db.write.Lock() // no meta page is written meanwhile
	defer db.write.Unlock()
	f, err := os.Open(db.path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written
	meta, err := newestMeta(f)
	if err != nil {
		return err
	}
	first, firstErr := readMeta(f, 0)
	second, secondErr := readMeta(f, int64(meta.pageSize))
	if firstErr != nil || secondErr != nil || first.txid+second.txid != 2*meta.txid-1 {
		return ErrTorn
	}
	return nil
}

func verify(tx *bolt.Tx, sealed vault, keys note.Verifiers) (Proof, error) {
	v := &auditor{tx: tx, vault: sealed, newest: make(map[kiosk.VisitID]newest)}
	log, err := badgelog.Verify(tx, keys, v.remember)
	if err != nil {
		return Proof{Proof: log}, err
	}
	v.trimmed = log.After.Seq > 0
	for _, step := range []func() error{v.visits, v.gone, v.indexes, v.jobs, v.operations, v.counters, v.invitations, v.reminders, v.meta} {
		if err := step(); err != nil {
			return Proof{Proof: log, Visits: v.committed}, err
		}
	}
	return Proof{Proof: log, Visits: v.committed}, nil
}

// auditor is what Verify knows of one file.
type auditor struct {
	tx        *bolt.Tx
	vault     vault
	trimmed   bool // the log does not go back to the beginning
	newest    map[kiosk.VisitID]newest
	committed int
	badges    map[string]uint64 // the highest of each day
}

// newest is what the log last says of a visit.
type newest struct {
	commit badgelog.Hash // of its last entry that commits to something
	erased bool
	found  bool
}

// lost reports whether the file should hold the visit and does not.
func (n newest) lost() bool { return !n.found && !n.erased && n.commit != (badgelog.Hash{}) }

// remember takes note of an entry of the log.
func (a *auditor) remember(e badgelog.Entry) error {
	if e.Visit == "" {
		return nil
	}
	n := a.newest[e.Visit]
	n.erased = e.Kind == kiosk.EventErased
	if e.Commit != (badgelog.Hash{}) {
		n.commit = e.Commit
	}
	a.newest[e.Visit] = n
	return nil
}

// visits compares every visit with what the log commits to.
func (a *auditor) visits() error {
	a.badges = make(map[string]uint64)
	return a.tx.Bucket(bucketVisit).ForEach(func(k, _ []byte) error {
		id := kiosk.VisitID(k)
		r, err := a.vault.record(a.tx, id)
		if err != nil {
			return err
		}
		if err := a.compare(id, r); err != nil {
			return &VisitError{id, err}
		}
		_, err = kiosk.Restore(r)
		if err == nil && r.ID != id {
			err = ErrIndex
		}
		if err != nil {
			return &VisitError{id, damagedRecord("visit", err)}
		}
		a.given(r.Badge.Number)
		return nil
	})
}

func (a *auditor) compare(id kiosk.VisitID, r kiosk.Record) error {
	n, known := a.newest[id]
	n.found = true
	a.newest[id] = n
	switch {
	case r.Erased && n.erased:
		return nil // nothing is left to compare it with
	case r.Erased:
		return ErrNoKey
	case !known && a.trimmed:
		return nil
	case !known:
		return ErrNoEntry
	case n.commit == badgelog.Hash{}:
		return nil // from a file of format 1, whose entries commit to nothing
	}
	part, err := a.vault.unseal(a.tx, r)
	if err != nil {
		return err
	}
	whole, err := encode(r)
	if err != nil {
		return err
	}
	want := commitment(part.Salt, whole)
	if !hmac.Equal(want[:], n.commit[:]) {
		return ErrNotCommitted
	}
	a.committed++
	return nil
}

// gone refuses visits that the log knows and the file does not hold, and sealed
// parts of no visit.
func (a *auditor) gone() error {
	for id, n := range a.newest {
		if n.lost() {
			return &VisitError{id, ErrNoVisit}
		}
	}
	visits := a.tx.Bucket(bucketVisit)
	return tableOf(a.tx, bucketSealed).each(func(k, _ []byte) error {
		if visits.Get(k) == nil {
			return &VisitError{kiosk.VisitID(k), ErrNoVisit}
		}
		return nil
	})
}
