package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"

	"lobby.internal/kiosk"
)

// call is one of several decisions that come at the same time, and its end.
type call struct {
	op kiosk.OpID
	fn func(kiosk.Tx) (kiosk.VisitID, error)

	id    kiosk.VisitID
	err   error
	panic any
}

// together makes the calls, in their order, while the writer is busy, so that
// they are one group, and waits for all of them.
func together(db *DB, calls ...*call) {
	db.group.lead <- struct{}{}
	var all sync.WaitGroup
	for i, c := range calls {
		all.Go(func() {
			defer func() { c.panic = recover() }()
			c.id, c.err = db.Decide(c.op, c.fn)
		})
		for waiting := -1; waiting != i+1; runtime.Gosched() {
			db.group.mu.Lock()
			waiting = len(db.group.waiting)
			db.group.mu.Unlock()
		}
	}
	<-db.group.lead
	all.Wait()
}

func registering(n int) *call {
	return &call{op: kiosk.OpID(fmt.Sprint("register ", n)), fn: registration(visitID(n), morning)}
}

// counted makes db count the transactions that come as far as their commit.
func counted(db *DB) *int {
	n := new(int)
	db.faults.before = func() error { *n++; return nil }
	return n
}

func TestGroup_OneTransaction(t *testing.T) {
	db := newTest(t)
	commits := counted(db)
	calls := make([]*call, maxGroup+3)
	for n := range calls {
		calls[n] = registering(n)
	}
	together(db, calls...)
	for n, c := range calls {
		r, err := db.VisitByID(visitID(n))
		if c.err != nil || c.id != visitID(n) || err != nil || r.Ticket != n+1 {
			t.Errorf("call %d: %q, %v; ticket %d, %v", n, c.id, c.err, r.Ticket, err)
		}
	}
	if *commits != 2 {
		t.Errorf("%d commits", *commits)
	}
	alone := registering(1000)
	if alone.id, alone.err = db.Decide(alone.op, alone.fn); alone.err != nil || *commits != 3 {
		t.Errorf("alone: %v after %d commits", alone.err, *commits)
	}
}

// TestGroup_ARefusalLeavesNothing has one of a group change everything it can
// and be refused then.
func TestGroup_ARefusalLeavesNothing(t *testing.T) {
	db := newTest(t)
	waits := mustRegister(t, db, 100)
	commits := counted(db)
	refused := &call{op: "refused", fn: func(tx kiosk.Tx) (kiosk.VisitID, error) {
		_, one := registration(visitID(50), morning)(tx)
		_, two := badging(waits, morning)(tx)
		three := tx.PutJob(kiosk.PrintJob{Visit: waits, Attempt: 1, State: kiosk.JobQueued, At: morning})
		return "", errors.Join(one, two, three, errAborted)
	}}
	swallows := &call{op: "swallows", fn: func(tx kiosk.Tx) (kiosk.VisitID, error) {
		_ = tx.PutJob(kiosk.PrintJob{})
		return registration(visitID(51), morning)(tx)
	}}
	one, two, three := registering(1), registering(2), registering(3)
	together(db, one, refused, two, swallows, three)
	if !errors.Is(refused.err, errAborted) || kiosk.CodeOf(swallows.err) != kiosk.CodeIncomplete {
		t.Errorf("refusals: %v, %v", refused.err, swallows.err)
	}
	if err := errors.Join(one.err, two.err, three.err); err != nil || *commits != 1 {
		t.Errorf("the others: %v, %d commits", err, *commits)
	}
	got := contents(t, db)
	if len(got.open) != 4 || len(got.jobs) != 0 || got.log != 4 {
		t.Errorf("left %d visits, %d jobs, %d entries", len(got.open), len(got.jobs), got.log)
	}
	if r, err := db.VisitByID(visitID(3)); err != nil || r.Ticket != 4 {
		t.Errorf("ticket %d, %v: a number was burnt", r.Ticket, err)
	}
	mustDecide(t, db, "refused", registration(visitID(50), morning))
}

// TestGroup_RefusedOnWhatIsKept: who is refused because of another in its group
// is answered on what was committed, not on what the group had in mind.
func TestGroup_RefusedOnWhatIsKept(t *testing.T) {
	db := newTest(t)
	id := mustRegister(t, db, 1)
	runs := 0
	first := &call{op: "first", fn: func(tx kiosk.Tx) (kiosk.VisitID, error) {
		if runs++; runs > 1 {
			return "", errAborted
		}
		return badging(id, morning)(tx)
	}}
	second := &call{op: "second", fn: badging(id, morning)} // refused after first
	together(db, first, second, registering(2))
	if !errors.Is(first.err, errAborted) || second.err != nil {
		t.Errorf("first %v, second %v", first.err, second.err)
	}
}

func TestGroup_SameOperation(t *testing.T) {
	db := newTest(t)
	calls := []*call{
		{op: "op", fn: registration(visitID(1), morning)}, {op: "op", fn: registration(visitID(2), morning)},
		{op: "op", fn: registration(visitID(3), morning)},
	}
	together(db, calls...)
	together(db, calls...) // all of them decided before
	for _, c := range calls {
		if c.id != visitID(1) || c.err != nil {
			t.Errorf("%q, %v", c.id, c.err)
		}
	}
	if n := len(entries(t, db)); n != 1 {
		t.Errorf("%d entries", n)
	}
}

func TestGroup_APanicIsItsCallers(t *testing.T) {
	db := newTest(t)
	bad := &call{op: "bad", fn: func(tx kiosk.Tx) (kiosk.VisitID, error) {
		_, _ = registration(visitID(9), morning)(tx)
		panic("in the test")
	}}
	one, two := registering(1), registering(2)
	together(db, one, bad, two)
	if bad.panic != "in the test" || one.err != nil || two.err != nil || one.panic != nil || two.panic != nil {
		t.Errorf("panics %v, %v, %v; others %v, %v", bad.panic, one.panic, two.panic, one.err, two.err)
	}
	if n := len(entries(t, db)); n != 2 {
		t.Errorf("%d entries", n)
	}
}

// TestGroup_CommitErrors: after a commit that failed each member gets the
// answer that it would have got alone.
func TestGroup_CommitErrors(t *testing.T) {
	once := func(fail *bool) func() error {
		return func() error {
			if !*fail {
				return nil
			}
			*fail = false
			return syscall.EIO
		}
	}
	unnamed := func(n int) *call { c := registering(n); c.op = ""; return c }
	for _, last := range []*call{registering(3), unnamed(3)} {
		t.Run(fmt.Sprintf("not kept, last %q", last.op), func(t *testing.T) {
			db, fail := newTest(t), true
			db.faults.before = once(&fail)
			calls := []*call{registering(1), unnamed(2), last}
			together(db, calls...)
			for _, c := range calls {
				if kiosk.CodeOf(c.err) != kiosk.CodeStorage || !errors.Is(c.err, syscall.EIO) {
					t.Errorf("%q: %v", c.op, c.err)
				}
			}
			if n := len(entries(t, db)); n != 0 {
				t.Errorf("%d entries", n)
			}
		})
		t.Run(fmt.Sprintf("kept all the same, last %q", last.op), func(t *testing.T) {
			db, fail := newTest(t), true
			db.faults.after = once(&fail)
			calls := []*call{registering(1), unnamed(2), last}
			together(db, calls...)
			for n, c := range calls {
				if c.err != nil || c.id != visitID(n+1) {
					t.Errorf("%q: %q, %v", c.op, c.id, c.err)
				}
			}
			if n := len(entries(t, db)); n != 3 || fail {
				t.Errorf("%d entries", n)
			}
		})
	}
	t.Run("closed", func(t *testing.T) {
		db := newTest(t)
		closeAudited(t, db)
		one, two := registering(1), registering(2)
		together(db, one, two)
		if kiosk.CodeOf(one.err) != kiosk.CodeStorage || kiosk.CodeOf(two.err) != kiosk.CodeStorage {
			t.Errorf("%v, %v", one.err, two.err)
		}
	})
}

// TestGroup_FullTogetherFitsApart has a group that is too much for the disk and
// a member that is not.
func TestGroup_FullTogetherFitsApart(t *testing.T) {
	db := openTest(t, filepath.Join(t.TempDir(), "lobby.db"), testOptions(), noSync)
	commits := 0
	db.faults.before = func() error {
		if commits++; commits == 1 || commits == 3 { // the group, and the second of those apart
			return syscall.ENOSPC
		}
		return nil
	}
	one, two, three := registering(1), registering(2), registering(3)
	together(db, one, two, three)
	full := 0
	for _, c := range []*call{one, two, three} {
		if kiosk.CodeOf(c.err) == kiosk.CodeFull {
			full++
		} else if c.err != nil {
			t.Error(c.err)
		}
	}
	if open, err := db.Open(); full != 1 || len(open) != 2 || err != nil {
		t.Errorf("%d refused, %d kept, %v", full, len(open), err)
	}
}

// TestGroup_EndedGoroutine: a decision that ends the leader's goroutine does not
// keep the others waiting.
func TestGroup_EndedGoroutine(t *testing.T) {
	db := newTest(t)
	var all sync.WaitGroup
	db.group.lead <- struct{}{}
	kept := make([]error, 4)
	for n := range kept {
		all.Go(func() {
			kept[n] = errAborted // unless Decide returns
			_, kept[n] = db.Decide("", registration(visitID(n), morning))
		})
	}
	all.Go(func() {
		_, _ = db.Decide("", func(kiosk.Tx) (kiosk.VisitID, error) { runtime.Goexit(); return "", nil })
	})
	<-db.group.lead
	all.Wait()
	lost := 0
	for _, err := range kept {
		if err != nil {
			lost++
		}
	}
	if lost > 1 { // the leader's own, if another ended it
		t.Errorf("%d were not decided", lost)
	}
	mustDecide(t, db, "after", func(kiosk.Tx) (kiosk.VisitID, error) { return "", nil })
}
