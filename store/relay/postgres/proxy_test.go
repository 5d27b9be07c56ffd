package postgres

import (
	"bytes"
	"errors"
	"io"
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"lobby.internal/store/relay/postgres/postgrestest"
)

// The ways in which the proxy tears a connection.
const (
	tearRequest = iota // half of a statement is passed on
	tearCommit         // COMMIT is not passed on
	tearReply          // COMMIT is, and its answer is not
	tears
)

// proxy stands between a client and the server's socket and tears connections
// at the worst moments, in turn.
type proxy struct {
	listener net.Listener
	server   string
	every    int32 // tears at every so many commits
	commits  atomic.Int32
	torn     [tears]atomic.Int32
	open     sync.WaitGroup
}

// tearing returns the proxy and the address of a database behind it.
func tearing(t *testing.T, s *postgrestest.Server, database string, every int) (*proxy, string) {
	t.Helper()
	dir := t.TempDir()
	l, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, server: s.Socket(), every: int32(every)}
	p.open.Go(p.accept)
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		p.open.Wait()
	})
	return p, postgrestest.URL(dir, database)
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		server, err := net.Dial("unix", p.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		var deaf atomic.Bool // the client no longer hears the server
		p.open.Go(func() { p.forward(client, server, &deaf) })
		p.open.Go(func() { answer(client, server, &deaf) })
	}
}

// forward passes on what the client says, until it is time to tear.
func (p *proxy) forward(client, server net.Conn, deaf *atomic.Bool) {
	defer func() { _ = client.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := client.Read(buf)
		if err != nil {
			_ = server.Close()
			return
		}
		said := buf[:n]
		// The first large write after a commit is the next batch.
		if due := p.commits.Load()%p.every == p.every-1; due && p.turn() == tearRequest && n > 8<<10 {
			p.note(tearRequest)
			_, _ = server.Write(said[:n/2])
			_ = server.Close()
			return
		}
		if bytes.Contains(said, []byte("commit\x00")) && p.commits.Add(1)%p.every == 0 && p.turn() != tearRequest {
			how := p.turn()
			p.note(how)
			if how == tearReply {
				deaf.Store(true)
				_, _ = server.Write(said)
				return // answer closes both once the server has answered
			}
			_ = server.Close()
			return
		}
		if _, err := server.Write(said); err != nil {
			return
		}
	}
}

// turn returns how the next connection is torn.
func (p *proxy) turn() int {
	var sum int32
	for i := range p.torn {
		sum += p.torn[i].Load()
	}
	return int(sum % tears)
}

func (p *proxy) note(how int) {
	p.torn[how].Add(1)
	p.commits.Add(1)
}

// answer passes on what the server says, or hears it and keeps it.
func answer(client, server net.Conn, deaf *atomic.Bool) {
	defer func() { _ = errors.Join(client.Close(), server.Close()) }()
	buf := make([]byte, 64<<10)
	for {
		n, err := server.Read(buf)
		if err != nil && !errors.Is(err, io.EOF) || n == 0 || deaf.Load() {
			return
		}
		if _, err := client.Write(buf[:n]); err != nil {
			return
		}
	}
}
