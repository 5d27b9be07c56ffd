package relaytest

import (
	"testing"
)

func testErased(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(30)
	before := l.All(50)
	appendAll(t, b, before...)
	l.Erase(Visit(1)).Erase(Visit(3)).Grow(10)
	appendAll(t, b, l.Batch(31, 42))
	check(t, b, "K1", l.Head(), l.Rows())
	// An older reply still has the names, and so may the entries that follow.
	late := NewLog("K1")
	late.rows, late.entry = l.Rows(), 4*1
	late.Grow(4)
	appendAll(t, b, append(before, late.Batch(43, 46))...)
	want := late.Rows()
	for i := range want {
		if want[i].Visit == Visit(1) {
			want[i] = want[i].Forgotten()
		}
	}
	b.reopen(t)
	check(t, b, "K1", late.Head(), want)
	if diff := Diff(want, late.Rows()); diff == "" {
		t.Error("no later entry has a name: nothing was tested")
	}
}

func testErasedAtOnce(t *testing.T, b *bench) {
	l := NewLog("K1").Grow(30)
	named := l.Rows()
	l.Erase(Visit(0)).Erase(Visit(6))
	batch := l.Batch(1, 32)
	copy(batch.Rows, named)
	appendAll(t, b, batch)
	check(t, b, "K1", l.Head(), l.Rows())
}
