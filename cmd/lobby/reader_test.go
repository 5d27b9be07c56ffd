package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/osdp"
	"lobby.internal/devices/simulate"
)

// reads serves the readers until each has read one card and all have ended.
func reads(t *testing.T, all map[string]devices.Reader, tap func()) map[string]string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	type read struct{ name, card string }
	got, ready, ended := make(chan read, 8), make(chan string, 64), make(chan error, 8)
	for name, r := range all {
		go func() {
			ended <- r.Serve(ctx, func(s devices.Status) {
				if s.Health == devices.HealthReady {
					ready <- name
				}
			}, func(r devices.Read) { got <- read{name, r.Data} })
		}()
	}
	for seen := map[string]bool{}; len(seen) < len(all); {
		select {
		case name := <-ready:
			seen[name] = true
		case <-ctx.Done():
			t.Fatal("a reader is never ready")
		}
	}
	tap()
	cards := map[string]string{}
	for len(cards) < len(all) {
		select {
		case r := <-got:
			cards[r.name] = r.card
		case <-ctx.Done():
			t.Fatal("a card is never read")
		}
	}
	cancel()
	for range all {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	return cards
}

// Two new OSDP readers on one port are given the key that is made for them,
// once; after that the kiosk knows them, and no others.
func TestReaders_OSDP(t *testing.T) {
	start := func() (*simulate.Simulator, string) {
		sim, err := simulate.Start(simulate.Options{Dir: t.TempDir(), OSDP: &simulate.OSDP{Addresses: []byte{4, 5}}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := sim.Close(); err != nil {
				t.Error(err)
			}
		})
		return sim, sim.Status().Reader.Path
	}
	key := filepath.Join(t.TempDir(), "reader.key")
	open := func(port string) map[string]devices.Reader {
		one := "port = \"" + port + "\"\nformat = \"osdp\"\nosdp_key = \"" + key + "\"\nprovision = true\naddress = %d\n"
		c, err := load(t, fmt.Sprintf("[reader]\n"+one+"[scanner]\n"+one, 4, 5))
		if err != nil {
			t.Fatal(err)
		}
		all, err := openReaders(c, slog.New(slog.DiscardHandler))
		if err != nil || len(all) != 2 {
			t.Fatalf("%d readers, %v", len(all), err)
		}
		return all
	}
	sim, port := start()
	for range 2 { // new, and after a restart
		i := time.Now().UnixNano()
		first, second := fmt.Sprintf("%010X", i%1e9), fmt.Sprintf("%010X", i%1e9+1)
		cards := reads(t, open(port), func() {
			for address, card := range map[byte]string{4: first, 5: second} {
				if err := sim.Reader().TapAt(address, card); err != nil {
					t.Error(err)
				}
			}
		})
		if cards["reader"] != first || cards["scanner"] != second {
			t.Error("the cards were not read at their readers")
		}
	}
	for _, name := range []string{key, key + ".sent-4", key + ".sent-5"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", filepath.Base(name), err)
		}
	}

	_, other := start() // new readers in their place
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := open(other)["reader"].Serve(ctx, func(s devices.Status) {
		switch {
		case s.Health == devices.HealthReady:
			t.Error("a reader with the default key is taken")
			cancel()
		case s.Health == devices.HealthNotReady && s.Causes[0] == devices.CauseKey:
			cancel()
		}
	}, func(devices.Read) {})
	if err != nil || !errors.Is(context.Cause(ctx), context.Canceled) {
		t.Errorf("the reader is not refused: %v, %v", err, context.Cause(ctx))
	}
}

func TestReaderKey_Refusals(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "reader.key")
	if _, err := readerKey(readerConfig{OSDPKey: path}); err == nil || !strings.Contains(err.Error(), "provision = true") {
		t.Errorf("a missing key: %v", err)
	}
	made, err := readerKey(readerConfig{OSDPKey: path, Provision: true})
	if err != nil || made == (osdp.Key{}) {
		t.Fatalf("no key is made: %v", err)
	}
	if again, err := readerKey(readerConfig{OSDPKey: path}); err != nil || again != made {
		t.Errorf("the second time the key is another one, %v", err)
	}
	for name, text := range map[string]string{"too short": "A517", "of the standard": "303132333435363738393A3B3C3D3E3F"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readerKey(readerConfig{OSDPKey: path, Provision: true})
		if err == nil || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
