// Package kiosktest has what tests of the kiosk share: the records in memory, a
// clock that is set by hand, a printer and a reader without a port.
package kiosktest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"lobby.internal/kiosk"
)

// Records keeps everything in memory, as kiosk.Records says.
type Records struct {
	mu     sync.Mutex
	now    state
	faults faults
}

type jobKey struct {
	visit   kiosk.VisitID
	attempt int
}

type state struct {
	visits  map[kiosk.VisitID]kiosk.Record
	jobs    map[jobKey]kiosk.PrintJob
	ops     map[kiosk.OpID]kiosk.VisitID
	hosts   []kiosk.Host
	log     []kiosk.Event
	tickets map[string]int
	badges  map[string]int
	invited map[string]kiosk.Invitation

	reminders map[reminderKey]kiosk.Reminder
}

// NewRecords returns records with these hosts and nothing else.
func NewRecords(hosts ...kiosk.Host) *Records {
	return &Records{now: state{
		visits: map[kiosk.VisitID]kiosk.Record{}, jobs: map[jobKey]kiosk.PrintJob{}, ops: map[kiosk.OpID]kiosk.VisitID{},
		hosts: hosts, tickets: map[string]int{}, badges: map[string]int{},
		invited: map[string]kiosk.Invitation{}, reminders: map[reminderKey]kiosk.Reminder{},
	}}
}

func (s state) clone() state {
	return state{
		visits: maps.Clone(s.visits), jobs: maps.Clone(s.jobs), ops: maps.Clone(s.ops), hosts: s.hosts,
		log: slices.Clone(s.log), tickets: maps.Clone(s.tickets), badges: maps.Clone(s.badges),
		invited: maps.Clone(s.invited), reminders: maps.Clone(s.reminders),
	}
}

// Log returns the events kept so far.
func (r *Records) Log() []kiosk.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.now.log)
}

// Job returns the print job of that visit and attempt.
func (r *Records) Job(id kiosk.VisitID, attempt int) kiosk.PrintJob {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now.jobs[jobKey{id, attempt}]
}

// Decide runs fn on a copy, which becomes the records unless fn fails.
func (r *Records) Decide(op kiosk.OpID, fn func(kiosk.Tx) (kiosk.VisitID, error)) (kiosk.VisitID, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if id, done := r.now.ops[op]; done && op != "" {
		return id, nil
	}
	t := &tx{state: r.now.clone(), read: map[kiosk.VisitID]int{}}
	id, err := fn(t)
	if err != nil {
		return "", err
	}
	if err := r.faults.end(); err != nil {
		return "", err
	}
	if op != "" {
		t.ops[op] = id
	}
	r.now = t.state
	if err := r.faults.unsure; err != nil {
		r.faults.unsure = nil
		return "", err
	}
	return id, nil
}

func (r *Records) filtered(keep func(kiosk.Record) bool) ([]kiosk.Record, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.faults.dark != nil {
		return nil, r.faults.dark
	}
	var list []kiosk.Record
	for _, v := range r.now.visits {
		if keep(v) {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b kiosk.Record) int {
		return cmp.Or(a.Registered.Compare(b.Registered), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// Open returns the visits that have not ended, in order of arrival.
func (r *Records) Open() ([]kiosk.Record, error) {
	return r.filtered(func(v kiosk.Record) bool { return !v.State.Ended() })
}

// Messages returns the visits whose message has not been passed on.
func (r *Records) Messages() ([]kiosk.Record, error) {
	return r.filtered(kiosk.Record.MessageWaits)
}

// Since returns the visits registered at or after t, newest first.
func (r *Records) Since(t time.Time) ([]kiosk.Record, error) {
	list, err := r.filtered(func(v kiosk.Record) bool { return !v.Registered.Before(t) })
	slices.Reverse(list)
	return list, err
}

// VisitByID returns the visit's record, or kiosk.ErrNotFound.
func (r *Records) VisitByID(id kiosk.VisitID) (kiosk.Record, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.faults.dark != nil {
		return kiosk.Record{}, r.faults.dark
	}
	v, ok := r.now.visits[id]
	if !ok {
		return kiosk.Record{}, kiosk.ErrNotFound
	}
	return v, nil
}

// Jobs returns the print jobs still open, oldest first.
func (r *Records) Jobs() ([]kiosk.PrintJob, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.faults.dark != nil {
		return nil, r.faults.dark
	}
	var list []kiosk.PrintJob
	for _, j := range r.now.jobs {
		if j.Open() {
			list = append(list, j)
		}
	}
	slices.SortFunc(list, func(a, b kiosk.PrintJob) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Visit, b.Visit), cmp.Compare(a.Attempt, b.Attempt))
	})
	return list, nil
}

// Hosts returns the directory.
func (r *Records) Hosts() ([]kiosk.Host, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.now.hosts), nil
}

// ReplaceHosts replaces the directory.
func (r *Records) ReplaceHosts(hosts []kiosk.Host) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now.hosts = slices.Clone(hosts)
	return nil
}

type tx struct {
	state
	read map[kiosk.VisitID]int // the revision each visit was read at
}

func (t *tx) Visit(id kiosk.VisitID) (*kiosk.Visit, error) {
	r, ok := t.visits[id]
	if !ok {
		return nil, kiosk.ErrNotFound
	}
	t.read[id] = r.Rev
	return kiosk.Restore(r)
}

func (t *tx) Put(v *kiosk.Visit) error {
	r := v.Record()
	kept, exists := t.visits[r.ID]
	if rev, read := t.read[r.ID]; exists && (!read || rev != kept.Rev) {
		return &kiosk.Error{Code: kiosk.CodeStale}
	}
	if err := v.Check(); err != nil {
		return err
	}
	queue, err := t.Queue()
	if err != nil {
		return err
	}
	if err := queue.Allows(v, 0); err != nil {
		return err
	}
	t.visits[r.ID] = r
	t.log = append(t.log, v.Events()...)
	if r.State.Ended() {
		return t.DropReminder(kiosk.ReminderLeaving, r.ID)
	}
	return nil
}

func (t *tx) Queue() (kiosk.Queue, error) {
	return kiosk.NewQueue(slices.Collect(maps.Values(t.visits))), nil
}

func (t *tx) NextTicket(at time.Time) (int, error) {
	day := at.Format(time.DateOnly)
	t.tickets[day]++
	return t.tickets[day], nil
}

func (t *tx) NextBadge(at time.Time) (string, error) {
	day := at.Format("060102")
	t.badges[day]++
	return fmt.Sprintf("%s-%03d", day, t.badges[day]), nil
}

func (t *tx) Log(e kiosk.Event) error {
	if e.Kind == "" {
		return errors.New("kiosktest: event without a kind")
	}
	t.log = append(t.log, e)
	return nil
}

func (t *tx) PutJob(j kiosk.PrintJob) error {
	t.jobs[jobKey{j.Visit, j.Attempt}] = j
	return nil
}
