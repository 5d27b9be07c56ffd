package relaytest_test

import (
	"context"
	"errors"
	"testing"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

func TestMemory(t *testing.T) {
	sinks := map[string]*relaytest.Memory{}
	relaytest.TestSink(t, func(_ *testing.T, name string) relaytest.Sink {
		if sinks[name] == nil {
			sinks[name] = &relaytest.Memory{}
		}
		return sinks[name]
	})
}

func TestKiosk(t *testing.T) {
	relaytest.TestSource(t, func(_ *testing.T, kiosk string) (relay.Source, func(relay.Batch)) {
		k := relaytest.NewKiosk(relaytest.NewLog(kiosk))
		return k, k.Feed
	})
}

func TestMemory_Refuses(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(9)
	bad := errors.New("too long")
	m := &relaytest.Memory{Refuse: func(r badgelog.Row) error {
		if r.Seq == 4 {
			return bad
		}
		return nil
	}}
	refused, ok := errors.AsType[*relay.RefusedError](m.Append(context.Background(), l.Batch(1, 9)))
	if !ok || refused.Seq != 4 || !errors.Is(refused, bad) {
		t.Errorf("error is %v", refused)
	}
	if rows, err := m.Rows(context.Background(), "K1"); err != nil || len(rows) > 0 {
		t.Errorf("kept %d rows, %v", len(rows), err)
	}
}

// TestLog_IsValid: every row verifies, forks and tampering show.
func TestLog_IsValid(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(20).Erase(relaytest.Visit(2)).Restore(15).Grow(9)
	for _, b := range l.All(4) {
		chain := badgelog.NewVerifier(badgelog.Position{Seq: b.Rows[0].Seq - 1, Hash: b.Rows[0].Previous})
		for i, r := range b.Rows {
			if err := chain.Next(relaytest.Tampered(b, i).Rows[i].Entry()); !errors.Is(err, badgelog.ErrAltered) {
				t.Errorf("tampered entry %d: %v", r.Seq, err)
			}
			if err := chain.Next(r.Entry()); err != nil {
				t.Error(err)
			}
		}
	}
	if l.Head().Seq != 24 || len(l.History()) != 30 {
		t.Errorf("head %+v, %d rows", l.Head(), len(l.History()))
	}
	for seq := range uint64(20) {
		a, b := relaytest.NewLog("K1").Grow(20), relaytest.NewLog("K1").Grow(20).Fork(seq)
		for i := range a.Rows() {
			if same := a.Rows()[i].Hash == b.Rows()[i].Hash; same != (uint64(i) < seq) {
				t.Errorf("fork after %d: entry %d", seq, i+1)
			}
		}
	}
}
