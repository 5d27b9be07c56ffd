package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// TestMain lets the test binary be the child processes of its own tests.
func TestMain(m *testing.M) {
	if _, child := os.LookupEnv(checkEnv); child {
		CheckMain()
	}
	if _, child := os.LookupEnv(flipEnv); child {
		flipChild()
		os.Exit(0)
	}
	if path, child := os.LookupEnv(killEnv); child {
		killChild(path)
		os.Exit(1) // it ends by itself only when something failed
	}
	if path, child := os.LookupEnv(forgetEnv); child {
		forgetChild(path)
		os.Exit(0)
	}
	for env, child := range tracedChildren {
		if path, is := os.LookupEnv(env); is {
			if err := child(path); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			os.Exit(0)
		}
	}
	os.Exit(m.Run())
}

// tracedChildren are the child processes of some tests, by the variable that
// says which file they write to.
var tracedChildren = map[string]func(path string) error{}

var (
	shanghai = time.FixedZone("CST", 8*60*60)
	morning  = time.Date(2026, 11, 24, 9, 30, 0, 123456789, shanghai)
	host     = kiosk.Host{ID: "H001", Name: "林示例", Department: "Sample Department", Floor: "12", LiftBank: "B"}
	visitor  = kiosk.Visitor{Name: "王样本", Title: kiosk.TitleMr, Company: "Fictional Trading", Phone: "13800000000"}
)

// noSync leaves out the syncs, for tests that do not look at what a crash
// leaves behind.
var noSync = faults{bolt: func(o *bolt.Options) { o.NoSync, o.NoGrowSync = true, true }}

func testOptions() Options {
	return Options{Kiosk: "lobby-test", Zone: shanghai, NoBallast: true, Clock: func() time.Time { return morning }}
}

// openTest opens the file at path for the test, after which it is audited.
func openTest(tb testing.TB, path string, o Options, f faults) *DB {
	tb.Helper()
	db, err := open(path, o, f)
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	tb.Cleanup(func() { closeAudited(tb, db) })
	return db
}

// closeAudited closes db, which must be consistent, unless the test has closed
// it already.
func closeAudited(tb testing.TB, db *DB) {
	tb.Helper()
	if db.closed {
		return
	}
	if err := audit(db); err != nil {
		tb.Error(err)
	}
	if err := db.Close(); err != nil {
		tb.Error(err)
	}
}

func newTest(tb testing.TB) *DB {
	tb.Helper()
	return openTest(tb, filepath.Join(tb.TempDir(), "lobby.db"), testOptions(), faults{})
}

// audit looks for everything that must hold of any file at rest.
func audit(db *DB) error {
	if err := db.Check(); err != nil {
		return err
	}
	err := db.view(func(tx *bolt.Tx) error {
		return errors.Join(auditLog(tx), auditVisits(db.vault, tx), auditCommits(db.vault, tx), auditOps(tx))
	})
	if err != nil {
		return err
	}
	_, err = db.Verify(nil)
	return err
}

// auditLog reports a gap in the sequence, a number given twice and a visit that
// is gone without having been erased.
func auditLog(tx *bolt.Tx) error {
	entries, err := badgelog.After(tx, 0, 1<<30)
	if err != nil {
		return err
	}
	trimmed, err := badgelog.Trimmed(tx)
	if err != nil {
		return err
	}
	epochs, err := badgelog.Epochs(tx)
	if err != nil {
		return err
	}
	registered, erased := map[kiosk.VisitID]bool{}, map[kiosk.VisitID]bool{}
	at := trimmed
	for _, e := range entries {
		if base := badgelog.EpochOf(epochs, e.Seq).Base; base.Seq == at.Seq {
			at = base
		}
		chain := badgelog.NewVerifier(at)
		if err := chain.Next(e); err != nil {
			return err
		}
		at = chain.At()
		erased[e.Visit] = e.Kind == kiosk.EventErased
		if e.Kind != kiosk.EventRegistered {
			continue
		}
		if registered[e.Visit] {
			return fmt.Errorf("visit %s registered twice", e.Visit)
		}
		registered[e.Visit] = true
	}
	for id := range registered {
		if tx.Bucket(bucketVisit).Get([]byte(id)) == nil && !erased[id] {
			return fmt.Errorf("visit %s is gone", id)
		}
	}
	if visits := tx.Bucket(bucketVisit).Inspect().KeyN; trimmed.Seq == 0 && visits > len(registered) {
		return fmt.Errorf("%d visits, %d registered in the log", visits, len(registered))
	}
	return nil
}

// auditVisits reports indexes that differ from the visits and tickets and
// badges given twice.
func auditVisits(v vault, tx *bolt.Tx) error {
	open, arrived, messages := 0, 0, 0
	numbers := map[string]bool{}
	err := tableOf(tx, bucketVisit).each(func(k, _ []byte) error {
		r, err := v.record(tx, kiosk.VisitID(k))
		if err != nil {
			return err
		}
		arrived++
		if _, err := kiosk.Restore(r); err != nil {
			return err
		}
		if !r.State.Ended() {
			open++
		}
		if r.MessageWaits() {
			messages++
		}
		names := []string{"ticket " + day(r.Registered, shanghai) + fmt.Sprint(r.Ticket)}
		if r.Party.Lead != "" {
			names = nil // a party has one
		}
		if r.Badge.Number != "" {
			names = append(names, "badge "+r.Badge.Number)
		}
		for _, n := range names {
			if numbers[n] {
				return fmt.Errorf("%s given twice", n)
			}
			numbers[n] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, index := range []struct {
		name []byte
		want int
	}{{bucketOpen, open}, {bucketArrived, arrived}, {bucketMessage, messages}} {
		if got := tx.Bucket(index.name).Inspect().KeyN; got != index.want {
			return fmt.Errorf("index %s has %d visits, not %d", index.name, got, index.want)
		}
	}
	_, err = v.openVisits(tx)
	return err
}

// auditCommits reports a record that is not what the log committed to.
func auditCommits(v vault, tx *bolt.Tx) error {
	entries, err := badgelog.After(tx, 0, 1<<30)
	if err != nil {
		return err
	}
	for _, e := range entries {
		r, err := v.record(tx, e.Visit)
		if errors.Is(err, kiosk.ErrNotFound) || r.Erased || e.Rev != r.Rev || e.Commit == (badgelog.Hash{}) {
			continue
		}
		if err != nil {
			return err
		}
		part, err := v.unseal(tx, r)
		if err != nil {
			return err
		}
		whole, err := encode(r)
		if err != nil {
			return err
		}
		if commitment(part.Salt, whole) != e.Commit {
			return fmt.Errorf("entry %d commits to another record of %s", e.Seq, e.Visit)
		}
	}
	return nil
}

// auditOps reports an operation about a visit that is not there.
func auditOps(tx *bolt.Tx) error {
	return tableOf(tx, bucketOp).each(func(k, v []byte) error {
		done, err := decode[operation](v)
		if err != nil {
			return err
		}
		if done.Visit != "" && tx.Bucket(bucketVisit).Get([]byte(done.Visit)) == nil && !tornAway(tx, done.Visit) {
			return fmt.Errorf("operation %s without its visit", k)
		}
		return nil
	})
}

func visitID(n int) kiosk.VisitID { return kiosk.VisitID(fmt.Sprintf("01TEST%020d", n)) }

// registration is a decision that registers a new visit.
func registration(id kiosk.VisitID, at time.Time) func(kiosk.Tx) (kiosk.VisitID, error) {
	return func(tx kiosk.Tx) (kiosk.VisitID, error) {
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
	}
}

// turnOf takes a turn from the queue and reads its visit.
func turnOf(tx kiosk.Tx, take func(kiosk.Queue) (kiosk.Turn, error)) (kiosk.Turn, *kiosk.Visit, error) {
	queue, err := tx.Queue()
	if err != nil {
		return kiosk.Turn{}, nil, err
	}
	turn, err := take(queue)
	if err != nil {
		return turn, nil, err
	}
	v, err := tx.Visit(turn.Visit())
	return turn, v, err
}

// nextTurn is that of who came first.
func nextTurn(tx kiosk.Tx) (kiosk.Turn, *kiosk.Visit, error) { return turnOf(tx, kiosk.Queue.Next) }

// outOfTurn is that of a visit, whoever came before.
func outOfTurn(tx kiosk.Tx, id kiosk.VisitID) (kiosk.Turn, *kiosk.Visit, error) {
	return turnOf(tx, func(q kiosk.Queue) (kiosk.Turn, error) { return q.Take(id, "a reason") })
}

// badging is a decision that takes a registered visit to its badge.
func badging(id kiosk.VisitID, at time.Time) func(kiosk.Tx) (kiosk.VisitID, error) {
	return func(tx kiosk.Tx) (kiosk.VisitID, error) {
		turn, v, err := outOfTurn(tx, id)
		if err != nil {
			return "", err
		}
		number, err := tx.NextBadge(at)
		if err != nil {
			return "", err
		}
		return id, errors.Join(v.Contact(turn, at), v.RecordAnswer(kiosk.StateGoUp, at),
			v.IssueBadge(kiosk.Badge{Number: number, Expires: at.Add(time.Hour)}, at), tx.Put(v))
	}
}

func mustDecide(tb testing.TB, db *DB, op string, fn func(kiosk.Tx) (kiosk.VisitID, error)) kiosk.VisitID {
	tb.Helper()
	id, err := db.Decide(kiosk.OpID(op), fn)
	if err != nil {
		tb.Fatalf("decide %s: %v", op, err)
	}
	return id
}

func mustRegister(tb testing.TB, db *DB, n int) kiosk.VisitID {
	tb.Helper()
	id := visitID(n)
	return mustDecide(tb, db, "register "+string(id), registration(id, morning.Add(time.Duration(n)*time.Minute)))
}

func entries(tb testing.TB, db *DB) []badgelog.Entry {
	tb.Helper()
	var all []badgelog.Entry
	err := db.view(func(tx *bolt.Tx) (err error) {
		all, err = badgelog.After(tx, 0, 1<<30)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// TestAudit_FindsFaults is the control of every other test's cleanup.
func TestAudit_FindsFaults(t *testing.T) {
	var db *DB
	spoil := map[string]func(*bolt.Tx) error{
		"there twice: entry 2": func(tx *bolt.Tx) error { return tx.Bucket(bucketLog).Delete([]byte{0, 0, 0, 0, 0, 0, 0, 2}) },
		"index open": func(tx *bolt.Tx) error {
			k, _ := tx.Bucket(bucketOpen).Cursor().First()
			return tx.Bucket(bucketOpen).Delete(k)
		},
		"without its visit": func(tx *bolt.Tx) error { return putOp(tx, "lost", operation{Visit: "nobody"}) },
		"registered twice": func(tx *bolt.Tx) error {
			_, err := badgelog.Append(tx, kiosk.Event{Kind: kiosk.EventRegistered, Visit: visitID(1), At: morning}, badgelog.Hash{})
			return err
		},
		"commits to another record": func(tx *bolt.Tx) error {
			r, err := db.vault.record(tx, visitID(2))
			if err != nil {
				return err
			}
			r.Visitor.Name = "another"
			_, err = db.vault.put(tx, r)
			return err
		},
		"given twice": func(tx *bolt.Tx) error {
			return errors.Join(tx.Bucket(bucketCounter).Delete([]byte("ticket/261124")), registerIn(db.vault, tx, 9))
		},
	}
	for want, fn := range spoil {
		t.Run(want, func(t *testing.T) {
			db = newTest(t)
			for n := 1; n <= 3; n++ {
				mustRegister(t, db, n)
			}
			if err := db.bolt.Update(fn); err != nil {
				t.Fatal(err)
			}
			if err := audit(db); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("audit says %v", err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func registerIn(v vault, tx *bolt.Tx, n int) error {
	_, err := registration(visitID(n), morning)(newTx(tx, v))
	return err
}

// tornAway reports whether the log says that the visit was erased, or no longer
// speaks of it.
func tornAway(tx *bolt.Tx, id kiosk.VisitID) bool {
	entries, err := badgelog.After(tx, 0, 1<<30)
	if err != nil {
		return false
	}
	trimmed, err := badgelog.Trimmed(tx)
	return err == nil && trimmed.Seq > 0 || slices.ContainsFunc(entries, func(e badgelog.Entry) bool {
		return e.Visit == id && e.Kind == kiosk.EventErased
	})
}
