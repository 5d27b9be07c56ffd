package main

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
)

// Every reader's port settles as long as its configuration says before it is
// listened to.
func TestReaders_Settle(t *testing.T) {
	const settle = 300 * time.Millisecond
	key := ed25519.NewKeyFromSeed([]byte("a seed of thirty-two bytes, test"))
	for name, text := range map[string]string{
		"reader": "[reader]\nport = %q\nsettle = \"300ms\"\n", "scanner": "[scanner]\nport = %q\nsettle = \"300ms\"\n",
		"osdp": "[reader]\nport = %q\nformat = \"osdp\"\nsettle = \"300ms\"\n", "idcard": "[idcard]\nport = %q\nsettle = \"300ms\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			c, err := load(t, fmt.Sprintf(text, devicetest.NewPty(t).Path))
			if err != nil {
				t.Fatal(err)
			}
			all, err := openReaders(c, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			if id := openIDReader(c, key); id != nil {
				all["idcard"] = id
			}
			if len(all) != 1 {
				t.Fatalf("%d readers", len(all))
			}
			for _, r := range all {
				began := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				err := r.Serve(ctx, func(s devices.Status) {
					if s.Health == devices.HealthOpening {
						cancel()
					}
				}, func(devices.Read) {})
				if took := time.Since(began); err != nil || took < settle || took > 30*time.Second {
					t.Errorf("open after %v, %v", took, err)
				}
			}
		})
	}
}

func TestReaders_SettleOnOnePort(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"": 0,
		"[reader]\nport = \"/dev/a\"\nformat = \"osdp\"\nsettle = \"1s\"\n":                                                                   time.Second,
		"[reader]\nport = \"/dev/a\"\nformat = \"osdp\"\naddress = 1\n[scanner]\nport = \"/dev/a\"\nformat = \"osdp\"\nsettle = \"1500ms\"\n": 1500 * time.Millisecond,
		"[reader]\nport = \"/dev/a\"\n[scanner]\nport = \"/dev/b\"\nsettle = \"2s\"\n":                                                        0,
	} {
		c, err := load(t, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.settles(c.Reader); got != want {
			t.Errorf("%q: the reader's port settles for %v, want %v", text, got, want)
		}
	}
}
