package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"
	xtext "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"lobby.internal/kiosk"
	"lobby.internal/store/keyring"
)

// at registers a visit on a day of November 2026 and, if it is to, ends it.
func at(t *testing.T, db *DB, n, dayOfMonth int, ends bool) kiosk.VisitID {
	t.Helper()
	when := time.Date(2026, 11, dayOfMonth, 9, n, 0, 0, shanghai)
	id := mustDecide(t, db, "at "+string(visitID(n)), registration(visitID(n), when))
	if ends {
		mustDecide(t, db, "end "+string(id), func(tx kiosk.Tx) (kiosk.VisitID, error) {
			v, err := tx.Visit(id)
			if err != nil {
				return "", err
			}
			return id, errors.Join(v.Cancel(kiosk.ActorReception, when.Add(time.Minute)), tx.Put(v))
		})
	}
	return id
}

func mustForget(t *testing.T, db *DB, f Forgetting) Deletion {
	t.Helper()
	report, err := db.Forget(f)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func named1(t *testing.T, db *DB, id kiosk.VisitID) string {
	t.Helper()
	r, err := db.VisitByID(id)
	if err != nil {
		t.Fatal(err)
	}
	if r.Erased != (r.Visitor.Name == "") {
		t.Errorf("visit %s: erased %v, its name is %q", id, r.Erased, r.Visitor.Name)
	}
	return r.Visitor.Name
}

func noon(day int) time.Time { return time.Date(2026, 11, day, 12, 0, 0, 0, shanghai) }

func TestForget_Period(t *testing.T) {
	db := newTest(t)
	old, open, recent := at(t, db, 1, 3, true), at(t, db, 2, 3, false), at(t, db, 3, 20, true)
	report := mustForget(t, db, Forgetting{Cause: "period", Personal: noon(10)})
	if report.Erased != 1 || report.Open != 1 || report.Removed != 0 || report.Keys != 1 {
		t.Errorf("the report is %+v", report)
	}
	if named1(t, db, old) != "" || named1(t, db, open) == "" || named1(t, db, recent) == "" {
		t.Error("the wrong ones were forgotten")
	}
	log := entries(t, db)
	if last := log[len(log)-1]; last.Kind != kiosk.EventErased || last.Visit != old || report.At.Hash != last.Hash || report.At.Seq != last.Seq {
		t.Errorf("the last entry is %+v, the report says %v", last, report.At)
	}
	// The one that was open is forgotten after its end, though its key is newer.
	mustDecide(t, db, "end the open one", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(open)
		if err != nil {
			return "", err
		}
		return open, errors.Join(v.Cancel(kiosk.ActorReception, morning), tx.Put(v))
	})
	if report := mustForget(t, db, Forgetting{Cause: "period", Personal: noon(10)}); report.Erased != 1 || named1(t, db, open) != "" {
		t.Errorf("the second report is %+v", report)
	}
	if report := mustForget(t, db, Forgetting{Cause: "period", Personal: noon(10)}); report.Erased != 0 || report.Keys != 0 {
		t.Errorf("with nothing left to forget the report is %+v", report)
	}
	if named1(t, db, recent) == "" {
		t.Error("a recent one was forgotten")
	}
}

func TestForget_OneVisit(t *testing.T) {
	db := newTest(t)
	gone, kept, open := at(t, db, 1, 20, true), at(t, db, 2, 20, true), at(t, db, 3, 20, false)
	before := db.vault.keys.Keys()
	report := mustForget(t, db, Forgetting{Cause: "visit", Visit: gone})
	if report.Erased != 1 || report.Keys != 1 || named1(t, db, gone) != "" || named1(t, db, kept) == "" || named1(t, db, open) == "" {
		t.Errorf("the report is %+v", report)
	}
	if db.vault.keys.Has(before[0].ID) {
		t.Error("the key that the visit was sealed under is there")
	}
	for _, id := range []kiosk.VisitID{open, "01NOBODY"} {
		if _, err := db.Forget(Forgetting{Cause: "visit", Visit: id}); err == nil {
			t.Errorf("visit %s was forgotten", id)
		}
	}
	mustDecide(t, db, "still open", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(open)
		if err != nil {
			return "", err
		}
		return open, errors.Join(v.Cancel(kiosk.ActorReception, morning), tx.Put(v))
	})
}

func TestForget_DryRunChangesNothing(t *testing.T) {
	db := newTest(t)
	id := at(t, db, 1, 3, true)
	report := mustForget(t, db, Forgetting{Personal: noon(10), DryRun: true})
	if report.Erased != 1 || named1(t, db, id) == "" || len(entries(t, db)) != 2 {
		t.Errorf("the report is %+v", report)
	}
}

func TestForget_VisitsAndLog(t *testing.T) {
	db := newTest(t)
	old, recent := at(t, db, 1, 3, true), at(t, db, 2, 20, true)
	report := mustForget(t, db, Forgetting{Personal: noon(10), Visits: noon(10), Log: noon(10)})
	if report.Erased != 1 || report.Removed != 1 || report.Trimmed != 2 {
		t.Errorf("the report is %+v", report)
	}
	if _, err := db.VisitByID(old); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("the old visit: %v", err)
	}
	if named1(t, db, recent) == "" {
		t.Error("a recent one was forgotten")
	}
	if log := entries(t, db); log[0].Seq != 3 {
		t.Errorf("the log begins with %d", log[0].Seq)
	}
}

// TestForget_Interrupted ends a forgetting at each of its commits. What was to be
// forgotten cannot be read once its key is shredded, and the next call finishes.
func TestForget_Interrupted(t *testing.T) {
	crash := errors.New("crash")
	for stop := 1; ; stop++ {
		path := filepath.Join(t.TempDir(), "lobby.db")
		db := openTest(t, path, testOptions(), faults{})
		old, open := at(t, db, 1, 3, true), at(t, db, 2, 3, false)
		recent := at(t, db, 3, 20, true)
		commits := 0
		db.faults.before = func() error {
			if commits++; commits >= stop {
				return crash
			}
			return nil
		}
		_, err := db.Forget(Forgetting{Personal: noon(10)})
		db.faults.before = nil
		if err := db.Close(); err != nil { // without the audit, which finds keys gone and nothing written of it
			t.Fatal(err)
		}
		db = openTest(t, path, testOptions(), faults{})
		if named1(t, db, open) == "" || named1(t, db, recent) == "" {
			t.Fatalf("stopped at commit %d, what was to be kept is gone", stop)
		}
		if err == nil {
			if stop < 3 {
				t.Errorf("only %d commits", stop)
			}
			return
		}
		mustForget(t, db, Forgetting{Personal: noon(10)})
		if named1(t, db, old) != "" || named1(t, db, open) == "" || named1(t, db, recent) == "" {
			t.Errorf("stopped at commit %d, the wrong ones are left", stop)
		}
		if log := entries(t, db); log[len(log)-1].Kind != kiosk.EventErased {
			t.Errorf("stopped at commit %d, the last entry is %s", stop, log[len(log)-1].Kind)
		}
	}
}

// TestForget_DecisionsGoOn registers visitors, on the very day that is being
// forgotten, while it is: none is lost.
func TestForget_DecisionsGoOn(t *testing.T) {
	db := newTest(t)
	for n := range 40 {
		at(t, db, n, 24, true)
	}
	done := make(chan error)
	go func() {
		var err error
		for n := 100; n < 200 && err == nil; n++ {
			_, err = db.Decide(kiosk.OpID(fmt.Sprint("during ", n)), registration(visitID(n), morning))
		}
		done <- err
	}()
	for n := range 10 {
		mustForget(t, db, Forgetting{Visit: visitID(n)})
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for n := 100; n < 200; n++ {
		if named1(t, db, visitID(n)) == "" {
			t.Fatalf("visit %d was forgotten with the others", n)
		}
	}
	for n := range 40 {
		if (named1(t, db, visitID(n)) == "") != (n < 10) {
			t.Errorf("visit %d: name %q", n, named1(t, db, visitID(n)))
		}
	}
}

func TestDeletion_Sign(t *testing.T) {
	private, public, err := note.GenerateKey(nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := Deletion{Kiosk: "lobby-test", Erased: 3, Begun: morning}.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		t.Fatal(err)
	}
	var d Deletion
	if err := json.Unmarshal([]byte(opened.Text), &d); err != nil || d.Erased != 3 {
		t.Errorf("the report says %+v, %v", d, err)
	}
}

// traces are the texts that must be nowhere once they are forgotten: the
// fixture's visitor, telephone number, message and what is kept of the card.
var traces = []string{"访客甲", "13800000000", "示例 message", "0123456789abcdef"}

var encodings = map[string]xtext.Encoding{
	"UTF-8": xtext.Nop, "GB18030": simplifiedchinese.GB18030,
	"UTF-16LE": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16BE": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
}

// tracesIn returns which traces are in a file, and in what encoding.
func tracesIn(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, text := range traces {
		for name, e := range encodings {
			encoded, err := e.NewEncoder().Bytes([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(data, encoded) {
				found = append(found, name+" "+text)
			}
		}
	}
	return found
}

// TestForget_LeavesNoTrace searches the raw bytes of everything in the folder.
func TestForget_LeavesNoTrace(t *testing.T) {
	path := oldFile(t, 1)
	if len(tracesIn(t, path)) < len(traces) {
		t.Fatal("control: the traces are not found in a file that is not sealed")
	}
	for name, e := range encodings {
		control := filepath.Join(t.TempDir(), "control")
		encoded, err := e.NewEncoder().Bytes([]byte("... " + traces[0] + " ..."))
		if err == nil {
			err = os.WriteFile(control, encoded, fileMode)
		}
		if err != nil || !strings.Contains(strings.Join(tracesIn(t, control), "\n"), name) {
			t.Fatalf("control: %s is not found, %v", name, err)
		}
	}
	o := testOptions()
	o.NoBallast = false
	db := openTest(t, path, o, faults{})
	kept := fmt.Sprint(path, beforeMark, format)
	if len(tracesIn(t, kept)) < len(traces) {
		t.Fatal("control: the traces are not found in the copy that the migration kept")
	}
	backup := filepath.Join(t.TempDir(), "backup") // a snapshot from before it was forgotten
	if err := copyTo(db.bolt, backup); err != nil {
		t.Fatal(err)
	}
	for n := range 4 {
		mustDecide(t, db, fmt.Sprint("end ", n), func(tx kiosk.Tx) (kiosk.VisitID, error) {
			v, err := tx.Visit(oldVisit(n))
			if err != nil || v.Record().State.Ended() {
				return "", err
			}
			if v.Record().State == kiosk.StateOnSite {
				err = v.Leave(kiosk.ActorReception, morning)
			} else {
				err = v.Cancel(kiosk.ActorReception, morning)
			}
			return oldVisit(n), errors.Join(err, tx.Put(v))
		})
	}
	sealed := sealedParts(t, db)
	if raw, err := os.ReadFile(backup); err != nil || !bytes.Contains(raw, sealed[3]) {
		t.Fatalf("control: a sealed part is not found in the snapshot, %v", err)
	}
	report := mustForget(t, db, Forgetting{Personal: noon(25)})
	if report.Erased != 4 || report.Copies != 1 {
		t.Errorf("the report is %+v", report)
	}
	closeAudited(t, db)
	all, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(all) != 4 { // the file, its keyring, its wrapping key and the ballast
		t.Errorf("the folder has %v, %v", all, err)
	}
	for _, name := range append(all, backup) {
		if found := tracesIn(t, name); len(found) > 0 {
			t.Errorf("%s holds %v", name, found)
		}
	}
	for _, name := range all {
		raw, err := os.ReadFile(name)
		if err != nil || slices.ContainsFunc(sealed, func(part []byte) bool { return bytes.Contains(raw, part) }) {
			t.Errorf("%s holds what was sealed, %v", name, err)
		}
	}
	checkShredded(t, backup, path+keysSuffix, filepath.Dir(path))
}

func sealedParts(t *testing.T, db *DB) (parts [][]byte) {
	t.Helper()
	err := db.view(func(tx *bolt.Tx) error {
		return tableOf(tx, bucketSealed).each(func(_, part []byte) error {
			parts = append(parts, bytes.Clone(part))
			return nil
		})
	})
	if err != nil || len(parts) != 4 {
		t.Fatalf("%d sealed parts, %v", len(parts), err)
	}
	return parts
}

// checkShredded makes sure that a snapshot from before cannot be unsealed with
// the keys as they are now.
func checkShredded(t *testing.T, snapshot, keys, dir string) {
	t.Helper()
	ring, err := keyring.Open(keys, keyring.Default("", dir))
	if err != nil {
		t.Fatal(err)
	}
	b, err := bolt.Open(snapshot, fileMode, &bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	v := vault{keys: ring, kiosk: "lobby-test", zone: shanghai}
	err = b.View(func(tx *bolt.Tx) error {
		for n := range 4 {
			r, err := v.record(tx, oldVisit(n))
			if err != nil || !r.Erased || r.Visitor.Name != "" {
				t.Errorf("the snapshot still opens: %+v, %v", r, err)
			}
		}
		return nil
	})
	if err := errors.Join(err, b.Close()); err != nil {
		t.Error(err)
	}
}
