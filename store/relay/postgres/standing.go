package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// standing is what the database has of a kiosk when a batch comes.
type standing struct {
	cursor    relay.Cursor
	known     bool              // the batch's epoch is one that was met before
	base      badgelog.Position // of that epoch
	forgotten map[string]bool   // visits of the batch that are forgotten, before or by it
}

// within calls fn in a transaction that holds the kiosk's cursor, with what the
// database has of the kiosk. The transaction begins with the questions in one
// round trip.
func (s *Sink) within(ctx context.Context, b relay.Batch, fn func(pgx.Tx, *standing) error) (err error) {
	e := b.Epoch
	if e.Kiosk == "" || e.ID == "" {
		return relay.Permanent("postgres: a batch without a kiosk or an epoch")
	}
	at := &standing{forgotten: map[string]bool{}}
	var ask pgx.Batch
	ask.BeginTx(pgx.TxOptions{})
	ask.Queue(`INSERT INTO badgelog.cursors (kiosk) VALUES ($1) ON CONFLICT (kiosk) DO NOTHING`, e.Kiosk)
	ask.Queue(`SELECT c.epoch, c.seq, c.hash, e.base_seq, e.base_hash
		FROM badgelog.cursors c LEFT JOIN badgelog.epochs e ON e.kiosk = c.kiosk AND e.epoch = $2
		WHERE c.kiosk = $1 FOR UPDATE OF c`, e.Kiosk, e.ID).QueryRow(at.scan)
	at.askForgotten(&ask, b)
	answers := s.pool.SendBatch(ctx, &ask)
	tx := answers.Tx()
	if tx != nil {
		defer func() {
			if back := tx.Rollback(ctx); err == nil && !errors.Is(back, pgx.ErrTxClosed) {
				err = back
			}
		}()
	}
	if err := answers.Close(); err != nil {
		return err
	}
	if err := fn(tx, at); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

func (at *standing) scan(row pgx.Row) error {
	var seq int64
	var base *int64
	var hash, baseHash []byte
	err := row.Scan(&at.cursor.Epoch, &seq, &hash, &base, &baseHash)
	if err != nil {
		return err
	}
	at.cursor.Seq = uint64(seq)
	if at.cursor.Hash, err = toHash(hash); err != nil || base == nil {
		return err
	}
	at.known, at.base.Seq = true, uint64(*base)
	at.base.Hash, err = toHash(baseHash)
	return err
}

// admit returns the rows of the batch that lie past the cursor.
func (at *standing) admit(b relay.Batch) ([]badgelog.Row, error) {
	for i := 1; i < len(b.Rows); i++ {
		if was, is := b.Rows[i-1].Seq, b.Rows[i].Seq; is != was+1 {
			return nil, fmt.Errorf("%w: entry %d comes after entry %d", relay.ErrGap, is, was)
		}
	}
	switch {
	case at.known && at.base != b.Epoch.Base:
		return nil, fmt.Errorf("%w: epoch %s began after another entry", relay.ErrFork, b.Epoch.ID)
	case at.left(b.Epoch):
		return nil, nil
	}
	fresh := b.Rows
	if at.cursor.Epoch == b.Epoch.ID {
		for len(fresh) > 0 && fresh[0].Seq <= at.cursor.Seq {
			fresh = fresh[1:]
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	return fresh, relay.Batch{Epoch: b.Epoch, Rows: fresh}.Follows(at.cursor)
}

// left says that the cursor has left that epoch: nothing of it can be new.
func (at *standing) left(e badgelog.Epoch) bool { return at.known && at.cursor.Epoch != e.ID }

// follow queues what follows from the fresh rows of the batch, the cursor last.
func (at *standing) follow(work *pgx.Batch, b relay.Batch, fresh []badgelog.Row) {
	to := at.cursor
	if len(fresh) > 0 {
		keepEpoch(work, b.Epoch)
		presence(work, b.Epoch, fresh)
		erase(work, b.Epoch.Kiosk, fresh)
		to = b.After()
	}
	keepNote(work, b)
	moveCursor(work, b.Epoch.Kiosk, at.cursor, to, max(b.Head, to.Seq))
}

// errMoved is worth retrying.
var errMoved = errors.New("postgres: another syncer has moved the cursor meanwhile")

// moveCursor queues the cursor's move from where it was read and from nowhere
// else.
func moveCursor(work *pgx.Batch, kiosk string, from, to relay.Cursor, head uint64) {
	work.Queue(`UPDATE badgelog.cursors SET epoch = $2, seq = $3, hash = $4, head = $5, synced = now(), trouble = NULL, troubled = NULL
		WHERE kiosk = $1 AND epoch = $6 AND seq = $7`,
		kiosk, to.Epoch, int64(to.Seq), to.Hash[:], int64(head), from.Epoch, int64(from.Seq)).Exec(func(tag pgconn.CommandTag) error {
		if tag.RowsAffected() != 1 {
			return errMoved
		}
		return nil
	})
}

func keepEpoch(work *pgx.Batch, e badgelog.Epoch) {
	work.Queue(`INSERT INTO badgelog.epochs (kiosk, epoch, base_seq, base_hash) VALUES ($1, $2, $3, $4) ON CONFLICT (kiosk, epoch) DO NOTHING`,
		e.Kiosk, e.ID, int64(e.Base.Seq), e.Base.Hash[:])
}
