package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/mod/sumdb/note"

	"lobby.internal/store"
	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/agent"
	"lobby.internal/store/relay/relaytest"
)

// childEnv makes the test's program be lobbyctl itself.
const childEnv = "LOBBYCTL_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		main()
	}
	os.Exit(m.Run())
}

// site is a folder with an authority and the certificates it issued.
func site(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pki")
	for _, args := range [][]string{{"init"}, {"kiosk", "127.0.0.1"}, {"facilities", "sample"}} {
		r := call(t, "", append([]string{"pki", args[0], "--dir", dir}, args[1:]...)...)
		if r.code != exitDone || r.err != "" {
			t.Fatalf("exit code %d: %s", r.code, r.err)
		}
	}
	return dir
}

// serveLog serves a source as a kiosk does, until the test ends, and returns
// its address.
func serveLog(t *testing.T, pki string, s relay.Source) string {
	t.Helper()
	files := agent.Files{Cert: filepath.Join(pki, "127.0.0.1.pem"), Key: filepath.Join(pki, "127.0.0.1.key"), CA: filepath.Join(pki, "ca.pem")}
	server, err := agent.Listen(t.Context(), "127.0.0.1:0", files, s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "https://" + server.Addr()
}

// syncing returns the arguments of a sync.
func syncing(pki, to string, more ...string) []string {
	return append([]string{
		"badgelog", "sync", "--cert", filepath.Join(pki, "sample.pem"), "--key", filepath.Join(pki, "sample.key"),
		"--ca", filepath.Join(pki, "ca.pem"), "--to", "csv:" + to,
	}, more...)
}

// cells returns the rows that a folder has of a kiosk, as CSV, in order.
func cells(t *testing.T, dir, kiosk string) [][]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, kiosk, "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		table, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, table[1:]...)
	}
	return all
}

// asCSV returns rows as a folder has them.
func asCSV(t *testing.T, rows []badgelog.Row) [][]string {
	t.Helper()
	var text bytes.Buffer
	if err := badgelog.WriteCSV(&text, rows, badgelog.CSVOptions{}); err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(&text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return table[1:]
}

func sameCells(t *testing.T, got, want [][]string) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if !slices.Equal(got[i], want[i]) {
			t.Fatalf("row %d is %q, want %q", i, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d rows, want %d", len(got), len(want))
	}
}

// TestSync copies the log of a real file, as an agent serves it.
func TestSync(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, ignore) })
	dir, pki, to := seeded(t), site(t), t.TempDir()
	db, err := store.Open(filepath.Join(dir, "lobby.db"), store.Options{Kiosk: "lobby-test", NoBallast: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	from := serveLog(t, pki, relay.NewLocal(db, nil))
	var rows []badgelog.Row
	for range 2 {
		r := call(t, "", syncing(pki, to, "--from", from, "--once")...)
		if r.code != exitDone || r.stdout != "" {
			t.Fatalf("exit code %d, %q: %s", r.code, r.stdout, r.err)
		}
		rows = nil
		if err := db.Export(time.Time{}, time.Time{}, func(r badgelog.Row) error { rows = append(rows, r); return nil }); err != nil {
			t.Fatal(err)
		}
		if len(rows) != 3 {
			t.Fatalf("%d rows", len(rows))
		}
		// The facts of a visit are as they stood when they were copied; all of
		// these were copied at the end.
		sameCells(t, cells(t, to, "lobby-test"), asCSV(t, rows))
	}
}

func TestSync_SeveralKiosksAndKeys(t *testing.T) {
	pki, to := site(t), t.TempDir()
	keys := filepath.Join(t.TempDir(), "kiosks.pub")
	var public strings.Builder
	var from []string
	logs := map[string]*relaytest.Log{"K1": relaytest.NewLog("K1").Grow(120), "K2": relaytest.NewLog("K2").Grow(70)}
	for _, id := range []string{"K1", "K2"} {
		private, verifier, err := note.GenerateKey(rand.Reader, badgelog.KeyName(id))
		if err != nil {
			t.Fatal(err)
		}
		signer, err := note.NewSigner(private)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&public, verifier)
		from = append(from, serveLog(t, pki, relay.NewLocal(pages{relaytest.NewKiosk(logs[id])}, signer)))
	}
	if err := os.WriteFile(keys, []byte(public.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	r := call(t, "", syncing(pki, to, "--from", strings.Join(from, ","), "--once", "--keys", keys)...)
	if r.code != exitDone || !strings.Contains(r.err, "K1: 120 of 120 entries\n") || !strings.Contains(r.err, "K2: 70 of 70 entries\n") {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
	for id, l := range logs {
		sameCells(t, cells(t, to, id), asCSV(t, l.Rows()))
	}
	unsigned := serveLog(t, pki, relaytest.NewKiosk(relaytest.NewLog("K3").Grow(5)))
	r = call(t, "", syncing(pki, to, "--from", unsigned, "--once", "--keys", keys)...)
	r.want(t, exitFailed, "", "K3: ", "entry 5", "has not signed what it shows")
}

// pages is a kiosk's file in memory.
type pages struct{ *relaytest.Kiosk }

func (p pages) Page(epoch string, seq uint64, limit int) (badgelog.Epoch, []badgelog.Row, uint64, error) {
	b, err := p.Next(context.Background(), relay.Cursor{Epoch: epoch, Position: badgelog.Position{Seq: seq}}, limit)
	return b.Epoch, b.Rows, b.Head, err
}

// tampering is a source that shows one altered entry.
type tampering struct {
	relay.Source
	seq uint64
}

func (s tampering) Next(ctx context.Context, after relay.Cursor, limit int) (relay.Batch, error) {
	b, err := s.Source.Next(ctx, after, min(limit, 10))
	for i := range b.Rows {
		if b.Rows[i].Seq == s.seq {
			b = relaytest.Tampered(b, i)
		}
	}
	return b, err
}

func TestSync_RefusesATamperedEntry(t *testing.T) {
	pki, to := site(t), t.TempDir()
	bad, good := relaytest.NewLog("K1").Grow(40), relaytest.NewLog("K2").Grow(40)
	from := serveLog(t, pki, tampering{relaytest.NewKiosk(bad), 27}) + "," + serveLog(t, pki, relaytest.NewKiosk(good))
	r := call(t, "", syncing(pki, to, "--from", from, "--once")...)
	r.want(t, exitFailed, "", "lobbyctl: K1: ", "an entry was altered: entry 27 of epoch "+bad.Epoch().ID)
	sameCells(t, cells(t, to, "K1"), asCSV(t, bad.Rows()[:20]))
	sameCells(t, cells(t, to, "K2"), asCSV(t, good.Rows()))
}

func TestSync_WrongUsage(t *testing.T) {
	pki := site(t)
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no such source":   {syncing(pki, t.TempDir(), "--from", "ftp://kiosk-1"), exitUsage, "--from \"ftp://kiosk-1\": addresses begin with https:"},
		"no such sink":     {append(syncing(pki, "", "--from", "https://kiosk-1:7443"), "--to", "xlsx:a"), exitUsage, "--to \"xlsx:a\": addresses begin with csv:"},
		"no folder":        {syncing(pki, "", "--from", "https://kiosk-1:7443"), exitUsage, "--to \"csv:\""},
		"too often":        {syncing(pki, t.TempDir(), "--from", "https://kiosk-1:7443", "--every", "1ms"), exitUsage, "--every must be at least 1s"},
		"no certificate":   {[]string{"badgelog", "sync", "--from", "https://kiosk-1:7443", "--to", "csv:" + t.TempDir()}, exitFailed, "see lobbyctl pki --help"},
		"no address":       {syncing(pki, t.TempDir(), "--from", "https://kiosk-1/x"), exitFailed, "is no address of a kiosk"},
		"no keys":          {syncing(pki, t.TempDir(), "--from", "https://kiosk-1:7443", "--keys", os.DevNull), exitFailed, "no key of a badge log"},
		"keys that are no": {syncing(pki, t.TempDir(), "--from", "https://kiosk-1:7443", "--keys", filepath.Join(pki, "ca.pem")), exitFailed, "no key of a badge log"},
		"a file as folder": {syncing(pki, filepath.Join(pki, "ca.pem"), "--from", "https://kiosk-1:7443"), exitFailed, "make the folder"},
	} {
		t.Run(name, func(t *testing.T) { call(t, "", c.args...).want(t, c.code, "", c.says) })
	}
}

// TestSync_Every copies what is added while it runs, until it is told to end.
func TestSync_Every(t *testing.T) {
	pki, to := site(t), t.TempDir()
	k := relaytest.NewKiosk(relaytest.NewLog("K1").Grow(5))
	args := syncing(pki, to, "--from", serveLog(t, pki, k), "--every", "1s")
	ctx, cancel := context.WithCancel(t.Context())
	code := make(chan int)
	go func() { code <- run(ctx, args, strings.NewReader(""), io.Discard, io.Discard) }()
	for _, want := range []int{5, 9} {
		for len(cells(t, to, "K1")) < want {
			time.Sleep(5 * time.Millisecond)
		}
		k.Change(func(l *relaytest.Log) { l.Grow(4) })
	}
	cancel()
	if code := <-code; code != exitDone {
		t.Errorf("exit code %d", code)
	}
}

// TestSync_KilledThirtyTimes kills the syncer's process at random moments while
// it copies from two kiosks that go on recording, over connections that tear.
func TestSync_KilledThirtyTimes(t *testing.T) {
	const kills = 30
	seed := uint64(time.Now().UnixNano())
	rng := mathrand.New(mathrand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	pki, to := site(t), t.TempDir()
	kiosks := map[string]*torn{}
	var from []string
	for _, id := range []string{"K1", "K2"} {
		log := relaytest.NewKiosk(relaytest.NewLog(id).Grow(2000))
		kiosks[id] = &torn{Source: log, log: log}
		from = append(from, serveLog(t, pki, kiosks[id]))
	}
	args := syncing(pki, to, "--from", strings.Join(from, ","), "--once")
	killed, moved, size := 0, 0, int64(0)
	for round := 0; killed < kills; round++ {
		if round > 10*kills {
			t.Fatalf("only %d of %d processes were still running when they were to be killed", killed, round)
		}
		for _, k := range kiosks {
			k.log.Change(func(l *relaytest.Log) { l.Grow(200) })
		}
		seen := make(chan struct{}, 1000)
		for _, k := range kiosks {
			k.watch(seen)
		}
		if killAfter(t, args, seen, 1+rng.IntN(8), time.Duration(rng.IntN(20_000))*time.Microsecond) {
			killed++
		}
		if now := sizeOf(t, to); now > size {
			moved, size = moved+1, now
		}
	}
	tears := 0
	for _, k := range kiosks {
		tears += int(k.tears.Swap(0))
		k.whole.Store(true)
	}
	r := call(t, "", args...)
	if r.code != exitDone {
		t.Fatalf("exit code %d: %s", r.code, r.err)
	}
	for id, k := range kiosks {
		k.log.Change(func(l *relaytest.Log) {
			sameCells(t, cells(t, to, id), asCSV(t, l.Rows()))
			t.Logf("%s: %d entries", id, len(l.Rows()))
		})
	}
	t.Logf("killed %d times, %d replies torn, something was copied %d times", killed, tears, moved)
	if tears == 0 || moved < 5 {
		t.Error("too little was copied or torn: nothing was tested")
	}
}

// sizeOf returns how many bytes of rows there are.
func sizeOf(t *testing.T, dir string) (bytes int64) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		bytes += info.Size()
	}
	return bytes
}

// torn is a source at whose every ninth reply the connection breaks off.
type torn struct {
	relay.Source
	log   *relaytest.Kiosk
	mu    sync.Mutex
	calls int
	seen  chan<- struct{} // told of every request
	tears atomic.Int64
	whole atomic.Bool
}

func (s *torn) watch(seen chan<- struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = seen
}

func (s *torn) Next(ctx context.Context, after relay.Cursor, limit int) (relay.Batch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.seen <- struct{}{}:
	default:
	}
	if s.calls++; s.calls%9 == 0 && !s.whole.Load() {
		s.tears.Add(1)
		panic(http.ErrAbortHandler)
	}
	return s.Source.Next(ctx, after, min(limit, 100))
}

// killAfter runs lobbyctl as a process of its own and kills it a while after it
// has made so many requests. It reports whether the process still ran then.
func killAfter(t *testing.T, args []string, seen <-chan struct{}, requests int, while time.Duration) bool {
	t.Helper()
	child := exec.Command(os.Args[0], args...)
	child.Env = append(os.Environ(), childEnv+"=1")
	var out bytes.Buffer
	child.Stderr = &out
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	for range requests {
		select {
		case <-seen:
		case err := <-ended:
			if err != nil {
				t.Fatalf("the syncer ended by itself: %v\n%s", err, out.String())
			}
			return false
		}
	}
	time.Sleep(while)
	if err := child.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	exit, ok := errors.AsType[*exec.ExitError](<-ended)
	if !ok {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		t.Fatalf("the syncer ended by itself: %v\n%s", exit, out.String())
	}
	return true
}

func TestPKI(t *testing.T) {
	dir := site(t)
	for name, mode := range map[string]os.FileMode{"ca.pem": 0o644, "ca.key": 0o600, "sample.key": 0o600, "127.0.0.1.pem": 0o644} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode() != mode {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	call(t, "", "pki", "init", "--dir", dir).want(t, exitFailed, "", "ca.key is there already")
	call(t, "", "pki", "facilities", "--dir", dir, "../x").want(t, exitUsage, "", "cannot name a file")
	call(t, "", "pki", "kiosk", "--dir", t.TempDir(), "kiosk-1").want(t, exitFailed, "", "lobbyctl pki init makes one")
}

func TestProgress_Terminal(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out)
	p.width = func() int { return 28 }
	at := func(seq uint64) relay.Cursor { return relay.Cursor{Position: badgelog.Position{Seq: seq}} }
	p.tell(relay.News{Kiosk: "K1", State: relay.Carrying, At: at(5), Head: 10})
	p.tell(relay.News{Kiosk: "大堂", State: relay.Carrying, At: at(5), Head: 10})
	p.tell(relay.News{Kiosk: "K1", State: relay.Retrying, Err: errors.New("torn")})
	p.tell(relay.News{Kiosk: "K1", State: relay.Idle, At: at(10), Head: 10})
	p.end()
	const erase = "\r\x1b[K"
	want := erase + "K1 5/10" + erase + "K1 5/10 · 大堂 5/10" + erase + "K1: torn; trying again in 0s\n" +
		erase + "K1 retrying · 大堂 5/10" + erase + "K1 complete at 10 · 大堂 5/" + "\n"
	if out.String() != want {
		t.Errorf("drawn\n%q, want\n%q", out.String(), want)
	}
}

func TestProgress_Lines(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out)
	for seq := uint64(1); seq <= 1000; seq++ {
		p.tell(relay.News{Kiosk: "K1", State: relay.Carrying, At: relay.Cursor{Position: badgelog.Position{Seq: seq}}, Head: 1000})
	}
	idle := relay.News{Kiosk: "K1", State: relay.Idle, At: relay.Cursor{Position: badgelog.Position{Seq: 1000}}, Head: 1000}
	for range 5 {
		p.tell(idle)
	}
	p.tell(relay.News{Kiosk: "K1", State: relay.Refusing, Err: relay.ErrGap})
	p.end()
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 12 || lines[1] != "K1: 101 of 1000 entries" || !strings.Contains(lines[10], "complete at entry 1000") ||
		!strings.Contains(lines[11], "REFUSED") || strings.Contains(out.String(), "\x1b") {
		t.Errorf("%d lines:\n%s", len(lines), out.String())
	}
}
