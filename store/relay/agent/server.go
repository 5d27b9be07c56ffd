package agent

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"golang.org/x/net/netutil"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// The server's limits: it stands beside a screen that people wait at.
const (
	maxConns     = 32
	maxAtOnce    = 4
	maxHeader    = 8 << 10
	headerWithin = 5 * time.Second
	replyWithin  = 30 * time.Second
	idleFor      = 2 * time.Minute
	retryAfter   = "2" // seconds
)

// Server gives a kiosk's badge log to those who may read it.
type Server struct {
	listener net.Listener
	source   relay.Source
	log      *slog.Logger
	slots    chan struct{}
}

// Listen opens the address. The source must allow for several goroutines at
// once; it stays its owner's to close.
func Listen(ctx context.Context, addr string, f Files, source relay.Source, log *slog.Logger) (*Server, error) {
	config, err := f.server()
	if err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("agent: listen for facilities: %w", err)
	}
	l = tls.NewListener(netutil.LimitListener(l, maxConns), config)
	return &Server{listener: l, source: source, log: log, slots: make(chan struct{}, maxAtOnce)}, nil
}

// Addr returns the address that is listened at.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Serve answers until ctx ends; then it closes the address and returns nil.
func (s *Server) Serve(ctx context.Context) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+pathLog, s.page)
	server := &http.Server{
		Handler: mux, MaxHeaderBytes: maxHeader,
		ReadHeaderTimeout: headerWithin, ReadTimeout: headerWithin, WriteTimeout: replyWithin, IdleTimeout: idleFor,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	stop := context.AfterFunc(ctx, func() {
		if err := server.Close(); err != nil {
			s.log.Warn("close the address for facilities", "err", err)
		}
	})
	defer stop()
	if err := server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("agent: serve facilities: %w", err)
	}
	return nil
}

func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	peer := r.TLS.PeerCertificates[0].Subject
	if !slices.Contains(peer.OrganizationalUnit, unitFacilities) {
		s.log.Warn("a certificate that may not read the badge log asked for it", "name", peer.CommonName)
		http.Error(w, "this certificate is not of the unit "+unitFacilities, http.StatusForbidden)
		return
	}
	after, limit, err := parseQuery(r.URL.Query())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	default:
		w.Header().Set("Retry-After", retryAfter)
		http.Error(w, "too many requests at once; try again", http.StatusServiceUnavailable)
		return
	}
	b, err := s.source.Next(r.Context(), after, limit)
	if err != nil {
		s.log.Error("read the badge log for facilities", "err", err)
		http.Error(w, "the kiosk cannot read its badge log; its own log says why", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(b); err != nil {
		s.log.Warn("answer facilities", "err", err)
	}
}

func parseQuery(q url.Values) (after relay.Cursor, limit int, err error) {
	seq, err := strconv.ParseUint(q.Get("after"), 10, 64)
	if err != nil {
		return after, 0, errors.New("after must be the number of an entry")
	}
	limit, err = strconv.Atoi(q.Get("limit"))
	if err != nil || limit < 0 {
		return after, 0, errors.New("limit must be a number of entries")
	}
	return relay.Cursor{Epoch: q.Get("epoch"), Position: badgelog.Position{Seq: seq}}, min(limit, maxLimit), nil
}
