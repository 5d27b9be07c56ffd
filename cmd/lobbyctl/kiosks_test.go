package main

import (
	"path/filepath"
	"testing"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/store"
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
