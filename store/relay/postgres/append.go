package postgres

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

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
	err := s.within(ctx, b, func(tx pgx.Tx, at *standing) error { return appendTo(ctx, tx, at, b) })
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

// Heard keeps that the kiosk was heard of and had nothing new.
func (s *Sink) Heard(ctx context.Context, kiosk string, head uint64) error {
	ctx, cancel := context.WithTimeout(ctx, appendPatience)
	defer cancel()
	_, err := s.pool.Exec(ctx, `INSERT INTO badgelog.cursors (kiosk, head, synced) VALUES ($1, $2, now())
		ON CONFLICT (kiosk) DO UPDATE SET head = excluded.head, synced = excluded.synced`, kiosk, int64(min(head, math.MaxInt64)))
	if err != nil {
		return classify("keep when the kiosk was heard of", err)
	}
	return nil
}

func appendTo(ctx context.Context, tx pgx.Tx, at *standing, b relay.Batch) error {
	fresh, err := at.admit(b)
	if err != nil {
		return err
	}
	var work pgx.Batch
	var inserted int64
	if len(fresh) > 0 {
		work.Queue(insertEntries, arguments(b.Epoch, fresh, at.forgotten)...).Exec(func(tag pgconn.CommandTag) error {
			inserted = tag.RowsAffected()
			return nil
		})
	}
	at.follow(&work, b, fresh)
	if err := tx.SendBatch(ctx, &work).Close(); err != nil {
		return err
	}
	if inserted == int64(len(b.Rows)) {
		return nil
	}
	return checkForks(ctx, tx, b)
}

// checkForks requires that every row of the batch is here as it was given, or
// was set aside so.
func checkForks(ctx context.Context, tx pgx.Tx, b relay.Batch) error {
	n := len(b.Rows)
	numbers, hashes := make([]int64, n), make([][]byte, n)
	for i := range b.Rows {
		numbers[i], hashes[i] = int64(b.Rows[i].Seq), b.Rows[i].Hash[:]
	}
	var seq *int64
	err := tx.QueryRow(ctx, `SELECT min(b.seq) FROM unnest($3::bigint[], $4::bytea[]) AS b (seq, hash)
		LEFT JOIN badgelog.entries e ON e.kiosk = $1 AND e.epoch = $2 AND e.seq = b.seq AND e.seq BETWEEN $5 AND $6
		LEFT JOIN badgelog.set_aside a ON a.kiosk = $1 AND a.epoch = $2 AND a.seq = b.seq
		WHERE coalesce(e.hash, a.hash) IS DISTINCT FROM b.hash`,
		b.Epoch.Kiosk, b.Epoch.ID, numbers, hashes, numbers[0], numbers[n-1]).Scan(&seq)
	if err != nil || seq == nil {
		return err
	}
	return fmt.Errorf("%w: epoch %s, entry %d", relay.ErrFork, b.Epoch.ID, *seq)
}
