package store

import (
	"encoding/binary"
	"errors"
	"testing"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// TestVerify_Breaks changes a file in every way that leaves each checksum right.
func TestVerify_Breaks(t *testing.T) {
	one, two := []byte(visitID(1)), []byte(visitID(2))
	value := func(tx *bolt.Tx, bucket, k []byte) []byte {
		v, err := tableOf(tx, bucket).get(k)
		if err != nil {
			t.Fatal(err)
		}
		return append([]byte(nil), v...)
	}
	var db *DB
	change := func(tx *bolt.Tx, id []byte, how func(*kiosk.Record)) error {
		r, err := db.vault.record(tx, kiosk.VisitID(id))
		if err != nil {
			return err
		}
		how(&r)
		_, err = db.vault.put(tx, r)
		return err
	}
	for name, c := range map[string]struct {
		spoil func(*bolt.Tx) error
		want  error // nil for kiosk.CodeDamaged
	}{
		"visit altered":    {func(tx *bolt.Tx) error { return change(tx, one, func(r *kiosk.Record) { r.Visitor.Company = "x" }) }, ErrNotCommitted},
		"visits exchanged": {func(tx *bolt.Tx) error { return tableOf(tx, bucketVisit).put(one, value(tx, bucketVisit, two)) }, ErrNotCommitted},
		"visit gone":       {func(tx *bolt.Tx) error { return tx.Bucket(bucketVisit).Delete(one) }, ErrNoVisit},
		"fact altered":     {func(tx *bolt.Tx) error { return change(tx, one, func(r *kiosk.Record) { r.Lang = "x" }) }, ErrNotCommitted},
		"sealed part gone": {func(tx *bolt.Tx) error { return tx.Bucket(bucketSealed).Delete(one) }, nil},
		"another's sealed part": {func(tx *bolt.Tx) error {
			return tableOf(tx, bucketSealed).put(one, value(tx, bucketSealed, two))
		}, nil},
		"sealed part of nobody": {func(tx *bolt.Tx) error { return tableOf(tx, bucketSealed).put([]byte("nobody"), one) }, ErrNoVisit},
		"key gone":              {func(*bolt.Tx) error { return db.vault.keys.Shred(db.vault.keys.Keys()[0].ID) }, ErrNoKey},
		"visit made up":         {func(tx *bolt.Tx) error { return madeUp(db.vault, tx) }, ErrNoEntry},
		"place gone":            {func(tx *bolt.Tx) error { return deleteFirst(tx, bucketArrived) }, ErrIndex},
		"queue place gone":      {func(tx *bolt.Tx) error { return deleteFirst(tx, bucketOpen) }, ErrIndex},
		"place of nobody":       {func(tx *bolt.Tx) error { return tableOf(tx, bucketMessage).put(one, nil) }, ErrIndex},
		"job place gone":        {func(tx *bolt.Tx) error { return deleteFirst(tx, bucketJobOpen) }, ErrIndex},
		"job gone":              {func(tx *bolt.Tx) error { return deleteFirst(tx, bucketJob) }, ErrIndex},
		"job at another's": {func(tx *bolt.Tx) error {
			return tableOf(tx, bucketJob).put(two, value(tx, bucketJob, jobKey(visitID(1), 1)))
		}, ErrIndex},
		"counter gone": {func(tx *bolt.Tx) error { return tx.Bucket(bucketCounter).Delete([]byte("badge/261124")) }, nil},
		"counter behind": {func(tx *bolt.Tx) error {
			return tableOf(tx, bucketCounter).put([]byte("badge/261124"), make([]byte, 8))
		}, nil},
		"counter cut":         {func(tx *bolt.Tx) error { return tableOf(tx, bucketCounter).put([]byte("x"), []byte{1}) }, nil},
		"operation unread":    {func(tx *bolt.Tx) error { return tableOf(tx, bucketOp).put([]byte("x"), []byte{1}) }, nil},
		"host gone":           {func(tx *bolt.Tx) error { return deleteFirst(tx, bucketHost) }, nil},
		"another's file":      {func(tx *bolt.Tx) error { return tableOf(tx, bucketMeta).put(metaKiosk, []byte("K9")) }, nil},
		"entry gone":          {func(tx *bolt.Tx) error { return deleteFirst(tx, bucketLog) }, badgelog.ErrMissing},
		"entries cut off":     {func(tx *bolt.Tx) error { return cutLog(tx, false) }, badgelog.ErrMissing},
		"and the counter too": {func(tx *bolt.Tx) error { return cutLog(tx, true) }, badgelog.ErrMissing},
	} {
		t.Run(name, func(t *testing.T) {
			db = newTest(t)
			if err := db.ReplaceHosts([]kiosk.Host{host}); err != nil {
				t.Fatal(err)
			}
			for n := 1; n <= 3; n++ {
				mustRegister(t, db, n)
			}
			mustDecide(t, db, "", badging(visitID(1), morning))
			mustDecide(t, db, "", func(tx kiosk.Tx) (kiosk.VisitID, error) {
				return visitID(1), tx.PutJob(kiosk.PrintJob{Visit: visitID(1), Attempt: 1, State: kiosk.JobQueued, At: morning})
			})
			mustCheckpoint(t, db, testKey(t, t.TempDir()))
			if _, err := db.Verify(nil); err != nil {
				t.Fatal(err)
			}
			if err := db.bolt.Update(c.spoil); err != nil {
				t.Fatal(err)
			}
			_, err := db.Verify(nil)
			if !errors.Is(err, c.want) && (c.want != nil || kiosk.CodeOf(err) != kiosk.CodeDamaged) {
				t.Errorf("the verifier says %v", err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// madeUp puts a visit into the file that nobody registered.
func madeUp(sealed vault, tx *bolt.Tx) error {
	v := kiosk.NewVisit(visitID(9), kiosk.LangZH)
	r := kiosk.Registration{Visitor: visitor, Host: host, Arranged: kiosk.ArrangedYes}
	if err := v.Register(r, 9, morning); err != nil {
		return err
	}
	_, err := newTx(tx, sealed).putRecord(v.Record())
	return err
}

func deleteFirst(tx *bolt.Tx, bucket []byte) error {
	k, _ := tx.Bucket(bucket).Cursor().First()
	return tx.Bucket(bucket).Delete(k)
}

// cutLog removes the newest entry, which a checkpoint was signed for, and can
// set the counter back.
func cutLog(tx *bolt.Tx, counter bool) error {
	log := tx.Bucket(bucketLog)
	k, _ := log.Cursor().Last()
	seq := binary.BigEndian.Uint64(k)
	if err := log.Delete(k); err != nil || !counter {
		return err
	}
	return log.SetSequence(seq - 1)
}

// TestVerify_Erased: what was forgotten on purpose breaks nothing.
func TestVerify_Erased(t *testing.T) {
	for name, forget := range map[string]func(*tx, kiosk.Record) error{
		"sealed part": func(t *tx, r kiosk.Record) error { r.Erased = true; return put(t, r) },
		"visit":       remove,
	} {
		t.Run(name, func(t *testing.T) {
			db := newTest(t)
			id := mustRegister(t, db, 1)
			mustRegister(t, db, 2)
			if err := db.bolt.Update(func(btx *bolt.Tx) error {
				r, err := factsOf(btx, id)
				return errors.Join(err, forget(newTx(btx, db.vault), r))
			}); err != nil {
				t.Fatal(err)
			}
			if _, err := db.Verify(nil); !errors.Is(err, ErrNoVisit) && !errors.Is(err, ErrNoKey) {
				t.Errorf("forgotten without an entry: %v", err)
			}
			mustDecide(t, db, "", func(tx kiosk.Tx) (kiosk.VisitID, error) {
				return "", tx.Log(kiosk.Event{Kind: kiosk.EventErased, At: morning, Actor: kiosk.ActorAgent, Visit: id})
			})
			if proof, err := db.Verify(nil); err != nil || proof.Entries != 3 {
				t.Errorf("%+v, %v", proof, err)
			}
			if err := db.Close(); err != nil { // the tests' audit wants every visit of the log
				t.Fatal(err)
			}
		})
	}
}

func remove(t *tx, r kiosk.Record) error {
	place, id := arrivalKey(r), []byte(r.ID)
	return errors.Join(t.bolt.Bucket(bucketSealed).Delete(id), t.bolt.Bucket(bucketVisit).Delete(id),
		t.bolt.Bucket(bucketArrived).Delete(place), t.bolt.Bucket(bucketOpen).Delete(place))
}

func put(t *tx, r kiosk.Record) error {
	_, err := t.vault.put(t.bolt, r)
	return err
}

func TestVerify_Trimmed(t *testing.T) {
	db := newTest(t)
	key := testKey(t, t.TempDir())
	for n := range 5 {
		mustRegister(t, db, n)
		mustCheckpoint(t, db, key)
	}
	if err := db.bolt.Update(func(tx *bolt.Tx) error { _, err := badgelog.Trim(tx, 3, 10); return err }); err != nil {
		t.Fatal(err)
	}
	proof, err := db.Verify(key.Known)
	if err != nil || proof.After.Seq != 3 || proof.Entries != 2 || proof.Visits != 2 || proof.Checkpoints != 3 {
		t.Errorf("%+v, %v", proof, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkVerify(b *testing.B) {
	db := openTest(b, b.TempDir()+"/lobby.db", testOptions(), noSync)
	for n := range 1000 {
		mustRegister(b, db, n)
		mustDecide(b, db, "", badging(visitID(n), morning))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := db.Verify(nil); err != nil {
			b.Fatal(err)
		}
	}
}
