package relaytest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// OpenSource opens the source of an empty kiosk and returns it with what adds a
// batch to its log. The source must return what was added once feed returns.
// The batches of a new epoch may begin before what was fed: the kiosk was
// restored from a backup.
type OpenSource func(t *testing.T, kiosk string) (source relay.Source, feed func(relay.Batch))

// TestSource is the suite that every source passes.
func TestSource(t *testing.T, open OpenSource) {
	for name, test := range map[string]func(*testing.T, relay.Source, func(relay.Batch)){
		"empty":                    testSourceEmpty,
		"reads on":                 testSourceReads,
		"grows":                    testSourceGrows,
		"from anywhere":            testSourceAnywhere,
		"epochs":                   testSourceEpochs,
		"restored":                 testSourceRestored,
		"an unknown epoch":         testSourceUnknown,
		"signed checkpoints":       testSourceNotes,
		"a context that has ended": testSourceContext,
	} {
		t.Run(name, func(t *testing.T) {
			s, feed := open(t, "K1")
			t.Cleanup(func() {
				for range 2 {
					if err := s.Close(); err != nil {
						t.Errorf("close: %v", err)
					}
				}
			})
			if id, err := s.Kiosk(t.Context()); err != nil || id != "K1" {
				t.Fatalf("kiosk %q, %v", id, err)
			}
			test(t, s, feed)
		})
	}
}

// next returns the next batch, which must be whole in itself.
func next(t *testing.T, s relay.Source, after relay.Cursor, limit int) relay.Batch {
	t.Helper()
	b, err := s.Next(t.Context(), after, limit)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Rows) == 0 {
		return b
	}
	if len(b.Rows) > limit || b.Head < b.After().Seq || b.Epoch.Kiosk != "K1" {
		t.Errorf("%d rows for a limit of %d, head %d, epoch %+v", len(b.Rows), limit, b.Head, b.Epoch)
	}
	chain := badgelog.NewVerifier(badgelog.Position{Seq: b.Rows[0].Seq - 1, Hash: b.Rows[0].Previous})
	for _, r := range b.Rows {
		if err := chain.Next(r.Entry()); err != nil {
			t.Fatal(err)
		}
		if r.Kiosk != "K1" || r.Epoch != b.Epoch.ID {
			t.Errorf("entry %d of %q, epoch %s in a batch of %s", r.Seq, r.Kiosk, r.Epoch, b.Epoch.ID)
		}
	}
	return b
}

// rest reads everything after the cursor.
func rest(t *testing.T, s relay.Source, after relay.Cursor, limit int) (rows []badgelog.Row) {
	t.Helper()
	for {
		b := next(t, s, after, limit)
		if len(b.Rows) == 0 {
			return rows
		}
		if err := b.Follows(after); err != nil {
			t.Fatal(err)
		}
		rows, after = append(rows, b.Rows...), b.After()
	}
}

func same(t *testing.T, got, want []badgelog.Row) {
	t.Helper()
	if diff := Diff(got, want); diff != "" {
		t.Error(diff)
	}
}

func testSourceEmpty(t *testing.T, s relay.Source, _ func(relay.Batch)) {
	same(t, rest(t, s, relay.Cursor{}, 10), nil)
}

func testSourceReads(t *testing.T, s relay.Source, feed func(relay.Batch)) {
	l := NewLog("K1").Grow(60)
	for _, b := range l.All(25) {
		feed(b)
	}
	for _, limit := range []int{1, 7, 60, 500} {
		same(t, rest(t, s, relay.Cursor{}, limit), l.Rows())
	}
}

func testSourceGrows(t *testing.T, s relay.Source, feed func(relay.Batch)) {
	l := NewLog("K1")
	var rows []badgelog.Row
	for range 5 {
		at := l.Head()
		if at.Seq == 0 {
			at = relay.Cursor{}
		}
		l.Grow(6)
		feed(l.Next(at, 10))
		rows = append(rows, rest(t, s, at, 4)...)
		same(t, rest(t, s, l.Head(), 4), nil)
	}
	same(t, rows, l.Rows())
}

func testSourceAnywhere(t *testing.T, s relay.Source, feed func(relay.Batch)) {
	l := NewLog("K1").Grow(20)
	feed(l.Batch(1, 20))
	for seq := uint64(1); seq <= 20; seq++ {
		same(t, rest(t, s, l.Batch(1, seq).After(), 500), l.Rows()[seq:])
	}
}

func testSourceEpochs(t *testing.T, s relay.Source, feed func(relay.Batch)) {
	l := NewLog("K1").Grow(10)
	feed(l.Batch(1, 10))
	l.Restore(10).Grow(10)
	feed(l.Batch(11, 20))
	l.Restore(20).Grow(10)
	feed(l.Batch(21, 30))
	same(t, rest(t, s, relay.Cursor{}, 500), l.Rows())
	same(t, rest(t, s, relay.Cursor{}, 7), l.Rows())
	same(t, rest(t, s, l.Batch(11, 20).After(), 7), l.Rows()[20:])
}

func testSourceRestored(t *testing.T, s relay.Source, feed func(relay.Batch)) {
	l := NewLog("K1").Grow(20)
	at := l.Head()
	feed(l.Batch(1, 20))
	l.Restore(12).Grow(4)
	feed(l.Batch(13, 16))
	same(t, rest(t, s, at, 3), l.Rows()[12:])
	same(t, rest(t, s, l.Head(), 3), nil)
}

// testSourceUnknown: a sink knows an epoch that the source does not, as after
// the kiosk's file was made anew.
func testSourceUnknown(t *testing.T, s relay.Source, feed func(relay.Batch)) {
	l := NewLog("K1").Grow(9)
	feed(l.Batch(1, 9))
	at := relay.Cursor{Epoch: "ffffffffffffffffffffffffffffffff", Position: badgelog.Position{Seq: 500}}
	same(t, rest(t, s, at, 4), l.Rows())
}

func testSourceNotes(t *testing.T, s relay.Source, feed func(relay.Batch)) {
	l := NewLog("K1").Grow(30)
	want := map[uint64]string{}
	for _, b := range l.All(10) {
		if b.After().Seq != 20 {
			b.Note = []byte("a note\nof 示例\n" + b.Epoch.ID)
			want[b.After().Seq] = string(b.Note)
		}
		feed(b)
	}
	for at := (relay.Cursor{}); ; {
		b := next(t, s, at, 500)
		if len(b.Rows) == 0 {
			break
		}
		at = b.After()
		if got := string(b.Note); got != want[at.Seq] {
			t.Errorf("after entry %d the note is %q, want %q", at.Seq, got, want[at.Seq])
		}
		delete(want, at.Seq)
	}
	if len(want) > 0 {
		t.Errorf("notes that were not passed on: %v", want)
	}
}

func testSourceContext(t *testing.T, s relay.Source, feed func(relay.Batch)) {
	l := NewLog("K1").Grow(9)
	feed(slices.Clone(l.All(9))[0])
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Next(ctx, relay.Cursor{}, 5); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	same(t, rest(t, s, relay.Cursor{}, 5), l.Rows())
}
