package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lobby.internal/store/relay/nats/natstest"
	"lobby.internal/store/relay/relaytest"
)

// TestSync_ThroughABroker copies a kiosk's log to a broker and from there to a
// folder, which then holds what a direct copy holds.
func TestSync_ThroughABroker(t *testing.T) {
	pki, broker := site(t), natstest.Start(t)
	kiosk := serveLog(t, pki, relaytest.NewKiosk(relaytest.NewLog("K1").Grow(1200).Erase(relaytest.Visit(3))))
	direct, through, bare := t.TempDir(), t.TempDir(), t.TempDir()
	copied := func(from, to string) {
		t.Helper()
		args := syncing(pki, "", "--once", "--from", from, "--to", to)
		if strings.HasPrefix(from, "nats:") {
			args = []string{"badgelog", "sync", "--once", "--from", from, "--to", to}
		}
		if r := call(t, "", args...); r.code != exitDone {
			t.Fatalf("%s to %s: exit code %d, %s", from, to, r.code, r.err)
		}
	}
	copied(kiosk, "csv:"+direct)
	copied(kiosk, broker+"?create=yes&facts=yes")
	copied(broker, "csv:"+through)
	want, got := cells(t, direct, "K1"), cells(t, through, "K1")
	if len(got) != 1201 || !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%d rows went through the broker, %d directly, or they differ", len(got), len(want))
	}

	other := natstest.Start(t)
	copied(kiosk, other+"?create=yes")
	copied(other, "csv:"+bare)
	rows := cells(t, bare, "K1")
	if len(rows) != 1201 || rows[0][12] != "" || want[0][12] == "" {
		t.Errorf("%d rows, the first %q: a name went through a broker that was to carry none", len(rows), rows[0])
	}
}

// TestSync_ANewKioskAtTheBroker: a kiosk that begins to publish while the copying
// goes on is copied too, and that none has yet is no end.
func TestSync_ANewKioskAtTheBroker(t *testing.T) {
	pki, broker, to := site(t), natstest.Start(t), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	var said lockedBuffer
	done := make(chan int, 1)
	args := []string{"badgelog", "sync", "--every", "1s", "--from", broker + "?create=yes", "--to", "csv:" + to}
	go func() { done <- run(ctx, args, strings.NewReader(""), io.Discard, &said) }()
	await(t, "that no kiosk is there", func() bool {
		return strings.Contains(said.String(), "no kiosk has published its log there yet; looking again in 1s")
	})
	for _, id := range []string{"K1", "K2"} {
		kiosk := serveLog(t, pki, relaytest.NewKiosk(relaytest.NewLog(id).Grow(20)))
		if r := call(t, "", syncing(pki, "", "--once", "--from", kiosk, "--to", broker)...); r.code != exitDone {
			t.Fatalf("exit code %d, %s", r.code, r.err)
		}
		await(t, "the log of "+id, func() bool { return strings.Contains(said.String(), id+": complete at entry 20") })
		if n := len(cells(t, to, id)); n != 20 {
			t.Errorf("%d rows of %s", n, id)
		}
	}
	cancel()
	if code := <-done; code != exitDone {
		t.Errorf("exit code %d: %s", code, said.String())
	}
}

// lockedBuffer may be read while it is written.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// await waits until it holds; the test's own time limit is the only one.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for !holds() {
		select {
		case <-t.Context().Done():
			t.Fatalf("waited in vain for %s", what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func TestSync_BrokerUsage(t *testing.T) {
	broker := natstest.Start(t)
	to := "csv:" + filepath.Join(t.TempDir(), "copies")
	for _, c := range []struct {
		name, from string
		code       int
		says       string
	}{
		{"no stream", broker, exitFailed, "create it first"},
		{"no kiosk yet", broker + "?create=yes", exitFailed, "no kiosk has published its log there yet"},
		{"unknown option", broker + "?credentials=x", exitUsage, "credentials: a broker is told creds"},
		{"no yes", broker + "?create=1", exitUsage, `"1" is neither yes nor no`},
		{"a password", "nats://sample:hush@127.0.0.1", exitFailed, "name a credentials file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := call(t, "", "badgelog", "sync", "--once", "--from", c.from, "--to", to)
			if r.code != c.code || !strings.Contains(r.err, c.says) || strings.Contains(r.err, "hush") {
				t.Errorf("exit code %d, error %q", r.code, r.err)
			}
		})
	}
}
