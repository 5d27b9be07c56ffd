package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"lobby.internal/kiosk"
	"lobby.internal/store"
)

func (f *fake) RollCall(context.Context) (kiosk.RollCall, error) {
	f.calls++
	return kiosk.RollCall{At: eight, Unrecorded: "disk full", People: []kiosk.Inside{
		{Badge: "241123-009", Ticket: 9, Visitor: "访客乙", Floor: "3", Since: eight.AddDate(0, 0, -1), Lent: true, ByHand: true},
		{Badge: "241124-001", Ticket: 1, Visitor: "访客甲", Floor: "12"},
	}}, f.fail
}

func TestRollcall_WithoutAnAgent(t *testing.T) {
	dir := seeded(t) // one waits, one has gone: neither is inside
	withStore(t, dir, func(db *store.DB) {
		_, err := db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
			return "", tx.Log(kiosk.Event{Kind: kiosk.EventReadRefused, At: eight, Actor: kiosk.ActorReader})
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	empty := call(t, "", "--data", dir, "rollcall")
	if empty.code != exitDone || !strings.Contains(empty.stdout, ": 0 visitors\n") {
		t.Fatalf("of nobody: %+v", empty)
	}
	withStore(t, dir, func(db *store.DB) {
		_, err := db.Decide("", cancelling("01ARZ3NDEKTSV4RRFFQ0000002", eight))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) { return arrive(tx, time.Now()) }); err != nil {
			t.Fatal(err)
		}
	})
	file := filepath.Join(t.TempDir(), "list.txt")
	call(t, "", "--data", dir, "rollcall", "--drill", "--output", file).want(t, exitDone, "")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var person kiosk.Record
	withStore(t, dir, func(db *store.DB) {
		open, err := db.Open()
		if err != nil || len(open) != 1 {
			t.Fatalf("%d are open, %v", len(open), err)
		}
		person = open[0]
	})
	for _, want := range []string{"Roll call (drill)", ": 1 visitor\n", person.Visitor.Name, person.Host.Name, person.Badge.Number, person.Host.Floor} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is not in the list:\n%s", want, text)
		}
	}
	got := kinds(t, export(t, dir))
	calls := slices.DeleteFunc(got, func(kind string) bool { return kind != string(kiosk.EventRollCall) })
	if len(calls) != 2 {
		t.Errorf("the badge log has %d roll calls, want 2", len(calls))
	}
}

// TestRollcall_EachOfAParty: who came along is inside as who registered is, with
// a line and a badge of their own.
func TestRollcall_EachOfAParty(t *testing.T) {
	dir := t.TempDir()
	withStore(t, dir, func(db *store.DB) {
		if _, err := db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) { return arriveTogether(tx, time.Now()) }); err != nil {
			t.Fatal(err)
		}
	})
	got := call(t, "", "--data", dir, "rollcall")
	if got.code != exitDone || !strings.Contains(got.stdout, ": 3 visitors\n") {
		t.Errorf("the list of three: %+v", got)
	}
	for _, want := range []string{"访客甲", "访客乙", "Sample", "badge not confirmed"} {
		if strings.Count(got.stdout, want) != 1 {
			t.Errorf("%q is not once in the list:\n%s", want, got.stdout)
		}
	}
}

// arriveTogether lets a visitor and two companions in; the badge of the last has
// not come out yet.
func arriveTogether(tx kiosk.Tx, now time.Time) (kiosk.VisitID, error) {
	v := kiosk.NewVisit("01ARZ3NDEKTSV4RRFFQ0000001", kiosk.LangZH)
	r := kiosk.Registration{
		Visitor: kiosk.Visitor{Name: "访客甲"}, Host: old, Arranged: kiosk.ArrangedYes, Companions: []kiosk.Companion{{Name: "访客乙"}, {Name: "Sample"}},
	}
	if err := errors.Join(v.Register(r, 1, now), tx.Put(v)); err != nil {
		return "", err
	}
	queue, err := tx.Queue()
	if err != nil {
		return "", err
	}
	turn, err := queue.Next()
	if err != nil {
		return "", err
	}
	if v, err = tx.Visit(v.Record().ID); err != nil {
		return "", err
	}
	if err := errors.Join(v.Contact(turn, now), v.RecordAnswer(kiosk.StateGoUp, now)); err != nil {
		return "", err
	}
	along, err := v.Admit(func() kiosk.VisitID { return kiosk.VisitID(ulid.Make().String()) }, now)
	party := append([]*kiosk.Visit{v}, along...)
	for i, one := range party {
		number, failed := tx.NextBadge(now)
		err = errors.Join(err, failed, one.IssueBadge(kiosk.Badge{Number: number, Expires: now.Add(badgeGoodFor)}, now))
		if i < len(party)-1 {
			err = errors.Join(err, one.Enter(false, kiosk.ActorAgent, now))
		}
		err = errors.Join(err, tx.Put(one))
	}
	return v.Record().ID, err
}

// TestRollcall_AFileThatCannotBeWritten: there is none of it, the list is not
// asked for, which would be recorded, and the error says how to see it all the
// same.
func TestRollcall_AFileThatCannotBeWritten(t *testing.T) {
	f := &fake{}
	dir, folder := running(t, f), t.TempDir()
	place := filepath.Join(folder, "list.txt")
	if err := os.MkdirAll(filepath.Join(place, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	call(t, "", "--data", dir, "rollcall", "--output", place).want(t, exitFailed, "", "list.txt", "leave --output away")
	call(t, "", "--data", dir, "rollcall", "--output", filepath.Join(folder, "nowhere", "list.txt")).want(t, exitFailed, "", "nowhere", "leave --output away")
	if f.calls != 0 {
		t.Errorf("the list was asked for %d times", f.calls)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 1 || !left[0].IsDir() {
		t.Errorf("left are %v, %v", left, err)
	}
}

// A log that takes no entry keeps the list from nobody.
func TestRollcall_OfARunningAgentWhoseDiskIsFull(t *testing.T) {
	f := &fake{}
	dir := running(t, f)
	want := strings.Join([]string{
		"Roll call, 2024-11-24 08:00:00: 2 visitors",
		"",
		"FLOOR  BADGE       TICKET  VISITOR  COMPANY  HOST  DEPARTMENT  SINCE             REMARK",
		"3      241123-009  009     访客乙   -        -     -           2024-11-23 08:00  house card, badge by hand",
		"12     241124-001  001     访客甲   -        -     -           -                 badge not confirmed",
	}, "\n") + "\n"
	call(t, "", "--data", dir, "rollcall").want(t, exitFailed, want, "the list is complete", "disk full")
}
