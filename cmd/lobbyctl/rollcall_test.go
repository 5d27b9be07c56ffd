package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/control"
	"lobby.internal/store"
)

func (f *fake) RollCall(context.Context) (control.RollCall, error) {
	return control.RollCall{At: eight, Unrecorded: "disk full", People: []control.Inside{
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
