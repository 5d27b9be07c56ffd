package relay

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"lobby.internal/store/badgelog"
)

// Pages is a kiosk's own file.
type Pages interface {
	// Page returns up to limit entries after entry seq of the epoch, as
	// Source.Next does, the epoch they are of, and the number of the newest entry.
	Page(epoch string, seq uint64, limit int) (badgelog.Epoch, []badgelog.Row, uint64, error)
}

// Local is the source of the kiosk's own file. It may be used by several
// goroutines at once.
type Local struct {
	pages Pages
	key   note.Signer
}

var _ Source = (*Local)(nil)

// NewLocal returns the source of a file, which stays its owner's to close. With
// a key it signs each batch.
func NewLocal(p Pages, key note.Signer) *Local { return &Local{p, key} }

// Kiosk implements Source.
func (l *Local) Kiosk(ctx context.Context) (string, error) {
	b, err := l.Next(ctx, Cursor{}, 1)
	return b.Epoch.Kiosk, err
}

// Next implements Source.
func (l *Local) Next(ctx context.Context, after Cursor, limit int) (Batch, error) {
	if err := ctx.Err(); err != nil {
		return Batch{}, fmt.Errorf("relay: %w", err)
	}
	var b Batch
	var err error
	b.Epoch, b.Rows, b.Head, err = l.pages.Page(after.Epoch, after.Seq, limit)
	if err != nil || len(b.Rows) == 0 || l.key == nil {
		return b, err
	}
	c := badgelog.Checkpoint{Kiosk: b.Epoch.Kiosk, Epoch: b.Epoch.ID, Position: b.After().Position}
	b.Note, err = c.Sign(l.key)
	return b, err
}

// Close implements Source.
func (*Local) Close() error { return nil }
