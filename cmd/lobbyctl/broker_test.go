package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
