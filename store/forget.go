package store

import (
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/keyring"
)

// forgetBy is how many visits are forgotten in one transaction, which needs room
// of its own.
const forgetBy = 50

// replacedMark is of a file that a restored backup has taken the place of.
const replacedMark = ".replaced-"

// metaDirty is there while the file may hold bytes of what was deleted.
var metaDirty = []byte("dirty")

// Forgetting says what is to be forgotten. A zero field is nothing.
type Forgetting struct {
	Cause    string        // "period", "visit" or "before", for the report
	Visit    kiosk.VisitID // this visit's personal fields
	Personal time.Time     // those of visits registered before the day that this is in
	Visits   time.Time     // the visits themselves that were registered before it
	Log      time.Time     // the log's entries before it
	DryRun   bool          // count only

	again map[kiosk.VisitID]bool // visits that were forgotten before a backup was restored
}

// forgetting is a Forgetting on its way.
type forgetting struct {
	Forgetting
	db     *DB
	now    time.Time
	keys   map[keyring.ID]string // to be shredded, with their days
	doomed map[kiosk.VisitID]bool
	order  []kiosk.VisitID // of the doomed
	fresh  map[string]keyring.ID
	report Deletion
}

// Forget forgets for good: the keys are shredded first, so that nothing can be
// read from then on, then what they sealed is deleted in small batches, and the
// file is rewritten without it. Copies kept beside the file go too. A visit that
// has not ended is kept. The day's other visits are sealed anew before their key
// is shredded. Interrupted, it is finished by the next call, whatever that is
// for.
func (db *DB) Forget(f Forgetting) (Deletion, error) {
	db.upkeep.Lock()
	defer db.upkeep.Unlock()
	if f.Visits.After(f.Personal) {
		f.Personal = f.Visits
	}
	now := db.o.Clock()
	w := &forgetting{Forgetting: f, db: db, now: now, fresh: map[string]keyring.ID{}}
	w.report = Deletion{
		Kiosk: db.kiosk, Epoch: db.epoch, Cause: f.Cause, DryRun: f.DryRun, Begun: now,
	}
	w.report.Personal, w.report.Visits, w.report.Log = w.dayOf(f.Personal), w.dayOf(f.Visits), w.dayOf(f.Log)
	for _, step := range []func() error{w.plan, w.dropInvitations, w.shred, w.erase, w.remove, w.trim, w.clean} {
		if err := step(); err != nil {
			return w.report, fmt.Errorf("store: forget: %w", err)
		}
		if f.DryRun {
			break
		}
	}
	w.report.Ended = db.o.Clock()
	return w.report, nil
}

// plan finds out which visits are to be erased and which keys to be shredded.
func (w *forgetting) plan() error {
	w.keys, w.doomed = map[keyring.ID]string{}, map[kiosk.VisitID]bool{}
	days := map[keyring.ID]string{}
	for _, k := range w.db.vault.keys.Keys() {
		days[k.ID] = k.Day
		if !w.Personal.IsZero() && k.Day < w.Personal.In(w.db.o.Zone).Format(time.DateOnly) {
			w.keys[k.ID] = k.Day
		}
	}
	return w.db.view(func(tx *bolt.Tx) error {
		if err := w.known(tx); err != nil {
			return err
		}
		return tableOf(tx, bucketSealed).each(func(k, sealed []byte) error {
			key, err := keyring.KeyOf(sealed)
			if err != nil {
				return damagedRecord("visit "+string(k), err)
			}
			facts, err := factsOf(tx, kiosk.VisitID(k))
			if err != nil {
				return err
			}
			w.consider(facts, key, days)
			return nil
		})
	})
}

// known refuses a visit that is not there or has not ended.
func (w *forgetting) known(tx *bolt.Tx) error {
	if w.Visit == "" {
		return nil
	}
	facts, err := factsOf(tx, w.Visit)
	if err == nil && !facts.State.Ended() {
		err = &kiosk.Error{Code: kiosk.CodeIllegalMove, Detail: "the visit has not ended; see the visitor off first"}
	}
	return err
}

// consider decides on one visit that has a sealed part.
func (w *forgetting) consider(facts kiosk.Record, key keyring.ID, days map[keyring.ID]string) {
	day, readable := days[key]
	past := facts.ID == w.Visit || w.again[facts.ID] || facts.Registered.Before(w.dayOf(w.Personal))
	switch {
	case !facts.State.Ended():
		if past {
			w.report.Open++
		}
	case past || !readable:
		w.doomed[facts.ID] = true
		w.order = append(w.order, facts.ID)
		if readable {
			w.keys[key] = day
		}
		if w.DryRun {
			w.report.Erased++
		}
	}
}

// dayOf returns the beginning of the day that t is in; a zero time stays.
func (w *forgetting) dayOf(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	y, m, d := t.In(w.db.o.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, w.db.o.Zone)
}

// shred shreds the keys, once nothing that is kept is sealed under them.
func (w *forgetting) shred() error {
	if len(w.keys) == 0 {
		return nil
	}
	for done := false; !done; {
		if err := w.reseal(); err != nil {
			return err
		}
		var err error
		if done, err = w.shredUnused(); err != nil {
			return err
		}
	}
	w.report.Keys = len(w.keys)
	return nil
}

// shredUnused shreds the keys unless a decision has sealed something under one of
// them meanwhile. No other is made until they are gone.
func (w *forgetting) shredUnused() (bool, error) {
	w.db.write.Lock()
	defer w.db.write.Unlock()
	left, err := w.kept()
	if err != nil || len(left) > 0 {
		return false, err
	}
	if invited, err := w.keptInvitations(); err != nil || len(invited) > 0 {
		return false, err
	}
	ids := make([]keyring.ID, 0, len(w.keys))
	for id := range w.keys {
		ids = append(ids, id)
	}
	err = w.db.vault.keys.Shred(ids...)
	w.db.vault.memory.drop() // also when the disk refused: nothing is unsealed with them any more
	return true, err
}

// kept returns the visits that are sealed under a key to be shredded and are not
// to be forgotten.
func (w *forgetting) kept() ([]kiosk.VisitID, error) {
	var left []kiosk.VisitID
	err := w.db.view(func(tx *bolt.Tx) error {
		return tableOf(tx, bucketSealed).each(func(k, sealed []byte) error {
			key, err := keyring.KeyOf(sealed)
			if _, goes := w.keys[key]; goes && !w.doomed[kiosk.VisitID(k)] {
				left = append(left, kiosk.VisitID(k))
			}
			return err
		})
	})
	return left, err
}

// reseal seals what is kept under fresh keys.
func (w *forgetting) reseal() error {
	left, err := w.kept()
	if err != nil {
		return err
	}
	resealed := 0
	if err := w.db.inBatches(left, &resealed, w.resealOne); err != nil {
		return err
	}
	return w.resealInvitations()
}

func (w *forgetting) resealOne(t *tx, id kiosk.VisitID) error {
	facts, err := factsOf(t.bolt, id)
	if err != nil {
		return err
	}
	part, err := t.vault.unseal(t.bolt, facts)
	if err != nil {
		return err
	}
	sealed, err := tableOf(t.bolt, bucketSealed).get([]byte(id))
	if err != nil {
		return err
	}
	old, err := keyring.KeyOf(sealed)
	day, goes := w.keys[old]
	if err != nil || !goes {
		return err
	}
	key, err := w.freshFor(day)
	if err != nil {
		return err
	}
	return t.vault.seal(t.bolt, facts, part, key)
}

// freshFor returns the key that takes the place of one of that day: of the same
// day, or of today when that day's keys all go.
func (w *forgetting) freshFor(day string) (keyring.ID, error) {
	if !w.Personal.IsZero() && day < w.Personal.In(w.db.o.Zone).Format(time.DateOnly) {
		day = w.now.In(w.db.o.Zone).Format(time.DateOnly)
	}
	if id, made := w.fresh[day]; made {
		return id, nil
	}
	id, err := w.db.vault.keys.Fresh(day)
	if err == nil {
		w.fresh[day] = id
	}
	return id, err
}

// erase deletes the sealed parts, whose keys are gone, and writes that down.
func (w *forgetting) erase() error {
	return w.db.inBatches(w.order, &w.report.Erased, func(t *tx, id kiosk.VisitID) error {
		facts, err := factsOf(t.bolt, id)
		if err != nil {
			return err
		}
		v, err := kiosk.Restore(facts)
		if err != nil {
			return err
		}
		t.seen[v] = sighting{rev: facts.Rev}
		return errors.Join(v.Erase(w.now), t.put(v), t.dropJobs(id))
	})
}
