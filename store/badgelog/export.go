package badgelog

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/note"
)

// The ways in which an export can differ from what was written, besides a break
// of its chain.
var (
	// ErrNoNote is returned when nothing that was signed comes with an export.
	ErrNoNote = errors.New("badgelog: the export comes without a signed note; nothing shows who wrote it or where it ended. A CSV has its note in a file of its own beside it, which ends in .note")
	// ErrCutFront is returned when rows are missing before the first.
	ErrCutFront = errors.New("badgelog: entries are missing at the beginning of the export")
	// ErrOutside is returned when the note is about entries before the export.
	ErrOutside = errors.New("badgelog: the note was signed for an entry before the first of the export, and so shows nothing of it")
	// ErrFacts is returned when the chain holds and the file is yet another:
	// what is joined from the visits, such as a name, was altered or taken out.
	ErrFacts = errors.New("badgelog: every entry is as it was recorded, but the file is not, byte for byte, what was exported: a column that the chain does not cover was altered, or taken out")
)

// ExportOptions says how an export is verified.
type ExportOptions struct {
	Keys        note.Verifiers // that may have signed the note
	Note        []byte         // the note, unless it stands in the export
	EntriesOnly bool           // leave out what the chain does not cover, such as names that had to be erased
}

// ExportProof says what VerifyExport found to hold.
type ExportProof struct {
	Entries int
	After   Position   // what the first row links to
	Last    Position   // the last row
	Note    Checkpoint // what was signed
}

// VerifyExport proves an export, CSV or JSON lines, with the kiosk's public key
// alone: that no entry was altered, removed or inserted, at its ends neither,
// and that the file is the one that was exported. A break in the chain is a
// *BreakError, a line that cannot be read a *ReadError. A note that was not made
// for an export, such as an hourly checkpoint, proves the entries up to it.
func VerifyExport(r io.Reader, o ExportOptions) (ExportProof, error) {
	follower := &Follower{}
	if o.Note != nil {
		c, err := OpenCheckpoint(o.Note, o.Keys)
		if err != nil {
			return ExportProof{}, err
		}
		follower.marked = c
	}
	found, err := readExport(r, follower.Next)
	proof := ExportProof{Entries: follower.rows, After: follower.after, Last: follower.last}
	if err != nil {
		return proof, err
	}
	signed := o.Note
	if signed == nil {
		signed = found.note
	}
	if signed == nil {
		return proof, ErrNoNote
	}
	if proof.Note, err = OpenCheckpoint(signed, o.Keys); err != nil {
		return proof, err
	}
	if err := follower.compare(proof.Note); err != nil {
		return proof, err
	}
	if extent := proof.Note.Export; !o.EntriesOnly && extent != (Extent{}) && found.sum != extent.Sum {
		return proof, ErrFacts
	}
	return proof, nil
}

// compare compares what was followed with what was signed.
func (f *Follower) compare(c Checkpoint) error {
	whole := c.Export != (Extent{})
	switch {
	case c.Seq > f.last.Seq:
		return &BreakError{f.last.Seq + 1, ErrMissing}
	case whole && c.Seq < f.last.Seq:
		return &BreakError{c.Seq + 1, fmt.Errorf("%w: the note ends before it", ErrMissing)}
	case whole && c.Seq == f.last.Seq && (c.Hash != f.last.Hash || f.rows > 0 && (c.Epoch != f.epoch || c.Kiosk != f.kiosk)):
		return &BreakError{c.Seq, ErrWitness}
	case whole && c.Export.After != f.after:
		return ErrCutFront
	case !whole && !f.passed:
		return ErrOutside
	}
	return nil
}
