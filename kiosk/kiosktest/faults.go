package kiosktest

import "lobby.internal/kiosk"

// faults are what is wrong with the disk.
type faults struct {
	fail   error   // of every decision
	ends   []error // of the next decisions
	unsure error   // of a decision that is kept
	dark   error   // of every reading
	low    bool
}

// end returns what the decision being made ends in, if fn did not refuse it.
func (f *faults) end() error {
	if len(f.ends) == 0 {
		return f.fail
	}
	err := f.ends[0]
	f.ends = f.ends[1:]
	return err
}

// Fail makes every Decide from now on end in err; nil mends it.
func (r *Records) Fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults.fail = err
}

// Unreadable makes every reading from now on end in err; nil mends it.
func (r *Records) Unreadable(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults.dark = err
}

// Spoil changes a record as no visit can.
func (r *Records) Spoil(id kiosk.VisitID, change func(*kiosk.Record)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := r.now.visits[id]
	change(&v)
	r.now.visits[id] = v
}

// Room says whether the disk is nearly full.
func (r *Records) Room(low bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults.low = low
}

// Low reports whether the disk is nearly full.
func (r *Records) Low() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.faults.low
}

// Unsure makes the next decision end in err although it is kept.
func (r *Records) Unsure(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults.unsure = err
}

// Ends makes the next decisions end in these errors, one each; nil keeps one.
func (r *Records) Ends(errs ...error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults.ends = errs
}
