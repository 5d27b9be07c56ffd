package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// Deletion reports what was forgotten: counts and no names.
type Deletion struct {
	Kiosk    string            `json:"kiosk"`
	Epoch    string            `json:"epoch"`
	Cause    string            `json:"cause"`
	DryRun   bool              `json:"dry_run,omitempty"` // nothing was forgotten
	Begun    time.Time         `json:"begun"`
	Ended    time.Time         `json:"ended,omitzero"`
	Personal time.Time         `json:"personal_before,omitzero"`
	Visits   time.Time         `json:"visits_before,omitzero"`
	Log      time.Time         `json:"log_before,omitzero"`
	Erased   int               `json:"visits_erased"`  // their personal fields were forgotten
	Open     int               `json:"visits_open"`    // past the period, and not forgotten before they end
	Removed  int               `json:"visits_removed"` // nothing of them is left but their entries in the log
	Trimmed  int               `json:"entries_removed"`
	Keys     int               `json:"keys_shredded"`
	Copies   int               `json:"copies_removed"` // of the file, kept beside it until then
	At       badgelog.Position `json:"log"`            // how the log stood afterwards
}

// Sign returns the report as JSON in a signed note.
func (d Deletion) Sign(signer note.Signer) ([]byte, error) {
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("store: write the report: %w", err)
	}
	signed, err := note.Sign(&note.Note{Text: string(text) + "\n"}, signer)
	if err != nil {
		return nil, fmt.Errorf("store: sign the report: %w", err)
	}
	return signed, nil
}

// remove deletes whole visits.
func (w *forgetting) remove() error {
	if w.Visits.IsZero() {
		return nil
	}
	var old []kiosk.VisitID
	bound := w.dayOf(w.Visits)
	err := w.db.view(func(tx *bolt.Tx) error {
		return tableOf(tx, bucketVisit).each(func(k, data []byte) error {
			r, err := decode[kiosk.Record](data)
			if err == nil && r.State.Ended() && r.Registered.Before(bound) {
				old = append(old, r.ID)
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	return w.db.inBatches(old, &w.report.Removed, func(t *tx, id kiosk.VisitID) error {
		facts, err := factsOf(t.bolt, id)
		if err != nil {
			return err
		}
		return errors.Join(t.dropJobs(id), t.drop(facts))
	})
}

// trim removes the log's oldest entries, up to the first that is kept.
func (w *forgetting) trim() error {
	if w.Log.IsZero() {
		return nil
	}
	last, err := w.db.lastBefore(w.dayOf(w.Log))
	if err != nil {
		return err
	}
	for {
		n := 0
		err := w.db.batch(func(tx *bolt.Tx) (err error) {
			n, err = badgelog.Trim(tx, last, pruneBy)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
		w.report.Trimmed += n
	}
}

// lastBefore returns the number of the last of the oldest entries that are all
// from before t.
func (db *DB) lastBefore(t time.Time) (uint64, error) {
	last := uint64(0)
	for {
		var entries []badgelog.Entry
		err := db.view(func(tx *bolt.Tx) (err error) {
			entries, err = badgelog.After(tx, last, exportBatch)
			return err
		})
		if err != nil {
			return 0, err
		}
		for _, e := range entries {
			if !e.At.Before(t) {
				return last, nil
			}
			last = e.Seq
		}
		if len(entries) < exportBatch {
			return last, nil
		}
	}
}

// clean rewrites the file if it may hold bytes of what was deleted, and removes
// its copies.
func (w *forgetting) clean() error {
	dirty := false
	err := w.db.view(func(tx *bolt.Tx) error {
		mark, err := tableOf(tx, bucketMeta).get(metaDirty)
		dirty = mark != nil
		return err
	})
	if err != nil {
		return err
	}
	if dirty || w.report.Keys > 0 {
		if err := w.scour(); err != nil {
			return err
		}
	}
	return w.db.view(func(tx *bolt.Tx) (err error) {
		w.report.At, _, err = badgelog.At(tx)
		return err
	})
}

func (w *forgetting) scour() error {
	if err := w.db.Compact(); err != nil {
		return err
	}
	copies, err := besides(w.db.path, beforeMark, replacedMark)
	if err != nil {
		return err
	}
	for _, c := range copies {
		// A restoration that was interrupted leaves a second name of the file itself.
		if err := remover(w.db.path, c)(c); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		w.report.Copies++
	}
	clean := func(tx *bolt.Tx) bool { return tx.Bucket(bucketMeta).Get(metaDirty) == nil }
	return w.db.update(func(tx *bolt.Tx) error { return tx.Bucket(bucketMeta).Delete(metaDirty) }, clean)
}

// batch commits a deletion and marks the file as one to be rewritten.
func (db *DB) batch(fn func(*bolt.Tx) error) error {
	name := naming("")
	body := func(tx *bolt.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errors.Join(tableOf(tx, bucketMeta).put(metaDirty, nil), name.put(tx, operation{}))
	}
	return db.update(body, func(tx *bolt.Tx) bool {
		_, found, err := name.find(tx)
		return found && err == nil
	})
}

// inBatches does fn to every visit, some in each transaction, and counts those
// that are done.
func (db *DB) inBatches(ids []kiosk.VisitID, done *int, fn func(*tx, kiosk.VisitID) error) error {
	for some := range slices.Chunk(ids, forgetBy) {
		err := db.batch(func(btx *bolt.Tx) error {
			t := newTx(btx, db.vault)
			for _, id := range some {
				if err := fn(t, id); err != nil {
					return fmt.Errorf("visit %s: %w", id, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		*done += len(some)
	}
	return nil
}

// dropJobs deletes the visit's print jobs: the hash of a badge is of what stood
// on it.
func (t *tx) dropJobs(id kiosk.VisitID) error {
	prefix := jobKey(id, 0)[:len(id)+1]
	var keys [][]byte
	c := t.bolt.Bucket(bucketJob).Cursor()
	for k, _ := c.Seek(prefix); len(k) > len(prefix) && string(k[:len(prefix)]) == string(prefix); k, _ = c.Next() {
		keys = append(keys, slices.Clone(k))
	}
	for _, k := range keys {
		if err := errors.Join(t.bolt.Bucket(bucketJob).Delete(k), t.bolt.Bucket(bucketJobOpen).Delete(k)); err != nil {
			return err
		}
	}
	return nil
}

// drop deletes the visit and its places in the indexes.
func (t *tx) drop(facts kiosk.Record) error {
	place, id := arrivalKey(facts), []byte(facts.ID)
	return errors.Join(
		t.bolt.Bucket(bucketArrived).Delete(place), t.bolt.Bucket(bucketOpen).Delete(place), t.bolt.Bucket(bucketMessage).Delete(place),
		t.bolt.Bucket(bucketSealed).Delete(id), t.bolt.Bucket(bucketVisit).Delete(id),
	)
}
