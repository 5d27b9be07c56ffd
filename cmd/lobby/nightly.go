package main

import (
	"context"
	"log/slog"
	"time"

	"lobby.internal/store"
)

// retention says when what is forgotten.
type retention struct {
	personal, visits, log days
	at                    time.Duration // of the day
}

// forgetting returns what is to be forgotten at now: a day counts as over when
// it is as many days ago.
func (r retention) forgetting(now time.Time) store.Forgetting {
	before := func(n days) time.Time { return now.AddDate(0, 0, -int(n)) }
	return store.Forgetting{Cause: "period", Personal: before(r.personal), Visits: before(r.visits), Log: before(r.log)}
}

// next returns when it is next that time of the day.
func (r retention) next(now time.Time) time.Time {
	y, m, d := now.Date()
	for ; ; d++ {
		at := time.Date(y, m, d, 0, int(r.at/time.Minute), 0, 0, now.Location())
		if at.After(now) {
			return at
		}
	}
}

// serve forgets at once, for a kiosk that is off at night, and each night until
// ctx ends. A night that fails is made up for by the next.
func (r retention) serve(ctx context.Context, forget func(store.Forgetting) (store.Deletion, string, error), log *slog.Logger) error {
	for {
		now := time.Now()
		d, report, err := forget(r.forgetting(now))
		switch {
		case err != nil:
			log.Error("forget what is past its period", "err", err)
		case report != "":
			log.Info("forgotten", "visits", d.Erased, "open", d.Open, "removed", d.Removed, "entries", d.Trimmed, "keys", d.Keys, "report", report)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Until(r.next(now))):
		}
	}
}
