package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/oklog/ulid/v2"
	"golang.org/x/sync/errgroup"

	"lobby.internal/kiosk"
	"lobby.internal/store"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/agent"
)

type simulateKiosks struct {
	Count  int           `help:"How many kiosks." default:"3"`
	Dir    string        `name:"files" help:"Where their files are." default:"var/fleet/kiosks" placeholder:"DIR"`
	Listen string        `help:"Where the first gives its badge log to facilities; the others do so at the ports that follow." default:"127.0.0.1:7443"`
	Every  time.Duration `help:"How often something happens at each." default:"2s"`
	Broker string        `help:"The broker to which the last of them dials out, nats://HOST:PORT?create=yes; it then listens nowhere." placeholder:"ADDRESS"`
	Cert   string        `help:"The kiosks' certificate; see lobbyctl pki." required:"" placeholder:"FILE"`
	Key    string        `help:"Its private key." required:"" placeholder:"FILE"`
	CA     string        `name:"ca" help:"The certificate of the site's authority." required:"" placeholder:"FILE"`
}

// Run keeps the kiosks going until the program is interrupted.
func (c *simulateKiosks) Run(e *env) error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("%w: --listen: %w", errUsage, err)
	}
	first, err := strconv.ParseUint(port, 10, 16)
	if err != nil || c.Count < 1 || c.Every <= 0 {
		return fmt.Errorf("%w: --listen wants a port, --count one kiosk or more, --every a time above zero", errUsage)
	}
	group, ctx := errgroup.WithContext(e.ctx)
	for i := range c.Count {
		address := net.JoinHostPort(host, strconv.FormatUint(first+uint64(i), 10))
		id, serve := fmt.Sprintf("lobby-%d", i+1), c.listens(address)
		if c.Broker != "" && i == c.Count-1 {
			serve = c.dialsOut
		}
		group.Go(func() error { return c.one(ctx, e, id, serve) })
	}
	return group.Wait()
}

// gives lets facilities have the badge log of a simulated kiosk until ctx ends.
type gives func(ctx context.Context, e *env, id string, log *relay.Local) error

// one is one kiosk: its file, its visitors and how facilities get at its log.
func (c *simulateKiosks) one(ctx context.Context, e *env, id string, give gives) (err error) {
	dir := filepath.Join(c.Dir, id) // of its own, as its keyring is
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of a simulated kiosk: %w", err)
	}
	db, err := store.Open(filepath.Join(dir, "lobby.db"), store.Options{Kiosk: id, NoBallast: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return give(ctx, e, id, relay.NewLocal(db, nil)) })
	group.Go(func() error { return c.visitors(ctx, db) })
	return group.Wait()
}

// listens lets facilities fetch the log at an address.
func (c *simulateKiosks) listens(address string) gives {
	return func(ctx context.Context, e *env, id string, log *relay.Local) error {
		files := agent.Files{Cert: c.Cert, Key: c.Key, CA: c.CA}
		server, err := agent.Listen(ctx, address, files, log, slog.New(slog.NewTextHandler(e.stderr, nil)))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(e.stdout, "%s https://%s\n", id, server.Addr()); err != nil {
			return err
		}
		return server.Serve(ctx)
	}
}

// dialsOut publishes the log to the broker.
func (c *simulateKiosks) dialsOut(ctx context.Context, e *env, id string, log *relay.Local) (err error) {
	b, err := openBroker(ctx, c.Broker)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	if _, err := fmt.Fprintf(e.stdout, "%s publishes to %s\n", id, host(c.Broker)); err != nil {
		return err
	}
	return relay.New(relay.Options{Name: id, Source: log, Sink: b.Sink(), Every: c.Every}).Serve(ctx)
}

// visitors makes something happen at a kiosk from time to time.
func (c *simulateKiosks) visitors(ctx context.Context, db *store.DB) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(c.Every/2 + rand.N(c.Every)):
		}
		if err := happen(db, time.Now()); err != nil {
			return err
		}
	}
}

// crowd is how many are inside at most.
const crowd = 4

// happen lets a visitor come in, or one leave when there are many.
func happen(db *store.DB, now time.Time) error {
	open, err := db.Open()
	if err != nil {
		return err
	}
	if len(open) > rand.N(crowd) {
		_, err = db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
			return change(tx, open[0].ID, func(v *kiosk.Visit) error { return v.Leave(kiosk.ActorReader, now) })
		})
		return err
	}
	_, err = db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) { return arrive(tx, now) })
	return err
}

// Fictional people.
var (
	visitors = []kiosk.Visitor{{Name: "访客甲"}, {Name: "访客乙", Company: "示例公司"}, {Name: "Sample", Company: "Fiction Ltd"}}
	someHost = []kiosk.Host{{ID: "H001", Name: "林示例", Department: "示例部", Floor: "12"}, {ID: "H002", Name: "Example", Department: "Sample", Floor: "3"}}
)

// badgeGoodFor is how long a simulated badge is good.
const badgeGoodFor = 8 * time.Hour

// arrive takes a visitor from the registration to the badge.
func arrive(tx kiosk.Tx, now time.Time) (kiosk.VisitID, error) {
	ticket, err := tx.NextTicket(now)
	if err != nil {
		return "", err
	}
	v := kiosk.NewVisit(kiosk.VisitID(ulid.Make().String()), kiosk.LangZH)
	r := kiosk.Registration{Visitor: visitors[rand.N(len(visitors))], Host: someHost[rand.N(len(someHost))], Arranged: kiosk.ArrangedYes}
	if err := v.Register(r, ticket, now); err != nil {
		return "", err
	}
	id := v.Record().ID
	if err := tx.Put(v); err != nil {
		return "", err
	}
	number, err := tx.NextBadge(now)
	if err != nil {
		return "", err
	}
	queue, err := tx.Queue()
	if err != nil {
		return "", err
	}
	return change(tx, id, func(v *kiosk.Visit) error {
		turn, err := queue.Next()
		if err != nil {
			return err
		}
		return errors.Join(v.Contact(turn, now), v.RecordAnswer(kiosk.StateGoUp, now),
			v.IssueBadge(kiosk.Badge{Number: number, Expires: now.Add(badgeGoodFor)}, now), v.Enter(false, kiosk.ActorAgent, now))
	})
}

func change(tx kiosk.Tx, id kiosk.VisitID, move func(*kiosk.Visit) error) (kiosk.VisitID, error) {
	v, err := tx.Visit(id)
	if err != nil {
		return "", err
	}
	if err := move(v); err != nil {
		return "", err
	}
	return id, tx.Put(v)
}
