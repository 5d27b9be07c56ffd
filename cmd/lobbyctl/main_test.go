package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/control"
	"lobby.internal/store"
)

// result is what a command came to.
type result struct {
	code        int
	stdout, err string
}

// call runs lobbyctl as a shell would.
func call(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), args, strings.NewReader(stdin), &stdout, &stderr)
	return result{code, stdout.String(), stderr.String()}
}

func (r result) want(t *testing.T, code int, stdout string, stderr ...string) {
	t.Helper()
	if r.code != code || r.stdout != stdout {
		t.Errorf("exit code %d and output %q, want %d and %q", r.code, r.stdout, code, stdout)
	}
	for _, s := range stderr {
		if !strings.Contains(r.err, s) {
			t.Errorf("the error is %q, want %q in it", r.err, s)
		}
	}
	if len(stderr) == 0 && r.err != "" {
		t.Errorf("the error is %q, want none", r.err)
	}
}

// seeded returns a data directory without an agent: three entries of the badge
// log, one waiting visitor, one host.
func seeded(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	withStore(t, dir, func(db *store.DB) {
		_, keyErr := store.OpenLogKey(dir, db.Kiosk())
		if err := errors.Join(keyErr, db.ReplaceHosts([]kiosk.Host{old})); err != nil {
			t.Fatal(err)
		}
		for i, id := range []kiosk.VisitID{"01ARZ3NDEKTSV4RRFFQ0000001", "01ARZ3NDEKTSV4RRFFQ0000002"} {
			if _, err := db.Decide("", registering(id, eight.AddDate(0, 0, i))); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.Decide("", cancelling("01ARZ3NDEKTSV4RRFFQ0000001", eight.AddDate(0, 0, 2))); err != nil {
			t.Fatal(err)
		}
	})
	return dir
}

var (
	eight = time.Date(2024, 11, 24, 8, 0, 0, 0, time.Local)
	old   = kiosk.Host{ID: "H0", Name: "旧示例"}
)

func registering(id kiosk.VisitID, at time.Time) func(kiosk.Tx) (kiosk.VisitID, error) {
	return func(tx kiosk.Tx) (kiosk.VisitID, error) {
		ticket, err := tx.NextTicket(at)
		if err != nil {
			return "", err
		}
		v := kiosk.NewVisit(id, kiosk.LangZH)
		r := kiosk.Registration{Visitor: kiosk.Visitor{Name: "访客甲"}, Host: old, Arranged: kiosk.ArrangedYes}
		if err := v.Register(r, ticket, at); err != nil {
			return "", err
		}
		return id, tx.Put(v)
	}
}

func cancelling(id kiosk.VisitID, at time.Time) func(kiosk.Tx) (kiosk.VisitID, error) {
	return func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(id)
		if err != nil {
			return "", err
		}
		if err := v.Cancel(kiosk.ActorReception, at); err != nil {
			return "", err
		}
		return id, tx.Put(v)
	}
}

func withStore(t *testing.T, dir string, fn func(*store.DB)) {
	t.Helper()
	db, err := store.Open(filepath.Join(dir, "lobby.db"), store.Options{Kiosk: "lobby-test", NoBallast: true})
	if err != nil {
		t.Fatal(err)
	}
	fn(db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// fake is a running agent's service that keeps what it was asked.
type fake struct {
	query   control.Query
	hosts   []kiosk.Host
	status  control.Status
	proof   control.Proof
	written string // of an export or a tail, before it fails or ends
	note    []byte
	tails   []control.TailQuery
	stop    func() // called at the second
	calls   int    // of the roll
	fail    error

	forgetting []control.Forgetting
	recipients []string
}

func (f *fake) Export(_ context.Context, w io.Writer, q control.Query) ([]byte, error) {
	f.query = q
	_, err := io.WriteString(w, f.written)
	return f.note, errors.Join(err, f.fail)
}

func (f *fake) Tail(_ context.Context, w io.Writer, q control.TailQuery) error {
	f.tails = append(f.tails, q)
	if len(f.tails) > 1 && f.stop != nil {
		f.stop()
	}
	_, err := io.WriteString(w, f.written)
	return errors.Join(err, f.fail)
}

func (f *fake) Verify(context.Context) (control.Proof, error) { return f.proof, f.fail }

func (f *fake) Hosts(context.Context) ([]kiosk.Host, error) { return f.hosts, f.fail }

func (f *fake) ReplaceHosts(_ context.Context, hosts []kiosk.Host) error {
	if f.fail == nil {
		f.hosts = hosts
	}
	return f.fail
}

func (f *fake) Invite(_ context.Context, i kiosk.Invitation) (kiosk.Invitation, error) {
	i.Code = kiosk.MakeCode(1)
	return i, f.fail
}

func (f *fake) Status(context.Context) (control.Status, error) { return f.status, f.fail }

// running serves f as an agent does, until the test ends, and returns its data
// directory.
func running(t *testing.T, f *fake) string {
	t.Helper()
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- control.Serve(ctx, control.Socket(dir), f, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	for {
		if _, err := control.Dial(ctx, control.Socket(dir)); err == nil {
			return dir
		}
		select {
		case err := <-done:
			done <- err
			t.Fatal(err)
		case <-time.After(time.Millisecond):
		}
	}
}

func TestRun_Help(t *testing.T) {
	r := call(t, "", "--help")
	if r.code != exitDone || r.err != "" {
		t.Errorf("exit code %d, error %q", r.code, r.err)
	}
	for _, command := range []string{"hosts import", "hosts sync", "badgelog export", "forget", "backup", "restore", "keys renew", "status", "simulate run", "--data"} {
		if !strings.Contains(r.stdout, command) {
			t.Errorf("the help does not tell of %s", command)
		}
	}
	if r := call(t, "", "badgelog", "export", "--help"); r.code != exitDone || !strings.Contains(r.stdout, "--since") {
		t.Errorf("exit code %d, help %q", r.code, r.stdout)
	}
}

func TestRun_WrongUsage(t *testing.T) {
	for name, args := range map[string][]string{
		"no command":        {},
		"unknown command":   {"hots", "import", "hosts.csv"},
		"unknown flag":      {"status", "--verbose"},
		"no file":           {"hosts", "import"},
		"unknown format":    {"badgelog", "export", "--format", "xlsx"},
		"unknown language":  {"simulate", "run", "--printer", "epl"},
		"unknown device":    {"simulate", "fault", "scanner", "silence"},
		"one file too many": {"hosts", "import", "a.csv", "b.csv"},
	} {
		t.Run(name, func(t *testing.T) {
			call(t, "", args...).want(t, exitUsage, "", "lobbyctl: ", "See: lobbyctl --help")
		})
	}
}

func TestRun_Version(t *testing.T) {
	r := call(t, "", "version")
	if r.code != exitDone || !strings.HasPrefix(r.stdout, "lobbyctl ") {
		t.Errorf("exit code %d, output %q", r.code, r.stdout)
	}
}

// broken stands for a fault of the program itself.
type broken struct{}

func (broken) Read([]byte) (int, error) { panic("broken") }

func TestRun_AFaultOfTheProgramIsNotSuccess(t *testing.T) {
	defer func() {
		if got := recover(); got != "broken" {
			t.Errorf("the panic came out as %v", got)
		}
	}()
	code := run(t.Context(), []string{"hosts", "import", "-"}, broken{}, io.Discard, io.Discard)
	t.Errorf("a command that panicked exits with %d", code)
}

func TestSimulate_NobodyThere(t *testing.T) {
	for name, args := range map[string][]string{
		"tap": {"tap", "0C000621A5"}, "scan": {"scan", "6901234567892"}, "fault": {"fault", "printer", "paper-out"}, "labels": {"labels"},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"simulate", "--dir", t.TempDir()}, args...)
			call(t, "", args...).want(t, exitFailed, "", "Start the simulators first: lobbyctl simulate run")
		})
	}
}

// wantFiles requires that the directory holds these and nothing else.
func wantFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the directory holds %v, want %v", got, want)
	}
}
