package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"lobby.internal/store"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/agent"
)

type badgelogSync struct {
	From  []string      `help:"Where the logs come from: https://HOST:PORT of a kiosk, several with commas between, or nats://HOST:PORT of a broker." required:"" placeholder:"URL"`
	To    string        `help:"Where they are kept: csv:DIR, postgres://USER@HOST/DB?sslmode=verify-full or nats://HOST:PORT." required:"" placeholder:"URL"`
	Once  bool          `help:"Copy what there is and end."`
	Every time.Duration `help:"Without --once: how often to look for more, at least 1s." default:"5m"`
	Cert  string        `help:"The certificate of facilities; see lobbyctl pki." placeholder:"FILE"`
	Key   string        `help:"Its private key." placeholder:"FILE"`
	CA    string        `name:"ca" help:"The certificate of the site's authority." placeholder:"FILE"`
	Keys  string        `help:"The kiosks' public keys, the lines of their log.pub: what no kiosk signed is then refused." placeholder:"FILE"`
}

// minEvery is the shortest time between two looks at a kiosk.
const minEvery = time.Second

// Run copies the logs until they are copied, or for as long as it may.
func (c *badgelogSync) Run(e *env) (err error) {
	if c.Every < minEvery {
		return fmt.Errorf("%w: --every must be at least %s", errUsage, minEvery)
	}
	keys, err := readKeys(c.Keys)
	if err != nil {
		return err
	}
	to, from, closeAll, err := c.open(e)
	defer func() { err = errors.Join(err, closeAll()) }()
	if err != nil {
		return err
	}
	p := newProgress(e.stderr)
	defer p.end()
	relays := func(address string, sources []relay.Source) (all []*relay.Relay) {
		for _, s := range sources {
			all = append(all, relay.New(relay.Options{Name: address, Source: s, Sink: to, Every: c.Every, Keys: keys, Tell: p.tell}))
		}
		return all
	}
	if c.Once {
		return once(e.ctx, from, relays)
	}
	c.serve(e.ctx, from, relays, p.say)
	return nil
}

// once copies what there is.
func once(ctx context.Context, from []place, relays func(string, []relay.Source) []*relay.Relay) error {
	var all []*relay.Relay
	for _, f := range from {
		sources, err := f.Sources(ctx)
		if err != nil {
			return err
		}
		all = append(all, relays(f.address, sources)...)
	}
	return relay.Run(ctx, all, (*relay.Relay).Once)
}

// serve copies what there is and what comes until ctx ends, also of kiosks that
// are new.
func (c *badgelogSync) serve(ctx context.Context, from []place, relays func(string, []relay.Source) []*relay.Relay, say func(string)) {
	var all sync.WaitGroup
	for _, f := range from {
		all.Go(func() {
			for ctx.Err() == nil {
				sources, err := f.Sources(ctx)
				if err != nil && ctx.Err() == nil {
					say(fmt.Sprintf("%v; looking again in %s", err, c.Every))
				}
				for _, r := range relays(f.address, sources) {
					all.Go(func() { _ = r.Serve(ctx) }) // which tells its errors, and returns none
				}
				select {
				case <-ctx.Done():
				case <-time.After(c.Every):
				}
			}
		})
	}
	all.Wait()
}

// place is an origin and its address, without what is secret.
type place struct {
	origin
	address string
}

// open opens every end. closeAll closes those that were opened, also after an
// error.
func (c *badgelogSync) open(e *env) (to relay.Sink, from []place, closeAll func() error, err error) {
	files := agent.Files{Cert: c.Cert, Key: c.Key, CA: c.CA}
	closeAll = func() error {
		var errs []error
		for _, f := range from {
			errs = append(errs, f.Close())
		}
		if to != nil {
			errs = append(errs, to.Close())
		}
		return errors.Join(errs...)
	}
	for _, address := range c.From {
		open, err := end(origins, "--from", address)
		if err != nil {
			return nil, from, closeAll, err
		}
		o, err := open(e.ctx, address, files)
		if err != nil {
			return nil, from, closeAll, err
		}
		from = append(from, place{o, host(address)})
	}
	open, err := end(sinks, "--to", c.To)
	if err != nil {
		return nil, from, closeAll, err
	}
	if to, err = open(e.ctx, c.To, files); err != nil {
		to = nil
	}
	return to, from, closeAll, err
}

// readKeys reads public keys, one a line; nil when there is no file.
func readKeys(path string) (note.Verifiers, error) {
	if path == "" {
		return nil, nil
	}
	return store.ReadLogPub(path)
}
