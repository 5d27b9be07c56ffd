// Package nats keeps badge logs in a NATS JetStream stream and reads them from
// there: for kiosks that must dial out. A kiosk publishes through a Sink, and
// facilities read with a Source of each kiosk.
//
// The chain's entries and what is personal are apart, because a stream's history
// cannot be rewritten. An entry is a message of its own, without the personal
// columns, and stays. The personal columns of a visit, when they are carried at
// all, are the only message of a subject of that visit in a second stream, where
// they age out and are overwritten when the visit is erased.
//
// Nothing that the broker may lose or say twice is trusted: the chain tells.
package nats

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	client "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// The streams, and the subjects in them: a kiosk's token follows, and in
// factsSubject that of a visit.
const (
	StreamLog    = "LOBBY_BADGELOG"
	StreamFacts  = "LOBBY_BADGEFACTS"
	logSubject   = "lobby.badgelog."
	factsSubject = "lobby.badgefacts."
)

// patience is how long an answer may take.
const patience = 10 * time.Second

// Options say where a broker is and how to sign in.
type Options struct {
	// URL is one or more addresses, with commas between: nats://HOST[:PORT] or
	// tls://HOST[:PORT]. Without TLS only this machine is spoken to.
	URL         string
	Credentials string // the file with the user's JWT and seed, "" for none
	CA          string // a file with the authorities to trust, "" for the system's
	Cert, Key   string // files with the client's certificate and key, "" for none
	// Inbox begins the subjects that answers come to, "" for _INBOX: one for each
	// user keeps users from reading each other's answers.
	Inbox string
	// Facts says that a Sink carries the personal columns too.
	Facts bool
}

// Broker is a connection to a NATS server. It is made again when it breaks; what
// is asked meanwhile fails and may be asked again. Its methods may be called by
// several goroutines at once.
type Broker struct {
	conn  *client.Conn
	js    jetstream.JetStream
	facts bool

	mu      sync.Mutex
	link    context.Context // ends when the connection breaks
	cut     context.CancelFunc
	why     error // it could not be made again
	streams map[string]jetstream.Stream
}

// Open connects. It does not wait for a broker that is not there yet.
func Open(o Options) (*Broker, error) {
	settings, err := o.settings()
	if err != nil {
		return nil, err
	}
	b := &Broker{facts: o.Facts, streams: make(map[string]jetstream.Stream)}
	b.linked(nil)
	settings = append(settings,
		client.DisconnectErrHandler(func(*client.Conn, error) { b.cutOff() }), client.ReconnectHandler(b.linked),
		client.ReconnectErrHandler(b.unreached), client.ErrorHandler(b.told))
	if b.conn, err = client.Connect(o.URL, settings...); err != nil {
		b.cutOff()
		return nil, fmt.Errorf("nats: connect to the broker: %w", err)
	}
	if b.js, err = jetstream.New(b.conn, jetstream.WithDefaultTimeout(patience)); err != nil {
		return nil, errors.Join(fmt.Errorf("nats: %w", err), b.Close())
	}
	return b, nil
}

func (b *Broker) linked(*client.Conn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.link, b.cut = context.WithCancel(context.Background())
	b.why = nil
}

// unreached keeps why the broker cannot be reached, for whoever asks it next.
func (b *Broker) unreached(_ *client.Conn, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.why = err
}

// told does nothing: what the broker complains of is the connection's last
// error, which failed passes on.
func (b *Broker) told(*client.Conn, *client.Subscription, error) {}

func (b *Broker) cutOff() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cut()
}

// bounded returns a context for one question to the broker: no answer comes any
// more when the connection has broken.
func (b *Broker) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	b.mu.Lock()
	link := b.link
	b.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, patience)
	stop := context.AfterFunc(link, cancel)
	return ctx, func() { stop(); cancel() }
}

func (o Options) settings() ([]client.Option, error) {
	local, err := o.local()
	if err != nil {
		return nil, err
	}
	settings := []client.Option{
		client.Name("lobby badge log"), client.MaxReconnects(-1), client.RetryOnFailedConnect(true),
		client.ReconnectWait(time.Second), client.ReconnectBufSize(-1), // nothing is published late
	}
	if !local {
		settings = append(settings, client.Secure(&tls.Config{MinVersion: tls.VersionTLS12}))
	}
	if o.Credentials != "" {
		settings = append(settings, client.UserCredentials(o.Credentials))
	}
	if o.CA != "" {
		settings = append(settings, client.RootCAs(o.CA))
	}
	if o.Cert != "" {
		settings = append(settings, client.ClientCert(o.Cert, o.Key))
	}
	if o.Inbox != "" {
		settings = append(settings, client.CustomInboxPrefix(o.Inbox))
	}
	return settings, nil
}

// Check returns what is wrong with the addresses, without asking the broker.
func (o Options) Check() error {
	_, err := o.local()
	return err
}

// local reports whether every address is one of this machine.
func (o Options) local() (bool, error) {
	local := true
	for address := range strings.SplitSeq(o.URL, ",") {
		u, err := url.Parse(strings.TrimSpace(address))
		switch {
		case err != nil || u.Hostname() == "" || u.Scheme != "nats" && u.Scheme != "tls":
			return false, errors.New("nats: a broker is named as in nats://broker.example.com:4222")
		case u.User != nil:
			return false, errors.New("nats: no password or token may stand in the broker's address; name a credentials file")
		}
		ip := net.ParseIP(u.Hostname())
		local = local && u.Scheme == "nats" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
	}
	return local, nil
}

// Close ends the connection. It may be called twice.
func (b *Broker) Close() error {
	b.conn.Close()
	b.cutOff()
	return nil
}

// stream returns the stream of that name, or jetstream.ErrStreamNotFound.
func (b *Broker) stream(ctx context.Context, name string) (jetstream.Stream, error) {
	b.mu.Lock()
	s := b.streams[name]
	b.mu.Unlock()
	if s != nil {
		return s, nil
	}
	limited, cancel := b.bounded(ctx)
	defer cancel()
	s, err := b.js.Stream(limited, name)
	if err != nil {
		return nil, b.failed(ctx, "look for the stream "+name, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.streams[name] = s
	return s, nil
}

// failed says what failed and, when that is known better, why.
func (b *Broker) failed(ctx context.Context, what string, err error) error {
	last := b.conn.LastError()
	b.mu.Lock()
	if b.why != nil {
		last = b.why
	}
	b.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case errors.Is(err, jetstream.ErrStreamNotFound):
		err = fmt.Errorf("%w: create it first", err)
	case !b.conn.IsConnected() && last != nil:
		err = fmt.Errorf("the broker is not connected: %w", last)
	case !b.conn.IsConnected():
		err = errors.New("the broker is not connected")
	case errors.Is(err, context.Canceled):
		err = errors.New("the connection to the broker broke")
	case errors.Is(err, context.DeadlineExceeded) && errors.Is(last, client.ErrPermissionViolation):
		err = fmt.Errorf("the user may not: %w", last)
	case errors.Is(err, context.DeadlineExceeded):
		err = fmt.Errorf("the broker did not answer within %s", patience)
	}
	return fmt.Errorf("nats: %s: %w", what, err)
}

// token returns a kiosk's or visit's id as one word of a subject: what is no
// letter, digit, hyphen or underline is written as %XX.
func token(id string) string {
	var b strings.Builder
	for i := range len(id) {
		switch c := id[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
