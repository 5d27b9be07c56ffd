package relay_test

import (
	"context"
	"errors"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

// pages is a kiosk's file in memory.
type pages struct{ *relaytest.Kiosk }

func (p pages) Page(epoch string, seq uint64, limit int) (badgelog.Epoch, []badgelog.Row, uint64, error) {
	b, err := p.Next(context.Background(), relay.Cursor{Epoch: epoch, Position: badgelog.Position{Seq: seq}}, limit)
	return b.Epoch, b.Rows, b.Head, err
}

func TestLocal_Signs(t *testing.T) {
	signer, verifier := signing(t, "K1")
	l := relaytest.NewLog("K1").Grow(30).Restore(25).Grow(10)
	sink := &relaytest.Memory{}
	source := relay.NewLocal(pages{relaytest.NewKiosk(l)}, signer)
	if err := relay.New(relay.Options{Source: source, Sink: sink, Limit: 7, Keys: note.VerifierList(verifier)}).Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, err := sink.Rows(t.Context(), "K1")
	if diff := relaytest.Diff(rows, l.Rows()); diff != "" || err != nil {
		t.Error(diff, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := source.Next(ctx, relay.Cursor{}, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	if b, err := source.Next(t.Context(), l.Head(), 9); err != nil || len(b.Rows) > 0 || b.Note != nil {
		t.Errorf("at the head: %+v, %v", b, err)
	}
}
