package main

import (
	"context"
	"io"
	"path/filepath"
	"testing"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/store"
	"lobby.internal/store/relay/agent"
	"lobby.internal/store/relay/nats/natstest"
)

// TestSimulateKiosks_PeopleComeAndGo: what happens is what the domain allows,
// and nobody stays for good.
func TestSimulateKiosks_PeopleComeAndGo(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "lobby-1.db"), store.Options{Kiosk: "lobby-1", NoBallast: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for i := range 60 {
		if err := happen(db, now.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
		open, err := db.Open()
		if err != nil || len(open) > crowd {
			t.Fatalf("%d are inside, %v", len(open), err)
		}
		for _, r := range open {
			if r.State != kiosk.StateOnSite {
				t.Errorf("a visit is %s", r.State)
			}
		}
	}
	left, err := db.Since(time.Time{})
	if err != nil || len(left) < 20 {
		t.Errorf("%d visits, %v", len(left), err)
	}
}

func TestSimulateKiosks_WrongUsage(t *testing.T) {
	for name, args := range map[string][]string{
		"no port": {"--listen", "127.0.0.1"}, "a port that is a word": {"--listen", "127.0.0.1:x"}, "none": {"--count", "0"}, "no pace": {"--every", "0s"},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"simulate", "kiosks", "--files", t.TempDir(), "--cert", "c", "--key", "k", "--ca", "a"}, args...)
			call(t, "", args...).want(t, exitUsage, "", "--listen")
		})
	}
}

// TestSimulateKiosks_TheLastDialsOut: its log is at the broker, and it needs no
// certificate, for it listens nowhere.
func TestSimulateKiosks_TheLastDialsOut(t *testing.T) {
	broker := natstest.Start(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	c := simulateKiosks{Count: 1, Dir: t.TempDir(), Listen: "127.0.0.1:1", Every: 10 * time.Millisecond, Broker: broker + "?create=yes"}
	go func() { ended <- c.Run(&env{ctx: ctx, stdout: io.Discard, stderr: io.Discard}) }()
	for {
		from, err := fromBroker(t.Context(), broker, agent.Files{})
		if err == nil {
			sources, err := from.Sources(t.Context())
			published := err == nil && len(sources) > 0
			if published {
				if id, err := sources[0].Kiosk(t.Context()); err != nil || id != "lobby-1" || len(sources) != 1 {
					t.Errorf("%d logs, the first of %q, %v", len(sources), id, err)
				}
			}
			if err := from.Close(); err != nil {
				t.Error(err)
			}
			if published {
				break
			}
		}
		select {
		case err := <-ended:
			t.Fatalf("the kiosk ended: %v", err)
		case <-time.After(20 * time.Millisecond): // nothing is there yet
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
