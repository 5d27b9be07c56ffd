package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"lobby.internal/store/relay"
	"lobby.internal/store/relay/agent"
	"lobby.internal/store/relay/nats"
)

// manyKiosks is the origin of the logs that kiosks have published at a broker.
type manyKiosks struct {
	*nats.Broker
	address string
	known   map[string]bool
}

func fromBroker(ctx context.Context, address string, _ agent.Files) (origin, error) {
	b, err := openBroker(ctx, address)
	if err != nil {
		return nil, err
	}
	return &manyKiosks{Broker: b, address: host(address), known: map[string]bool{}}, nil
}

// Sources returns the sources of kiosks that had not published before. It is an
// error when no kiosk ever has.
func (o *manyKiosks) Sources(ctx context.Context) ([]relay.Source, error) {
	kiosks, err := o.Kiosks(ctx)
	if err == nil && len(kiosks) == 0 {
		err = errors.New("no kiosk has published its log there yet")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.address, err)
	}
	var fresh []relay.Source
	for _, id := range kiosks {
		if !o.known[id] {
			o.known[id] = true
			fresh = append(fresh, o.Source(id))
		}
	}
	return fresh, nil
}

func toBroker(ctx context.Context, address string, _ agent.Files) (relay.Sink, error) {
	b, err := openBroker(ctx, address)
	if err != nil {
		return nil, err
	}
	return brokerSink{b.Sink(), b}, nil
}

// brokerSink closes the broker with it.
type brokerSink struct {
	*nats.Sink
	b *nats.Broker
}

// Close closes the broker.
func (s brokerSink) Close() error { return s.b.Close() }

// host returns the address without what follows the broker's name.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the broker"
	}
	return u.Scheme + "://" + u.Host
}

// openBroker connects to nats://HOST:PORT?creds=FILE&ca=FILE&facts=yes and so on;
// the flags of the same names are about kiosks. With create=yes it makes the
// streams, kept as replicas, log_age and facts_age say.
func openBroker(ctx context.Context, address string) (*nats.Broker, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: the broker's address cannot be read", errUsage)
	}
	var o nats.Options
	var keep nats.Keep
	create := false
	for name, values := range u.Query() {
		if err := brokerOption(name, values[len(values)-1], &o, &keep, &create); err != nil {
			return nil, fmt.Errorf("%w: %s: %s: %w", errUsage, host(address), name, err)
		}
	}
	u.RawQuery = ""
	o.URL = u.String()
	b, err := nats.Open(o)
	if err != nil || !create {
		return b, err
	}
	if err := b.Create(ctx, keep); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

func brokerOption(name, value string, o *nats.Options, keep *nats.Keep, create *bool) (err error) {
	switch name {
	case "creds":
		o.Credentials = value
	case "ca":
		o.CA = value
	case "cert":
		o.Cert = value
	case "key":
		o.Key = value
	case "inbox":
		o.Inbox = value
	case "facts":
		o.Facts, err = yes(value)
	case "create":
		*create, err = yes(value)
	case "replicas":
		keep.Replicas, err = strconv.Atoi(value)
	case "log_age":
		keep.LogAge, err = time.ParseDuration(value)
	case "facts_age":
		keep.FactsAge, err = time.ParseDuration(value)
	default:
		err = errors.New("a broker is told creds, ca, cert, key, inbox, facts, create, replicas, log_age and facts_age")
	}
	return err
}

func yes(value string) (bool, error) {
	if value != "yes" && value != "no" {
		return false, fmt.Errorf("%q is neither yes nor no", value)
	}
	return value == "yes", nil
}
