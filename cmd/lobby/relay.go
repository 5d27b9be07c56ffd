package main

import (
	"context"
	"log/slog"
	"net"
	"time"

	"lobby.internal/store/relay"
	"lobby.internal/store/relay/agent"
)

// relayConfig says whether facilities may fetch the badge log, and who they are.
type relayConfig struct {
	Listen   string // address; "" when nobody does
	Cert     string
	Key      string
	ClientCA string
}

func (r *relayConfig) take(s *settings) {
	s.text("relay.listen", &r.Listen, 0, 255)
	files := []struct {
		key string
		to  *string
	}{{"relay.cert", &r.Cert}, {"relay.key", &r.Key}, {"relay.client_ca", &r.ClientCA}}
	for _, f := range files {
		s.text(f.key, f.to, 0, 4096)
	}
	if r.Listen == "" {
		return
	}
	if _, port, err := net.SplitHostPort(r.Listen); err != nil || port == "" {
		s.wrong("relay.listen", `an address like ":7443" or "10.0.0.5:7443"`, "")
	}
	for _, f := range files {
		if *f.to == "" {
			s.wrong("relay.listen", "given together with "+f.key, "lobbyctl pki makes it")
		}
	}
}

// listenAgain is how long to wait before an address is tried again that cannot
// be listened at, such as that of a network that is not up yet.
const listenAgain = time.Minute

// serveFacilities gives the badge log to facilities until ctx ends. What is
// wrong with the address or the certificates is told and tried again: it must
// not keep visitors from checking in.
func serveFacilities(ctx context.Context, c config, source relay.Source, log *slog.Logger) {
	for ctx.Err() == nil {
		if err := serveLog(ctx, c, source, log); err != nil {
			log.Error("facilities cannot fetch the badge log", "err", err, "again", listenAgain)
		}
		select {
		case <-ctx.Done():
		case <-time.After(listenAgain):
		}
	}
}

func serveLog(ctx context.Context, c config, source relay.Source, log *slog.Logger) error {
	files := agent.Files{Cert: c.Relay.Cert, Key: c.Relay.Key, CA: c.Relay.ClientCA}
	server, err := agent.Listen(ctx, c.Relay.Listen, files, source, log)
	if err != nil {
		return err
	}
	log.Info("facilities may fetch the badge log", "address", server.Addr())
	return server.Serve(ctx)
}
