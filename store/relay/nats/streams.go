package nats

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// DefaultFactsAge is how long the personal columns of a visit are kept.
const DefaultFactsAge = 30 * 24 * time.Hour

// Keep says how the streams are kept.
type Keep struct {
	Replicas int           // servers that keep each message, 0 for 1
	LogAge   time.Duration // how long entries are kept, 0 for ever
	FactsAge time.Duration // how long personal columns are kept, 0 for DefaultFactsAge
}

// Create creates the streams that are not there; others are left as they are.
func (b *Broker) Create(ctx context.Context, k Keep) error {
	for _, c := range []jetstream.StreamConfig{
		{Name: StreamLog, Subjects: []string{logSubject + "*"}, MaxAge: k.LogAge, Description: "The kiosks' badge logs, entry by entry"},
		{
			Name: StreamFacts, Subjects: []string{factsSubject + "*.*"}, MaxAge: cmp.Or(k.FactsAge, DefaultFactsAge), MaxMsgsPerSubject: 1,
			Description: "What is personal in them, visit by visit",
		},
	} {
		c.Storage, c.Replicas, c.AllowDirect, c.AllowAtomicPublish = jetstream.FileStorage, max(k.Replicas, 1), true, true
		limited, cancel := b.bounded(ctx)
		_, err := b.js.CreateStream(limited, c)
		cancel()
		if err != nil && !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			return b.failed(ctx, "create the stream "+c.Name, err)
		}
	}
	return nil
}

// Kiosks returns the ids of the kiosks whose logs are there, in order.
func (b *Broker) Kiosks(ctx context.Context) ([]string, error) {
	s, err := b.stream(ctx, StreamLog)
	if err != nil {
		return nil, err
	}
	limited, cancel := b.bounded(ctx)
	defer cancel()
	info, err := s.Info(limited, jetstream.WithSubjectFilter(logSubject+"*"))
	if err != nil {
		return nil, b.failed(ctx, "ask which kiosks there are", err)
	}
	var kiosks []string
	for subject := range info.State.Subjects {
		id, err := url.PathUnescape(strings.TrimPrefix(subject, logSubject))
		if err != nil {
			return nil, fmt.Errorf("nats: the subject %s names no kiosk: %w", subject, err)
		}
		kiosks = append(kiosks, id)
	}
	slices.Sort(kiosks)
	return kiosks, nil
}
