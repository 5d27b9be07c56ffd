package main

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/store"
)

func TestRetention_Next(t *testing.T) {
	r := retention{at: 3 * time.Hour}
	for now, want := range map[string]string{
		"2026-11-24T02:59:59Z": "2026-11-24T03:00:00Z", "2026-11-24T03:00:00Z": "2026-11-25T03:00:00Z", "2026-11-30T12:00:00Z": "2026-12-01T03:00:00Z",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.next(at).Format(time.RFC3339); got != want {
			t.Errorf("after %s it is %s", now, got)
		}
	}
}

// TestRetention_Serve lets four days pass: it forgets at the start and each
// night, also after a night that failed.
func TestRetention_Serve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 4*24*time.Hour)
		defer cancel()
		var asked []store.Forgetting
		forget := func(f store.Forgetting) (store.Deletion, string, error) {
			asked = append(asked, f)
			return store.Deletion{}, "", errors.New("no room")
		}
		begun := time.Now()
		r := retention{personal: 90, visits: 400, log: 1100, at: 3 * time.Hour}
		if err := r.serve(ctx, forget, slog.New(slog.DiscardHandler)); err != nil {
			t.Fatal(err)
		}
		if len(asked) != 5 {
			t.Fatalf("asked %d times", len(asked))
		}
		first := asked[0]
		if first.Cause != "period" || !first.Personal.Equal(begun.AddDate(0, 0, -90)) || !first.Visits.Equal(begun.AddDate(0, 0, -400)) ||
			!first.Log.Equal(begun.AddDate(0, 0, -1100)) {
			t.Errorf("first asked to forget %+v", first)
		}
	})
}
