package relaytest

import (
	"errors"
	"slices"
	"testing"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

func testSetAside(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(20)
	appendAll(t, b, l.Batch(1, 9))
	row := l.Rows()[9]
	for range 2 {
		if err := b.SetAside(t.Context(), l.Batch(10, 10), "a column is too long"); err != nil {
			t.Fatal(err)
		}
		check(t, b, "K1", l.Batch(1, 10).After(), l.Rows()[:9])
		b.aside(t, Aside{row, "a column is too long"})
		b.reopen(t)
	}
	appendAll(t, b, l.Batch(8, 12), l.Batch(13, 20))
	check(t, b, "K1", l.Head(), slices.Delete(l.Rows(), 9, 10))
	b.refuses(t, l.Fork(9).Batch(10, 10), relay.ErrFork)
	b.aside(t, Aside{row, "a column is too long"})
}

func testSetAsideFirst(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(3)
	if err := b.SetAside(t.Context(), l.Batch(1, 1), "=reason, with \"quotes\"\nand a line"); err != nil {
		t.Fatal(err)
	}
	check(t, b, "K1", l.Batch(1, 1).After(), nil)
	b.aside(t, Aside{l.Rows()[0], "=reason, with \"quotes\"\nand a line"})
	appendAll(t, b, l.Batch(1, 3))
	check(t, b, "K1", l.Head(), l.Rows()[1:])
}

func testSetAsideErased(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(8)
	appendAll(t, b, l.Batch(1, 5))
	if err := b.SetAside(t.Context(), l.Batch(6, 6), "reason"); err != nil {
		t.Fatal(err)
	}
	appendAll(t, b, l.Batch(6, 8))
	l.Erase(Visit(1))
	if err := b.SetAside(t.Context(), l.Batch(9, 9), "too long"); err != nil {
		t.Fatal(err)
	}
	want := slices.Delete(l.Rows()[:8], 5, 6)
	check(t, b, "K1", l.Head(), want)
	b.aside(t, Aside{l.Rows()[5], "reason"}, Aside{l.Rows()[8], "too long"})
}

func testSetAsideRefused(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(20)
	appendAll(t, b, l.Batch(1, 9))
	if err := b.SetAside(t.Context(), l.Batch(11, 11), "reason"); !errors.Is(err, relay.ErrGap) {
		t.Errorf("error is %v, want a gap", err)
	}
	if err := b.SetAside(t.Context(), l.Fork(5).Batch(10, 10), "reason"); !errors.Is(err, relay.ErrFork) {
		t.Errorf("error is %v, want a fork", err)
	}
	if err := b.SetAside(t.Context(), l.Batch(5, 5), "reason"); err != nil {
		t.Errorf("an entry that is there: %v", err)
	}
	b.aside(t)
	check(t, b, "K1", l.Batch(1, 9).After(), l.Rows()[:9])
}

// aside fails the test unless exactly these entries of K1 are set aside.
func (b *bench) aside(t *testing.T, want ...Aside) {
	t.Helper()
	got, err := b.Aside(t.Context(), "K1")
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(got, func(x, y Aside) int { return int(x.Row.Seq) - int(y.Row.Seq) })
	var rows, wanted []badgelog.Row
	for i := range got {
		rows = append(rows, got[i].Row)
		if i < len(want) && got[i].Reason != want[i].Reason {
			t.Errorf("the reason is %q, want %q", got[i].Reason, want[i].Reason)
		}
	}
	for _, w := range want {
		wanted = append(wanted, w.Row)
	}
	if diff := Diff(rows, wanted); diff != "" {
		t.Errorf("set aside: %s", diff)
	}
}
