package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/postgres/postgrestest"
	"lobby.internal/store/relay/relaytest"
)

// carry carries the whole log over, whatever happens to the server, and returns
// how often it had to begin again from the sink's own cursor. met is told of
// every batch that the sink acknowledged.
func carry(ctx context.Context, s *Sink, l *relaytest.Log, limit int, met func(relay.Cursor)) (again int, err error) {
	for ; ; again++ {
		at, err := s.Cursor(ctx, l.Kiosk())
		for err == nil {
			b := l.Next(at, limit)
			if len(b.Rows) == 0 {
				return again, nil
			}
			if err = s.Append(ctx, b); err == nil {
				at = b.After()
				met(at)
			}
		}
		if ctx.Err() != nil || errors.Is(err, relay.ErrPermanent) {
			return again, err
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func nobody(relay.Cursor) {}

// same requires that the database has the log, row by row, and the cursor.
func same(t *testing.T, s *Sink, l *relaytest.Log) {
	t.Helper()
	rows, err := glass{s}.Rows(t.Context(), l.Kiosk())
	if err != nil {
		t.Fatal(err)
	}
	if diff := relaytest.Diff(rows, l.Rows()); diff != "" {
		t.Error(diff)
	}
	chain := badgelog.NewVerifier(l.Epoch().Base)
	for _, r := range rows {
		if err := chain.Next(r.Entry()); err != nil {
			t.Fatal(err)
		}
	}
	if at, err := s.Cursor(t.Context(), l.Kiosk()); err != nil || at != l.Head() {
		t.Errorf("cursor %+v, %v; want %+v", at, err, l.Head())
	}
}

// TestAppend_ServerKilled kills the server while 100,000 entries are carried
// over. What was acknowledged must be there after each time.
func TestAppend_ServerKilled(t *testing.T) {
	server := postgrestest.Start(t)
	s := open(t, server.Database(t, "killed"))
	l := relaytest.NewLog("K1").Grow(100_000)
	const kills = 8
	batches := make(chan relay.Cursor, 64) // acknowledged; with room, so that batches are on their way while the server dies
	done := make(chan error, 1)
	var again int
	go func() {
		var err error
		again, err = carry(t.Context(), s, l, 500, func(c relay.Cursor) { batches <- c })
		close(batches)
		done <- err
	}()
	killed, n := 0, 0
	for acknowledged := range batches {
		if n++; n%20 != 7 || killed == kills {
			continue
		}
		server.Kill(t, []syscall.Signal{syscall.SIGKILL, syscall.SIGQUIT}[killed%2])
		server.Run(t)
		killed++
		at, err := s.Cursor(t.Context(), l.Kiosk())
		for until := time.Now().Add(time.Minute); err != nil && time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
			at, err = s.Cursor(t.Context(), l.Kiosk())
		}
		if err != nil || at.Seq < acknowledged.Seq {
			t.Errorf("entry %d was acknowledged, the cursor is at %d: %v", acknowledged.Seq, at.Seq, err)
		}
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if killed != kills || again < kills {
		t.Errorf("killed %d times, begun again %d times", killed, again)
	}
	same(t, s, l)
	t.Logf("killed %d times, begun again %d times", killed, again)
}

// TestAppend_ServerKilledControl: a table that PostgreSQL does not log does not
// survive a killed server, and the comparison says so.
func TestAppend_ServerKilledControl(t *testing.T) {
	server := postgrestest.Start(t)
	s := open(t, server.Database(t, "control"))
	run(t, s, `ALTER TABLE badgelog.entries SET UNLOGGED`)
	l := relaytest.NewLog("K1").Grow(1000)
	if _, err := carry(t.Context(), s, l, 500, nobody); err != nil {
		t.Fatal(err)
	}
	same(t, s, l)
	server.Kill(t, syscall.SIGKILL)
	server.Run(t)
	s.pool.Reset()
	rows, err := glass{s}.Rows(t.Context(), l.Kiosk())
	if err != nil {
		t.Fatal(err)
	}
	if relaytest.Diff(rows, l.Rows()) == "" {
		t.Error("nothing was lost: the server was not killed where it hurts")
	}
}

// TestAppend_TornConnections tears connections in the middle of a batch, before
// COMMIT and after it. The control has neither key nor cursor and must go wrong.
func TestAppend_TornConnections(t *testing.T) {
	server := postgrestest.Start(t)
	l := relaytest.NewLog("K1").Grow(12_000)
	direct := open(t, server.Database(t, "torn"))
	p, url := tearing(t, server, "torn", 5)
	s := open(t, url)
	again, err := carry(t.Context(), s, l, 150, nobody)
	if err != nil {
		t.Fatal(err)
	}
	for how := range p.torn {
		if n := p.torn[how].Load(); n < 3 {
			t.Errorf("only %d connections were torn in way %d", n, how)
		}
	}
	same(t, direct, l)
	t.Logf("torn %d, %d and %d times, begun again %d times", p.torn[tearRequest].Load(), p.torn[tearCommit].Load(), p.torn[tearReply].Load(), again)

	server.Database(t, "control")
	_, url = tearing(t, server, "control", 5)
	stored := careless(t, open(t, url), l, 150)
	if stored <= len(l.Rows()) {
		t.Errorf("the control has %d rows of %d: the connections were not torn where it hurts", stored, len(l.Rows()))
	}
}

// careless carries the log as one would without a cursor in the transaction: a
// batch without an answer is sent again. It returns how many rows there are in
// the end.
func careless(t *testing.T, s *Sink, l *relaytest.Log, limit int) (stored int) {
	t.Helper()
	insist := func(do func() error) {
		for err := do(); err != nil; err = do() {
			if t.Context().Err() != nil {
				t.Fatal(err)
			}
		}
	}
	insist(func() error {
		_, err := s.pool.Exec(t.Context(), `CREATE TABLE IF NOT EXISTS careless (seq bigint, filler text)`)
		return err
	})
	filler := strings.Repeat("示例", 2000) // makes a batch as large as ours
	for _, b := range l.All(limit) {
		var numbers []int64
		for _, r := range b.Rows {
			numbers = append(numbers, int64(r.Seq))
		}
		insist(func() error {
			return pgx.BeginFunc(t.Context(), s.pool, func(tx pgx.Tx) error {
				_, err := tx.Exec(t.Context(), `INSERT INTO careless SELECT unnest($1::bigint[]), $2`, numbers, filler)
				return err
			})
		})
	}
	insist(func() error { return s.pool.QueryRow(t.Context(), `SELECT count(*) FROM careless`).Scan(&stored) })
	return stored
}

func TestAppend_KiosksAtOnce(t *testing.T) {
	server := shared.Get(t)
	s := open(t, server.Database(t, "kiosks"))
	logs := make([]*relaytest.Log, 12)
	errs := make([]error, len(logs))
	var all sync.WaitGroup
	for i := range logs {
		logs[i] = relaytest.NewLog(fmt.Sprintf("K%d", i)).Grow(2000 + 37*i)
		all.Go(func() { _, errs[i] = carry(t.Context(), s, logs[i], 90+i, nobody) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	for _, l := range logs {
		same(t, s, l)
	}
}

// TestAppend_TwoSyncersOfOneKiosk: whoever comes second finds the first one's
// rows there, and the cursor never goes back.
func TestAppend_TwoSyncersOfOneKiosk(t *testing.T) {
	server := shared.Get(t)
	url := server.Database(t, "two")
	l := relaytest.NewLog("K1").Grow(20_000)
	first, second, watcher := open(t, url), open(t, url), open(t, url)
	ctx, stop := context.WithCancel(t.Context())
	var watch, all sync.WaitGroup
	watch.Go(func() {
		for was := uint64(0); ctx.Err() == nil; {
			at, err := watcher.Cursor(ctx, "K1")
			if err == nil && at.Seq < was {
				t.Errorf("the cursor went back from %d to %d", was, at.Seq)
			}
			was = at.Seq
		}
	})
	var errs [2]error
	all.Go(func() { _, errs[0] = carry(t.Context(), first, l, 100, nobody) })
	all.Go(func() { _, errs[1] = carry(t.Context(), second, l, 130, nobody) })
	all.Wait()
	stop()
	watch.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	same(t, first, l)
}
