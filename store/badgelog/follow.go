package badgelog

// Follower follows exported rows: the chain from whatever the first of them
// links to, across the epochs that begin between them. Its zero value has
// followed nothing.
type Follower struct {
	chain  *Verifier // nil before the first row
	after  Position
	last   Position
	kiosk  string
	epoch  string
	rows   int
	marked Checkpoint // of which passes is told
	passed bool
}

// Next verifies the next row. A break is a *BreakError.
func (f *Follower) Next(r Row) error {
	if f.chain == nil {
		f.begin(r)
	}
	if r.Kiosk != f.kiosk {
		return &BreakError{r.Seq, ErrEpoch}
	}
	if r.Epoch != f.epoch {
		base := Begin(f.kiosk, r.Epoch, f.last).Base
		if r.Seq == base.Seq+1 && r.Previous != base.Hash {
			return &BreakError{r.Seq, ErrEpoch}
		}
		f.chain = NewVerifier(base)
		f.epoch = r.Epoch
	}
	if err := f.chain.Next(r.Entry()); err != nil {
		return err
	}
	f.last = f.chain.At()
	f.rows++
	if f.last.Seq == f.marked.Seq {
		if f.last.Hash != f.marked.Hash || f.epoch != f.marked.Epoch || f.kiosk != f.marked.Kiosk {
			return &BreakError{r.Seq, ErrWitness}
		}
		f.passed = true
	}
	return nil
}

// begin takes the first row at its word for what came before, unless nothing
// did.
func (f *Follower) begin(r Row) {
	f.kiosk, f.epoch = r.Kiosk, r.Epoch
	f.after = Position{Hash: r.Previous}
	if r.Seq > 0 {
		f.after.Seq = r.Seq - 1
	}
	f.chain = NewVerifier(f.after)
	if r.Seq == 1 {
		f.chain = NewVerifier(Begin(r.Kiosk, r.Epoch, Position{}).Base)
	}
	f.last = f.after
}

// Checkpoint returns what can be signed of the rows that were followed: where
// they end, and where they began.
func (f *Follower) Checkpoint() Checkpoint {
	return Checkpoint{Kiosk: f.kiosk, Epoch: f.epoch, Position: f.last, Export: Extent{After: f.after}}
}
