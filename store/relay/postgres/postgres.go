// Package postgres keeps the badge logs of many kiosks in PostgreSQL: a sink of
// package relay, and the questions that facilities ask of what it keeps.
//
// Entries, cursor and whatever follows from them change in one transaction, so
// that an entry is there once however often the program, the connection or the
// server is killed. Everything lies in the schema badgelog; docs/fleet.md
// describes it.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

const (
	connectPatience = 10 * time.Second
	// appendPatience bounds one transaction, so that a connection that has died
	// without a word is given up.
	appendPatience = time.Minute
	// idlePatience lets the server give up a transaction, and the locks in it,
	// whose client has died without a word.
	idlePatience = "60s"
)

// Sink is a database of badge logs.
type Sink struct{ pool *pgxpool.Pool }

var (
	_ relay.Sink   = (*Sink)(nil)
	_ relay.Hearer = (*Sink)(nil)
)

// Open connects to the database and creates or migrates the schema where that
// is needed. The URL says how: postgres://user@host:5432/db?sslmode=verify-full
// or key=value pairs, with what is left out from the PG* environment and the
// password also from the file that PGPASSFILE names.
func Open(ctx context.Context, url string) (*Sink, error) {
	pool, err := connect(ctx, url, nil)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return &Sink{pool}, nil
}

// connect opens a pool whose sessions have the settings, and tries it.
func connect(ctx context.Context, url string, settings map[string]string) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, permanentError{fmt.Errorf("postgres: %w", err)}
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectPatience
	}
	session := config.ConnConfig.RuntimeParams
	maps.Copy(session, settings)
	for name, value := range map[string]string{"application_name": "lobbyctl", "idle_in_transaction_session_timeout": idlePatience} {
		if _, set := session[name]; !set {
			session[name] = value
		}
	}
	config.AfterConnect = func(_ context.Context, c *pgx.Conn) error {
		registerWire(c)
		return nil
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, classify("connect", err)
	}
	return pool, nil
}

// Close closes all connections.
func (s *Sink) Close() error {
	s.pool.Close()
	return nil
}

// Cursor returns how far the kiosk's log is here.
func (s *Sink) Cursor(ctx context.Context, kiosk string) (relay.Cursor, error) {
	ctx, cancel := context.WithTimeout(ctx, appendPatience)
	defer cancel()
	var at relay.Cursor
	var seq int64
	var hash []byte
	err := s.pool.QueryRow(ctx, `SELECT epoch, seq, hash FROM badgelog.cursors WHERE kiosk = $1`, kiosk).Scan(&at.Epoch, &seq, &hash)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return relay.Cursor{}, nil
	case err != nil:
		return relay.Cursor{}, classify("read the cursor", err)
	}
	at.Seq = uint64(seq)
	at.Hash, err = toHash(hash)
	return at, err
}

// toHash reads a hash column; nothing is the zero hash.
func toHash(column []byte) (h badgelog.Hash, err error) {
	if n := copy(h[:], column); n != len(column) || n != 0 && n != len(h) {
		return h, permanentError{fmt.Errorf("postgres: a hash of %d bytes in the database: it was altered by hand", len(column))}
	}
	return h, nil
}
