package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"lobby.internal/store/relay/postgres"
	"lobby.internal/store/relay/postgres/postgrestest"
	"lobby.internal/store/relay/relaytest"
)

func TestFleet_OfADatabase(t *testing.T) {
	url := postgrestest.Start(t, "fsync = off").Database(t, "fleet")
	call(t, "", "fleet", "--db", url).want(t, exitFailed, "", "lobbyctl badgelog sync")

	pki := site(t)
	l := relaytest.NewLog("lobby-1").Grow(47) // two visitors have not left
	r := call(t, "", syncing(pki, t.TempDir(), "--to", url, "--once", "--from", serveLog(t, pki, relaytest.NewKiosk(l)))...)
	if r.code != exitDone {
		t.Fatal(r.err)
	}
	r = call(t, "", "fleet", "--db", url, "--gaps")
	if r.code != exitDone || r.err != "" {
		t.Fatal(r.err)
	}
	for _, line := range []string{"site\tlobby-1\t261124-011\t", "kiosk\tlobby-1\t2\t47\t0\t", "#gap\t"} {
		if !strings.Contains(r.stdout, line) {
			t.Errorf("no %q in\n%s", line, r.stdout)
		}
	}
	if strings.Contains(r.stdout, "\ngap\t") {
		t.Error("a gap where there is none")
	}
	var f fleet
	if r := call(t, "", "fleet", "--db", url, "--format", "json"); json.Unmarshal([]byte(r.stdout), &f) != nil || len(f.OnSite) != 2 || len(f.Kiosks) != 1 {
		t.Errorf("JSON is %s", r.stdout)
	}
}

func TestFleet_Table(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.Local)
	f := fleet{
		OnSite: []postgres.Inside{
			{Kiosk: "大堂 3", Badge: "261124-001", Since: now.Add(-time.Hour), Department: "示例部", Host: "林示例", Visitor: "访客\x1b甲\t"},
			{Kiosk: "lobby-1", Badge: "261124-002", Since: now, Department: "Sample", Host: "Example", Unsure: true},
		},
		Kiosks: []postgres.Health{
			{Kiosk: "lobby-1", OnSite: 1, Seq: 120, Behind: 3, Last: now.Add(-90 * time.Second), Synced: now.Add(-3 * time.Hour)},
			{Kiosk: "大堂 3", SetAside: 2, Epochs: 3, Trouble: "a fork", Troubled: now.Add(-72 * time.Hour)},
		},
	}
	var b strings.Builder
	if err := (&fleetCmd{Format: "table"}).write(&b, f, now); err != nil {
		t.Fatal(err)
	}
	want := `ON SITE  BADGE       SINCE             DEPARTMENT  HOST     VISITOR   REMARK
大堂 3   261124-001  2026-11-24 11:00  示例部      林示例   访客 甲   -
lobby-1  261124-002  2026-11-24 12:00  Sample      Example  -         the kiosk was restored and no longer knows of this visit: look for the visitor

KIOSK    INSIDE  ENTRIES  BEHIND  LAST ENTRY  LAST SYNC  REMARK
lobby-1  1       120      3       90s ago     3h ago     -
大堂 3   0       0        0       never       never      refused 3d ago: a fork; 2 entries set aside to be looked at; its file was made anew or restored 2 times
`
	if b.String() != want {
		t.Errorf("wrote\n%s", b.String())
	}
}

// brokenOff is a writer that cannot.
type brokenOff struct{}

var errBrokenOff = errors.New("the far end is gone")

func (brokenOff) Write([]byte) (int, error) { return 0, errBrokenOff }

func TestFleet_WriteErrors(t *testing.T) {
	for _, format := range []string{"table", "plain", "json"} {
		if err := (&fleetCmd{Format: format}).write(brokenOff{}, fleet{}, time.Now()); !errors.Is(err, errBrokenOff) {
			t.Errorf("%s: %v", format, err)
		}
	}
}
