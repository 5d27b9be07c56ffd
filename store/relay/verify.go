package relay

import (
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"lobby.internal/store/badgelog"
)

// ErrForeign is returned when a source shows entries of another kiosk or epoch
// than it says.
var ErrForeign = Permanent("relay: an entry of another kiosk or epoch")

// ErrUnsigned is returned when keys are given and a batch comes without a
// checkpoint of its last entry that the kiosk has signed.
var ErrUnsigned = Permanent("relay: the kiosk has not signed what it shows")

// verify returns nil when the batch is of that kiosk, continues what a sink has
// and is a chain to its last entry, which a note signs if keys are given.
func verify(kiosk string, at Cursor, b Batch, keys note.Verifiers) error {
	if b.Epoch.Kiosk != kiosk || b.Epoch.Base.Seq == 0 && badgelog.Begin(kiosk, b.Epoch.ID, badgelog.Position{}) != b.Epoch {
		return fmt.Errorf("%w: epoch %s", ErrForeign, b.Epoch.ID)
	}
	if err := b.Follows(at); err != nil {
		return err
	}
	chain := badgelog.NewVerifier(b.start(at))
	for _, row := range b.Rows {
		if row.Kiosk != kiosk || row.Epoch != b.Epoch.ID {
			return fmt.Errorf("%w: epoch %s, entry %d", ErrForeign, b.Epoch.ID, row.Seq)
		}
		if err := chain.Next(row.Entry()); err != nil {
			return fmt.Errorf("%w of epoch %s: %w", err, b.Epoch.ID, ErrPermanent)
		}
	}
	if keys == nil {
		return nil
	}
	signed, err := badgelog.OpenCheckpoint(b.Note, keysOf{keys, kiosk})
	if err != nil {
		return fmt.Errorf("%w: epoch %s, entry %d: %w", ErrUnsigned, b.Epoch.ID, chain.At().Seq, err)
	}
	if want := (badgelog.Checkpoint{Kiosk: kiosk, Epoch: b.Epoch.ID, Position: chain.At()}); signed != want {
		return fmt.Errorf("%w: epoch %s, entry %d: the checkpoint is of entry %d", ErrUnsigned, b.Epoch.ID, want.Seq, signed.Seq)
	}
	return nil
}

// keysOf are those of the keys that are one kiosk's: no kiosk signs for another.
type keysOf struct {
	note.Verifiers
	kiosk string
}

// Verifier implements note.Verifiers.
func (k keysOf) Verifier(name string, hash uint32) (note.Verifier, error) {
	if name != badgelog.KeyName(k.kiosk) {
		return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
	}
	return k.Verifiers.Verifier(name, hash)
}

// start returns the position after which the batch must begin.
func (b Batch) start(at Cursor) badgelog.Position {
	first := b.Rows[0]
	switch {
	case at.Epoch == b.Epoch.ID:
		return at.Position
	case at.Epoch == "" && first.Seq != b.Epoch.Base.Seq+1:
		return badgelog.Position{Seq: first.Seq - 1, Hash: first.Previous}
	}
	return b.Epoch.Base
}
