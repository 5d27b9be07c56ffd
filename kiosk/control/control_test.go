package control

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lobby.internal/kiosk"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake keeps what it was asked.
type fake struct {
	query Query
	hosts []kiosk.Host
	fail  error

	forgetting Forgetting
	recipients []string
}

func (f *fake) Export(_ context.Context, w io.Writer, q Query) ([]byte, error) {
	f.query = q
	if _, err := io.WriteString(w, "line\n"); err != nil {
		return nil, err
	}
	return []byte("a note\n\n— of lines\n"), f.fail
}

func (f *fake) Tail(_ context.Context, w io.Writer, q TailQuery) error {
	_, err := fmt.Fprintf(w, "%+v\n", q)
	return errors.Join(err, f.fail)
}

func (f *fake) Verify(context.Context) (Proof, error) { return Proof{Kiosk: "K1", Head: 7}, f.fail }

func (f *fake) Hosts(context.Context) ([]kiosk.Host, error) { return f.hosts, f.fail }

func (f *fake) ReplaceHosts(_ context.Context, hosts []kiosk.Host) error {
	f.hosts = hosts
	return f.fail
}

func (f *fake) Invite(_ context.Context, i kiosk.Invitation) (kiosk.Invitation, error) {
	i.Code = "79927398"
	return i, f.fail
}

func (f *fake) Status(context.Context) (Status, error) { return Status{Waiting: 3}, f.fail }

// serve answers for s at a socket until the test ends, and waits for the end.
func serve(t *testing.T, s Service) *Client {
	t.Helper()
	return serveAt(t, Socket(t.TempDir()), s)
}

func serveAt(t *testing.T, socket string, s Service) *Client {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, socket, s, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	for {
		c, err := Dial(ctx, socket)
		if err == nil {
			return c
		}
		select {
		case err := <-done:
			t.Fatal(err)
		case <-time.After(time.Millisecond):
		}
	}
}

func TestClient_Export(t *testing.T) {
	f := &fake{}
	c := serve(t, f)
	q := Query{Format: FormatCSV, Since: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Unsigned: true}
	var out bytes.Buffer
	note, err := c.Export(t.Context(), &out, q)
	if err != nil {
		t.Fatal(err)
	}
	if string(note) != "a note\n\n— of lines\n" {
		t.Errorf("the note is %q", note)
	}
	if out.String() != "line\n" || f.query != q {
		t.Errorf("got %q for %+v", out.String(), f.query)
	}
}

func TestClient_ExportThatStopsShortIsAnError(t *testing.T) {
	c := serve(t, &fake{fail: errors.New("disk gone\nand more")})
	_, err := c.Export(t.Context(), io.Discard, Query{Format: FormatJSONL})
	if err == nil || !strings.Contains(err.Error(), "disk gone; and more") {
		t.Errorf("error is %v", err)
	}
}

func TestClient_RefusesAnUnknownFormat(t *testing.T) {
	if _, err := serve(t, &fake{}).Export(t.Context(), io.Discard, Query{Format: "xlsx"}); err == nil {
		t.Error("an unknown format was taken")
	}
}

func TestClient_ReplaceHosts(t *testing.T) {
	f := &fake{}
	c := serve(t, f)
	if err := c.ReplaceHosts(t.Context(), []kiosk.Host{{ID: "H1", Name: "示例"}}); err != nil {
		t.Fatal(err)
	}
	if len(f.hosts) != 1 || f.hosts[0].Name != "示例" {
		t.Errorf("the agent got %+v", f.hosts)
	}
	f.fail = errors.New("disk full")
	if err := c.ReplaceHosts(t.Context(), nil); err == nil {
		t.Error("a refusal was lost")
	}
}

func TestClient_Hosts(t *testing.T) {
	f := &fake{hosts: []kiosk.Host{{ID: "H1", Name: "示例", Deputy: "H2"}, {ID: "H2", Name: "示例乙"}}}
	c := serve(t, f)
	hosts, err := c.Hosts(t.Context())
	if err != nil || !slices.Equal(hosts, f.hosts) {
		t.Errorf("the hosts are %+v, %v", hosts, err)
	}
	f.fail = errors.New("disk gone")
	if _, err := c.Hosts(t.Context()); err == nil || err.Error() != "disk gone" {
		t.Errorf("error is %v", err)
	}
}

func TestClient_Status(t *testing.T) {
	st, err := serve(t, &fake{}).Status(t.Context())
	if err != nil || st.Waiting != 3 {
		t.Errorf("status is %+v, %v", st, err)
	}
}

func TestClient_TailAndVerify(t *testing.T) {
	f := &fake{}
	c := serve(t, f)
	var out bytes.Buffer
	if err := c.Tail(t.Context(), &out, TailQuery{After: 5, Newest: 3}); err != nil || out.String() != "{After:5 Newest:3}\n" {
		t.Errorf("tail is %q, %v", out.String(), err)
	}
	if p, err := c.Verify(t.Context()); err != nil || p != (Proof{Kiosk: "K1", Head: 7}) {
		t.Errorf("proof is %+v, %v", p, err)
	}
	f.fail = errors.New("entry 5 was altered")
	_, err := c.Verify(t.Context())
	for _, err := range []error{err, c.Tail(t.Context(), io.Discard, TailQuery{})} {
		if err == nil || !strings.Contains(err.Error(), "entry 5 was altered") {
			t.Errorf("error is %v", err)
		}
	}
	if err := c.Tail(t.Context(), io.Discard, TailQuery{Newest: -1}); err == nil {
		t.Error("a negative number was taken")
	}
}

func TestDial_NobodyThere(t *testing.T) {
	_, err := Dial(t.Context(), Socket(t.TempDir()))
	if !errors.Is(err, ErrNotRunning) {
		t.Errorf("error is %v, want ErrNotRunning", err)
	}
}

// TestServe_SocketIsPrivateFromTheStart looks at the socket again and again while
// it is made, under a umask that leaves everything to everybody: whoever may write
// to it may command the kiosk.
func TestServe_SocketIsPrivateFromTheStart(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	dir := t.TempDir()
	for range 50 {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- Serve(ctx, Socket(dir), &fake{}, slog.New(slog.DiscardHandler)) }()
		for seen := false; !seen; {
			info, err := os.Stat(Socket(dir))
			seen = err == nil
			if seen && info.Mode() != fs.ModeSocket|0o600 {
				t.Errorf("the socket is %v", info.Mode())
			}
		}
		if _, err := Dial(ctx, Socket(dir)); err != nil {
			t.Error(err)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Fatalf("%v is left, %v", left, err)
		}
	}
}

// What an agent left that was killed, in the middle of making the socket or later,
// gives way.
func TestServe_ReplacesALeftover(t *testing.T) {
	dir := t.TempDir()
	half := filepath.Join(dir, privateDir, "s")
	err := errors.Join(os.WriteFile(Socket(dir), nil, 0o600), os.Mkdir(filepath.Dir(half), 0o700), os.WriteFile(half, nil, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	serveAt(t, Socket(dir), &fake{})
	if info, err := os.Stat(Socket(dir)); err != nil || info.Mode() != fs.ModeSocket|0o600 {
		t.Errorf("the socket is %v, %v", info.Mode(), err)
	}
}

func TestServe_PathTooLongForASocket(t *testing.T) {
	socket := Socket(filepath.Join(t.TempDir(), strings.Repeat("d", 120)))
	err := Serve(t.Context(), socket, &fake{}, slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "set data.dir to a shorter path") {
		t.Errorf("error is %v, want the advice to shorten data.dir", err)
	}
}

// A path just short enough is not refused.
func TestServe_LongestPathForASocket(t *testing.T) {
	dir, err := os.MkdirTemp("/tmp", "control")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	socket := filepath.Join(dir, strings.Repeat("s", maxSocket-len(dir)-1))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Serve(ctx, socket, &fake{}, slog.New(slog.DiscardHandler)); err != nil {
		t.Errorf("a path of %d bytes is refused: %v", len(socket), err)
	}
}

func TestCount(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	got := Count([]kiosk.Record{
		{ID: "a", State: kiosk.StateRegistered, Registered: at.Add(time.Minute)}, {ID: "b"}, {ID: "c", State: kiosk.StateOnSite},
		{ID: "d", State: kiosk.StateAbsent}, {ID: "e", State: kiosk.StateRegistered, Registered: at},
	})
	if got.Waiting != 2 || !got.WaitingSince.Equal(at) || got.InProgress != 1 || got.OnSite != 1 || got.Damaged != 1 {
		t.Errorf("counted %+v", got)
	}
}
