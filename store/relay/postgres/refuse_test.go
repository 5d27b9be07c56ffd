package postgres

import (
	"errors"
	"math"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/postgres/postgrestest"
	"lobby.internal/store/relay/relaytest"
)

func run(t *testing.T, s *Sink, sql string) {
	t.Helper()
	if _, err := s.pool.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// TestAppend_Refused: the server is the judge of what it can keep, a facility's
// own constraints and triggers included.
func TestAppend_Refused(t *testing.T) {
	server := shared.Get(t)
	for name, c := range map[string]struct {
		rule  string
		spoil func(*badgelog.Row)
	}{
		"a NUL":         {"", func(r *badgelog.Row) { r.Company = "示\x00例" }},
		"no UTF-8":      {"", func(r *badgelog.Row) { r.Visitor = "\xff" }},
		"a NUL's badge": {"", func(r *badgelog.Row) { r.Badge = "\x00" }},
		"too long":      {"", func(r *badgelog.Row) { r.Visit = kiosk.VisitID(noise(9000)) }},
		"a constraint":  {`ALTER TABLE badgelog.entries ADD CHECK (floor <> '99')`, func(r *badgelog.Row) { r.Floor = "99" }},
		"a trigger": {`CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF new.floor = ''98'' THEN RAISE ''no such floor''; END IF; RETURN new; END';
			CREATE TRIGGER no BEFORE INSERT ON badgelog.entries FOR EACH ROW EXECUTE FUNCTION no()`, func(r *badgelog.Row) { r.Floor = "98" }},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, server.Database(t, strings.ReplaceAll(strings.ToLower(name), " ", "")))
			if c.rule != "" {
				run(t, s, c.rule)
			}
			l := relaytest.NewLog("K1").Grow(40)
			b := l.Batch(1, 40)
			c.spoil(&b.Rows[23])
			c.spoil(&b.Rows[31])
			err := s.Append(t.Context(), b)
			refused, ok := errors.AsType[*relay.RefusedError](err)
			if !ok || refused.Seq != 24 {
				t.Fatalf("error is %v", err)
			}
			if at, err := s.Cursor(t.Context(), "K1"); err != nil || at != (relay.Cursor{}) {
				t.Errorf("cursor %+v, %v", at, err)
			}
			carryRefused(t, s, b)
			got, err := glass{s}.Rows(t.Context(), "K1")
			if err != nil || len(got) != 38 {
				t.Errorf("%d rows, %v", len(got), err)
			}
			aside, err := glass{s}.Aside(t.Context(), "K1")
			if err != nil || len(aside) != 2 || aside[0].Reason == "" {
				t.Errorf("set aside %v, %v", aside, err)
			}
			if at, err := s.Cursor(t.Context(), "K1"); err != nil || at != l.Head() {
				t.Errorf("cursor %+v, %v", at, err)
			}
		})
	}
}

// carryRefused appends the batch and sets aside what is refused.
func carryRefused(t *testing.T, s *Sink, b relay.Batch) {
	t.Helper()
	for len(b.Rows) > 0 {
		err := s.Append(t.Context(), b)
		if err == nil {
			return
		}
		refused, ok := errors.AsType[*relay.RefusedError](err)
		if !ok {
			t.Fatal(err)
		}
		i := int(refused.Seq - b.Rows[0].Seq)
		if err := s.Append(t.Context(), relay.Batch{Epoch: b.Epoch, Rows: b.Rows[:i]}); err != nil {
			t.Fatal(err)
		}
		if err := s.SetAside(t.Context(), relay.Batch{Epoch: b.Epoch, Rows: b.Rows[i : i+1]}, refused.Err.Error()); err != nil {
			t.Fatal(err)
		}
		b.Rows = b.Rows[i+1:]
	}
}

// noise returns text that does not compress, so that it is too long for a key.
func noise(n int) string {
	var b strings.Builder
	for x := uint32(1); b.Len() < n; x = x*1664525 + 1013904223 {
		b.WriteByte('a' + byte(x>>24)%26)
	}
	return b.String()
}

func TestAppend_NumberTooLarge(t *testing.T) {
	s := open(t, shared.Get(t).Database(t, "large"))
	b := relaytest.NewLog("K1").Grow(1).Batch(1, 1)
	b.Rows[0].Seq = math.MaxInt64 + 1
	for _, err := range []error{s.Append(t.Context(), b), s.SetAside(t.Context(), b, "reason")} {
		if refused, ok := errors.AsType[*relay.RefusedError](err); !ok || refused.Seq != b.Rows[0].Seq {
			t.Errorf("error is %v", err)
		}
	}
}

// TestErased_LeavesEntriesOfNoVisit: entries that are about no visit have no
// visit in common.
func TestErased_LeavesEntriesOfNoVisit(t *testing.T) {
	s := open(t, shared.Get(t).Database(t, "novisit"))
	l := relaytest.NewLog("K1").Grow(10)
	b := l.Batch(1, 10)
	b.Rows[2].Visit, b.Rows[2].Visitor = "", "访客甲"
	b.Rows[9].Kind, b.Rows[9].Visit = badgelog.KindErased, ""
	if err := s.Append(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	rows, err := glass{s}.Rows(t.Context(), "K1")
	if err != nil || rows[2].Visitor != "访客甲" {
		t.Errorf("row %+v, %v", rows[2], err)
	}
}

func TestAppend_KeepsNotesOnce(t *testing.T) {
	s := open(t, shared.Get(t).Database(t, "notes"))
	b := relaytest.NewLog("K1").Grow(10).Batch(1, 10)
	b.Note = []byte("示例 note")
	for range 2 {
		if err := s.Append(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	var n, seq int
	var note string
	if err := s.pool.QueryRow(t.Context(), `SELECT count(*), max(seq), max(convert_from(note, 'UTF8')) FROM badgelog.notes`).Scan(&n, &seq, &note); err != nil {
		t.Fatal(err)
	}
	if n != 1 || seq != 10 || note != "示例 note" {
		t.Errorf("%d notes, %q at %d", n, note, seq)
	}
}

// TestOpen_Errors: what a person has to change is permanent, what passes is not.
func TestOpen_Errors(t *testing.T) {
	server := shared.Get(t)
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	for name, c := range map[string]struct {
		url       string
		permanent bool
	}{
		"no address":  {"postgres://%zz", true},
		"no database": {server.URL("nowhere"), true},
		"no user":     {strings.Replace(server.URL("postgres"), "postgres@", "nobody:s3cr3t@", 1), true},
		"no server":   {postgrestest.URL(nowhere, "postgres"), false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(t.Context(), c.url)
			if err == nil || errors.Is(err, relay.ErrPermanent) != c.permanent {
				t.Errorf("error is %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "s3cr3t") {
				t.Error("the error holds the password")
			}
		})
	}
}

func TestAppend_ServerGone(t *testing.T) {
	server := postgrestest.Start(t, "fsync = off")
	s := open(t, server.Database(t, "gone"))
	l := relaytest.NewLog("K1").Grow(20)
	if err := s.Append(t.Context(), l.Batch(1, 10)); err != nil {
		t.Fatal(err)
	}
	server.Kill(t, syscall.SIGINT)
	if err := s.Append(t.Context(), l.Batch(11, 20)); err == nil || errors.Is(err, relay.ErrPermanent) {
		t.Errorf("error is %v", err)
	}
	server.Run(t)
	if err := s.Append(t.Context(), l.Batch(11, 20)); err != nil {
		t.Error(err)
	}
	same(t, s, l)
}
