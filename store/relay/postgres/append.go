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

// Append keeps the batch and moves the cursor, both or neither. Syncers of the
// same kiosk wait for each other at the cursor.
func (s *Sink) Append(ctx context.Context, b relay.Batch) error {
	if len(b.Rows) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, appendPatience)
	defer cancel()
	if err := storable(b.Rows); err != nil {
		return err
	}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return appendTo(ctx, tx, b) })
	if err == nil {
		return nil
	}
	if refused(err) {
		if found := s.refusal(ctx, b, err); found != nil {
			return found
		}
	}
	if errors.Is(err, relay.ErrGap) || errors.Is(err, relay.ErrFork) {
		return errors.Join(err, s.trouble(ctx, b.Epoch.Kiosk, err))
	}
	return classify("append", err)
}

func appendTo(ctx context.Context, tx pgx.Tx, b relay.Batch) error {
	at, err := lockCursor(ctx, tx, b.Epoch)
	if err != nil {
		return err
	}
	fresh, err := at.admit(b)
	if err != nil {
		return err
	}
	forgotten, err := forgottenVisits(ctx, tx, b.Epoch.Kiosk, fresh)
	if err != nil {
		return err
	}
	var work pgx.Batch
	var inserted int64
	if len(fresh) > 0 {
		work.Queue(insertEntries, arguments(b.Epoch, fresh, forgotten)...).Exec(func(tag pgconn.CommandTag) error {
			inserted = tag.RowsAffected()
			return nil
		})
		keepEpoch(&work, b.Epoch)
		presence(&work, b.Epoch, fresh)
		erase(&work, b.Epoch.Kiosk, fresh)
	}
	keepNote(&work, b)
	at.move(&work, b, fresh)
	if err := tx.SendBatch(ctx, &work).Close(); err != nil {
		return err
	}
	if inserted == int64(len(b.Rows)) {
		return nil
	}
	return checkForks(ctx, tx, b, at.left(b.Epoch))
}

// standing is what the database has of a kiosk.
type standing struct {
	cursor relay.Cursor
	known  bool              // the batch's epoch is one that was met before
	base   badgelog.Position // of that epoch
}

// lockCursor reads the kiosk's cursor, made if there is none, and holds it until
// the transaction ends.
func lockCursor(ctx context.Context, tx pgx.Tx, e badgelog.Epoch) (at standing, err error) {
	if e.Kiosk == "" || e.ID == "" {
		return at, fmt.Errorf("postgres: %w: a batch without a kiosk or an epoch", relay.ErrPermanent)
	}
	at, err = readCursor(ctx, tx, e)
	if !errors.Is(err, pgx.ErrNoRows) {
		return at, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO badgelog.cursors (kiosk) VALUES ($1) ON CONFLICT (kiosk) DO NOTHING`, e.Kiosk); err != nil {
		return at, err
	}
	return readCursor(ctx, tx, e)
}

func readCursor(ctx context.Context, tx pgx.Tx, e badgelog.Epoch) (at standing, err error) {
	var seq int64
	var base *int64
	var hash, baseHash []byte
	err = tx.QueryRow(ctx, `SELECT c.epoch, c.seq, c.hash, e.base_seq, e.base_hash
		FROM badgelog.cursors c LEFT JOIN badgelog.epochs e ON e.kiosk = c.kiosk AND e.epoch = $2
		WHERE c.kiosk = $1 FOR UPDATE OF c`, e.Kiosk, e.ID).Scan(&at.cursor.Epoch, &seq, &hash, &base, &baseHash)
	if err != nil {
		return at, err
	}
	at.cursor.Seq = uint64(seq)
	if at.cursor.Hash, err = toHash(hash); err != nil || base == nil {
		return at, err
	}
	at.known, at.base.Seq = true, uint64(*base)
	at.base.Hash, err = toHash(baseHash)
	return at, err
}

// admit returns the rows of the batch that lie past the cursor.
func (at standing) admit(b relay.Batch) ([]badgelog.Row, error) {
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
func (at standing) left(e badgelog.Epoch) bool { return at.known && at.cursor.Epoch != e.ID }

// move queues the cursor's move to the end of the batch, from where it was read
// and from nowhere else.
func (at standing) move(work *pgx.Batch, b relay.Batch, fresh []badgelog.Row) {
	to := at.cursor
	if len(fresh) > 0 {
		to = b.After()
	}
	moveCursor(work, b.Epoch.Kiosk, at.cursor, to, max(b.Head, to.Seq))
}

// errMoved is worth retrying.
var errMoved = errors.New("postgres: another syncer has moved the cursor meanwhile")

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

// checkForks requires that every row of the batch is here as it was given, or
// was set aside so. A row that facilities have deleted since is no fork, unless
// its epoch was left: then nobody knows whether it ever was here.
func checkForks(ctx context.Context, tx pgx.Tx, b relay.Batch, left bool) error {
	n := len(b.Rows)
	numbers, hashes := make([]int64, n), make([][]byte, n)
	for i := range b.Rows {
		numbers[i], hashes[i] = int64(b.Rows[i].Seq), b.Rows[i].Hash[:]
	}
	var seq *int64
	err := tx.QueryRow(ctx, `SELECT min(b.seq) FROM unnest($3::bigint[], $4::bytea[]) AS b (seq, hash)
		LEFT JOIN badgelog.entries e ON e.kiosk = $1 AND e.epoch = $2 AND e.seq = b.seq AND e.seq BETWEEN $5 AND $6
		LEFT JOIN badgelog.set_aside a ON a.kiosk = $1 AND a.epoch = $2 AND a.seq = b.seq
		WHERE coalesce(e.hash, a.hash) <> b.hash OR $7 AND coalesce(e.hash, a.hash) IS NULL`,
		b.Epoch.Kiosk, b.Epoch.ID, numbers, hashes, numbers[0], numbers[n-1], left).Scan(&seq)
	if err != nil || seq == nil {
		return err
	}
	return fmt.Errorf("%w: epoch %s, entry %d", relay.ErrFork, b.Epoch.ID, *seq)
}
