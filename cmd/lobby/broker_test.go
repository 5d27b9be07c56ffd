package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/store"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/nats"
	"lobby.internal/store/relay/nats/natstest"
)

func TestPublish(t *testing.T) {
	url := natstest.Start(t)
	b, err := nats.Open(nats.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close() //nolint:errcheck // it returns none
	if err := b.Create(t.Context(), nats.Keep{}); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(filepath.Join(t.TempDir(), "lobby.db"), store.Options{Kiosk: "K1", NoBallast: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		return "", tx.Log(kiosk.Event{At: time.Now(), Kind: kiosk.EventReadRefused, Actor: kiosk.ActorReader, Badge: "261124-001"})
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		publish(ctx, brokerConfig{URL: url}, relay.NewLocal(db, nil), slog.New(slog.DiscardHandler))
	}()
	var batch relay.Batch
	for len(batch.Rows) == 0 {
		if batch, err = b.Source("K1").Next(t.Context(), relay.Cursor{}, 10); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	if batch.Rows[0].Badge != "261124-001" {
		t.Errorf("published was %+v", batch.Rows[0])
	}
	cancel()
	<-done
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func TestConfig_Broker(t *testing.T) {
	if _, err := load(t, "[broker]\nurl = \"nats://sample:hush@broker.example.com\"\n"); err == nil ||
		!strings.Contains(err.Error(), "lobby.toml:2: broker.url must be an address") || strings.Contains(err.Error(), "hush") {
		t.Errorf("error is %v", err)
	}
	c, err := load(t, "[broker]\nurl = \"nats://broker.example.com\"\ncredentials = \"/etc/lobby/kiosk.creds\"\npersonal = true\n")
	if err != nil || !c.Broker.options().Facts || c.Broker.Credentials != "/etc/lobby/kiosk.creds" {
		t.Errorf("%+v, %v", c.Broker, err)
	}
}
