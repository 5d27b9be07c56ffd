package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lobby.internal/kiosk/control"
	"lobby.internal/store"
)

func TestVerify_TheKiosksOwnFile(t *testing.T) {
	dir := seeded(t)
	export(t, dir) // which signs a checkpoint
	r := call(t, "", "--data", dir, "badgelog", "verify")
	want := "kiosk lobby-test: 4 entries of the badge log, up to 4, each as it was recorded\n" +
		"2 visits are what the log says of them\ncheckpoints that agree: 1, the newest signed for entry 4\nhash "
	if r.code != exitDone || !strings.HasPrefix(r.stdout, want) {
		t.Errorf("exit code %d, %q, %q", r.code, r.stdout, r.err)
	}
	// Another kiosk's key.
	if err := os.WriteFile(store.LogPub(dir), publicKey(t), 0o600); err != nil {
		t.Fatal(err)
	}
	call(t, "", "--data", dir, "badgelog", "verify").want(t, exitFailed, "", "no checkpoint signed with a known key", "entry 4")
}

func publicKey(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	if _, err := store.OpenLogKey(dir, "lobby-test"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(store.LogPub(dir))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestVerify_ARunningAgent(t *testing.T) {
	f := &fake{proof: control.Proof{Kiosk: "K1", Entries: 3, Trimmed: 4, Head: 7, Hash: "00ff", Visits: 2, Checkpoints: 1, Signed: 6}}
	dir := running(t, f)
	call(t, "", "--data", dir, "badgelog", "verify").want(t, exitDone,
		"kiosk K1: 3 entries of the badge log, up to 7, each as it was recorded\nentries up to 4 are no longer kept\n"+
			"2 visits are what the log says of them\ncheckpoints that agree: 1, the newest signed for entry 6\nhash 00ff\n")
	f.fail = os.ErrInvalid
	call(t, "", "--data", dir, "badgelog", "verify").want(t, exitFailed, "", os.ErrInvalid.Error())
}

// TestVerify_AnExportElsewhere verifies exports with the public key alone.
func TestVerify_AnExportElsewhere(t *testing.T) {
	dir, away := seeded(t), t.TempDir()
	csv, jsonl, key := filepath.Join(away, "log.csv"), filepath.Join(away, "log.jsonl"), filepath.Join(away, "kiosk.pub")
	text, err := os.ReadFile(store.LogPub(dir))
	if err == nil {
		err = os.WriteFile(key, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	for format, path := range map[string]string{"csv": csv, "jsonl": jsonl} {
		if r := call(t, "", "--data", dir, "badgelog", "export", "--until", "2024-11-26", "--format", format, "-o", path); r.code != exitDone {
			t.Fatal(r.err)
		}
		call(t, "", "badgelog", "verify", path, "--key", key).want(t, exitDone,
			path+": kiosk lobby-test, 3 entries after 0 up to 3, each as it was recorded\nthe file is, byte for byte, what was exported\n")
		altered := writeFile(t, "log."+format, strings.Replace(read(t, path), "cancelled", "left", 1))
		args := []string{"badgelog", "verify", altered, "--key", key}
		if format == "csv" {
			args = append(args, "--note", csv+noteSuffix)
		}
		call(t, "", args...).want(t, exitFailed, "", altered+": badgelog: an entry was altered: entry 3")
		renamed := writeFile(t, "log."+format, strings.Replace(read(t, path), "访客甲", "访客乙", 1))
		args[2] = renamed
		call(t, "", args...).want(t, exitFailed, "", "every entry is as it was recorded, but the file is not")
		call(t, "", append(args, "--entries-only")...).want(t, exitDone,
			renamed+": kiosk lobby-test, 3 entries after 0 up to 3, each as it was recorded\nwhat is joined from the visits was left out\n")
	}
	call(t, "", "badgelog", "verify", csv, "--key", filepath.Join(away, "none")).want(t, exitFailed, "", "Name the kiosk's public key with --key")
	call(t, "", "badgelog", "verify", csv, "--key", key, "--note", key).want(t, exitFailed, "", "no checkpoint signed")
	call(t, "", "badgelog", "verify", "--key", key).want(t, exitUsage, "", "name its file")
	if err := os.Remove(csv + noteSuffix); err != nil {
		t.Fatal(err)
	}
	call(t, "", "badgelog", "verify", csv, "--key", key).want(t, exitFailed, "", "comes without a signed note")
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestExport_Unsigned(t *testing.T) {
	dir, out := seeded(t), filepath.Join(t.TempDir(), "log.csv")
	for _, c := range []struct {
		args  []string
		files []string
	}{{nil, []string{"log.csv", "log.csv.note"}}, {[]string{"--unsigned"}, []string{"log.csv"}}} {
		if r := call(t, "", append([]string{"--data", dir, "badgelog", "export", "-o", out}, c.args...)...); r.code != exitDone {
			t.Fatal(r.err)
		}
		wantFiles(t, filepath.Dir(out), c.files...)
	}
	if err := os.Remove(filepath.Join(dir, "log.key")); err != nil {
		t.Fatal(err)
	}
	call(t, "", "--data", dir, "badgelog", "export").want(t, exitFailed, "", "the agent makes it when it starts; or export with --unsigned")
}
