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

// origin is where logs come from: one kiosk, or a broker with those of many.
type origin interface {
	// Sources returns the sources of the kiosks that it has not returned before.
	Sources(ctx context.Context) ([]relay.Source, error)
	// Close gives up the origin and its sources.
	Close() error
}

// openOrigin opens the origin at an address.
type openOrigin func(ctx context.Context, address string, tls agent.Files) (origin, error)

// openSink opens the sink at an address.
type openSink func(ctx context.Context, address string, tls agent.Files) (relay.Sink, error)

// Where badge logs come from and go to, by the scheme of the address.
var (
	origins = map[string]openOrigin{
		"https": func(_ context.Context, address string, tls agent.Files) (origin, error) {
			s, err := agent.Open(address, tls)
			if err != nil {
				return nil, err
			}
			return &oneKiosk{Source: s}, nil
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

// oneKiosk is the origin of one kiosk's log.
type oneKiosk struct {
	relay.Source
	given bool
}

// Sources returns the kiosk's source the first time.
func (o *oneKiosk) Sources(context.Context) ([]relay.Source, error) {
	if o.given {
		return nil, nil
	}
	o.given = true
	return []relay.Source{o.Source}, nil
}

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
