package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"lobby.internal/store"
)

func (f *fake) Backup(_ context.Context, w io.Writer, recipients []string) error {
	f.recipients = recipients
	if _, err := io.WriteString(w, f.written); err != nil {
		return err
	}
	return f.fail
}

// identity returns an age identity's file and its recipient.
func identity(t *testing.T) (file, recipient string) {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "key.txt")
	if err := os.WriteFile(file, []byte("# made up\n"+id.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, id.Recipient().String()
}

func TestBackupAndRestore(t *testing.T) {
	dir := seeded(t)
	key, recipient := identity(t)
	backup := filepath.Join(t.TempDir(), "kiosk.age")
	r := call(t, "", "--data", dir, "backup", "--to", backup, "--recipient", recipient)
	if r.code != exitDone || !strings.Contains(r.stdout, "bytes in "+backup) || r.err != "" {
		t.Fatalf("exit code %d, %q, %q", r.code, r.stdout, r.err)
	}
	data, err := os.ReadFile(backup)
	if err != nil || !bytes.HasPrefix(data, []byte("age-encryption.org/v1")) || bytes.Contains(data, []byte("访客甲")) {
		t.Errorf("the backup begins %.40q, %v", data, err)
	}
	call(t, "", "--data", dir, "restore", backup, "--identity", key).want(t, exitFailed, "", "--replace")

	elsewhere := filepath.Join(t.TempDir(), "new", "data")
	r = call(t, "", "--data", elsewhere, "restore", backup, "--identity", key)
	if r.code != exitDone || !strings.Contains(r.stdout, "restored kiosk lobby-test") || !strings.Contains(r.stdout, "2 visits, log up to entry 4") {
		t.Fatalf("exit code %d, %q, %q", r.code, r.stdout, r.err)
	}
	withStore(t, elsewhere, func(db *store.DB) {
		if v, err := db.VisitByID(openVisit); err != nil || v.Visitor.Name != "访客甲" {
			t.Errorf("the visit is %+v, %v", v, err)
		}
	})
	r = call(t, "", "--data", dir, "restore", backup, "--identity", key, "--replace")
	if r.code != exitDone || !strings.Contains(r.stdout, ".replaced-") {
		t.Errorf("exit code %d, %q, %q", r.code, r.stdout, r.err)
	}
}

func TestBackup_OfARunningAgent(t *testing.T) {
	f := &fake{written: "sealed"}
	dir := running(t, f)
	backup := filepath.Join(t.TempDir(), "kiosk.age")
	if r := call(t, "", "--data", dir, "backup", "--to", backup, "--recipient", "age1x"); r.code != exitDone || f.recipients[0] != "age1x" {
		t.Errorf("exit code %d, %q; the agent was asked for %v", r.code, r.err, f.recipients)
	}
	if data, err := os.ReadFile(backup); err != nil || string(data) != "sealed" {
		t.Errorf("the backup is %q, %v", data, err)
	}
	f.written, f.fail = "half", io.ErrUnexpectedEOF
	call(t, "", "--data", dir, "backup", "--to", backup, "--recipient", "age1x").want(t, exitFailed, "", "stops short")
	if data, err := os.ReadFile(backup); err != nil || string(data) != "sealed" {
		t.Errorf("after a failure the backup is %q, %v", data, err)
	}
	key, _ := identity(t)
	call(t, "", "--data", dir, "restore", backup, "--identity", key, "--replace").want(t, exitFailed, "", "stop it first")
}

func TestBackup_Refusals(t *testing.T) {
	dir := seeded(t)
	key, recipient := identity(t)
	backup := filepath.Join(t.TempDir(), "kiosk.age")
	call(t, "", "--data", dir, "backup", "--to", backup, "--recipient", "somebody").want(t, exitFailed, "", "age1")
	if _, err := os.Stat(backup); err == nil {
		t.Error("something was written for a recipient that is none")
	}
	if r := call(t, "", "--data", dir, "backup", "--to", backup); r.code != exitUsage {
		t.Errorf("without a recipient: exit code %d", r.code)
	}
	call(t, "", "--data", t.TempDir(), "restore", backup, "--identity", key).want(t, exitFailed, "", backup)
	call(t, "", "--data", dir, "backup", "--to", backup, "--recipient", recipient)
	other, _ := identity(t)
	call(t, "", "--data", t.TempDir(), "restore", backup, "--identity", other).want(t, exitFailed, "", "no backup that this identity opens")
	call(t, "", "--data", t.TempDir(), "restore", backup, "--identity", backup).want(t, exitFailed, "", "age-keygen")
}

func TestReadBack_FindsAnotherFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readBack(path, [32]byte{}); err == nil {
		t.Error("another file was taken for the backup")
	}
}
