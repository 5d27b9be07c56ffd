package main

import (
	"context"
	"strings"
	"testing"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/control"
	"lobby.internal/store"
	"lobby.internal/store/badgelog"
)

func TestTail(t *testing.T) {
	dir := seeded(t)
	call(t, "", "--data", dir, "badgelog", "tail", "-n", "2").want(t, exitDone,
		"     2  2024-11-25 08:00:00  lobby-test  checked in        by the visitor  ticket 001\n"+
			"     3  2024-11-26 08:00:00  lobby-test  cancelled         by reception    ticket 001\n")
	for format, want := range map[string][2]string{
		"plain": {"2\t", "\tcancelled\treception\t1\t\t01ARZ3NDEKTSV4RRFFQ0000001\tlobby-test"},
		"jsonl": {`{"kiosk":"lobby-test","seq":2,"at":"`, `"kind":"cancelled","actor":"reception","visit":"01ARZ3NDEKTSV4RRFFQ0000001"`},
	} {
		r := call(t, "", "--data", dir, "badgelog", "tail", "-n", "2", "--format", format)
		lines := strings.Split(strings.TrimSuffix(r.stdout, "\n"), "\n")
		if r.code != exitDone || len(lines) != 2 || !strings.HasPrefix(lines[0], want[0]) || !strings.Contains(lines[1], want[1]) {
			t.Errorf("%s: exit code %d, %q, %q", format, r.code, lines, r.err)
		}
	}
	call(t, "", "--data", dir, "badgelog", "tail", "-n", "0").want(t, exitUsage, "", "--lines is 0")
}

func TestTail_Follow(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	f := &fake{written: `{"kiosk":"lobby-1","seq":7,"at":"2024-11-24T08:00:00Z","kind":"issued","actor":"agent","badge":"241124-001"}` + "\n", stop: cancel}
	dir := running(t, f)
	var out, errs strings.Builder
	code := run(ctx, []string{"--data", dir, "badgelog", "tail", "-f", "--format", "plain"}, strings.NewReader(""), &out, &errs)
	if code != exitDone || errs.String() != "" || !strings.HasPrefix(out.String(), "7\t2024-11-24T08:00:00Z\tissued\tagent\t0\t241124-001\t\tlobby-1\n") {
		t.Errorf("exit code %d, %q, %q", code, out.String(), errs.String())
	}
	want := []control.TailQuery{{Newest: 10}, {After: 7}}
	if len(f.tails) < 2 || f.tails[0] != want[0] || f.tails[1] != want[1] {
		t.Errorf("asked for %+v", f.tails)
	}
}

func TestWordsLine(t *testing.T) {
	book, err := openWords()
	if err != nil {
		t.Fatal(err)
	}
	for want, e := range map[string]badgelog.Entry{
		"     7  2024-11-24 08:00:00  lobby-1  badge issued      by the kiosk    ticket 003  badge 241124-001": {
			Seq: 7, At: eight, Kind: kiosk.EventIssued, Actor: kiosk.ActorAgent, Ticket: 3, Badge: "241124-001"},
		"     8  2024-11-24 08:00:00  lobby-1  read refused      by the reader": {Seq: 8, At: eight, Kind: kiosk.EventReadRefused, Actor: kiosk.ActorReader},
		"     9  2024-11-24 08:00:00  lobby-1  message passed on by reception":  {Seq: 9, At: eight, Kind: kiosk.EventPassed, Actor: kiosk.ActorReception},
		"    10  2024-11-24 08:00:00  lobby-1  data in or out    by staff":      {Seq: 10, At: eight, Kind: kiosk.EventAccess, Actor: kiosk.ActorStaff},
		"    11  2024-11-24 08:00:00  lobby-1  landed            by drone":      {Seq: 11, At: eight, Kind: "landed", Actor: "drone"},
	} {
		if got := wordsLine(book, store.Tailed{Kiosk: "lobby-1", Entry: e}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
