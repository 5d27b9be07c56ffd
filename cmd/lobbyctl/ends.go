package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lobby.internal/store/relay"
	"lobby.internal/store/relay/agent"
	"lobby.internal/store/relay/csvlog"
	"lobby.internal/store/relay/postgres"
)

// openSources opens the sources of the kiosks that an address stands for.
type openSources func(ctx context.Context, address string, tls agent.Files) ([]relay.Source, error)

// openSink opens the sink at an address.
type openSink func(ctx context.Context, address string, tls agent.Files) (relay.Sink, error)

// Where badge logs come from and go to, by the scheme of the address.
var (
	sources = map[string]openSources{
		"https": func(_ context.Context, address string, tls agent.Files) ([]relay.Source, error) {
			s, err := agent.Open(address, tls)
			return []relay.Source{s}, err
		},
		"nats": fromBroker,
	}
	sinks = map[string]openSink{
		"csv": func(_ context.Context, address string, _ agent.Files) (relay.Sink, error) {
			return csvlog.Open(strings.TrimPrefix(address, "csv:"))
		},
		"postgres":   openPostgres,
		"postgresql": openPostgres,
		"nats":       toBroker,
	}
)

func openPostgres(ctx context.Context, address string, _ agent.Files) (relay.Sink, error) {
	s, err := postgres.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// end returns what opens the address.
func end[F any](known map[string]F, flag, address string) (open F, err error) {
	scheme, rest, _ := strings.Cut(address, ":")
	open, ok := known[scheme]
	if !ok || rest == "" {
		return open, fmt.Errorf("%w: %s %q: addresses begin with %s", errUsage, flag, address, strings.Join(slices.Sorted(maps.Keys(known)), ": or ")+":")
	}
	return open, nil
}
