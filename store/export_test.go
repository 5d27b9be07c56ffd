package store

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

func export(tb testing.TB, db *DB, since, until time.Time) []badgelog.Row {
	tb.Helper()
	var rows []badgelog.Row
	err := db.Export(since, until, func(r badgelog.Row) error { rows = append(rows, r); return nil })
	if err != nil {
		tb.Fatal(err)
	}
	return rows
}

func TestExport_JoinsTheVisit(t *testing.T) {
	db := newTest(t)
	id := mustRegister(t, db, 1)
	mustDecide(t, db, "badge", badging(id, morning.Add(time.Hour)))
	mustDecide(t, db, "unknown badge", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		return "", tx.Log(kiosk.Event{Kind: kiosk.EventReadRefused, At: morning, Actor: kiosk.ActorReader})
	})
	rows := export(t, db, time.Time{}, time.Time{})
	if len(rows) != 5 {
		t.Fatalf("%d rows", len(rows))
	}
	r := rows[3]
	if r.Kind != kiosk.EventIssued || r.Visitor != visitor.Name || r.Company != visitor.Company || r.Host != host.Name ||
		r.Floor != "12" || r.Badge != "261124-001" || r.Kiosk != "lobby-test" || len(r.Epoch) != 32 || r.Seq != 4 {
		t.Errorf("row %+v", r)
	}
	if got := r.Time.Format(time.RFC3339); got != "2026-11-24T10:30:00+08:00" {
		t.Errorf("time %s", got)
	}
	if r := rows[4]; r.Visitor != "" || r.Kind != kiosk.EventReadRefused {
		t.Errorf("row without visit %+v", r)
	}
	var out bytes.Buffer
	if err := badgelog.WriteCSV(&out, rows, badgelog.CSVOptions{}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), visitor.Phone) {
		t.Error("the export tells the telephone number")
	}
	if table, err := csv.NewReader(&out).ReadAll(); err != nil || len(table) != 6 {
		t.Errorf("%d lines, %v", len(table), err)
	}
}

func TestExport_HostOfItsTime(t *testing.T) {
	db := newTest(t)
	other := kiosk.Host{ID: "H002", Name: "Ann Sample", Floor: "3"}
	if err := db.ReplaceHosts([]kiosk.Host{{ID: host.ID, Name: "New Name", Floor: "12"}}); err != nil {
		t.Fatal(err)
	}
	id := mustRegister(t, db, 1)
	mustDecide(t, db, "redirect", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		turn, v, err := nextTurn(tx)
		if err != nil {
			return "", err
		}
		return id, errors.Join(v.Contact(turn, morning), v.RecordAnswer(kiosk.StateAbsent, morning),
			v.Redirect(other, morning), tx.Put(v))
	})
	rows := export(t, db, time.Time{}, time.Time{})
	if r := rows[0]; r.HostID != host.ID || r.Host != "New Name" {
		t.Errorf("before: %s %s", r.HostID, r.Host)
	}
	if r := rows[3]; r.HostID != "H002" || r.Host != "Ann Sample" || r.Floor != "3" {
		t.Errorf("after: %s %s", r.HostID, r.Host)
	}
	if err := db.ReplaceHosts(nil); err != nil {
		t.Fatal(err)
	}
	if r := export(t, db, time.Time{}, time.Time{})[0]; r.HostID != host.ID || r.Host != "" {
		t.Errorf("host gone: %s %s", r.HostID, r.Host)
	}
}

func TestExport_RangeAndBatches(t *testing.T) {
	db := openTest(t, t.TempDir()+"/lobby.db", testOptions(), noSync)
	const visits = 2*exportBatch + 7
	for n := range visits {
		mustRegister(t, db, n)
	}
	if rows := export(t, db, time.Time{}, time.Time{}); len(rows) != visits || rows[visits-1].Seq != visits {
		t.Errorf("%d rows", len(rows))
	}
	logged := morning.Truncate(time.Millisecond)
	from, to := logged.Add(exportBatch*time.Minute), logged.Add((exportBatch+5)*time.Minute)
	rows := export(t, db, from, to)
	if len(rows) != 5 || rows[0].Visit != visitID(exportBatch) || rows[4].Visit != visitID(exportBatch+4) {
		t.Errorf("%d rows", len(rows))
	}
	if rows := export(t, db, morning.Add(visits*time.Minute), time.Time{}); len(rows) != 0 {
		t.Errorf("%d rows after the end", len(rows))
	}
}

// TestExport_WhileDeciding makes decisions from within the export: they must
// neither wait for it nor keep it from ending.
func TestExport_WhileDeciding(t *testing.T) {
	db := openTest(t, t.TempDir()+"/lobby.db", testOptions(), noSync)
	for n := range exportBatch {
		mustRegister(t, db, n)
	}
	rows := 0
	err := db.Export(time.Time{}, time.Time{}, func(badgelog.Row) error {
		rows++
		mustRegister(t, db, 10000+rows)
		return nil
	})
	if err != nil || rows != exportBatch {
		t.Errorf("%d rows, %v", rows, err)
	}
	stop := fmt.Errorf("the far end is gone")
	if err := db.Export(time.Time{}, time.Time{}, func(badgelog.Row) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("error %v", err)
	}
}

// The auditor sees to which texts each visitor agreed, also once the visitor is
// forgotten.
func TestExport_TheTextsAgreedTo(t *testing.T) {
	db := newTest(t)
	terms := kiosk.Terms{Consent: "2026-11-01"}
	mustDecide(t, db, "register", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v := kiosk.NewVisit(visitID(1), kiosk.LangZH)
		r := kiosk.Registration{Visitor: visitor, Host: host, Arranged: kiosk.ArrangedYes, InForce: terms, Agreed: terms}
		return visitID(1), errors.Join(v.Register(r, 1, morning), v.Cancel(kiosk.ActorReception, morning), tx.Put(v))
	})
	want := func(when, name string) {
		t.Helper()
		if r := export(t, db, time.Time{}, time.Time{})[0]; r.Consent != terms.Consent || r.Rules != "" || r.Visitor != name {
			t.Errorf("%s: %q and %q of %q", when, r.Consent, r.Rules, r.Visitor)
		}
	}
	want("at first", visitor.Name)
	if _, err := db.Forget(Forgetting{Cause: "visit", Visit: visitID(1)}); err != nil {
		t.Fatal(err)
	}
	want("forgotten", "")
}
