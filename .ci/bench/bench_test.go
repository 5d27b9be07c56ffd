// Package bench measures the kiosk's store beside SQLite, in the same run and on
// the same disk. It is a module of its own so that the product has no SQLite.
package bench

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/directory"
	"lobby.internal/store"
)

var (
	morning = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	host    = kiosk.Host{ID: "H001", Name: "林示例", Department: "Sample Department", Floor: "12", LiftBank: "B"}
	visitor = kiosk.Visitor{Name: "访客甲", Title: kiosk.TitleMr, Company: "Fictional Trading", Phone: "13800000000"}
)

func visitID(n int) kiosk.VisitID { return kiosk.VisitID(fmt.Sprintf("01ARZ3NDEKTSV4RRFFQ%07d", n)) }

func newStore(b *testing.B) *store.DB { return openStore(b, filepath.Join(b.TempDir(), "lobby.db")) }

func openStore(b *testing.B, path string) *store.DB {
	b.Helper()
	db, err := store.Open(path, store.Options{Kiosk: "bench", Zone: time.UTC})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	return db
}

func register(db *store.DB, n int) error {
	id, at := visitID(n), morning.Add(time.Duration(n)*time.Millisecond)
	_, err := db.Decide(kiosk.OpID("register "+string(id)), func(tx kiosk.Tx) (kiosk.VisitID, error) {
		ticket, err := tx.NextTicket(at)
		if err != nil {
			return "", err
		}
		v := kiosk.NewVisit(id, kiosk.LangZH)
		r := kiosk.Registration{Visitor: visitor, Host: host, Arranged: kiosk.ArrangedYes}
		if err := v.Register(r, ticket, at); err != nil {
			return "", err
		}
		return id, tx.Put(v)
	})
	return err
}

// leave takes visit n through to its end, or only to the site.
func leave(db *store.DB, n int, gone bool) error {
	id, at := visitID(n), morning.Add(time.Hour)
	_, err := db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		queue, err := tx.Queue()
		if err != nil {
			return "", err
		}
		turn, err := queue.Next()
		if err != nil {
			return "", err
		}
		v, err := tx.Visit(id)
		if err != nil {
			return "", err
		}
		number, err := tx.NextBadge(at)
		err = errors.Join(err, v.Contact(turn, at), v.RecordAnswer(kiosk.StateGoUp, at),
			v.IssueBadge(kiosk.Badge{Number: number, Expires: at.Add(time.Hour)}, at), v.Enter(false, kiosk.ActorAgent, at))
		if gone {
			err = errors.Join(err, v.Leave(kiosk.ActorReader, at))
		}
		return id, errors.Join(err, tx.Put(v))
	})
	return err
}

// lite is the same in SQLite, without what seals and chains: a visit as JSON
// with its state and time in columns, an operation, a log entry and a counter.
type lite struct{ *sql.DB }

func newLite(b *testing.B) lite { return openLite(b, filepath.Join(b.TempDir(), "lite.db")) }

func liteName(path string) string {
	return "file:" + path + "?_pragma=journal_mode(wal)&_pragma=synchronous(full)"
}

func openLite(b *testing.B, path string) lite {
	b.Helper()
	db, err := sql.Open("sqlite", liteName(path))
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1) // one writer, as in the store
	b.Cleanup(func() { _ = db.Close() })
	_, err = db.Exec(`CREATE TABLE visit(id TEXT PRIMARY KEY, state TEXT, arrived INTEGER, record TEXT) WITHOUT ROWID;
		CREATE INDEX visit_open ON visit(arrived) WHERE state NOT IN ('left', 'cancelled', 'timed_out');
		CREATE INDEX visit_state ON visit(state, arrived);
		CREATE TABLE op(id TEXT PRIMARY KEY, visit TEXT, at INTEGER) WITHOUT ROWID;
		CREATE TABLE log(seq INTEGER PRIMARY KEY, at INTEGER, kind TEXT, visit TEXT, entry TEXT);
		CREATE TABLE counter(name TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
		CREATE TABLE host(id TEXT PRIMARY KEY, name TEXT, pinyin TEXT, letters TEXT, department TEXT, record TEXT) WITHOUT ROWID;
		CREATE INDEX host_letters ON host(letters)`)
	if err != nil {
		b.Fatal(err)
	}
	return lite{db}
}

func (l lite) register(n int, state kiosk.State) error {
	id, at := string(visitID(n)), morning.Add(time.Duration(n)*time.Millisecond)
	tx, err := l.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var found, ticket int
	if err := tx.QueryRow(`SELECT count(*) FROM op WHERE id = ?`, "register "+id).Scan(&found); err != nil {
		return err
	}
	err = tx.QueryRow(`INSERT INTO counter VALUES ('ticket', 1) ON CONFLICT(name) DO UPDATE SET n = n + 1 RETURNING n`).Scan(&ticket)
	if err != nil {
		return err
	}
	r := kiosk.Record{ID: visitID(n), Rev: 1, State: state, Ticket: ticket, Registered: at, Visitor: visitor, Host: host}
	record, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err1 := tx.Exec(`INSERT INTO visit VALUES (?, ?, ?, ?)`, id, string(state), at.UnixNano(), record)
	_, err2 := tx.Exec(`INSERT INTO op VALUES (?, ?, ?)`, "register "+id, id, at.UnixNano())
	_, err3 := tx.Exec(`INSERT INTO log(at, kind, visit, entry) VALUES (?, 'registered', ?, ?)`, at.UnixNano(), id, `{"rev":1,"actor":"visitor"}`)
	return errors.Join(err1, err2, err3, tx.Commit())
}

func (l lite) records(query string, args ...any) ([]kiosk.Record, error) {
	rows, err := l.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []kiosk.Record
	for rows.Next() {
		var data []byte
		var r kiosk.Record
		if err := errors.Join(rows.Scan(&data), json.Unmarshal(data, &r)); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// race runs ours and theirs in turn, ours measured by the benchmark. The metric
// times-sqlite is how many times as fast ours was.
func race(b *testing.B, ours, theirs func(n int) error) {
	b.Helper()
	raceAfter(b, func(int) error { return nil }, ours, theirs)
}

// raceAfter is race with something done before each turn that is not measured.
func raceAfter(b *testing.B, before, ours, theirs func(n int) error) {
	b.Helper()
	var own, other time.Duration
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		if err := before(n); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		begun := time.Now()
		if err := ours(n); err != nil {
			b.Fatal(err)
		}
		own += time.Since(begun)
		b.StopTimer()
		begun = time.Now()
		if err := theirs(n); err != nil {
			b.Fatal(err)
		}
		other += time.Since(begun)
		n++
		b.StartTimer()
	}
	b.ReportMetric(float64(other)/float64(own), "times-sqlite")
	b.ReportMetric(float64(other.Nanoseconds())/float64(n), "sqlite-ns/op")
}

func BenchmarkRegister(b *testing.B) {
	db, l := newStore(b), newLite(b)
	race(b, func(n int) error { return register(db, n) },
		func(n int) error { return l.register(n, kiosk.StateRegistered) })
}

// BenchmarkRegister64 has 64 desks register at once, with each store for itself.
func BenchmarkRegister64(b *testing.B) {
	desks := func(b *testing.B, register func(n int) error) {
		var n atomic.Int64
		b.SetParallelism((63 + runtime.GOMAXPROCS(0)) / runtime.GOMAXPROCS(0))
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := register(int(n.Add(1))); err != nil {
					b.Error(err)
				}
			}
		})
	}
	b.Run("ours", func(b *testing.B) {
		db := newStore(b)
		desks(b, func(n int) error { return register(db, n) })
	})
	b.Run("sqlite", func(b *testing.B) {
		l := newLite(b)
		desks(b, func(n int) error { return l.register(n, kiosk.StateRegistered) })
	})
}

// lobbies lets past visits happen in both stores, and others of whom some wait
// and some are on site.
func lobbies(b *testing.B, db *store.DB, l lite, past, onSite, waiting int) {
	b.Helper()
	for n := range past + onSite + waiting {
		state, err := kiosk.StateRegistered, register(db, n)
		if n < past+onSite {
			state = kiosk.StateOnSite
			if n < past {
				state = kiosk.StateLeft
			}
			err = errors.Join(err, leave(db, n, n < past))
		}
		if err := errors.Join(err, l.register(n, state)); err != nil {
			b.Fatal(err)
		}
	}
}

func expect(want int, state kiosk.State, all []kiosk.Record, err error) error {
	n := 0
	for _, r := range all {
		if r.State == state {
			n++
		}
	}
	if err == nil && n != want {
		err = fmt.Errorf("%d visits, not %d", n, want)
	}
	return err
}

// openVisits are who waits and who is on site.
const openVisits = `SELECT record FROM visit WHERE state NOT IN ('left', 'cancelled', 'timed_out') ORDER BY arrived`

// BenchmarkQueuePage reads who waits, with ten on site.
func BenchmarkQueuePage(b *testing.B) {
	db, l := newStore(b), newLite(b)
	lobbies(b, db, l, 2000, 10, 20)
	raceReads(b, db, l, func() error {
		all, err := db.Open()
		return expect(20, kiosk.StateRegistered, all, err)
	}, func() error {
		all, err := l.records(openVisits)
		return expect(20, kiosk.StateRegistered, all, err)
	})
}

// BenchmarkOnSite reads who is on site.
func BenchmarkOnSite(b *testing.B) {
	db, l := newStore(b), newLite(b)
	lobbies(b, db, l, 2000, 300, 0)
	raceReads(b, db, l, func() error {
		all, err := db.Open()
		return expect(300, kiosk.StateOnSite, all, err)
	}, func() error {
		all, err := l.records(`SELECT record FROM visit WHERE state = 'on_site' ORDER BY arrived`)
		return expect(300, kiosk.StateOnSite, all, err)
	})
}

// raceReads reads again and again, as windows do each second, and with one of
// the visits changed before each read, as they do when somebody has acted.
func raceReads(b *testing.B, db *store.DB, l lite, ours, theirs func() error) {
	b.Run("again", func(b *testing.B) {
		race(b, func(int) error { return ours() }, func(int) error { return theirs() })
	})
	b.Run("changed", func(b *testing.B) {
		change := func(n int) error { return errors.Join(lend(db, 2000+n%10, n), l.touch(2000+n%10)) }
		raceAfter(b, change, func(int) error { return ours() }, func(int) error { return theirs() })
	})
}

// lend lends a card to the visitor of visit n, who is on site.
func lend(db *store.DB, n, card int) error {
	_, err := db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(visitID(n))
		if err != nil {
			return "", err
		}
		return visitID(n), errors.Join(v.Lend(fmt.Sprint(card), morning.Add(2*time.Hour)), tx.Put(v))
	})
	return err
}

func (l lite) touch(n int) error {
	_, err := l.Exec(`UPDATE visit SET record = record WHERE id = ?`, string(visitID(n)))
	return err
}

// BenchmarkHosts searches 100,000 hosts for a beginning of a name in pinyin. In
// "index" SQLite has an index over exactly that and looks for nothing else; in
// "scan" it looks at names and departments too, though not for abbreviations,
// as the directory does.
func BenchmarkHosts(b *testing.B) {
	const syllables = "bo chen dong fang gao han jia kang liang meng ning ou peng qin rao song tang wei xia yang zhou"
	var parts []string
	for s := range strings.FieldsSeq(syllables) {
		parts = append(parts, s)
	}
	l := newLite(b)
	tx, err := l.Begin()
	if err != nil {
		b.Fatal(err)
	}
	hosts := make([]kiosk.Host, 100_000)
	for n := range hosts {
		a, c, d := parts[n%21], parts[n/21%21], parts[n/441%21]
		hosts[n] = kiosk.Host{
			ID: kiosk.HostID(fmt.Sprintf("H%06d", n)), Name: fmt.Sprintf("示例%d", n), Pinyin: a + " " + c + " " + d,
			Department: "Sample", Floor: "12",
		}
		record, err := json.Marshal(hosts[n])
		if err != nil {
			b.Fatal(err)
		}
		_, err = tx.Exec(`INSERT INTO host VALUES (?, ?, ?, ?, ?, ?)`, string(hosts[n].ID), hosts[n].Name, hosts[n].Pinyin, a+c+d, hosts[n].Department, record)
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	d := directory.New(hosts)
	for name, where := range map[string]string{
		"index": `letters >= 'weixia' AND letters < 'weixib'`,
		"scan":  `letters LIKE 'weixia%' OR name LIKE '%weixia%' OR department LIKE '%weixia%'`,
	} {
		b.Run(name, func(b *testing.B) {
			race(b, func(int) error { return eight(len(d.Find("weixia", 8))) }, func(int) error {
				n, err := l.hosts(`SELECT record FROM host WHERE ` + where + ` ORDER BY letters, id LIMIT 8`)
				return errors.Join(err, eight(n))
			})
		})
	}
}

func eight(n int) error {
	if n != 8 {
		return fmt.Errorf("%d hosts", n)
	}
	return nil
}

// hosts returns how many hosts the query found, each of them read.
func (l lite) hosts(query string) (n int, err error) {
	rows, err := l.Query(query)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	for ; rows.Next(); n++ {
		var data []byte
		var h kiosk.Host
		if err := errors.Join(rows.Scan(&data), json.Unmarshal(data, &h)); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

// BenchmarkOpenMillion opens a file whose log has a million entries, without
// the check in a child process.
func BenchmarkOpenMillion(b *testing.B) {
	path := filepath.Join(b.TempDir(), "lobby.db")
	o := store.Options{Kiosk: "bench", Zone: time.UTC}
	db, err := store.Open(path, o)
	if err != nil {
		b.Fatal(err)
	}
	if err := fill(db, 1_000_000); err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		db, err := store.Open(path, o)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
