package badgelog

import (
	"errors"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"
)

// ErrEpoch is returned when an epoch does not begin where the one before it
// ended, or is another kiosk's.
var ErrEpoch = errors.New("badgelog: an epoch does not continue the one before it")

// ErrWitness is returned when a checkpoint, once signed, says something else of
// an entry than the log does now.
var ErrWitness = errors.New("badgelog: an entry is not the one that a checkpoint was signed for")

// Proof says what was verified.
type Proof struct {
	Kiosk       string
	Epochs      int
	Entries     int
	After       Position // what the oldest entry links to; its number is 0 when the log is whole
	Head        Position // the newest entry
	Checkpoints int      // that agree with the log
	Signed      uint64   // the newest entry that a checkpoint agrees with, 0 when there is none
}

// Verify follows the whole log of a file: the chain, entry by entry from the
// oldest to the number that was last given, each epoch's beginning and each
// checkpoint. With keys, a checkpoint that none of them signed is an error.
// Unless it is nil, each is called with every entry. A break is a *BreakError.
func Verify(tx *bolt.Tx, keys note.Verifiers, each func(Entry) error) (Proof, error) {
	w, err := newWalk(tx, keys)
	if err != nil {
		return Proof{}, err
	}
	if err := w.arrive(); err != nil {
		return w.proof, err
	}
	log := tx.Bucket([]byte(Bucket))
	c := log.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		e, err := decode(k, v)
		if err != nil {
			return w.proof, err
		}
		if err := w.step(e); err != nil {
			return w.proof, err
		}
		if each == nil {
			continue
		}
		if err := each(e); err != nil {
			return w.proof, err
		}
	}
	if log.Sequence() != w.at.Seq || len(w.epochs) > 0 || len(w.checkpoints) > 0 {
		return w.proof, &BreakError{min(w.at.Seq, log.Sequence()) + 1, ErrMissing}
	}
	return w.proof, nil
}

// walk is how far Verify has come.
type walk struct {
	at          Position     // the last entry
	chain       *Verifier    // from it, or from the base of the epoch that begins there
	epochs      []Epoch      // still to begin
	checkpoints []Checkpoint // still to come
	proof       Proof
}

func newWalk(tx *bolt.Tx, keys note.Verifiers) (*walk, error) {
	epochs, err := Epochs(tx)
	if err != nil {
		return nil, err
	}
	if tx.Bucket([]byte(Bucket)) == nil {
		return nil, ErrNoLog
	}
	from, err := Trimmed(tx)
	if err != nil {
		return nil, err
	}
	w := &walk{at: from, chain: NewVerifier(from), proof: Proof{Kiosk: epochs[0].Kiosk, Epochs: len(epochs), After: from, Head: from}}
	if w.checkpoints, err = openCheckpoints(tx, keys, epochs, from); err != nil {
		return nil, err
	}
	// What an epoch continues that began before the oldest entry is gone.
	first := slices.IndexFunc(epochs, func(e Epoch) bool { return e.Base.Seq >= from.Seq })
	if first < 0 {
		first = len(epochs)
	}
	w.epochs = epochs[first:]
	if from.Seq == 0 && (first != 0 || epochs[0].Base.Seq != 0) {
		return nil, &BreakError{1, ErrEpoch}
	}
	return w, nil
}

// openCheckpoints returns the checkpoints from a position on, oldest first.
func openCheckpoints(tx *bolt.Tx, keys note.Verifiers, epochs []Epoch, from Position) ([]Checkpoint, error) {
	signed, err := Checkpoints(tx)
	if err != nil {
		return nil, err
	}
	var all []Checkpoint
	for _, s := range signed {
		if s.Seq < from.Seq {
			continue
		}
		c, err := s.open(keys)
		if err != nil {
			return nil, err
		}
		if of := EpochOf(epochs, c.Seq); c.Seq > 0 && (c.Epoch != of.ID || c.Kiosk != of.Kiosk) {
			return nil, &BreakError{c.Seq, ErrWitness}
		}
		all = append(all, c)
	}
	return all, nil
}

// open returns what the note says; without keys, whoever signed it.
func (s SignedCheckpoint) open(keys note.Verifiers) (Checkpoint, error) {
	var c Checkpoint
	var err error
	if keys != nil {
		c, err = OpenCheckpoint(s.Note, keys)
	} else {
		c, err = unverified(s.Note)
	}
	if err == nil && c.Seq != s.Seq {
		err = ErrWitness
	}
	if err != nil {
		return c, &BreakError{s.Seq, err}
	}
	return c, nil
}

// unverified returns what a note says, whoever signed it.
func unverified(signed []byte) (Checkpoint, error) {
	var unknown *note.UnverifiedNoteError
	if _, err := note.Open(signed, note.VerifierList()); !errors.As(err, &unknown) {
		return Checkpoint{}, ErrNote
	}
	c, err := parseCheckpoint(unknown.Note.Text)
	if err != nil {
		return c, fmt.Errorf("%w: %w", ErrNote, err)
	}
	return c, nil
}

// step verifies the next entry.
func (w *walk) step(e Entry) error {
	e.Previous = w.chain.At().Hash // the file does not repeat it
	if err := w.chain.Next(e); err != nil {
		return err
	}
	w.at = Position{e.Seq, e.Hash}
	w.proof.Entries++
	w.proof.Head = w.at
	return w.arrive()
}

// arrive compares the entry that was reached with the checkpoints for it, and
// begins the epochs that are based on it.
func (w *walk) arrive() error {
	for len(w.checkpoints) > 0 && w.checkpoints[0].Seq == w.at.Seq {
		if w.checkpoints[0].Hash != w.at.Hash {
			return &BreakError{w.at.Seq, ErrWitness}
		}
		w.checkpoints = w.checkpoints[1:]
		w.proof.Checkpoints++
		w.proof.Signed = w.at.Seq
	}
	for len(w.epochs) > 0 && w.epochs[0].Base.Seq == w.at.Seq {
		e := w.epochs[0]
		if e != Begin(e.Kiosk, e.ID, w.at) || e.Kiosk != w.proof.Kiosk {
			return &BreakError{w.at.Seq + 1, ErrEpoch}
		}
		w.epochs = w.epochs[1:]
		w.chain = NewVerifier(e.Base)
	}
	return nil
}
