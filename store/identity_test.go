package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

var identity = kiosk.Identity{Mark: "00112233445566778899aabbccddeeff", Last: "907X"}

// showing is a decision that registers somebody who showed an identity card.
func showing(id kiosk.VisitID, at time.Time) func(kiosk.Tx) (kiosk.VisitID, error) {
	return func(tx kiosk.Tx) (kiosk.VisitID, error) {
		ticket, err := tx.NextTicket(at)
		if err != nil {
			return "", err
		}
		v := kiosk.NewVisit(id, kiosk.LangZH)
		r := kiosk.Registration{Visitor: visitor, Host: host, Arranged: kiosk.ArrangedYes, Identity: identity}
		if err := v.Register(r, ticket, at); err != nil {
			return "", err
		}
		return id, tx.Put(v)
	}
}

// holding returns what of an identity is in the data, plain or as JSON has it.
func holding(data []byte) []string {
	var found []string
	for _, s := range []string{identity.Mark, identity.Last} {
		if bytes.Contains(data, []byte(s)) {
			found = append(found, s)
		}
	}
	return found
}

func TestIdentity_IsKeptSealedAndForgotten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lobby.db")
	db := openTest(t, path, testOptions(), faults{})
	id := mustDecide(t, db, "register", showing(visitID(1), morning))
	if r, err := db.VisitByID(id); err != nil || r.Identity != identity {
		t.Fatalf("kept %+v, %v", r.Identity, err)
	}
	closeAudited(t, db)
	db = openTest(t, path, testOptions(), faults{}) // verified: the log commits to it
	mustDecide(t, db, "end", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(id)
		if err != nil {
			return "", err
		}
		return id, errors.Join(v.Cancel(kiosk.ActorReception, morning.Add(time.Minute)), tx.Put(v))
	})
	if r, err := db.VisitByID(id); err != nil || r.Identity != identity {
		t.Fatalf("after another decision %+v, %v", r.Identity, err)
	}
	sealed := sealedOf(t, db, id)
	checkRaw(t, path, nil)
	mustForget(t, db, Forgetting{Cause: "visit", Visit: id})
	r, err := db.VisitByID(id)
	if err != nil || !r.Erased || r.Identity != (kiosk.Identity{}) {
		t.Errorf("forgotten, the visit has %+v, %v", r.Identity, err)
	}
	closeAudited(t, db)
	checkRaw(t, path, sealed)
}

func sealedOf(t *testing.T, db *DB, id kiosk.VisitID) (part []byte) {
	t.Helper()
	err := db.view(func(tx *bolt.Tx) error {
		sealed, err := tableOf(tx, bucketSealed).get([]byte(id))
		part = bytes.Clone(sealed)
		return err
	})
	if err != nil || len(part) == 0 {
		t.Fatalf("%d sealed bytes, %v", len(part), err)
	}
	return part
}

// checkRaw searches every file of the folder for an identity, and for what was
// sealed, if it is to be gone.
func checkRaw(t *testing.T, path string, sealed []byte) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(all) < 2 {
		t.Fatalf("the folder has %v, %v", all, err)
	}
	facts := false // control: the search reads what is in the clear
	for _, name := range all {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		facts = facts || bytes.Contains(data, []byte(visitID(1)))
		if found := holding(data); len(found) > 0 {
			t.Errorf("%s holds %v", name, found)
		}
		if sealed != nil && bytes.Contains(data, sealed) {
			t.Errorf("%s holds what was sealed", name)
		}
	}
	if !facts {
		t.Error("control: the visit's own name is found nowhere")
	}
}

// An identity is for reception alone: neither the log nor what is exported of it
// tells of it.
func TestIdentity_IsInNoLogAndNoExport(t *testing.T) {
	db := newTest(t)
	id := mustDecide(t, db, "register", showing(visitID(1), morning))
	mustDecide(t, db, "badge", badging(id, morning.Add(time.Hour)))
	rows := export(t, db, time.Time{}, time.Time{})
	var table, lines bytes.Buffer
	if err := badgelog.WriteCSV(&table, rows, badgelog.CSVOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := badgelog.WriteJSONL(&lines, rows); err != nil {
		t.Fatal(err)
	}
	log, err := json.Marshal(entries(t, db))
	if err != nil {
		t.Fatal(err)
	}
	record, err := db.VisitByID(id)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"CSV": table.Bytes(), "JSON lines": lines.Bytes(), "log": log, "record's JSON": kept} {
		if found := holding(data); len(found) > 0 || !bytes.Contains(data, []byte(id)) {
			t.Errorf("the %s tells %v", name, found)
		}
	}
}

// A visit without an identity is written as it was before there were any: what
// the log commits to stays the same.
func TestIdentity_NoneChangesNoBytes(t *testing.T) {
	whole, err := encode(kiosk.Record{ID: "V1"})
	if err != nil {
		t.Fatal(err)
	}
	with, err := encode(kiosk.Record{ID: "V1", Identity: identity})
	if err != nil {
		t.Fatal(err)
	}
	keys := func(data []byte) (n int) {
		fields, err := decode[map[int]any](data)
		if _, there := fields[30]; err != nil || there != (len(holding(data)) > 0) {
			t.Errorf("%d fields, the identity among them: %t, %v", len(fields), there, err)
		}
		return len(fields)
	}
	if keys(with) != keys(whole)+1 || len(holding(with)) != 2 {
		t.Errorf("%d fields with an identity, %d without", keys(with), keys(whole))
	}
}
