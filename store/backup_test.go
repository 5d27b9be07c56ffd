package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"lobby.internal/kiosk"
)

func newIdentity(t *testing.T) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func mustBackup(t *testing.T, db *DB, id *age.X25519Identity) []byte {
	t.Helper()
	var out bytes.Buffer
	m, err := db.Backup(&out, id.Recipient().String())
	if err != nil || m.Kiosk != "lobby-test" {
		t.Fatalf("the backup is %+v, %v", m, err)
	}
	return out.Bytes()
}

// optionsAt are a test's options with the clock at a time.
func optionsAt(now time.Time) Options {
	o := testOptions()
	o.Clock = func() time.Time { return now }
	return o
}

func mustRestore(t *testing.T, backup []byte, id *age.X25519Identity, path string, o Options) Restored {
	t.Helper()
	done, err := Restore(bytes.NewReader(backup), strings.NewReader(id.String()), path, o, true)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func badgeOf(t *testing.T, db *DB, n int, at time.Time) string {
	t.Helper()
	id := mustDecide(t, db, fmt.Sprint("badge ", n), registration(visitID(n), at))
	mustDecide(t, db, fmt.Sprint("issue ", n), badging(id, at))
	r, err := db.VisitByID(id)
	if err != nil || r.Badge.Number == "" {
		t.Fatalf("visit %d has no badge, %v", n, err)
	}
	return r.Badge.Number
}

func TestBackup_RestoredOnAnotherMachine(t *testing.T) {
	db, id := newTest(t), newIdentity(t)
	if err := db.ReplaceHosts([]kiosk.Host{host}); err != nil {
		t.Fatal(err)
	}
	testKey(t, filepath.Dir(db.path))
	mustRegister(t, db, 1)
	backup := mustBackup(t, db, id)
	before := entries(t, db)
	if bytes.Contains(backup, []byte(visitor.Name)) {
		t.Error("a name is in the backup")
	}
	path := filepath.Join(t.TempDir(), "lobby.db")
	done := mustRestore(t, backup, id, path, testOptions())
	restored := openTest(t, path, testOptions(), faults{})
	r, err := restored.VisitByID(visitID(1))
	if err != nil || r.Visitor != visitor || r.Host != host {
		t.Errorf("the visit is %+v, %v", r, err)
	}
	if restored.Epoch() == db.Epoch() || restored.Epoch() != done.NewEpoch || done.Epoch != db.Epoch() || restored.Kiosk() != db.Kiosk() {
		t.Errorf("the epoch was %s and is %s", db.Epoch(), restored.Epoch())
	}
	log := entries(t, restored)
	if len(log) != len(before)+1 || log[1] != before[1] || log[1].Kind != kiosk.EventAccess || log[2].Kind != kiosk.EventAccess {
		t.Errorf("the log is %+v", log)
	}
	for _, name := range []string{logKeyName, logPubName} {
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), name)); err != nil {
			t.Error(err)
		}
	}
	mustRegister(t, restored, 2)
}

func TestBackup_TwiceWithoutAnEntryBetween(t *testing.T) {
	db, id := newTest(t), newIdentity(t)
	backup := mustBackup(t, db, id)
	path := filepath.Join(t.TempDir(), "lobby.db")
	mustRestore(t, backup, id, path, testOptions())
	restored := openTest(t, path, testOptions(), faults{})
	again := mustBackup(t, restored, id)
	mustRestore(t, again, id, filepath.Join(t.TempDir(), "lobby.db"), testOptions())
	if restored.Epoch() == db.Epoch() {
		t.Error("the epoch is the same")
	}
}

// TestBackup_WhileDecisionsGoOn: what is acknowledged before is in it, and what
// is decided meanwhile breaks neither.
func TestBackup_WhileDecisionsGoOn(t *testing.T) {
	db, id := newTest(t), newIdentity(t)
	mustRegister(t, db, 0)
	done := make(chan error)
	go func() {
		var err error
		for n := 1; n < 100 && err == nil; n++ {
			_, err = db.Decide(kiosk.OpID(fmt.Sprint("during ", n)), registration(visitID(n), morning))
		}
		done <- err
	}()
	backup := mustBackup(t, db, id)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "lobby.db")
	mustRestore(t, backup, id, path, testOptions())
	if name := named1(t, openTest(t, path, testOptions(), faults{}), visitID(0)); name == "" {
		t.Error("the first visit has no name")
	}
}

// TestRestore_NeverGivesABadgeNumberAgain gives badges after the backup, loses
// the file, restores, gives badges, loses that file too and restores the same
// backup once more.
func TestRestore_NeverGivesABadgeNumberAgain(t *testing.T) {
	id := newIdentity(t)
	given := map[string]bool{}
	give := func(db *DB, n int, at time.Time) {
		t.Helper()
		number := badgeOf(t, db, n, at)
		if given[number] {
			t.Errorf("badge %s was given again", number)
		}
		given[number] = true
	}
	first := openTest(t, filepath.Join(t.TempDir(), "lobby.db"), optionsAt(noon(24)), faults{})
	give(first, 1, noon(24))
	backup := mustBackup(t, first, id)
	for n := 2; n < 6; n++ {
		give(first, n, noon(24))
		give(first, 10+n, noon(25))
	}
	for round := range 3 {
		now := noon(25).Add(time.Duration(round+1) * time.Minute)
		path := filepath.Join(t.TempDir(), "lobby.db")
		mustRestore(t, backup, id, path, optionsAt(now))
		db := openTest(t, path, optionsAt(now), faults{})
		for n := range 5 {
			give(db, 100+20*round+n, now)
			give(db, 110+20*round+n, noon(24)) // the clock is set back
		}
	}
	if len(given) != 39 {
		t.Errorf("only %d badges were given", len(given))
	}
}

func TestRestore_KeepsTheCountersOfTheFileThatWasThere(t *testing.T) {
	id := newIdentity(t)
	path := filepath.Join(t.TempDir(), "lobby.db")
	db := openTest(t, path, testOptions(), faults{})
	backup := mustBackup(t, db, id)
	for n := range 3 {
		mustRegister(t, db, n)
	}
	closeAudited(t, db)
	done := mustRestore(t, backup, id, path, testOptions())
	if done.Replaced == "" {
		t.Error("the file that was there is gone")
	}
	db = openTest(t, path, testOptions(), faults{})
	mustRegister(t, db, 10)
	if r, err := db.VisitByID(visitID(10)); err != nil || r.Ticket != 4 {
		t.Errorf("the next ticket is %d, %v", r.Ticket, err)
	}
}

// TestRestore_ForgetsAgain: what was forgotten since the backup stays forgotten.
func TestRestore_ForgetsAgain(t *testing.T) {
	id := newIdentity(t)
	path := filepath.Join(t.TempDir(), "lobby.db")
	db := openTest(t, path, testOptions(), faults{})
	gone, kept := at(t, db, 1, 20, true), at(t, db, 2, 20, true)
	backup := mustBackup(t, db, id)
	mustForget(t, db, Forgetting{Cause: "visit", Visit: gone})
	closeAudited(t, db)
	if done := mustRestore(t, backup, id, path, testOptions()); done.Forgotten != 1 {
		t.Errorf("restored: %+v", done)
	}
	db = openTest(t, path, testOptions(), faults{})
	if named1(t, db, gone) != "" || named1(t, db, kept) == "" {
		t.Error("the wrong ones are there again")
	}
	if left, err := besides(path, leftoverMark, replacedMark); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestRestore_OverADamagedFile(t *testing.T) {
	id := newIdentity(t)
	path := filepath.Join(t.TempDir(), "lobby.db")
	db := openTest(t, path, testOptions(), faults{})
	mustRegister(t, db, 1)
	backup := mustBackup(t, db, id)
	closeAudited(t, db)
	edited(func(d []byte) []byte { return tear(d, 0, 1) })(t, path)
	if _, err := Open(path, testOptions()); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "lobbyctl restore") {
		t.Errorf("the damaged file: %v", err)
	}
	mustRestore(t, backup, id, path, testOptions())
	if named1(t, openTest(t, path, testOptions(), faults{}), visitID(1)) == "" {
		t.Error("the visit has no name")
	}
}

func TestRestore_QuestionsOpenJobs(t *testing.T) {
	db, id := newTest(t), newIdentity(t)
	visit := mustRegister(t, db, 1)
	mustDecide(t, db, "", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		return visit, tx.PutJob(kiosk.PrintJob{Visit: visit, Attempt: 1, State: kiosk.JobQueued, At: morning})
	})
	path := filepath.Join(t.TempDir(), "lobby.db")
	mustRestore(t, mustBackup(t, db, id), id, path, testOptions())
	jobs, err := openTest(t, path, testOptions(), faults{}).Jobs()
	if err != nil || len(jobs) != 1 || jobs[0].State != kiosk.JobUnknown {
		t.Errorf("the jobs are %+v, %v", jobs, err)
	}
}

func TestRestore_Refusals(t *testing.T) {
	id := newIdentity(t)
	path := filepath.Join(t.TempDir(), "lobby.db")
	db := openTest(t, path, testOptions(), faults{})
	mustRegister(t, db, 1)
	backup := mustBackup(t, db, id)
	restore := func(data []byte, identity string, replace bool) error {
		_, err := Restore(bytes.NewReader(data), strings.NewReader(identity), path, testOptions(), replace)
		return err
	}
	if err := restore(backup, id.String(), true); !errors.Is(err, ErrInUse) {
		t.Errorf("a file in use: %v", err)
	}
	closeAudited(t, db)
	before := fingerprint(t, path)
	if err := restore(backup, id.String(), false); !errors.Is(err, ErrExists) || !strings.Contains(err.Error(), "--replace") {
		t.Errorf("a file that is there: %v", err)
	}
	changed := bytes.Clone(backup)
	changed[len(changed)/2] ^= 1
	for name, c := range map[string]struct {
		data     []byte
		identity string
	}{
		"another identity": {backup, newIdentity(t).String()}, "no identity": {backup, "none"}, "changed": {changed, id.String()},
		"cut short": {backup[:len(backup)-1], id.String()}, "empty": {nil, id.String()},
	} {
		if err := restore(c.data, c.identity, true); err == nil {
			t.Errorf("%s: it was restored", name)
		}
	}
	if fingerprint(t, path) != before {
		t.Error("a refused backup changed the file")
	}
	if left, err := besides(path, leftoverMark, replacedMark); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	db = openTest(t, path, testOptions(), faults{}) // with the keyring that it had
	if named1(t, db, visitID(1)) == "" {
		t.Error("the visit has no name")
	}
	if _, err := db.Backup(io.Discard, "somebody"); err == nil || !strings.Contains(err.Error(), "age1") {
		t.Errorf("a recipient that is none: %v", err)
	}
	if _, err := db.Backup(io.Discard); err == nil {
		t.Error("a backup for nobody was made")
	}
}
