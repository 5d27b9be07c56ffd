// Package postgrestest starts a real PostgreSQL server for a test, from the
// programs that are installed, on a folder and a socket of its own.
package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL server that belongs to one test. Its superuser is
// postgres and needs no password.
type Server struct {
	bin, dir string
	owner    *syscall.Credential // nil: whoever runs the test
	process  *exec.Cmd
	exited   chan struct{}
}

// patience bounds every wait for the server.
const patience = time.Minute

// Start starts a server that is stopped and removed when the test ends. Where
// PostgreSQL is not installed the test is skipped, or fails if LOBBY_CHECKS is 1.
// Settings are lines of postgresql.conf.
func Start(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	s, err := launch(settings)
	need(tb, err)
	tb.Cleanup(func() {
		if err := s.remove(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// Shared is one server for the tests of a package that do not harm it. Its zero
// value is ready.
type Shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Get returns the server, started by the first who asks, as Start does. It need
// not survive a power cut and does not wait for the disk.
func (s *Shared) Get(tb testing.TB) *Server {
	tb.Helper()
	s.once.Do(func() { s.server, s.err = launch([]string{"fsync = off"}) })
	need(tb, s.err)
	return s.server
}

// Stop stops the server after the last test.
func (s *Shared) Stop() error {
	if s.server == nil {
		return nil
	}
	return s.server.remove()
}

// errMissing says what to install.
var errMissing = errors.New("postgresql is not installed: apt-get install postgresql")

func need(tb testing.TB, err error) {
	tb.Helper()
	switch {
	case errors.Is(err, errMissing) && os.Getenv("LOBBY_CHECKS") != "1":
		tb.Skip(err)
	case err != nil:
		tb.Fatal(err)
	}
}

func launch(settings []string) (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "lobby-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir}
	if err = s.create(settings); err == nil {
		err = s.run()
	}
	if err != nil {
		return nil, errors.Join(err, s.remove())
	}
	return s, nil
}

func (s *Server) remove() error {
	return errors.Join(s.stop(syscall.SIGINT), os.RemoveAll(s.dir))
}

// programs returns the folder of the newest server's programs.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		if p, err := exec.LookPath("initdb"); err == nil {
			return filepath.Dir(p), nil
		}
		return "", errMissing
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// create makes the data folder. The server refuses to run as root, so root's
// tests run it as another user.
func (s *Server) create(settings []string) error {
	if os.Geteuid() == 0 {
		if err := s.giveAway(); err != nil {
			return err
		}
	}
	initdb := s.command("initdb", "--pgdata", s.data(), "--auth", "trust", "--username", "postgres", "--encoding", "UTF8", "--locale", "C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	conf, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	for _, line := range append([]string{"listen_addresses = ''", "unix_socket_directories = '" + s.dir + "'"}, settings...) {
		if _, werr := io.WriteString(conf, line+"\n"); werr != nil {
			err = errors.Join(err, werr)
		}
	}
	return errors.Join(err, conf.Close())
}

func (s *Server) giveAway() error {
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return err
		}
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return err
	}
	s.owner = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(s.dir, int(uid), int(gid))
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.dir
	c.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=" + s.dir}
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.owner}
	return c
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// Socket returns the path of the server's socket.
func (s *Server) Socket() string { return filepath.Join(s.dir, ".s.PGSQL.5432") }

// URL returns the address of a database.
func (s *Server) URL(database string) string { return URL(s.dir, database) }

// URL returns the address of a database of the server whose socket is in the
// folder.
func URL(folder, database string) string {
	return "postgres://postgres@/" + database + "?host=" + url.QueryEscape(folder)
}

// Program returns the path of one of the installed programs, such as psql.
func (s *Server) Program(name string) string { return filepath.Join(s.bin, name) }

// Database creates an empty database, if it is not there, and returns its
// address.
func (s *Server) Database(tb testing.TB, name string) string {
	tb.Helper()
	err := s.ask(tb.Context(), func(ctx context.Context, c *pgx.Conn) error {
		var there bool
		if err := c.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&there); err != nil || there {
			return err
		}
		_, err := c.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s.URL(name)
}

// Run starts the server again after Kill and waits until it answers.
func (s *Server) Run(tb testing.TB) {
	tb.Helper()
	if err := s.run(); err != nil {
		tb.Fatal(err)
	}
}

func (s *Server) run() (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for ; ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		if s.process == nil {
			if err := s.start(); err != nil {
				return err
			}
		}
		if err = s.ask(ctx, func(ctx context.Context, c *pgx.Conn) error { return c.Ping(ctx) }); err == nil {
			return nil
		}
		select {
		case <-s.exited: // what a killed server left may take a moment to end
			s.process = nil
		default:
		}
	}
	text, rerr := os.ReadFile(filepath.Join(s.dir, "log"))
	return fmt.Errorf("the server does not start: %w\n%s", errors.Join(err, rerr), text)
}

func (s *Server) start() error {
	out, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	c := s.command("postgres", "-D", s.data())
	c.Stdout, c.Stderr = out, out
	if err := errors.Join(c.Start(), out.Close()); err != nil {
		return err
	}
	exited := make(chan struct{})
	s.process, s.exited = c, exited
	go func() {
		_ = c.Wait() // how it ended is in its log
		close(exited)
	}()
	return nil
}

// Kill ends the server without a chance to finish anything: SIGKILL, or SIGQUIT
// for PostgreSQL's own immediate stop.
func (s *Server) Kill(tb testing.TB, signal syscall.Signal) {
	tb.Helper()
	if err := s.stop(signal); err != nil {
		tb.Fatal(err)
	}
}

func (s *Server) stop(signal syscall.Signal) error {
	if s.process == nil {
		return nil
	}
	if err := s.process.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.exited:
		s.process = nil
		return nil
	case <-time.After(patience):
		return errors.Join(errors.New("the server does not stop"), s.process.Process.Kill())
	}
}

func (s *Server) ask(ctx context.Context, fn func(context.Context, *pgx.Conn) error) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close(context.WithoutCancel(ctx))) }()
	return fn(ctx, c)
}
