package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// model is what a store must look like from outside, in maps.
type model struct {
	db    *DB
	path  string
	now   time.Time
	ops   map[kiosk.OpID]kiosk.VisitID
	next  int // of visits
	kept  map[kiosk.VisitID]kiosk.Record
	jobs  map[string]kiosk.PrintJob
	hosts []kiosk.Host
	log   []kiosk.Event
	given map[string]int // the numbers last given, by name and day
}

// draft is a change to the model that waits for its decision to be kept.
type draft struct {
	visit  *kiosk.Visit
	events []kiosk.Event
	job    *kiosk.PrintJob
	given  []string
}

func (m *model) apply(op kiosk.OpID, id kiosk.VisitID, d draft) {
	m.ops[op] = id
	if d.visit != nil {
		m.kept[id] = d.visit.Record()
	}
	m.log = append(m.log, d.events...)
	if d.job != nil {
		m.jobs[fmt.Sprint(d.job.Visit, d.job.Attempt)] = *d.job
	}
	for _, name := range d.given {
		m.given[name]++
	}
}

// decide runs fn under a new or an old operation name and carries its change
// over into the model if, and only if, it must have been kept.
func (m *model) decide(t *rapid.T, fn func(kiosk.Tx) (kiosk.VisitID, draft, error)) {
	op := kiosk.OpID(fmt.Sprintf("op-%02d", rapid.IntRange(0, 60).Draw(t, "op")))
	abort := rapid.IntRange(0, 4).Draw(t, "abort") == 0
	before, decided := m.ops[op]
	var d draft
	runs := 0
	id, err := m.db.Decide(op, func(tx kiosk.Tx) (id kiosk.VisitID, err error) {
		runs++
		id, d, err = fn(tx)
		if err == nil && abort {
			err = errAborted
		}
		return id, err
	})
	switch {
	case decided && (err != nil || id != before || runs != 0):
		t.Fatalf("replay of %s: %q, %v, %d runs", op, id, err, runs)
	case decided, errors.Is(err, errAborted), kiosk.CodeOf(err) != "":
		return
	case err != nil:
		t.Fatalf("%s: %v", op, err)
	}
	m.apply(op, id, d)
}

func (m *model) tick(t *rapid.T) time.Time {
	// Also backwards, as a corrected clock goes, and over midnight.
	m.now = m.now.Add(time.Duration(rapid.IntRange(-3, 40).Draw(t, "minutes"))*20*time.Minute + time.Nanosecond)
	return m.now
}

// Register registers a new visitor.
func (m *model) Register(t *rapid.T) {
	at := m.tick(t)
	m.next++
	id := visitID(m.next)
	m.decide(t, func(tx kiosk.Tx) (kiosk.VisitID, draft, error) {
		ticket, err := tx.NextTicket(at)
		if err != nil {
			return "", draft{}, err
		}
		name := "ticket " + day(at, shanghai)
		if ticket != m.given[name]+1 {
			t.Fatalf("ticket %d after %d", ticket, m.given[name])
		}
		v := kiosk.NewVisit(id, kiosk.LangEN)
		if err := v.Register(kiosk.Registration{Visitor: visitor, Host: host, Arranged: kiosk.ArrangedNo}, ticket, at); err != nil {
			return "", draft{}, err
		}
		return id, draft{visit: v, events: v.Events(), given: []string{name}}, tx.Put(v)
	})
}

// Move takes some visit a step further, as far as the conduct code lets it.
func (m *model) Move(t *rapid.T) {
	if len(m.kept) == 0 {
		t.Skip("nobody there")
	}
	id := rapid.SampledFrom(sortedIDs(m.kept)).Draw(t, "visit")
	step := rapid.IntRange(0, 8).Draw(t, "step")
	at := m.tick(t)
	m.decide(t, func(tx kiosk.Tx) (kiosk.VisitID, draft, error) {
		v, err := tx.Visit(id)
		if err != nil {
			return "", draft{}, err
		}
		var given []string
		if step == 2 {
			given = append(given, "badge "+day(at, shanghai))
		}
		if err := move(tx, v, step, at); err != nil {
			return "", draft{}, err
		}
		return id, draft{visit: v, events: v.Events(), given: given}, tx.Put(v)
	})
}

func move(tx kiosk.Tx, v *kiosk.Visit, step int, at time.Time) error {
	switch step {
	case 0:
		queue, err := tx.Queue()
		if err != nil {
			return err
		}
		turn, err := queue.Take(v.Record().ID, "a reason")
		return errors.Join(err, v.Contact(turn, at))
	case 1:
		return v.RecordAnswer(kiosk.StateComingDown, at)
	case 2:
		number, err := tx.NextBadge(at)
		return errors.Join(err, v.IssueBadge(kiosk.Badge{Number: number, Expires: at.Add(time.Hour)}, at))
	case 3:
		return v.Reprint(at)
	case 4:
		return v.Enter(true, kiosk.ActorReception, at)
	case 5:
		return v.Leave(kiosk.ActorReader, at)
	case 6:
		return v.RecordAnswer(kiosk.StateAbsent, at)
	case 7:
		return v.Redirect(kiosk.Host{ID: "H002", Name: "Ann Sample"}, at)
	default:
		return v.Cancel(kiosk.ActorReception, at)
	}
}

// Together makes several decisions at once, some of them under the same name
// and some of them aborted.
func (m *model) Together(t *rapid.T) {
	before := len(m.ops)
	calls := make([]*call, rapid.IntRange(2, 8).Draw(t, "calls"))
	drafts := make([]draft, len(calls))
	order, ran := make([]int, len(calls)), 0 // when each ran for the last time
	for i := range calls {
		m.next++
		id, at := visitID(m.next), m.tick(t)
		abort := rapid.IntRange(0, 4).Draw(t, "abort") == 0
		// Names of this round alone, of which some come twice.
		op := kiosk.OpID(fmt.Sprintf("together-%d-%d", before, rapid.IntRange(0, 8).Draw(t, "op")))
		calls[i] = &call{op: op, fn: func(tx kiosk.Tx) (kiosk.VisitID, error) {
			ran++
			order[i] = ran
			drafts[i] = draft{visit: kiosk.NewVisit(id, kiosk.LangEN), given: []string{"ticket " + day(at, shanghai)}}
			ticket, err := tx.NextTicket(at)
			if err != nil {
				return "", err
			}
			v := drafts[i].visit
			if err := v.Register(kiosk.Registration{Visitor: visitor, Host: host, Arranged: kiosk.ArrangedNo}, ticket, at); err != nil {
				return "", err
			}
			if err := tx.Put(v); err != nil || abort {
				return "", errors.Join(err, errAborted)
			}
			return id, nil
		}}
	}
	together(m.db, calls...)
	m.applyTogether(t, calls, drafts, order)
}

// applyTogether carries over what was kept, in the order in which it was: a
// group runs its decisions in the order in which they are kept.
func (m *model) applyTogether(t *rapid.T, calls []*call, drafts []draft, order []int) {
	byRun := make([]int, len(calls))
	for i := range byRun {
		byRun[i] = i
	}
	slices.SortFunc(byRun, func(a, b int) int { return order[a] - order[b] })
	for _, i := range byRun {
		c, d := calls[i], drafts[i]
		if c.err != nil {
			if !errors.Is(c.err, errAborted) {
				t.Fatalf("%s: %v", c.op, c.err)
			}
			continue
		}
		if order[i] == 0 || c.id != d.visit.Record().ID {
			continue // the result of another under the same name
		}
		if ticket := d.visit.Record().Ticket; ticket != m.given[d.given[0]]+1 {
			t.Fatalf("ticket %d after %d", ticket, m.given[d.given[0]])
		}
		d.events = d.visit.Events()
		m.apply(c.op, c.id, d)
	}
	for _, c := range calls {
		if c.err == nil && m.ops[c.op] != c.id {
			t.Fatalf("%s was told %q, and %q is kept", c.op, c.id, m.ops[c.op])
		}
	}
}

// Log records an event of no visit.
func (m *model) Log(t *rapid.T) {
	e := kiosk.Event{Kind: kiosk.EventReadRefused, At: m.tick(t), Actor: kiosk.ActorReader}
	m.decide(t, func(tx kiosk.Tx) (kiosk.VisitID, draft, error) {
		return "", draft{events: []kiosk.Event{e}}, tx.Log(e)
	})
}

// Job journals a print job.
func (m *model) Job(t *rapid.T) {
	j := kiosk.PrintJob{
		Visit: visitID(rapid.IntRange(1, 3).Draw(t, "visit")), Attempt: rapid.IntRange(1, 2).Draw(t, "attempt"),
		State: rapid.SampledFrom([]kiosk.JobState{kiosk.JobQueued, kiosk.JobCommitting, kiosk.JobConfirmed}).Draw(t, "state"),
		At:    m.tick(t),
	}
	m.decide(t, func(tx kiosk.Tx) (kiosk.VisitID, draft, error) { return "", draft{job: &j}, tx.PutJob(j) })
}

// ReplaceHosts takes over another directory.
func (m *model) ReplaceHosts(t *rapid.T) {
	var hosts []kiosk.Host
	for n := range rapid.IntRange(0, 5).Draw(t, "hosts") {
		hosts = append(hosts, kiosk.Host{ID: kiosk.HostID(fmt.Sprintf("H%03d", n)), Name: "Ann Sample"})
	}
	if err := m.db.ReplaceHosts(hosts); err != nil {
		t.Fatal(err)
	}
	m.hosts = hosts
}

// Reopen closes the file and opens it again.
func (m *model) Reopen(t *rapid.T) {
	if err := errors.Join(audit(m.db), m.db.Close()); err != nil {
		t.Fatal(err)
	}
	m.open(t)
}

func (m *model) open(t *rapid.T) {
	db, err := open(m.path, testOptions(), noSync)
	if err != nil {
		t.Fatal(err)
	}
	m.db = db
}

// Check compares the store with the model.
func (m *model) Check(t *rapid.T) {
	since, errSince := m.db.Since(time.Time{})
	open, errOpen := m.db.Open()
	jobs, errJobs := m.db.Jobs()
	hosts, errHosts := m.db.Hosts()
	if err := errors.Join(errSince, errOpen, errJobs, errHosts); err != nil {
		t.Fatal(err)
	}
	arrived := make([]kiosk.Record, 0, len(m.kept))
	for _, r := range m.kept {
		arrived = append(arrived, r)
	}
	slices.SortFunc(arrived, func(a, b kiosk.Record) int { return a.Registered.Compare(b.Registered) })
	ended := func(r kiosk.Record) bool { return r.State.Ended() }
	same(t, "open", open, slices.DeleteFunc(slices.Clone(arrived), ended))
	slices.Reverse(arrived)
	same(t, "since", since, arrived)
	same(t, "hosts", hosts, m.hosts)

	wanted := 0
	for _, j := range m.jobs {
		if j.Open() {
			wanted++
		}
	}
	for _, j := range jobs {
		if want := m.jobs[fmt.Sprint(j.Visit, j.Attempt)]; want.State != j.State || !want.At.Equal(j.At) {
			t.Fatalf("job is %+v, not %+v", j, want)
		}
	}
	if len(jobs) != wanted {
		t.Fatalf("%d open jobs, not %d", len(jobs), wanted)
	}
	m.checkLog(t)
}

func (m *model) checkLog(t *rapid.T) {
	var rows []badgelog.Row
	err := m.db.Export(time.Time{}, time.Time{}, func(r badgelog.Row) error { rows = append(rows, r); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(m.log) {
		t.Fatalf("%d entries, not %d", len(rows), len(m.log))
	}
	for i, want := range m.log {
		r := rows[i]
		got := kiosk.Event{
			Kind: r.Kind, At: want.At, Actor: r.Actor, Visit: r.Visit, Rev: r.Rev,
			State: r.State, Ticket: r.Ticket, Host: r.HostID, Badge: r.Badge, Attempt: r.Attempt,
		}
		if got != want || !r.Time.Equal(want.At.Truncate(time.Millisecond)) || r.Seq != uint64(i+1) {
			t.Fatalf("entry %d is %+v, not %+v", i+1, r, want)
		}
	}
}

// same compares what was kept with what was meant, whatever zone times are in.
func same[T any](t *rapid.T, what string, got, want []T) {
	if len(got) == 0 && len(want) == 0 {
		return
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d, not %d", what, len(got), len(want))
	}
	for i := range got {
		a, errA := encode(got[i])
		b, errB := encode(want[i])
		if err := errors.Join(errA, errB); err != nil || !reflect.DeepEqual(a, b) {
			t.Fatalf("%s %d is %+v, not %+v (%v)", what, i, got[i], want[i], err)
		}
	}
}

func sortedIDs(kept map[kiosk.VisitID]kiosk.Record) []kiosk.VisitID {
	all := make([]kiosk.VisitID, 0, len(kept))
	for id := range kept {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}

func TestDecide_AgainstModel(t *testing.T) {
	dir, runs := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		m := &model{
			path: filepath.Join(dir, fmt.Sprintf("%d.db", runs)), now: morning,
			ops: map[kiosk.OpID]kiosk.VisitID{}, kept: map[kiosk.VisitID]kiosk.Record{},
			jobs: map[string]kiosk.PrintJob{}, given: map[string]int{},
		}
		m.open(rt)
		defer func() { _ = errors.Join(m.db.Close(), os.Remove(m.path)) }()
		rt.Repeat(map[string]func(*rapid.T){
			"": m.Check, "register": m.Register, "again": m.Register, "together": m.Together, "move": m.Move, "move on": m.Move,
			"log": m.Log, "job": m.Job, "hosts": m.ReplaceHosts, "reopen": m.Reopen,
		})
		m.Reopen(rt)
		m.Check(rt)
		if _, err := m.db.Verify(nil); err != nil {
			rt.Fatal(err)
		}
	})
}
