package store

import (
	"bytes"
	"errors"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// logAt appends an entry about no visit at a time.
func logAt(t *testing.T, db *DB, at time.Time) {
	t.Helper()
	mustDecide(t, db, "", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		return "", tx.Log(kiosk.Event{Kind: kiosk.EventReadRefused, At: at, Actor: kiosk.ActorReader})
	})
}

// TestWriteLog_CanBeProved exports across epochs, a trimmed beginning and a clock
// that was set back, and proves each export with the public key.
func TestWriteLog_CanBeProved(t *testing.T) {
	db, key := newTest(t), testKey(t, t.TempDir())
	at := func(minutes int) time.Time {
		return morning.Truncate(time.Millisecond).Add(time.Duration(minutes) * time.Minute)
	}
	for _, minutes := range []int{0, 1, 2, 3} {
		logAt(t, db, at(minutes))
	}
	err := db.bolt.Update(func(tx *bolt.Tx) error {
		last, _, err := badgelog.At(tx)
		return errors.Join(err, badgelog.AddEpoch(tx, badgelog.Begin(db.kiosk, "E2", last)))
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, minutes := range []int{10, 1, 12} { // the second after the clock was set back
		logAt(t, db, at(minutes))
	}
	prove := func(since, until time.Time, from, to uint64) {
		t.Helper()
		for _, format := range []string{FormatCSV, FormatJSONL} {
			var out bytes.Buffer
			signed, err := db.WriteLog(&out, LogQuery{Format: format, Since: since, Until: until, Key: &key})
			if err != nil {
				t.Fatal(err)
			}
			proof, err := badgelog.VerifyExport(&out, badgelog.ExportOptions{Keys: key.Known, Note: signed})
			if err != nil || proof.After.Seq != from || proof.Last.Seq != to || uint64(proof.Entries) != to-from {
				t.Errorf("%s from %s until %s: %+v, %v", format, since, until, proof, err)
			}
		}
	}
	prove(time.Time{}, time.Time{}, 0, 7)
	prove(at(1), at(12), 1, 6)
	prove(at(4), time.Time{}, 4, 7)
	prove(time.Time{}, at(2), 0, 6) // with what was recorded while the clock was wrong
	prove(at(20), time.Time{}, 0, 0)
	if err := db.bolt.Update(func(tx *bolt.Tx) error { _, err := badgelog.Trim(tx, 2, 10); return err }); err != nil {
		t.Fatal(err)
	}
	prove(time.Time{}, time.Time{}, 2, 7)
	if _, err := db.WriteLog(&bytes.Buffer{}, LogQuery{Format: "xlsx"}); err == nil {
		t.Error("an unknown format was taken")
	}
	if err := db.Close(); err != nil { // the tests' audit wants the log from its beginning
		t.Fatal(err)
	}
}

// TestWriteLog_SignsNothingBroken: a broken chain is not signed, and can be taken
// out unsigned.
func TestWriteLog_SignsNothingBroken(t *testing.T) {
	db, key := newTest(t), testKey(t, t.TempDir())
	for n := range 4 {
		logAt(t, db, morning.Add(time.Duration(n)*time.Minute))
	}
	err := db.bolt.Update(func(tx *bolt.Tx) error { return tx.Bucket(bucketLog).Delete([]byte{0, 0, 0, 0, 0, 0, 0, 2}) })
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	signed, err := db.WriteLog(&out, LogQuery{Format: FormatJSONL, Key: &key})
	if broken, ok := errors.AsType[*badgelog.BreakError](err); !ok || broken.Seq != 2 || signed != nil {
		t.Errorf("%s, %v", signed, err)
	}
	out.Reset()
	if signed, err := db.WriteLog(&out, LogQuery{Format: FormatJSONL}); err != nil || signed != nil || bytes.Count(out.Bytes(), []byte("\n")) != 3 {
		t.Errorf("%s, %v: %s", signed, err, out.String())
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestExportForStaff_IsRecorded(t *testing.T) {
	db, key := newTest(t), testKey(t, t.TempDir())
	mustRegister(t, db, 1)
	for range 2 {
		if _, err := db.ExportForStaff(&bytes.Buffer{}, LogQuery{Format: FormatCSV, Key: &key}); err != nil {
			t.Fatal(err)
		}
	}
	all := entries(t, db)
	if last := all[2]; len(all) != 3 || last.Kind != kiosk.EventAccess || last.Actor != kiosk.ActorStaff || last.Visit != "" || last.Commit != (badgelog.Hash{}) {
		t.Errorf("recorded %+v", all)
	}
	if proof, err := db.Verify(key.Known); err != nil || proof.Checkpoints != 2 || proof.Signed != 3 {
		t.Errorf("%+v, %v", proof, err)
	}
	if newest, err := db.Newest(2); err != nil || len(newest) != 2 || newest[1].Seq != 3 || newest[0].Hash != newest[1].Previous {
		t.Errorf("%+v, %v", newest, err)
	}
}
