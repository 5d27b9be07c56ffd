package store

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

// oldFile unpacks a file that the code of that format wrote.
func oldFile(t *testing.T, format int) string {
	t.Helper()
	f, err := os.Open(fmt.Sprintf("testdata/format-%d.db.gz", format))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "lobby.db")
	if err := os.WriteFile(path, data, fileMode); err != nil {
		t.Fatal(err)
	}
	return path
}

func oldVisit(n int) kiosk.VisitID {
	return kiosk.VisitID(fmt.Sprintf("01K5SAMP1E000000000000000%d", n))
}

func TestMigrate(t *testing.T) {
	for from := 1; from < format; from++ {
		t.Run(fmt.Sprint("format ", from), func(t *testing.T) {
			path := oldFile(t, from)
			db := openTest(t, path, testOptions(), faults{})
			var states []kiosk.State
			for n := range 4 {
				r, err := db.VisitByID(oldVisit(n))
				if err != nil {
					t.Fatal(err)
				}
				if r.Visitor.Name != "访客甲" || r.Visitor.Phone != "13800000000" || r.Host.Name != "林示例" || r.Erased {
					t.Errorf("visit %d is %+v", n, r)
				}
				states = append(states, r.State)
			}
			want := []kiosk.State{kiosk.StateRegistered, kiosk.StateOnSite, kiosk.StateAbsent, kiosk.StateLeft}
			if !reflect.DeepEqual(states, want) {
				t.Errorf("states are %v", states)
			}
			if log := entries(t, db); len(log) != 21 || log[20].Kind != kiosk.EventLeft {
				t.Errorf("the log has %d entries", len(log))
			}
			messages, err := db.Messages()
			if err != nil || len(messages) != 1 || messages[0].Message != "示例 message" {
				t.Errorf("messages are %v, %v", messages, err)
			}
			mustRegister(t, db, 1) // goes on as ever
			closeAudited(t, db)
			openAndClose(t, path)
			checkKept(t, path, from)
		})
	}
}

// checkKept makes sure that the copy kept is the file as it was, and that the new
// file holds no personal data.
func checkKept(t *testing.T, path string, from int) {
	t.Helper()
	kept, err := besides(path, beforeMark)
	if err != nil || len(kept) != 1 || kept[0] != fmt.Sprint(path, beforeMark, format) {
		t.Fatalf("copies kept: %v, %v", kept, err)
	}
	for name, holds := range map[string]bool{path: false, kept[0]: true} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte("访客甲")) != holds {
			t.Errorf("%s holds a name: %v", name, !holds)
		}
	}
	old := newDB(kept[0], testOptions(), faults{})
	if err := old.inspect(); err != nil || old.older != uint32(from) {
		t.Errorf("the copy has format %d, %v", old.older, err)
	}
	if left, err := besides(path, leftoverMark); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestMigrate_FailsWithoutATrace(t *testing.T) {
	path := oldFile(t, 1)
	updated(func(tx *bolt.Tx) error { return tx.Bucket(bucketVisit).Put([]byte(oldVisit(2)), []byte{0xff}) })(t, path)
	before := fingerprint(t, path)
	db, err := Open(path, testOptions())
	if err == nil {
		_ = db.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "from format 1 to 2") || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("error is %v", err)
	}
	if fingerprint(t, path) != before {
		t.Error("the file was changed")
	}
	if left, err := besides(path, leftoverMark, beforeMark); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestRemoveLeftovers_SparesTheFileUnderItsSecondName(t *testing.T) {
	path := someFile(t)
	before := fingerprint(t, path)
	if err := os.Link(path, path+leftoverMark+"X"); err != nil {
		t.Fatal(err)
	}
	if err := removeLeftovers(path); err != nil {
		t.Fatal(err)
	}
	if fingerprint(t, path) != before {
		t.Error("the file was overwritten")
	}
	if left := beside(t, path); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
}

func TestOpen_KeyringLost(t *testing.T) {
	path := someFile(t)
	for _, name := range []string{keysSuffix, ".kek"} {
		lost := path + name
		if name == ".kek" {
			lost = strings.TrimSuffix(path, ".db") + name
		}
		if err := os.Rename(lost, lost+"-away"); err != nil {
			t.Fatal(err)
		}
		if db, err := Open(path, testOptions()); err == nil {
			t.Errorf("%s is lost and the file opens: %v", lost, db.Close())
		} else if !strings.Contains(err.Error(), "lobbyctl keys renew") {
			t.Errorf("%s is lost: %v", lost, err)
		}
		if err := os.Rename(lost+"-away", lost); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Remove(path+keysSuffix), RenewKeys(path, testOptions())); err != nil {
		t.Fatal(err)
	}
	db := openTest(t, path, testOptions(), faults{})
	r, err := db.VisitByID(visitID(7))
	if err != nil || !r.Erased || r.Visitor != (kiosk.Visitor{}) || r.Ticket == 0 {
		t.Errorf("with a new keyring the visit is %+v, %v", r, err)
	}
	mustDecide(t, db, "cancel", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(visitID(7))
		if err != nil {
			return "", err
		}
		return visitID(7), errors.Join(v.Cancel(kiosk.ActorReception, morning), tx.Put(v))
	})
	mustRegister(t, db, 300)
	if _, err := db.Verify(nil); !errors.Is(err, ErrNoKey) { // nobody wrote it down
		t.Errorf("the verifier says %v", err)
	}
	if err := db.Close(); err != nil { // before the audit, which would say the same
		t.Fatal(err)
	}
}

func TestOpen_AnotherFilesKeyring(t *testing.T) {
	path, other := someFile(t), someFile(t)
	for _, name := range []string{"lobby.db" + keysSuffix, "lobby.kek"} {
		if err := os.Rename(filepath.Join(filepath.Dir(other), name), filepath.Join(filepath.Dir(path), name)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(path, testOptions()); err == nil || !strings.Contains(err.Error(), "is not the keyring of") {
		t.Errorf("error is %v", err)
	}
}

func TestCompact(t *testing.T) {
	db := openTest(t, filepath.Join(t.TempDir(), "lobby.db"), testOptions(), faults{})
	for n := range 50 {
		mustRegister(t, db, n)
	}
	before := entries(t, db)
	done := make(chan error)
	go func() { // decisions during it are kept
		var err error
		for n := 50; n < 150 && err == nil; n++ {
			_, err = db.Decide(kiosk.OpID(fmt.Sprint("during ", n)), registration(visitID(n), morning))
		}
		done <- err
	}()
	for range 10 {
		if err := db.Compact(); err != nil {
			t.Error(err)
		}
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	mustRegister(t, db, 150)
	after := entries(t, db)
	if len(after) != 151 || !reflect.DeepEqual(after[:50], before) {
		t.Errorf("the log has %d entries", len(after))
	}
}
