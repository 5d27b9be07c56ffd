package store

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

var errAborted = errors.New("aborted by the test")

func TestDecide_ReopenKeepsAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lobby.db")
	db := openTest(t, path, testOptions(), faults{})
	id := mustRegister(t, db, 1)
	mustRegister(t, db, 2)
	mustDecide(t, db, "badge", badging(id, morning.Add(time.Hour)))
	mustDecide(t, db, "leave", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(id)
		if err != nil {
			return "", err
		}
		return id, errors.Join(v.Enter(false, kiosk.ActorAgent, morning.Add(2*time.Hour)),
			v.Leave(kiosk.ActorReader, morning.Add(3*time.Hour)), tx.Put(v))
	})
	if err := db.ReplaceHosts([]kiosk.Host{host}); err != nil {
		t.Fatal(err)
	}
	want := contents(t, db)
	if len(want.open) != 1 || len(want.since) != 2 || want.since[1].State != kiosk.StateLeft || len(want.hosts) != 1 {
		t.Fatalf("before: %+v", want)
	}
	if r := want.since[1]; r.Visitor != visitor || r.Host != host || !r.Registered.Equal(morning.Add(time.Minute)) {
		t.Errorf("visit came back as %+v", r)
	}
	epoch := db.Epoch()
	closeAudited(t, db)
	again := openTest(t, path, testOptions(), faults{})
	if got := contents(t, again); !reflect.DeepEqual(got, want) {
		t.Errorf("after reopening\n%+v\nnot\n%+v", got, want)
	}
	if again.Epoch() != epoch || again.Kiosk() != "lobby-test" {
		t.Errorf("epoch %s, kiosk %s", again.Epoch(), again.Kiosk())
	}
}

type everything struct {
	open, since []kiosk.Record
	jobs        []kiosk.PrintJob
	hosts       []kiosk.Host
	log         int
}

func contents(tb testing.TB, db *DB) everything {
	tb.Helper()
	var e everything
	var errs [4]error
	e.open, errs[0] = db.Open()
	e.since, errs[1] = db.Since(time.Time{})
	e.jobs, errs[2] = db.Jobs()
	e.hosts, errs[3] = db.Hosts()
	e.log = len(entries(tb, db))
	if err := errors.Join(errs[:]...); err != nil {
		tb.Fatal(err)
	}
	return e
}

func TestDecide_LogsTheVisitsEvents(t *testing.T) {
	db := newTest(t)
	id := mustRegister(t, db, 1)
	mustDecide(t, db, "badge", badging(id, morning))
	mustDecide(t, db, "refused", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		return "", tx.Log(kiosk.Event{Kind: kiosk.EventReadRefused, At: morning, Actor: kiosk.ActorReader})
	})
	want := []kiosk.EventKind{kiosk.EventRegistered, kiosk.EventContacted, kiosk.EventConfirmed, kiosk.EventIssued, kiosk.EventReadRefused}
	got := entries(t, db)
	if len(got) != len(want) {
		t.Fatalf("%d entries", len(got))
	}
	for i, e := range got {
		if e.Kind != want[i] {
			t.Errorf("entry %d is %s, not %s", i+1, e.Kind, want[i])
		}
	}
	if e := got[3]; e.Badge != "261124-001" || e.Visit != id || e.Ticket != 1 || e.Attempt != 1 || e.Host != host.ID || e.At.Location() != time.UTC {
		t.Errorf("issued as %+v", e)
	}
}

func TestDecide_SameOpIsNotRunAgain(t *testing.T) {
	db := newTest(t)
	first := mustDecide(t, db, "op", registration(visitID(1), morning))
	runs := 0
	again := mustDecide(t, db, "op", func(kiosk.Tx) (kiosk.VisitID, error) { runs++; return visitID(2), nil })
	if again != first || runs != 0 || len(entries(t, db)) != 1 {
		t.Errorf("%s after %d runs", again, runs)
	}
	long := kiosk.OpID(strings.Repeat("x", maxOp+1))
	if _, err := db.Decide(long, registration(visitID(2), morning)); kiosk.CodeOf(err) != kiosk.CodeIncomplete {
		t.Errorf("a name too long to keep: %v", err)
	}
}

func TestDecide_AbortLeavesNothing(t *testing.T) {
	db := newTest(t)
	mustRegister(t, db, 1)
	before := contents(t, db)
	refusal := &kiosk.Error{Code: kiosk.CodeServing}
	_, err := db.Decide("op", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		if _, err := registration(visitID(2), morning)(tx); err != nil {
			t.Error(err)
		}
		if _, err := badging(visitID(1), morning)(tx); err != nil {
			t.Error(err)
		}
		return "", errors.Join(errAborted, refusal)
	})
	if !errors.Is(err, errAborted) || kiosk.CodeOf(err) != kiosk.CodeServing {
		t.Errorf("error is %v", err)
	}
	if got := contents(t, db); !reflect.DeepEqual(got, before) {
		t.Errorf("left %+v", got)
	}
	mustDecide(t, db, "op", registration(visitID(2), morning))
	mustDecide(t, db, "badge", badging(visitID(1), morning))
	two, _ := db.VisitByID(visitID(2))
	one, _ := db.VisitByID(visitID(1))
	if two.Ticket != 2 || one.Badge.Number != "261124-001" {
		t.Errorf("ticket %d, badge %s: a number was burnt or doubled", two.Ticket, one.Badge.Number)
	}
}

func TestDecide_PanicLeavesNothing(t *testing.T) {
	db := newTest(t)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_, _ = db.Decide("op", func(tx kiosk.Tx) (kiosk.VisitID, error) {
			_, _ = registration(visitID(1), morning)(tx)
			panic("in the test")
		})
	}()
	mustDecide(t, db, "op", registration(visitID(1), morning))
	if r, _ := db.VisitByID(visitID(1)); r.Ticket != 1 {
		t.Errorf("ticket %d", r.Ticket)
	}
}

func TestDecide_SwallowedErrorAborts(t *testing.T) {
	db := newTest(t)
	_, err := db.Decide("op", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		_, _ = registration(visitID(1), morning)(tx)
		_ = tx.PutJob(kiosk.PrintJob{})
		return visitID(1), nil
	})
	if kiosk.CodeOf(err) != kiosk.CodeIncomplete || len(entries(t, db)) != 0 {
		t.Errorf("error %v", err)
	}
}

func TestPut_Stale(t *testing.T) {
	db := newTest(t)
	id := mustRegister(t, db, 1)
	var old, draft *kiosk.Visit
	mustDecide(t, db, "read", func(tx kiosk.Tx) (_ kiosk.VisitID, err error) {
		old, err = tx.Visit(id)
		return id, err
	})
	draft = kiosk.NewVisit(visitID(7), kiosk.LangZH)
	again := kiosk.NewVisit(id, kiosk.LangZH)
	if err := again.Register(kiosk.Registration{Visitor: visitor, Host: host, Arranged: kiosk.ArrangedNo}, 9, morning); err != nil {
		t.Fatal(err)
	}
	gone := restored(t, visitID(8))
	cases := map[string]struct {
		fn   func(kiosk.Tx) error
		code kiosk.Code
	}{
		"read in another transaction": {func(tx kiosk.Tx) error { return tx.Put(old) }, kiosk.CodeStale},
		"new with an old id":          {func(tx kiosk.Tx) error { return tx.Put(again) }, kiosk.CodeStale},
		"kept nowhere and not new":    {func(tx kiosk.Tx) error { return tx.Put(gone) }, kiosk.CodeStale},
		"draft":                       {func(tx kiosk.Tx) error { return tx.Put(draft) }, kiosk.CodeNotRegistered},
		"put under another pointer":   {putTwice(id), kiosk.CodeStale},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := db.Decide(kiosk.OpID(name), func(tx kiosk.Tx) (kiosk.VisitID, error) { return id, c.fn(tx) })
			if kiosk.CodeOf(err) != c.code {
				t.Errorf("error %v", err)
			}
		})
	}
	if n := len(entries(t, db)); n != 1 {
		t.Errorf("%d entries", n)
	}
}

// putTwice reads a visit twice, changes and puts both.
func putTwice(id kiosk.VisitID) func(kiosk.Tx) error {
	return func(tx kiosk.Tx) error {
		a, errA := tx.Visit(id)
		b, errB := tx.Visit(id)
		if err := errors.Join(errA, errB); err != nil {
			return err
		}
		if err := errors.Join(a.Cancel(kiosk.ActorReception, morning), tx.Put(a), b.TimeOut(morning)); err != nil {
			return err
		}
		return tx.Put(b)
	}
}

func restored(t *testing.T, id kiosk.VisitID) *kiosk.Visit {
	t.Helper()
	v, err := kiosk.Restore(kiosk.Record{ID: id, Rev: 1, State: kiosk.StateRegistered, Ticket: 1, Registered: morning})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestPut_TwiceLogsOnce(t *testing.T) {
	db := newTest(t)
	id := mustRegister(t, db, 1)
	mustDecide(t, db, "op", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		turn, v, err := nextTurn(tx)
		if err != nil {
			return "", err
		}
		return id, errors.Join(v.Contact(turn, morning), tx.Put(v), v.Release(morning), tx.Put(v), tx.Put(v))
	})
	if got := entries(t, db); len(got) != 3 || got[2].Kind != kiosk.EventReleased {
		t.Errorf("log is %+v", got)
	}
}

func TestTx_NumbersCountByLocalDay(t *testing.T) {
	db := newTest(t)
	late := time.Date(2026, 11, 24, 15, 59, 0, 0, time.UTC) // 23:59 in Shanghai
	mustDecide(t, db, "op", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		for _, c := range []struct {
			at     time.Time
			ticket int
			badge  string
		}{
			{late, 1, "261124-001"}, {late, 2, "261124-002"}, {late.Add(time.Minute), 1, "261125-001"}, {late, 3, "261124-003"},
		} {
			ticket, err := tx.NextTicket(c.at)
			badge, err2 := tx.NextBadge(c.at)
			if ticket != c.ticket || badge != c.badge {
				t.Errorf("at %s: ticket %d, badge %s", c.at, ticket, badge)
			}
			if err := errors.Join(err, err2); err != nil {
				return "", err
			}
		}
		return "", nil
	})
}

func TestOpen_OrderOfArrival(t *testing.T) {
	db := newTest(t)
	for _, n := range []int{30, 10, 20} {
		mustRegister(t, db, n)
	}
	// At the same instant the ticket decides, not the id.
	mustDecide(t, db, "same", registration(visitID(5), morning.Add(30*time.Minute)))
	open, err := db.Open()
	if err != nil {
		t.Fatal(err)
	}
	want := []kiosk.VisitID{visitID(10), visitID(20), visitID(30), visitID(5)}
	if got := ids(open); !reflect.DeepEqual(got, want) {
		t.Errorf("open: %v", got)
	}
	since, err := db.Since(morning.Add(20 * time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(since); !reflect.DeepEqual(got, []kiosk.VisitID{visitID(5), visitID(30), visitID(20)}) {
		t.Errorf("since: %v", got)
	}
	if _, err := db.VisitByID("nobody"); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("unknown visit: %v", err)
	}
}

func ids(records []kiosk.Record) []kiosk.VisitID {
	var all []kiosk.VisitID
	for _, r := range records {
		all = append(all, r.ID)
	}
	return all
}

func TestJobs_OpenOnes(t *testing.T) {
	db := newTest(t)
	put := func(op string, jobs ...kiosk.PrintJob) {
		mustDecide(t, db, op, func(tx kiosk.Tx) (kiosk.VisitID, error) {
			for _, j := range jobs {
				if err := tx.PutJob(j); err != nil {
					return "", err
				}
			}
			return "", nil
		})
	}
	first := kiosk.PrintJob{Visit: visitID(2), Attempt: 1, State: kiosk.JobSending, Sent: 17, Hash: [32]byte{1, 2}, At: morning}
	second := kiosk.PrintJob{Visit: visitID(1), Attempt: 1, State: kiosk.JobUnknown, Cause: "no answer", At: morning.Add(time.Minute)}
	put("a", second, first)
	jobs, err := db.Jobs()
	if err != nil || len(jobs) != 2 {
		t.Fatalf("%v, %v", jobs, err)
	}
	jobs[0].At, jobs[1].At = jobs[0].At.In(shanghai), jobs[1].At.In(shanghai)
	if jobs[0] != first || jobs[1] != second {
		t.Errorf("jobs are %+v", jobs)
	}
	first.State = kiosk.JobConfirmed
	put("b", first)
	if jobs, err := db.Jobs(); err != nil || len(jobs) != 1 || jobs[0].Visit != visitID(1) {
		t.Errorf("%v, %v", jobs, err)
	}
}

func TestReplaceHosts_AllOrNothing(t *testing.T) {
	db := newTest(t)
	other := kiosk.Host{ID: "H002", Name: "Ann Sample", Deputy: "H001"}
	if err := db.ReplaceHosts([]kiosk.Host{other, host}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		hosts []kiosk.Host
		code  kiosk.Code
	}{
		"twice the same": {[]kiosk.Host{{ID: "H009", Name: "X"}, {ID: "H009", Name: "Y"}}, kiosk.CodeDamaged},
		"no id":          {[]kiosk.Host{{ID: "H009", Name: "X"}, {Name: "Y"}}, kiosk.CodeIncomplete},
		"no text":        {[]kiosk.Host{{ID: "H009", Name: "\xff"}}, kiosk.CodeBadText},
	} {
		if err := db.ReplaceHosts(c.hosts); kiosk.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := db.Hosts(); err != nil || !reflect.DeepEqual(got, []kiosk.Host{host, other}) {
		t.Errorf("%v, %v", got, err)
	}
	if err := db.ReplaceHosts([]kiosk.Host{other}); err != nil {
		t.Fatal(err)
	}
	if got, err := db.Hosts(); err != nil || len(got) != 1 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestOpen_PrunesOldOps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lobby.db")
	o := testOptions()
	now := morning
	o.Clock = func() time.Time { return now }
	db := openTest(t, path, o, noSync)
	for n := range 2*pruneBy + 1 {
		mustRegister(t, db, n)
	}
	now = now.Add(keepOps)
	mustRegister(t, db, 1000)
	closeAudited(t, db)
	now = now.Add(time.Minute)
	db = openTest(t, path, o, noSync)
	ops := 0
	if err := db.view(func(tx *bolt.Tx) error { ops = tx.Bucket(bucketOp).Inspect().KeyN; return nil }); err != nil {
		t.Fatal(err)
	}
	if ops != 1 {
		t.Errorf("%d operations left", ops)
	}
	if all, err := db.Open(); err != nil || len(all) != 2*pruneBy+2 {
		t.Errorf("%d visits, %v", len(all), err)
	}
}

func TestClose_Twice(t *testing.T) {
	db := newTest(t)
	if err := errors.Join(db.Close(), db.Close()); err != nil {
		t.Fatal(err)
	}
	_, openErr := db.Open()
	_, decideErr := db.Decide("op", registration(visitID(1), morning))
	if kiosk.CodeOf(openErr) != kiosk.CodeStorage || kiosk.CodeOf(decideErr) != kiosk.CodeStorage {
		t.Errorf("after Close: %v, %v", openErr, decideErr)
	}
	if !db.Low() {
		t.Error("a closed store says that there is room")
	}
}

func TestDecide_CommitErrors(t *testing.T) {
	broken := errors.New("input/output error")
	once := func(fail *bool) func() error {
		return func() error {
			if !*fail {
				return nil
			}
			*fail = false
			return broken
		}
	}
	t.Run("not kept", func(t *testing.T) {
		db, fail := newTest(t), true
		db.faults.before = once(&fail)
		if _, err := db.Decide("op", registration(visitID(1), morning)); kiosk.CodeOf(err) != kiosk.CodeStorage || !errors.Is(err, broken) {
			t.Errorf("error %v", err)
		}
		if _, err := db.VisitByID(visitID(1)); !errors.Is(err, kiosk.ErrNotFound) {
			t.Errorf("visit: %v", err)
		}
		mustDecide(t, db, "op", registration(visitID(1), morning))
	})
	t.Run("kept all the same", func(t *testing.T) {
		db, fail := newTest(t), true
		db.faults.after = once(&fail)
		if id := mustDecide(t, db, "op", registration(visitID(1), morning)); id != visitID(1) || fail {
			t.Errorf("visit %q", id)
		}
		if n := len(entries(t, db)); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
	t.Run("hosts kept all the same", func(t *testing.T) {
		db, fail := newTest(t), true
		db.faults.after = once(&fail)
		if err := db.ReplaceHosts([]kiosk.Host{host}); err != nil || fail {
			t.Errorf("error %v", err)
		}
	})
	t.Run("not known until the file opens again", func(t *testing.T) {
		db, fail := newTest(t), true
		db.faults.after = once(&fail)
		db.faults.bolt = func(o *bolt.Options) {
			o.OpenFile = func(string, int, os.FileMode) (*os.File, error) { return nil, broken }
		}
		if _, err := db.Decide("op", registration(visitID(1), morning)); kiosk.CodeOf(err) != kiosk.CodeStorage {
			t.Errorf("error %v", err)
		}
		if _, err := db.Open(); kiosk.CodeOf(err) != kiosk.CodeStorage {
			t.Errorf("read while the file is away: %v", err)
		}
		if _, err := db.Decide("op", registration(visitID(2), morning)); kiosk.CodeOf(err) != kiosk.CodeStorage {
			t.Errorf("decision while the file is away: %v", err)
		}
		db.faults.bolt = nil
		if id := mustDecide(t, db, "op", registration(visitID(2), morning)); id != visitID(1) {
			t.Errorf("the same operation was about %q first", id)
		}
	})
}

// TestC1_ATurnFromElsewhereIsRefused: only the queue that is kept gives a turn.
func TestC1_ATurnFromElsewhereIsRefused(t *testing.T) {
	db := newTest(t)
	mustRegister(t, db, 1)
	second := mustRegister(t, db, 2)
	_, err := db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(second)
		if err != nil {
			return "", err
		}
		turn, err := kiosk.NewQueue([]kiosk.Record{v.Record()}).Next()
		if err != nil {
			return "", err
		}
		if err := v.Contact(turn, v.Record().Registered); err != nil {
			return "", err
		}
		return second, tx.Put(v)
	})
	if kiosk.CodeOf(err) != kiosk.CodeOutOfTurn {
		t.Errorf("error is %v", err)
	}
}

// TestF9_MessagesWaitUntilPassedOn: also those of visits that ended long ago.
func TestF9_MessagesWaitUntilPassedOn(t *testing.T) {
	db := newTest(t)
	id := mustRegister(t, db, 1)
	change := func(name string, move func(*kiosk.Visit) error) {
		mustDecide(t, db, name, func(tx kiosk.Tx) (kiosk.VisitID, error) {
			v, err := tx.Visit(id)
			if err != nil {
				return "", err
			}
			return id, errors.Join(move(v), tx.Put(v))
		})
	}
	mustDecide(t, db, "serve", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		turn, v, err := nextTurn(tx)
		if err != nil {
			return "", err
		}
		return id, errors.Join(v.Contact(turn, morning), v.RecordAnswer(kiosk.StateAbsent, morning),
			v.LeaveMessage("改天再来", morning), v.Leave(kiosk.ActorVisitor, morning), tx.Put(v))
	})
	want := func(n int) {
		t.Helper()
		if got, err := db.Messages(); err != nil || len(got) != n {
			t.Errorf("%d messages wait, want %d (%v)", len(got), n, err)
		}
	}
	want(1)
	change("pass", func(v *kiosk.Visit) error { return v.PassMessage(morning) })
	want(0)
}
