package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestSignEvery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Minute)
		defer cancel()
		var said strings.Builder
		var at []time.Duration
		begun := time.Now()
		sign := func() error {
			at = append(at, time.Since(begun))
			if len(at) == 2 {
				return errors.New("disk full")
			}
			return nil
		}
		signEvery(ctx, time.Hour, sign, slog.New(slog.NewTextHandler(&said, nil)))
		want := []time.Duration{0, time.Hour, 2 * time.Hour, 150 * time.Minute}
		for i := range want {
			if len(at) != len(want) || at[i] != want[i] {
				t.Fatalf("signed at %v, want %v", at, want)
			}
		}
		if strings.Count(said.String(), "disk full") != 1 {
			t.Errorf("the log says %q", said.String())
		}
	})
}
