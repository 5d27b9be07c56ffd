package main

import (
	"context"
	"log/slog"
	"time"

	"lobby.internal/store/relay"
	"lobby.internal/store/relay/nats"
)

// brokerConfig says where the badge log is published: by a kiosk that facilities
// cannot reach and that must dial out.
type brokerConfig struct {
	URL           string // "" when nowhere
	Credentials   string
	CA, Cert, Key string
	Inbox         string
	Personal      bool
}

func (b brokerConfig) options() nats.Options {
	return nats.Options{
		URL: b.URL, Credentials: b.Credentials, CA: b.CA, Cert: b.Cert, Key: b.Key, Inbox: b.Inbox, Facts: b.Personal,
	}
}

func (b *brokerConfig) take(s *settings) {
	s.text("broker.url", &b.URL, 0, 4096)
	s.text("broker.credentials", &b.Credentials, 0, 4096)
	s.text("broker.ca", &b.CA, 0, 4096)
	s.text("broker.cert", &b.Cert, 0, 4096)
	s.text("broker.key", &b.Key, 0, 4096)
	s.text("broker.inbox", &b.Inbox, 0, 255)
	s.flag("broker.personal", &b.Personal)
	if b.URL == "" {
		return
	}
	if err := b.options().Check(); err != nil { // the sentence does not repeat what may be a password
		s.fault("broker.url", `must be an address like "nats://broker.example.com:4222" without user and password`)
	}
}

// publishEvery is how often the log is looked at for what is new.
const publishEvery = 5 * time.Second

// publish publishes the badge log until ctx ends. What is wrong is told and tried
// again: it must not keep visitors from checking in.
func publish(ctx context.Context, c brokerConfig, source relay.Source, log *slog.Logger) {
	for ctx.Err() == nil {
		err := publishOnce(ctx, c, source, log)
		if err == nil {
			return
		}
		log.Error("the badge log cannot be published", "err", err, "again", listenAgain)
		select {
		case <-ctx.Done():
		case <-time.After(listenAgain):
		}
	}
}

func publishOnce(ctx context.Context, c brokerConfig, source relay.Source, log *slog.Logger) error {
	b, err := nats.Open(c.options())
	if err != nil {
		return err
	}
	defer b.Close() //nolint:errcheck // it returns none
	tell := func(n relay.News) {
		if n.Routine() {
			log.Debug("publish the badge log", "news", n.String())
			return
		}
		log.Warn("publish the badge log", "news", n.String())
	}
	return relay.New(relay.Options{Source: source, Sink: b.Sink(), Every: publishEvery, Tell: tell}).Serve(ctx)
}
