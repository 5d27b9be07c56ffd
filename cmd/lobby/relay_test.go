package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lobby.internal/store"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/agent"
)

// relayed returns a configuration that lets facilities fetch the log, and what
// facilities use.
func relayed(t *testing.T) (config, agent.Files) {
	t.Helper()
	var c config
	c.Data.Dir = t.TempDir()
	ca, own, err := agent.NewAuthority("Sample", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	kiosk, err := ca.Kiosk([]string{"127.0.0.1"}, time.Now())
	reader, errReader := ca.Facilities("Sample", time.Now())
	if err := errors.Join(err, errReader); err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]agent.Pair{"ca": own, "kiosk": kiosk, "reader": reader} {
		err := errors.Join(
			os.WriteFile(filepath.Join(c.Data.Dir, name+".pem"), p.Cert, 0o600),
			os.WriteFile(filepath.Join(c.Data.Dir, name+".key"), p.Key, 0o600),
		)
		if err != nil {
			t.Fatal(err)
		}
	}
	at := func(name string) string { return filepath.Join(c.Data.Dir, name) }
	c.Relay = relayConfig{Listen: "127.0.0.1:0", Cert: at("kiosk.pem"), Key: at("kiosk.key"), ClientCA: at("ca.pem")}
	return c, agent.Files{Cert: at("reader.pem"), Key: at("reader.key"), CA: at("ca.pem")}
}

func TestServeFacilities(t *testing.T) {
	c, reader := relayed(t)
	db, err := store.Open(filepath.Join(c.Data.Dir, "lobby.db"), store.Options{Kiosk: "K1", NoBallast: true})
	if err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	log := slog.New(slog.NewTextHandler(addressIn(address), nil))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { serveFacilities(ctx, c, relay.NewLocal(db, nil), log); close(done) }()
	s, err := agent.Open("https://"+<-address, reader)
	if err != nil {
		t.Fatal(err)
	}
	if id, err := s.Kiosk(t.Context()); err != nil || id != "K1" {
		t.Errorf("kiosk %q, %v", id, err)
	}
	cancel()
	<-done
	if err := errors.Join(s.Close(), db.Close()); err != nil {
		t.Error(err)
	}
}

// addressIn passes on the address that a line of the log tells.
type addressIn chan string

func (a addressIn) Write(line []byte) (int, error) {
	if _, rest, ok := strings.Cut(string(line), "address="); ok {
		a <- strings.TrimSpace(rest)
	}
	return len(line), nil
}

func TestServeFacilities_TellsWhatIsWrong(t *testing.T) {
	c, _ := relayed(t)
	c.Relay.Cert = c.Relay.ClientCA
	db, err := store.Open(filepath.Join(c.Data.Dir, "lobby.db"), store.Options{Kiosk: "K1", NoBallast: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := serveLog(t.Context(), c, relay.NewLocal(db, nil), slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "see lobbyctl pki --help") {
		t.Errorf("error is %v", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func TestConfig_Relay(t *testing.T) {
	for text, want := range map[string]string{
		"[relay]\nlisten = \":7443\"\n":                                              "lobby.toml:2: relay.listen must be given together with relay.cert",
		"[relay]\nlisten = \"7443\"\ncert = \"a\"\nkey = \"b\"\nclient_ca = \"c\"\n": "lobby.toml:2: relay.listen must be an address",
	} {
		if _, err := load(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
	if c, err := load(t, "[relay]\nlisten = \":7443\"\ncert = \"a\"\nkey = \"b\"\nclient_ca = \"c\"\n"); err != nil || c.Relay.Listen != ":7443" {
		t.Errorf("%+v, %v", c.Relay, err)
	}
}
