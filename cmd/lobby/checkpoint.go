package main

import (
	"context"
	"log/slog"
	"time"
)

// signEvery signs a checkpoint of the badge log at once, after each interval and
// when ctx ends. One that fails is logged and tried again in its turn.
func signEvery(ctx context.Context, interval time.Duration, sign func() error, log *slog.Logger) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		if err := sign(); err != nil {
			log.Error("sign a checkpoint of the badge log", "err", err)
		}
		if ctx.Err() != nil {
			return
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}
