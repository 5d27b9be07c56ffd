package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/jackc/pgx/v5"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// refusal finds which row of the batch the server refuses, and returns it as a
// *relay.RefusedError; nil when it refuses none of them by itself. The server is
// the judge, constraints and triggers of the facility included: the shortest
// beginning of the batch that it refuses ends with the row.
func (s *Sink) refusal(ctx context.Context, b relay.Batch, err error) error {
	var broken error
	n := sort.Search(len(b.Rows), func(i int) bool {
		tried := s.try(ctx, b.Epoch, b.Rows[:i+1])
		if tried != nil && !refused(tried) {
			broken = tried
		}
		if refused(tried) {
			err = tried
		}
		return tried != nil
	})
	switch {
	case broken != nil:
		return classify("find the entry that is refused", broken)
	case n == len(b.Rows):
		return nil
	}
	return &relay.RefusedError{Seq: b.Rows[n].Seq, Err: err}
}

// errTried rolls a trial back.
var errTried = errors.New("tried")

func (s *Sink) try(ctx context.Context, e badgelog.Epoch, rows []badgelog.Row) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, insertEntries, arguments(e, rows, nil)...); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		return nil
	}
	return err
}

// personal is what is kept apart of a row that was set aside.
type personal struct {
	Visitor string `json:"visitor"`
	Title   string `json:"title"`
	Company string `json:"company"`
}

// SetAside keeps an entry that Append refused, with the reason, and moves the
// cursor past it, both or neither.
func (s *Sink) SetAside(ctx context.Context, b relay.Batch, reason string) error {
	ctx, cancel := context.WithTimeout(ctx, appendPatience)
	defer cancel()
	if err := storable(b.Rows); err != nil {
		return err
	}
	err := s.within(ctx, b, func(tx pgx.Tx, at *standing) error {
		fresh, err := at.admit(b)
		switch {
		case err != nil:
			return err
		case len(fresh) == 0:
			return checkForks(ctx, tx, b)
		}
		r := b.Rows[0]
		var work pgx.Batch
		if err := keepAside(&work, b.Epoch, r, at.forgotten[string(r.Visit)], reason); err != nil {
			return err
		}
		at.follow(&work, b, fresh)
		return tx.SendBatch(ctx, &work).Close()
	})
	if err != nil {
		return classify("set an entry aside", err)
	}
	return nil
}

func keepAside(work *pgx.Batch, e badgelog.Epoch, r badgelog.Row, forgotten bool, reason string) error {
	entry, err := json.Marshal(r.Forgotten())
	if err != nil {
		return permanentError{fmt.Errorf("postgres: encode entry %d: %w", r.Seq, err)}
	}
	var names []byte
	if !forgotten {
		if names, err = json.Marshal(personal{r.Visitor, string(r.Title), r.Company}); err != nil {
			return permanentError{fmt.Errorf("postgres: encode entry %d: %w", r.Seq, err)}
		}
	}
	reason = strings.ReplaceAll(strings.ToValidUTF8(reason, "�"), "\x00", "�")
	work.Queue(`INSERT INTO badgelog.set_aside (kiosk, epoch, seq, visit, erased, entry, personal, hash, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.Kiosk, e.ID, int64(r.Seq), []byte(r.Visit), r.Kind == badgelog.KindErased, entry, names, r.Hash[:], reason)
	return nil
}

// trouble keeps why the kiosk's log does not get on, for the fleet's page.
func (s *Sink) trouble(ctx context.Context, kioskID string, why error) error {
	_, err := s.pool.Exec(ctx, `INSERT INTO badgelog.cursors (kiosk, trouble, troubled) VALUES ($1, $2, now())
		ON CONFLICT (kiosk) DO UPDATE SET trouble = excluded.trouble, troubled = excluded.troubled`, kioskID, why.Error())
	if err != nil {
		return classify("keep why a batch was refused", err)
	}
	return nil
}
