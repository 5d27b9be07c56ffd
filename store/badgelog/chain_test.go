package badgelog

import (
	"errors"
	"slices"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// beginEpoch begins a second epoch after what the log holds.
func beginEpoch(t *testing.T, db *bolt.DB, id string) Epoch {
	t.Helper()
	var e Epoch
	err := db.Update(func(tx *bolt.Tx) error {
		at, _, err := At(tx)
		if err != nil {
			return err
		}
		e = Begin("K1", id, at)
		return AddEpoch(tx, e)
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// follow verifies entries from a position on, across the epochs that begin
// between them.
func follow(from Position, epochs []Epoch, entries []Entry) error {
	chain := NewVerifier(from)
	for _, e := range entries {
		if next := EpochOf(epochs, e.Seq); next.Base.Seq == chain.At().Seq {
			chain = NewVerifier(next.Base)
		}
		if err := chain.Next(e); err != nil {
			return err
		}
	}
	return nil
}

func trim(t *testing.T, db *bolt.DB, seq uint64, limit int) (removed int) {
	t.Helper()
	err := db.Update(func(tx *bolt.Tx) (err error) {
		removed, err = Trim(tx, seq, limit)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return removed
}

func TestChain_AcrossEpochsAndAfterTrimming(t *testing.T) {
	db := openLog(t)
	first := Begin("K1", "E1", Position{})
	appendEvents(t, db, 4, nil)
	second := beginEpoch(t, db, "E2")
	appendEvents(t, db, 3, nil)
	epochs := []Epoch{first, second}

	all, head := read(t, db, 0, 10)
	if head != 7 || len(all) != 7 {
		t.Fatalf("%d entries, head %d", len(all), head)
	}
	if err := follow(first.Base, epochs, all); err != nil {
		t.Error(err)
	}
	if all[4].Previous != second.Base.Hash || second.Base != Begin("K1", "E2", Position{4, all[3].Hash}).Base {
		t.Errorf("the second epoch begins with %s", all[4].Previous)
	}
	for after := range all {
		part, _ := read(t, db, uint64(after), 2)
		if !slices.Equal(part, all[after:min(after+2, len(all))]) {
			t.Errorf("after %d: %+v", after, part)
		}
	}

	for _, c := range []struct {
		seq     uint64
		limit   int
		removed int
	}{{2, 1, 1}, {2, 10, 1}, {2, 10, 0}, {6, 1, 1}, {99, 10, 3}, {99, 10, 0}} {
		if removed := trim(t, db, c.seq, c.limit); removed != c.removed {
			t.Errorf("trimming to %d by %d removed %d", c.seq, c.limit, removed)
		}
		left, _ := read(t, db, 0, 10)
		if !slices.Equal(left, all[len(all)-len(left):]) {
			t.Errorf("trimming to %d left %+v", c.seq, left)
		}
	}
	appendEvents(t, db, 1, nil)
	if left, _ := read(t, db, 0, 10); len(left) != 2 || follow(Position{6, all[5].Hash}, epochs, left) != nil {
		t.Errorf("after trimming: %+v", left)
	}
}

func TestAddEpoch_OnlyAtTheHead(t *testing.T) {
	db := openLog(t)
	appendEvents(t, db, 2, nil)
	err := db.Update(func(tx *bolt.Tx) error { return AddEpoch(tx, Begin("K1", "E2", Position{Seq: 1})) })
	if err == nil {
		t.Error("an epoch that forgets an entry was taken")
	}
}

func TestEpochOf(t *testing.T) {
	epochs := []Epoch{{ID: "A"}, {ID: "B", Base: Position{Seq: 4}}}
	for seq, want := range map[uint64]string{0: "", 1: "A", 4: "A", 5: "B", 99: "B"} {
		if got := EpochOf(epochs, seq).ID; got != want {
			t.Errorf("entry %d is of epoch %q", seq, got)
		}
	}
}

func TestVerifier_Breaks(t *testing.T) {
	db := openLog(t)
	appendEvents(t, db, 5, nil)
	all, _ := read(t, db, 0, 10)
	epoch := Begin("K1", "E1", Position{})
	for name, c := range map[string]struct {
		spoil  func([]Entry) []Entry
		seq    uint64
		reason error
	}{
		"altered": {func(e []Entry) []Entry { e[2].Ticket++; return e }, 3, ErrAltered},
		"altered with its hash": {func(e []Entry) []Entry {
			e[2].Ticket++
			encoded, _ := encoding.Marshal(e[2])
			e[2].Hash = chained(e[2].Previous, 3, encoded)
			return e
		}, 4, ErrForked},
		"removed":        {func(e []Entry) []Entry { return slices.Delete(e, 2, 3) }, 3, ErrMissing},
		"first removed":  {func(e []Entry) []Entry { return e[1:] }, 1, ErrMissing},
		"twice":          {func(e []Entry) []Entry { return slices.Insert(e, 2, e[1]) }, 3, ErrMissing},
		"exchanged":      {func(e []Entry) []Entry { e[1], e[2] = e[2], e[1]; return e }, 2, ErrMissing},
		"numbers too":    {func(e []Entry) []Entry { e[1], e[2] = e[2], e[1]; e[1].Seq, e[2].Seq = 2, 3; return e }, 2, ErrAltered},
		"another's":      {func(e []Entry) []Entry { e[0].Previous = Begin("K2", "E1", Position{}).Base.Hash; return e }, 1, ErrAltered},
		"links altered":  {func(e []Entry) []Entry { e[3].Previous[0]++; return e }, 4, ErrAltered},
		"commit altered": {func(e []Entry) []Entry { e[3].Commit[31]++; return e }, 4, ErrAltered},
	} {
		t.Run(name, func(t *testing.T) {
			err := follow(epoch.Base, []Epoch{epoch}, c.spoil(slices.Clone(all)))
			broken, ok := errors.AsType[*BreakError](err)
			if !ok || broken.Seq != c.seq || !errors.Is(err, c.reason) {
				t.Errorf("error is %v", err)
			}
		})
	}
	if err := follow(epoch.Base, []Epoch{epoch}, all); err != nil {
		t.Error(err)
	}
}
