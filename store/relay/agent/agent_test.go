package agent

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// site is an authority and the files of those it trusts.
type site struct {
	dir string
	ca  *Authority
}

func newSite(t testing.TB) site {
	t.Helper()
	ca, pair, err := NewAuthority("Sample", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s := site{t.TempDir(), ca}
	s.write(t, "ca", pair, nil)
	return s
}

func (s site) write(t testing.TB, name string, p Pair, err error) Files {
	t.Helper()
	f := Files{filepath.Join(s.dir, name+".pem"), filepath.Join(s.dir, name+".key"), filepath.Join(s.dir, "ca.pem")}
	if err := errors.Join(err, os.WriteFile(f.Cert, p.Cert, 0o600), os.WriteFile(f.Key, p.Key, 0o600)); err != nil {
		t.Fatal(err)
	}
	return f
}

func (s site) kiosk(t testing.TB, hosts ...string) Files {
	pair, err := s.ca.Kiosk(hosts, time.Now())
	return s.write(t, "kiosk", pair, err)
}

func (s site) facilities(t testing.TB) Files {
	pair, err := s.ca.Facilities("Sample", time.Now())
	return s.write(t, "facilities", pair, err)
}

// serve starts a server of the source and returns its address.
func serve(t testing.TB, f Files, source relay.Source, log io.Writer) string {
	t.Helper()
	s, err := Listen(context.Background(), "127.0.0.1:0", f, source, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return "https://" + s.Addr()
}

func openSource(t testing.TB, address string, f Files) *Source {
	t.Helper()
	s, err := Open(address, f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestSource(t *testing.T) {
	site := newSite(t)
	server, client := site.kiosk(t, "127.0.0.1"), site.facilities(t)
	relaytest.TestSource(t, func(t *testing.T, kiosk string) (relay.Source, func(relay.Batch)) {
		k := relaytest.NewKiosk(relaytest.NewLog(kiosk))
		return openSource(t, serve(t, server, k, io.Discard), client), k.Feed
	})
}

func TestServer_WhoMayRead(t *testing.T) {
	mine, other := newSite(t), newSite(t)
	server := mine.kiosk(t, "127.0.0.1")
	desk, err := mine.ca.issue(leaf("Sample", "desk", x509.ExtKeyUsageClientAuth, time.Now()))
	ended, errEnded := mine.ca.issue(leaf("Sample", unitFacilities, x509.ExtKeyUsageClientAuth, time.Now().Add(-2*certificateFor)))
	for name, c := range map[string]struct {
		files     Files
		says      string
		permanent bool
	}{
		"a kiosk":             {server, "remote error: tls", false},
		"another site":        {func() Files { f := other.facilities(t); f.CA = server.CA; return f }(), "remote error: tls", false},
		"a desk":              {mine.write(t, "desk", desk, err), "not of the unit facilities", true},
		"out of date":         {mine.write(t, "ended", ended, errEnded), "remote error: tls", false},
		"who trusts no kiosk": {func() Files { f := mine.facilities(t); f.CA = filepath.Join(other.dir, "ca.pem"); return f }(), "does not prove to be this kiosk", true},
	} {
		t.Run(name, func(t *testing.T) {
			address := serve(t, server, relaytest.NewKiosk(relaytest.NewLog("K1").Grow(9)), io.Discard)
			_, err := openSource(t, address, c.files).Kiosk(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.says) || errors.Is(err, relay.ErrPermanent) != c.permanent {
				t.Errorf("error is %v", err)
			}
		})
	}
}

func TestServer_TLS(t *testing.T) {
	site := newSite(t)
	address := strings.TrimPrefix(serve(t, site.kiosk(t, "127.0.0.1"), relaytest.NewKiosk(relaytest.NewLog("K1")), io.Discard), "https://")
	config, err := site.facilities(t).client()
	if err != nil {
		t.Fatal(err)
	}
	config.MinVersion, config.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
	if c, err := tls.Dial("tcp", address, config); err == nil {
		t.Error("TLS 1.2 is spoken", c.Close())
	}
	c, err := tls.Dial("tcp", address, &tls.Config{RootCAs: config.RootCAs})
	if err == nil { // in TLS 1.3 the refusal comes with the first read
		_, err = c.Read(make([]byte, 1))
		_ = c.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "certificate required") {
		t.Errorf("without a certificate: %v", err)
	}
}

// TestServer_Renewed: another authority's files take the place of the first
// one's, at both ends, while both run.
func TestServer_Renewed(t *testing.T) {
	old, next := newSite(t), newSite(t)
	server, client := old.kiosk(t, "127.0.0.1"), old.facilities(t)
	address := serve(t, server, relaytest.NewKiosk(relaytest.NewLog("K1")), io.Discard)
	source := openSource(t, address, client)
	if _, err := source.Kiosk(t.Context()); err != nil {
		t.Fatal(err)
	}
	next.dir = old.dir
	next.kiosk(t, "127.0.0.1")
	next.facilities(t)
	pair, err := os.ReadFile(server.Cert)
	if err != nil || len(pair) == 0 {
		t.Fatal(err)
	}
	if err := source.Close(); err != nil { // the connection that is open is not asked again
		t.Fatal(err)
	}
	if _, err := source.Next(t.Context(), relay.Cursor{}, 0); !errors.Is(err, relay.ErrPermanent) {
		t.Errorf("the renewed certificate was not shown: %v", err)
	}
}

func TestServer_OtherName(t *testing.T) {
	site := newSite(t)
	address := serve(t, site.kiosk(t, "kiosk-2"), relaytest.NewKiosk(relaytest.NewLog("K2")), io.Discard)
	_, err := openSource(t, address, site.facilities(t)).Kiosk(t.Context())
	if !errors.Is(err, relay.ErrPermanent) || !strings.Contains(err.Error(), "does not prove to be this kiosk") {
		t.Errorf("error is %v", err)
	}
}

// slow is a source that waits.
type slow struct {
	relay.Source
	begun chan struct{}
	wait  chan struct{}
	err   error
}

func (s slow) Next(ctx context.Context, after relay.Cursor, limit int) (relay.Batch, error) {
	if s.begun != nil {
		s.begun <- struct{}{}
		<-s.wait
	}
	return relay.Batch{}, s.err
}

func TestServer_Limits(t *testing.T) {
	site := newSite(t)
	s := slow{begun: make(chan struct{}), wait: make(chan struct{})}
	address, client := serve(t, site.kiosk(t, "127.0.0.1"), s, io.Discard), site.facilities(t)
	var busy sync.WaitGroup
	for range maxAtOnce {
		source := openSource(t, address, client)
		busy.Go(func() {
			if _, err := source.Next(t.Context(), relay.Cursor{}, 1); err != nil {
				t.Error(err)
			}
		})
		<-s.begun
	}
	_, err := openSource(t, address, client).Next(t.Context(), relay.Cursor{}, 1)
	if err == nil || !strings.Contains(err.Error(), "503") || errors.Is(err, relay.ErrPermanent) {
		t.Errorf("error is %v", err)
	}
	close(s.wait)
	busy.Wait()
}

func TestServer_Requests(t *testing.T) {
	site := newSite(t)
	l := relaytest.NewLog("K1").Grow(maxLimit + 50)
	address, client := serve(t, site.kiosk(t, "127.0.0.1"), relaytest.NewKiosk(l), io.Discard), site.facilities(t)
	source := openSource(t, address, client)
	b, err := source.Next(t.Context(), relay.Cursor{}, 1e9)
	if err != nil || len(b.Rows) != maxLimit || b.Head != maxLimit+50 {
		t.Errorf("%d rows, %v", len(b.Rows), err)
	}
	for query, want := range map[string]int{
		"/v1/log?after=0&limit=1": 200, "/v1/log?after=-1&limit=1": 400, "/v1/log?after=x&limit=1": 400, "/v1/log?after=0&limit=-1": 400,
		"/v1/log?after=0": 400, "/v1/hosts": 404, "/": 404,
	} {
		reply, err := source.client.Get(address + query)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, reply.Body); err != nil || reply.Body.Close() != nil || reply.StatusCode != want {
			t.Errorf("%s: %s, %v", query, reply.Status, err)
		}
	}
	reply, err := source.client.Post(address+pathLog+"?after=0&limit=1", "text/plain", strings.NewReader("x"))
	if err != nil || reply.Body.Close() != nil || reply.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %v, %v", reply, err)
	}
}

func TestServer_TellsOnlyItsOwnLogWhatFailed(t *testing.T) {
	site := newSite(t)
	var log lockedBuffer
	failing := slow{err: errors.New("a page of 访客甲 is damaged")}
	address := serve(t, site.kiosk(t, "127.0.0.1"), failing, &log)
	_, err := openSource(t, address, site.facilities(t)).Next(t.Context(), relay.Cursor{}, 1)
	if err == nil || strings.Contains(err.Error(), "访客甲") || errors.Is(err, relay.ErrPermanent) {
		t.Errorf("error is %v", err)
	}
	if !strings.Contains(log.String(), "is damaged") {
		t.Errorf("the log is %q", log.String())
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestSource_TornReplies cuts each connection after so many bytes; the log
// comes over whole all the same.
func TestSource_TornReplies(t *testing.T) {
	site := newSite(t)
	l := relaytest.NewLog("K1").Grow(60)
	address := serve(t, site.kiosk(t, "127.0.0.1"), relaytest.NewKiosk(l), io.Discard)
	proxy, cut := tear(t, strings.TrimPrefix(address, "https://"))
	source, sink, torn := openSource(t, "https://"+proxy, site.facilities(t)), &relaytest.Memory{}, 0
	for budget := 2000; ; budget += 500 {
		cut(budget)
		at, err := sink.Cursor(t.Context(), "K1")
		if err != nil {
			t.Fatal(err)
		}
		b, err := source.Next(t.Context(), at, 7)
		if err != nil {
			torn++
			if errors.Is(err, relay.ErrPermanent) {
				t.Fatal(err)
			}
			continue
		}
		if len(b.Rows) == 0 {
			break
		}
		if err := sink.Append(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := sink.Rows(t.Context(), "K1")
	if diff := relaytest.Diff(rows, l.Rows()); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if torn < 5 {
		t.Errorf("torn %d times", torn)
	}
}

// tear listens and passes on, in both directions, until as many bytes of
// replies as cut says have passed since it said so.
func tear(t *testing.T, to string) (address string, cut func(bytes int)) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	left := 0
	var conns sync.WaitGroup
	pass := func(in net.Conn) {
		out, err := net.Dial("tcp", to)
		if err != nil {
			_ = in.Close()
			return
		}
		conns.Go(func() { _, _ = io.Copy(out, in); _ = out.Close() })
		conns.Go(func() {
			defer func() { _ = in.Close() }()
			defer func() { _ = out.Close() }()
			for buf := make([]byte, 512); ; {
				n, err := out.Read(buf)
				mu.Lock()
				n = min(n, left)
				left -= n
				gone := left == 0
				mu.Unlock()
				if _, errWrite := in.Write(buf[:n]); err != nil || errWrite != nil || gone {
					return
				}
			}
		})
	}
	conns.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			pass(in)
		}
	})
	t.Cleanup(func() { _ = l.Close(); conns.Wait() })
	return l.Addr().String(), func(n int) { mu.Lock(); left = n; mu.Unlock() }
}

func TestOpen_Refuses(t *testing.T) {
	site := newSite(t)
	files := site.facilities(t)
	for _, address := range []string{"http://kiosk-1:7443", "kiosk-1:7443", "https://", "https://a@kiosk-1", "https://kiosk-1/x", "https://kiosk-1?x", "https://kiosk-1:x"} {
		if _, err := Open(address, files); err == nil || !strings.Contains(err.Error(), "is no address of a kiosk") {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, spoil := range []func(*Files){
		func(f *Files) { f.Cert = "none" }, func(f *Files) { f.Key = filepath.Join(site.dir, "ca.key") },
		func(f *Files) { f.CA = "none" }, func(f *Files) { f.CA = f.Key },
	} {
		f := files
		spoil(&f)
		if _, err := Open("https://kiosk-1", f); err == nil || !strings.Contains(err.Error(), "see lobbyctl pki --help") {
			t.Errorf("%+v: %v", f, err)
		}
		if _, err := Listen(t.Context(), "127.0.0.1:0", f, nil, slog.Default()); err == nil {
			t.Errorf("%+v: a server listens", f)
		}
	}
	if _, err := Listen(t.Context(), "127.0.0.1:x", files, nil, slog.Default()); err == nil {
		t.Error("listening at no port")
	}
}

func TestReadAuthority_Refuses(t *testing.T) {
	_, one, err := NewAuthority("Sample", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	ca, two, err := NewAuthority("Sample", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := ca.Facilities("Sample", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range []Pair{{}, {one.Cert, two.Key}, {one.Key, one.Cert}, leaf, {one.Cert, []byte(strings.Replace(string(one.Key), "M", "N", 1))}} {
		if _, err := ReadAuthority(p); err == nil {
			t.Errorf("pair %d was read", i)
		}
	}
	if _, err := ca.Kiosk(nil, time.Now()); err == nil {
		t.Error("a kiosk without a name has a certificate")
	}
}

func BenchmarkNext(b *testing.B) {
	site := newSite(b)
	l := relaytest.NewLog("K1").Grow(maxLimit)
	address := serve(b, site.kiosk(b, "127.0.0.1"), relaytest.NewKiosk(l), io.Discard)
	for _, limit := range []int{1, 500} {
		b.Run(fmt.Sprint(limit), func(b *testing.B) {
			s := openSource(b, address, site.facilities(b))
			b.ReportAllocs()
			for b.Loop() {
				if got, err := s.Next(context.Background(), relay.Cursor{}, limit); err != nil || len(got.Rows) != limit {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(limit*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
