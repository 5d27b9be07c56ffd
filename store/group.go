package store

import (
	"errors"
	"sync"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

// maxGroup bounds the decisions of one transaction, and with it the pages that
// it holds in memory.
const maxGroup = 64

// errApart ends a shared transaction in which a decision was refused.
var errApart = errors.New("store: a decision of the group was refused")

// decision is one call of Decide.
type decision struct {
	name    decisionName
	fn      func(kiosk.Tx) (kiosk.VisitID, error)
	settled chan struct{} // closed once the rest says how it ended

	// What follows belongs to who leads, and after settled to the caller.
	id       kiosk.VisitID
	replayed bool // decided before, or earlier in its group
	apart    bool // not decided: the caller has to do it in a transaction of its own
	err      error
}

// settle lets the caller go on.
func (d *decision) settle(err error) {
	d.err = err
	close(d.settled)
}

func (d *decision) setApart() {
	d.apart = true
	close(d.settled)
}

// group brings decisions that come at the same time into one transaction. Who
// comes first leads; who comes while a commit is under way waits for it, and
// then one of them leads them all. So nobody waits for company.
type group struct {
	lead chan struct{} // holds one value while somebody leads

	mu      sync.Mutex
	waiting []*decision
}

func newGroup() group { return group{lead: make(chan struct{}, 1)} }

func (g *group) join(d *decision) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, d)
}

// take returns the decisions that have waited longest.
func (g *group) take() []*decision {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(maxGroup, len(g.waiting))
	members := g.waiting[:n:n]
	g.waiting = append([]*decision(nil), g.waiting[n:]...)
	return members
}

// leadUntil decides for whoever waits until d is settled. The caller holds lead.
func (db *DB) leadUntil(d *decision) {
	for {
		select {
		case <-d.settled:
			return
		default:
			db.decideTogether(db.group.take())
		}
	}
}

// decideTogether settles every member. One that the shared transaction refuses
// must leave nothing in it: the others are decided again without, and it is
// told to decide apart, on what has been committed by then.
func (db *DB) decideTogether(members []*decision) {
	defer func() { // also when one of them ends this goroutine
		for _, d := range members {
			d.setApart()
		}
	}()
	for len(members) > 1 {
		refuser, err := db.tryTogether(members)
		if refuser < 0 {
			if kiosk.CodeOf(err) == kiosk.CodeFull {
				return // what is too much together may fit one by one
			}
			for _, d := range members {
				d.settle(err)
			}
			members = nil
			return
		}
		members[refuser].setApart()
		members = append(members[:refuser:refuser], members[refuser+1:]...)
	}
}

// tryTogether decides for all in one transaction, or returns the index of the
// member that it refused.
func (db *DB) tryTogether(members []*decision) (refuser int, err error) {
	refuser = -1
	var mark *decision // the last that wrote: found if and only if all are kept
	body := func(btx *bolt.Tx) error {
		refuser, mark = -1, nil
		for i, d := range members {
			if !db.joins(btx, d) {
				refuser = i
				return errApart
			}
			if !d.replayed {
				mark = d
			}
		}
		if mark == nil {
			return errReplayed
		}
		return nil
	}
	stored := func(btx *bolt.Tx) bool { return mark != nil && mark.isKept(btx) }
	err = db.update(body, stored)
	if errors.Is(err, errReplayed) {
		err = nil
	}
	return refuser, err
}

// joins reports whether d could be decided within the group. A panic is its
// caller's to have.
func (db *DB) joins(btx *bolt.Tx, d *decision) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return db.decideIn(btx, d) == nil
}
