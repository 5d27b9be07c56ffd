// Package relaytest is the conformance suite of the relay's ends: TestSink and
// TestSource. Log builds the logs of fictional kiosks that the suites are fed
// with, Memory and Kiosk are a sink and a source that keep nothing.
package relaytest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// Sink is a sink that can be looked into.
type Sink interface {
	relay.Sink
	// Rows returns what the sink has of the kiosk's log, in any order, without
	// what was set aside.
	Rows(ctx context.Context, kiosk string) ([]badgelog.Row, error)
	// Aside returns what was set aside of the kiosk's log, in any order.
	Aside(ctx context.Context, kiosk string) ([]Aside, error)
	// Note returns the newest checkpoint of the kiosk's log, nil when there is none.
	Note(ctx context.Context, kiosk string) ([]byte, error)
}

// Aside is an entry that was set aside, and why.
type Aside struct {
	Row    badgelog.Row
	Reason string
}

// Diff says in which row two lists differ, "" when they hold the same rows.
// Neither their order nor the zone of their times counts.
func Diff(got, want []badgelog.Row) string {
	got, want = normal(got), normal(want)
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("row %d is\n%+v, want\n%+v", i, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		return fmt.Sprintf("%d rows, want %d", len(got), len(want))
	}
	return ""
}

func normal(rows []badgelog.Row) []badgelog.Row {
	rows = slices.Clone(rows)
	for i := range rows {
		r := &rows[i]
		for _, t := range []*time.Time{&r.Time, &r.Registered, &r.Confirmed, &r.Entered, &r.Ended} {
			if !t.IsZero() {
				*t = t.UTC()
			} else {
				*t = time.Time{}
			}
		}
	}
	slices.SortFunc(rows, func(a, b badgelog.Row) int {
		return cmp.Or(strings.Compare(a.Kiosk, b.Kiosk), strings.Compare(a.Epoch, b.Epoch), cmp.Compare(a.Seq, b.Seq))
	})
	return rows
}

// check fails the test unless the sink has exactly these rows of the kiosk's
// log, and the cursor.
func check(t *testing.T, s Sink, kiosk string, cursor relay.Cursor, want []badgelog.Row) {
	t.Helper()
	got, err := s.Rows(t.Context(), kiosk)
	if err != nil {
		t.Fatal(err)
	}
	if diff := Diff(got, want); diff != "" {
		t.Error(diff)
	}
	if at, err := s.Cursor(t.Context(), kiosk); err != nil || at != cursor {
		t.Errorf("cursor %+v, %v; want %+v", at, err, cursor)
	}
}

func appendAll(t *testing.T, s relay.Sink, batches ...relay.Batch) {
	t.Helper()
	for _, b := range batches {
		if err := s.Append(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
}
