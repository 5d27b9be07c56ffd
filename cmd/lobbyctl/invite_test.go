package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/store"
)

func TestInvite_IntoTheFile(t *testing.T) {
	dir, qr := seeded(t), filepath.Join(t.TempDir(), "invitation.png")
	day := time.Now().AddDate(0, 0, 1).Format(time.DateOnly)
	got := call(t, "", "--data", dir, "invite", "--host", "H0", "--name", "访客甲", "--title", "ms", "--at", day, "--qr", qr)
	code := strings.ReplaceAll(strings.TrimSpace(got.stdout), " ", "")
	if got.code != exitDone || !kiosk.CodeTyped(code) {
		t.Fatalf("exit %d with %q, %s", got.code, got.stdout, got.err)
	}
	withStore(t, dir, func(db *store.DB) {
		i, err := db.InvitationByCode(code)
		if err != nil || i.Host != "H0" || i.Visitor != (kiosk.Visitor{Name: "访客甲", Title: kiosk.TitleMs}) || i.Until.Sub(i.From) < 23*time.Hour {
			t.Errorf("kept as %+v, %v", i, err)
		}
		if n := accesses(t, db); n != 1 {
			t.Errorf("the badge log has %d accesses, want 1", n)
		}
	})
	if _, err := exec.LookPath("zbarimg"); err != nil {
		if os.Getenv("LOBBY_CHECKS") == "1" {
			t.Fatal("zbarimg is missing: install zbar-tools")
		}
		t.Skip("zbarimg is missing, the code is not read")
	}
	text, err := exec.CommandContext(t.Context(), "zbarimg", "--quiet", "--raw", qr).Output()
	if scanned, ok := kiosk.InvitationScanned(string(text)); err != nil || !ok || scanned != code {
		t.Errorf("the code reads %q, %v", text, err)
	}
}

func TestInvite_Refusals(t *testing.T) {
	dir := seeded(t)
	invite := []string{"--data", dir, "invite", "--name", "访客甲"}
	for name, c := range map[string]struct {
		args []string
		code int
		want string
	}{
		"no such host": {[]string{"--host", "H9", "--at", "2999-01-01"}, exitFailed, "no host with this number"},
		"over":         {[]string{"--host", "H0", "--at", "2020-01-01"}, exitFailed, "over already"},
		"no day":       {[]string{"--host", "H0", "--at", "soon"}, exitUsage, "--at wants a day"},
		"backwards":    {[]string{"--host", "H0", "--at", "2999-01-02", "--until", "2999-01-01"}, exitUsage, "not before --at"},
	} {
		got := call(t, "", append(invite, c.args...)...)
		if got.code != c.code || !strings.Contains(got.err, c.want) {
			t.Errorf("%s: exit %d, %s", name, got.code, got.err)
		}
	}
	withStore(t, dir, func(db *store.DB) {
		if n := accesses(t, db); n != 0 {
			t.Errorf("the badge log has %d accesses though nothing was brought in", n)
		}
	})
}

// accesses counts those of staff in the badge log.
func accesses(t *testing.T, db *store.DB) (n int) {
	t.Helper()
	entries, err := db.Newest(100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Kind == kiosk.EventAccess {
			n++
		}
	}
	return n
}

func TestInvite_ThroughTheAgent(t *testing.T) {
	f := &fake{}
	got := call(t, "", "--data", running(t, f), "invite", "--host", "H0", "--name", "访客甲", "--at", "2999-01-01")
	got.want(t, exitDone, kiosk.GroupedCode(kiosk.MakeCode(1))+"\n")
}
