package main

import (
	"errors"
	"fmt"
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
	var relays []*relay.Relay
	for _, f := range from {
		relays = append(relays, relay.New(relay.Options{
			Name: f.address, Source: f.source, Sink: to, Every: c.Every, Keys: keys, Tell: p.tell,
		}))
	}
	do := (*relay.Relay).Serve
	if c.Once {
		do = (*relay.Relay).Once
	}
	return relay.Run(e.ctx, relays, do)
}

// origin is a source and where it is.
type origin struct {
	address string
	source  relay.Source
}

// open opens every end. closeAll closes those that were opened, also after an
// error.
func (c *badgelogSync) open(e *env) (to relay.Sink, from []origin, closeAll func() error, err error) {
	files := agent.Files{Cert: c.Cert, Key: c.Key, CA: c.CA}
	closeAll = func() error {
		var errs []error
		for _, f := range from {
			errs = append(errs, f.source.Close())
		}
		if to != nil {
			errs = append(errs, to.Close())
		}
		return errors.Join(errs...)
	}
	for _, address := range c.From {
		open, err := end(sources, "--from", address)
		if err != nil {
			return nil, from, closeAll, err
		}
		more, err := open(e.ctx, address, files)
		if err != nil {
			return nil, from, closeAll, err
		}
		for _, source := range more {
			from = append(from, origin{address, source})
		}
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
