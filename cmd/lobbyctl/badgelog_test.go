package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk/control"
	"lobby.internal/store/badgelog"
)

// export runs badgelog export and returns what it wrote.
func export(t *testing.T, dir string, args ...string) string {
	t.Helper()
	r := call(t, "", append([]string{"--data", dir, "badgelog", "export"}, args...)...)
	if r.code != exitDone || r.err != "" {
		t.Fatalf("exit code %d: %s", r.code, r.err)
	}
	return r.stdout
}

// kinds returns the kind column of a CSV export.
func kinds(t *testing.T, text string) []string {
	t.Helper()
	table, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(table[0], badgelog.Columns()) {
		t.Fatalf("the header is %v", table[0])
	}
	column := slices.Index(table[0], "kind")
	list := []string{}
	for _, row := range table[1:] {
		if row[column] != "access" { // the exports before, and this one
			list = append(list, row[column])
		}
	}
	return list
}

func TestExport_CSV(t *testing.T) {
	got := kinds(t, export(t, seeded(t)))
	if want := []string{"registered", "registered", "cancelled"}; !slices.Equal(got, want) {
		t.Errorf("the entries are %v, want %v", got, want)
	}
}

func TestExport_CSVForSpreadsheets(t *testing.T) {
	dir := seeded(t)
	plain := export(t, dir, "--until", "2024-11-26")
	if got := export(t, dir, "--bom", "--until", "2024-11-26"); got != "\ufeff"+plain {
		t.Errorf("with --bom the export is %q", got)
	}
	if got := export(t, dir, "--bom", "--format", "jsonl"); !strings.HasPrefix(got, "{") {
		t.Error("JSON lines begin with a byte order mark")
	}
}

func TestExport_JSONLines(t *testing.T) {
	var rows []badgelog.Row
	lines := slices.Collect(strings.Lines(export(t, seeded(t), "--format", "jsonl")))
	for _, line := range lines[:len(lines)-1] { // the last is the note
		var row badgelog.Row
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		rows = append(rows, row)
	}
	if len(rows) != 4 || rows[3].Kind != "access" || rows[3].Actor != "staff" || rows[2].Kind != "cancelled" || rows[2].Visitor != "访客甲" || rows[2].Host != old.Name || rows[2].Seq != 3 {
		t.Errorf("the rows are %+v", rows)
	}
}

func TestExport_BetweenTwoTimes(t *testing.T) {
	dir := seeded(t) // entries at eight on the 24th, 25th and 26th
	for name, c := range map[string]struct {
		args []string
		want int
	}{
		"since a day":            {[]string{"--since", "2024-11-25"}, 2},
		"since a time":           {[]string{"--since", "2024-11-25T08:00"}, 2},
		"since a little later":   {[]string{"--since", "2024-11-25T08:01"}, 1},
		"until a day, all of it": {[]string{"--until", "2024-11-25"}, 2},
		"until just that time":   {[]string{"--until", "2024-11-25T08:00"}, 1},
		"one day":                {[]string{"--since", "2024-11-25", "--until", "2024-11-25"}, 1},
		"nothing":                {[]string{"--until", "2024-11-01"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := kinds(t, export(t, dir, c.args...)); len(got) != c.want {
				t.Errorf("%d entries, want %d", len(got), c.want)
			}
		})
	}
}

func TestExport_BadTimes(t *testing.T) {
	dir, out := seeded(t), filepath.Join(t.TempDir(), "log.csv")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"since":       {[]string{"--since", "yesterday"}, `--since: usage: "yesterday" is no day (2026-11-01)`},
		"until":       {[]string{"--until", "2026-02-30"}, `--until: usage: "2026-02-30" is no day`},
		"an age":      {[]string{"--since=-3d"}, `--since: usage: "-3d"`},
		"wrong order": {[]string{"--since", "2024-11-25", "--until", "2024-11-24"}, "--since is not before --until"},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"--data", dir, "badgelog", "export", "-o", out}, c.args...)
			call(t, "", args...).want(t, exitUsage, "", c.want)
		})
	}
	wantFiles(t, filepath.Dir(out))
}

func TestExport_ToAFile(t *testing.T) {
	dir, folder := seeded(t), t.TempDir()
	until := []string{"--until", "2024-11-26"}
	for format, want := range map[string]string{"csv": export(t, dir, until...), "jsonl": export(t, dir, append(until, "--format", "jsonl")...)} {
		path := filepath.Join(folder, "log."+format)
		call(t, "", "--data", dir, "badgelog", "export", "--format", format, "-o", path, until[0], until[1]).want(t, exitDone, "", "3 entries in "+path+"\n")
		wantFile(t, path, want)
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v, %v", path, info.Mode(), err)
		}
	}
	wantFiles(t, folder, "log.csv", "log.csv.note", "log.jsonl")
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s holds %q, want %q", path, got, want)
	}
}

func TestExport_AFailureLeavesTheFileAsItWas(t *testing.T) {
	agent := running(t, &fake{written: "kiosk,epoch\nhalf a li", fail: errors.New("disk gone")})
	for name, c := range map[string]struct{ dir, want string }{
		"the export stops short": {agent, "the export stops short: disk gone"},
		"no agent and no file":   {t.TempDir(), "start the agent, or name its data directory with --data"},
	} {
		t.Run(name, func(t *testing.T) {
			path := writeFile(t, "log.csv", "of last month\n")
			call(t, "", "--data", c.dir, "badgelog", "export", "-o", path).want(t, exitFailed, "", c.want)
			wantFile(t, path, "of last month\n")
			wantFiles(t, filepath.Dir(path), "log.csv")
		})
	}
}

func TestExport_IntoAFolderThatIsNotThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none", "log.csv")
	call(t, "", "--data", seeded(t), "badgelog", "export", "-o", path).want(t, exitFailed, "", "write "+path)
}

func TestExport_NeitherAgentNorFile(t *testing.T) {
	dir := t.TempDir()
	call(t, "", "--data", dir, "badgelog", "export").want(t, exitFailed, "",
		filepath.Join(dir, "lobby.db"), "start the agent, or name its data directory with --data")
	wantFiles(t, dir)
}

func TestExport_OfARunningAgent(t *testing.T) {
	f := &fake{written: "header\n一行\n"}
	dir := running(t, f)
	if got := export(t, dir, "--since", "2024-11-24", "--until", "2024-11-24"); got != f.written {
		t.Errorf("the export is %q", got)
	}
	midnight := eight.Add(-8 * time.Hour)
	if q := f.query; q.Format != control.FormatCSV || !q.Since.Equal(midnight) || !q.Until.Equal(midnight.AddDate(0, 0, 1)) {
		t.Errorf("the agent was asked for %+v", q)
	}
}

func TestParseTime(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.FixedZone("CST", 8*60*60))
	day := time.Date(2026, 11, 1, 0, 0, 0, 0, now.Location())
	for text, want := range map[string]struct{ begin, end time.Time }{
		"":                          {},
		"2026-11-01":                {day, day.AddDate(0, 0, 1)},
		"2026-11-01T08:00":          {day.Add(8 * time.Hour), day.Add(8 * time.Hour)},
		"2026-11-01 08:00":          {day.Add(8 * time.Hour), day.Add(8 * time.Hour)},
		"2026-11-01T08:00:30":       {day.Add(8*time.Hour + 30*time.Second), day.Add(8*time.Hour + 30*time.Second)},
		"2026-11-01T08:00:00+00:00": {day.Add(16 * time.Hour), day.Add(16 * time.Hour)},
		"30d":                       {now.AddDate(0, 0, -30), now.AddDate(0, 0, -30)},
		"90m":                       {now.Add(-90 * time.Minute), now.Add(-90 * time.Minute)},
	} {
		begin, err := parseTime(text, now, false)
		end, err2 := parseTime(text, now, true)
		if err := errors.Join(err, err2); err != nil || !begin.Equal(want.begin) || !end.Equal(want.end) {
			t.Errorf("%q is from %s or until %s, %v", text, begin, end, err)
		}
	}
	for _, text := range []string{"soon", "2026-13-01", "-1d", "-5m", "d", "1.5d", "24/11/2026"} {
		if at, err := parseTime(text, now, false); !errors.Is(err, errUsage) {
			t.Errorf("%q is read as %s, %v", text, at, err)
		}
	}
}
