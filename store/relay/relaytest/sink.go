package relaytest

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"

	"lobby.internal/store/relay"
)

// OpenSink opens the sink of that name: empty the first time, and with what it
// had when it is opened again. A name is of lower-case letters and digits and
// new in each run.
type OpenSink func(t *testing.T, name string) Sink

// TestSink is the suite that every sink passes.
func TestSink(t *testing.T, open OpenSink) {
	for name, test := range map[string]func(*testing.T, *bench){
		"empty":                      testEmpty,
		"appends":                    testAppends,
		"again and overlapping":      testAgain,
		"torn replies":               testTornReplies,
		"a gap":                      testGap,
		"a fork":                     testFork,
		"begins in the middle":       testMiddle,
		"an epoch":                   testEpoch,
		"an epoch after a gap":       testEpochGap,
		"an epoch that was left":     testEpochLeft,
		"erased":                     testErased,
		"erased in one batch":        testErasedAtOnce,
		"set aside":                  testSetAside,
		"set aside first":            testSetAsideFirst,
		"set aside and erased":       testSetAsideErased,
		"set aside out of order":     testSetAsideRefused,
		"checkpoints":                testNotes,
		"several kiosks at once":     testKiosks,
		"a context that has ended":   testContext,
		"closed twice, then as left": testClose,
	} {
		t.Run(name, func(t *testing.T) {
			b := &bench{open: open, name: "relay" + strings.ToLower(rand.Text())}
			b.reopen(t)
			t.Cleanup(func() { b.close(t) })
			test(t, b)
		})
	}
}

// bench is one sink under test.
type bench struct {
	Sink
	open OpenSink
	name string
}

func (b *bench) close(t *testing.T) {
	t.Helper()
	if err := b.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

// reopen closes the sink, if it is open, and opens it again.
func (b *bench) reopen(t *testing.T) {
	t.Helper()
	if b.Sink != nil {
		b.close(t)
	}
	b.Sink = b.open(t, b.name)
}

// refuses fails the test unless the batch is refused for the reason, for good
// and without a trace.
func (b *bench) refuses(t *testing.T, batch relay.Batch, reason error) {
	t.Helper()
	kiosk := batch.Epoch.Kiosk
	before, err := b.Rows(t.Context(), kiosk)
	if err != nil {
		t.Fatal(err)
	}
	at, err := b.Cursor(t.Context(), kiosk)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Append(t.Context(), batch); !errors.Is(err, reason) || !errors.Is(err, relay.ErrPermanent) {
		t.Errorf("error is %v, want %v", err, reason)
	}
	check(t, b, kiosk, at, before)
	b.reopen(t)
	check(t, b, kiosk, at, before)
}

func testEmpty(t *testing.T, b *bench) {
	check(t, b, "K1", relay.Cursor{}, nil)
	if aside, err := b.Aside(t.Context(), "K1"); err != nil || len(aside) > 0 {
		t.Errorf("set aside %v, %v", aside, err)
	}
}

func testAppends(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(60)
	for _, batch := range l.All(7) {
		appendAll(t, b, batch)
		rows := l.Rows()[:batch.After().Seq]
		check(t, b, "K1", batch.After(), rows)
		b.reopen(t)
		check(t, b, "K1", batch.After(), rows)
	}
	check(t, b, "K2", relay.Cursor{}, nil)
}

func testAgain(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(40)
	appendAll(t, b, l.Batch(1, 20), l.Batch(1, 20), l.Batch(5, 9), l.Batch(1, 1), l.Batch(15, 30), l.Batch(1, 40), l.Batch(40, 40))
	check(t, b, "K1", l.Head(), l.Rows())
}

// testTornReplies appends windows of the log as a loop does that is killed at
// any moment and never learns what came of its last batch.
func testTornReplies(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(200)
	for i := uint64(0); ; i++ {
		at, err := b.Cursor(t.Context(), "K1")
		if err != nil {
			t.Fatal(err)
		}
		if at == l.Head() {
			break
		}
		first := at.Seq + 1 - min(at.Seq, i*7%11)
		last := min(at.Seq+1+i*5%13, 200)
		appendAll(t, b, l.Batch(first, last))
		if i%5 == 0 {
			b.reopen(t)
		}
	}
	check(t, b, "K1", l.Head(), l.Rows())
}

func testGap(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(30)
	appendAll(t, b, l.Batch(1, 10))
	b.refuses(t, l.Batch(12, 20), relay.ErrGap)
	appendAll(t, b, l.Batch(11, 30))
	check(t, b, "K1", l.Head(), l.Rows())
}

func testFork(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(30)
	appendAll(t, b, l.Batch(1, 20))
	other := l.Fork(10)
	b.refuses(t, other.Batch(11, 11), relay.ErrFork)
	b.refuses(t, other.Batch(5, 11), relay.ErrFork)
	b.refuses(t, other.Batch(15, 25), relay.ErrFork)
	b.refuses(t, other.Batch(20, 30), relay.ErrFork)
	b.refuses(t, other.Batch(21, 30), relay.ErrFork)
	appendAll(t, b, other.Batch(1, 10), l.Batch(1, 30))
	check(t, b, "K1", l.Head(), l.Rows())
}

func testMiddle(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(20)
	before := l.Batch(11, 14)
	l.Trim(12)
	appendAll(t, b, l.Batch(13, 15), l.Batch(13, 20))
	b.refuses(t, before, relay.ErrFork)
	check(t, b, "K1", l.Head(), l.Rows())
}

func testEpoch(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(20)
	appendAll(t, b, l.All(50)...)
	l.Restore(20).Grow(5)
	appendAll(t, b, l.Batch(21, 25))
	check(t, b, "K1", l.Head(), l.History())
	l.Restore(13).Grow(9) // numbers 14 to 22 for the second time
	appendAll(t, b, l.Batch(14, 16), l.Batch(14, 22))
	check(t, b, "K1", l.Head(), l.History())
	b.reopen(t)
	check(t, b, "K1", l.Head(), l.History())
}

func testEpochGap(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(20)
	appendAll(t, b, l.Batch(1, 15))
	l.Restore(20).Grow(10)
	b.refuses(t, l.Batch(21, 25), relay.ErrGap)
	appendAll(t, b, l.Batch(16, 20))
	b.refuses(t, l.Batch(22, 25), relay.ErrGap)
	appendAll(t, b, l.Batch(21, 30))
	check(t, b, "K1", l.Head(), l.Rows())
}

func testEpochLeft(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(30)
	old, ahead, other := l.Batch(1, 20), l.Batch(21, 30), l.Fork(9).Batch(10, 12)
	appendAll(t, b, old)
	l.Restore(15).Grow(10)
	appendAll(t, b, l.Batch(16, 25))
	lost := old.Rows[15:]
	want := append(slices.Clone(lost), l.Rows()...)
	appendAll(t, b, old)
	check(t, b, "K1", l.Head(), want)
	b.refuses(t, ahead, relay.ErrFork)
	b.refuses(t, other, relay.ErrFork)
	check(t, b, "K1", l.Head(), want)
}

func testKiosks(t *testing.T, b *bench) {
	kiosks := []string{"K1", "K2", "大堂 3", "a/../b"}
	failed := make(chan error, len(kiosks))
	for _, id := range kiosks {
		go func() {
			var err error
			for _, batch := range NewLog(id).Grow(40).All(9) {
				err = errors.Join(err, b.Append(t.Context(), batch))
			}
			failed <- err
		}()
	}
	for range kiosks {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	for _, id := range kiosks {
		l := NewLog(id).Grow(40)
		check(t, b, id, l.Head(), l.Rows())
	}
}

func testContext(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(20)
	appendAll(t, b, l.Batch(1, 9))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Append(ctx, l.Batch(10, 20)); !errors.Is(err, context.Canceled) {
		t.Errorf("append: %v", err)
	}
	if err := b.SetAside(ctx, l.Batch(10, 10), "reason"); !errors.Is(err, context.Canceled) {
		t.Errorf("set aside: %v", err)
	}
	if _, err := b.Cursor(ctx, "K1"); !errors.Is(err, context.Canceled) {
		t.Errorf("cursor: %v", err)
	}
	check(t, b, "K1", l.Batch(1, 9).After(), l.Rows()[:9])
	appendAll(t, b, l.Batch(10, 20))
	check(t, b, "K1", l.Head(), l.Rows())
}

func testClose(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(20)
	appendAll(t, b, l.Batch(1, 20))
	b.close(t)
	b.reopen(t)
	check(t, b, "K1", l.Head(), l.Rows())
}

// testNotes: a checkpoint is kept also when the entry that it is of is refused.
func testNotes(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(20)
	want := func(note string) {
		t.Helper()
		b.reopen(t)
		if got, err := b.Note(t.Context(), "K1"); err != nil || string(got) != note {
			t.Errorf("the checkpoint is %q, %v, want %q", got, err, note)
		}
	}
	first, last := l.Batch(1, 10), l.Batch(20, 20)
	first.Note, last.Note = []byte("a note of 10\n"), []byte("a note\nof 20 示例\n")
	appendAll(t, b, first, l.Batch(11, 19))
	want("a note of 10\n")
	if err := b.SetAside(t.Context(), last, "reason"); err != nil {
		t.Fatal(err)
	}
	want("a note\nof 20 示例\n")
}
