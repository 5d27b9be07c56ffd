package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/control"
	"lobby.internal/store"
)

const (
	endedVisit = "01ARZ3NDEKTSV4RRFFQ0000001"
	openVisit  = "01ARZ3NDEKTSV4RRFFQ0000002"
)

func (f *fake) Forget(_ context.Context, q control.Forgetting) (control.Forgotten, error) {
	f.forgetting = append(f.forgetting, q)
	return control.Forgotten{Erased: 2, Open: 1}, f.fail
}

// erased reports whether the visit's personal fields are gone from the file.
func erased(t *testing.T, dir string, id kiosk.VisitID) (gone bool) {
	t.Helper()
	withStore(t, dir, func(db *store.DB) {
		r, err := db.VisitByID(id)
		if err != nil || r.Erased != (r.Visitor.Name == "") {
			t.Errorf("visit %s is %+v, %v", id, r, err)
		}
		gone = r.Erased
	})
	return gone
}

func TestForget_AsksFirst(t *testing.T) {
	dir := seeded(t)
	for _, answer := range []string{"", "no\n", "y\n"} {
		r := call(t, answer, "--data", dir, "forget", "--visit", endedVisit)
		if r.code != exitDone || !strings.Contains(r.stdout, "nothing was forgotten") || erased(t, dir, endedVisit) {
			t.Errorf("to %q: exit code %d, %q, %q", answer, r.code, r.stdout, r.err)
		}
	}
	r := call(t, "yes\n", "--data", dir, "forget", "--visit", endedVisit)
	if r.code != exitDone || !strings.Contains(r.stdout, "the visitors of 1 visits") || !erased(t, dir, endedVisit) || erased(t, dir, openVisit) {
		t.Errorf("exit code %d, %q, %q", r.code, r.stdout, r.err)
	}
	reports, err := filepath.Glob(filepath.Join(dir, "deletions", "*-visit.txt"))
	if err != nil || len(reports) != 1 || !strings.Contains(r.stdout, reports[0]) {
		t.Fatalf("the reports are %v, %v", reports, err)
	}
	text, err := os.ReadFile(reports[0])
	if err != nil || strings.Contains(string(text), "访客甲") || !strings.Contains(string(text), `"visits_erased": 1`) ||
		!strings.Contains(string(text), "— badgelog/lobby-test ") {
		t.Errorf("the report is %s, %v", text, err)
	}
	call(t, "", "--data", dir, "forget", "--visit", endedVisit).want(t, exitDone, "there is nothing to forget\n")
}

func TestForget_Before(t *testing.T) {
	dir := seeded(t)
	r := call(t, "", "--data", dir, "forget", "--before", "2026-11-28", "--yes")
	if r.code != exitDone || !strings.Contains(r.stdout, "1 visits have not ended") || !erased(t, dir, endedVisit) || erased(t, dir, openVisit) {
		t.Errorf("exit code %d, %q, %q", r.code, r.stdout, r.err)
	}
}

func TestForget_Refusals(t *testing.T) {
	dir := seeded(t)
	call(t, "", "--data", dir, "forget", "--visit", openVisit, "--yes").want(t, exitFailed, "", "see the visitor off first")
	call(t, "", "--data", dir, "forget", "--visit", "01NOBODY", "--yes").want(t, exitFailed, "", "not_found")
	call(t, "", "--data", dir, "forget", "--before", "soon", "--yes").want(t, exitUsage, "", "--before")
	for _, args := range [][]string{{}, {"--visit", "x", "--before", "2026-11-28"}} {
		if r := call(t, "", append([]string{"--data", dir, "forget"}, args...)...); r.code != exitUsage {
			t.Errorf("%v: exit code %d", args, r.code)
		}
	}
}

func TestForget_OfARunningAgent(t *testing.T) {
	f := &fake{}
	dir := running(t, f)
	r := call(t, "yes\n", "--data", dir, "forget", "--visit", endedVisit)
	if r.code != exitDone || len(f.forgetting) != 2 || !f.forgetting[0].DryRun || f.forgetting[1] != (control.Forgetting{Visit: endedVisit}) {
		t.Errorf("exit code %d, %q; the agent was asked %+v", r.code, r.stdout, f.forgetting)
	}
	f.fail = errors.New("the disk is gone")
	call(t, "", "--data", dir, "forget", "--visit", endedVisit, "--yes").want(t, exitFailed, "", "the disk is gone")
}

func TestKeysRenew(t *testing.T) {
	dir := seeded(t)
	if err := os.Remove(filepath.Join(dir, "lobby.db.keys")); err != nil {
		t.Fatal(err)
	}
	call(t, "", "--data", dir, "status").want(t, exitFailed, "", "lobbyctl keys renew")
	if r := call(t, "\n", "--data", dir, "keys", "renew"); r.code != exitDone || !strings.Contains(r.stdout, "nothing was changed") {
		t.Errorf("exit code %d, %q, %q", r.code, r.stdout, r.err)
	}
	call(t, "", "--data", dir, "keys", "renew", "--yes").want(t, exitDone, "a new keyring was begun\n")
	if !erased(t, dir, endedVisit) || !erased(t, dir, openVisit) {
		t.Error("what the lost keyring sealed can be read")
	}
	call(t, "", "--data", running(t, &fake{}), "keys", "renew", "--yes").want(t, exitFailed, "", "stop it first")
}
