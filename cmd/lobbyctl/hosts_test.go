package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lobby.internal/kiosk"
	"lobby.internal/store"
)

const (
	goodHosts = "工号,姓名,称谓,部门,楼层,电梯,分机\nA1,示例甲,先生,行政部,3,A,8001\nA2,示例乙,经理,财务部,12,B,8002\n"
	badHosts  = "id,name,floor\nA1,示例甲,3\nA2,,3\nA1,示例丙,3\n"
)

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func wantHosts(t *testing.T, dir string, want ...string) {
	t.Helper()
	withStore(t, dir, func(db *store.DB) {
		hosts, err := db.Hosts()
		if err != nil {
			t.Fatal(err)
		}
		if got := names(hosts); !slices.Equal(got, want) {
			t.Errorf("the directory holds %v, want %v", got, want)
		}
	})
}

func names(hosts []kiosk.Host) []string {
	var list []string
	for _, h := range hosts {
		list = append(list, h.Name)
	}
	slices.Sort(list)
	return list
}

func TestHostsImport_IntoTheFile(t *testing.T) {
	dir := seeded(t)
	call(t, "", "--data", dir, "hosts", "import", writeFile(t, "hosts.csv", goodHosts)).want(t, exitDone, "imported 2 hosts\n")
	wantHosts(t, dir, "示例乙", "示例甲")
}

// TestHostsImport_Limit: without an agent the file grows no larger than its
// configuration says.
func TestHostsImport_Limit(t *testing.T) {
	dir, many := seeded(t), strings.Builder{}
	many.WriteString("工号,姓名,称谓,部门,楼层,电梯,分机\n")
	for n := range 20_000 {
		fmt.Fprintf(&many, "A%d,示例甲,先生,行政部,3,A,8001\n", n)
	}
	call(t, many.String(), "--data", dir, "--max-size-mb", "1", "hosts", "import", "-").want(t, exitFailed, "", "make room")
	wantHosts(t, dir, old.Name)
	call(t, many.String(), "--data", dir, "hosts", "import", "-").want(t, exitDone, "imported 20000 hosts\n")
	call(t, "", "--data", dir, "--max-size-mb", "0", "status").want(t, exitUsage, "", "--max-size-mb")
}

func TestHostsImport_FromStandardInput(t *testing.T) {
	dir := seeded(t)
	call(t, goodHosts, "--data", dir, "hosts", "import", "-").want(t, exitDone, "imported 2 hosts\n")
	wantHosts(t, dir, "示例乙", "示例甲")
}

func TestHostsImport_GB18030(t *testing.T) {
	text, err := simplifiedchinese.GB18030.NewEncoder().String(goodHosts)
	if err != nil {
		t.Fatal(err)
	}
	dir := seeded(t)
	call(t, "", "--data", dir, "hosts", "import", writeFile(t, "hosts.csv", text)).want(t, exitDone, "imported 2 hosts\n")
	wantHosts(t, dir, "示例乙", "示例甲")
}

func TestHostsImport_ABadLineChangesNothing(t *testing.T) {
	dir, path := seeded(t), writeFile(t, "hosts.csv", badHosts)
	for name, more := range map[string][]string{"import": nil, "dry run": {"--dry-run"}} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"--data", dir, "hosts", "import", path}, more...)
			call(t, "", args...).want(t, exitFailed, "",
				path, "line 3, name: is empty", "line 4, id: the same as in line 2", "the directory is as it was")
			wantHosts(t, dir, old.Name)
		})
	}
}

func TestHostsImport_NoSuchFile(t *testing.T) {
	dir, path := seeded(t), filepath.Join(t.TempDir(), "hosts.csv")
	call(t, "", "--data", dir, "hosts", "import", path).want(t, exitFailed, "", path, "no such file")
	wantHosts(t, dir, old.Name)
}

func TestHostsImport_DryRunNeedsNoKiosk(t *testing.T) {
	dir := t.TempDir()
	call(t, goodHosts, "--data", dir, "hosts", "import", "--dry-run", "-").want(t, exitDone,
		"2 hosts can be imported; nothing was changed\n")
	wantFiles(t, dir)
}

func TestHostsImport_DryRunChangesNothing(t *testing.T) {
	dir := seeded(t)
	call(t, goodHosts, "--data", dir, "hosts", "import", "--dry-run", "-").want(t, exitDone,
		"2 hosts can be imported; nothing was changed\n")
	wantHosts(t, dir, old.Name)
}

func TestHostsImport_NeitherAgentNorFile(t *testing.T) {
	dir := t.TempDir()
	call(t, goodHosts, "--data", dir, "hosts", "import", "-").want(t, exitFailed, "",
		"no agent is running", "start the agent, or name its data directory with --data")
	wantFiles(t, dir)
}

func TestHostsImport_ThroughTheRunningAgent(t *testing.T) {
	f := &fake{}
	call(t, goodHosts, "--data", running(t, f), "hosts", "import", "-").want(t, exitDone, "imported 2 hosts\n")
	want := kiosk.Host{
		ID: "A1", Name: "示例甲", Title: kiosk.TitleMr, Pinyin: "shi li jia", Department: "行政部", Floor: "3", LiftBank: "A", Extension: "8001",
	}
	if len(f.hosts) != 2 || f.hosts[0] != want {
		t.Errorf("the agent got %+v", f.hosts)
	}
}

func TestHostsImport_TheAgentsRefusalIsTold(t *testing.T) {
	f := &fake{fail: errors.New("store: the disk is full")}
	call(t, goodHosts, "--data", running(t, f), "hosts", "import", "-").want(t, exitFailed, "", "lobbyctl: store: the disk is full\n")
}

func TestHostsImport_ABadLineNeverReachesTheAgent(t *testing.T) {
	f := &fake{}
	call(t, badHosts, "--data", running(t, f), "hosts", "import", "-").want(t, exitFailed, "", "line 3, name: is empty")
	if f.hosts != nil {
		t.Errorf("the agent got %+v", f.hosts)
	}
}
