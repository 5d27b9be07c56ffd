package store

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestOwner_RootTakesNothingFromTheAgent: what root does to the agent's file
// leaves all of it the agent's.
func TestOwner_RootTakesNothingFromTheAgent(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give files away")
	}
	const uid, gid = 12345, 12346
	dir := t.TempDir()
	path := filepath.Join(dir, "lobby.db")
	id := newIdentity(t)
	db := openTest(t, path, testOptions(), faults{})
	visit := at(t, db, 1, 20, true)
	backup := mustBackup(t, db, id)
	closeAudited(t, db)
	chown := func() {
		t.Helper()
		names, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range append(names, dir) {
			if err := os.Chown(name, uid, gid); err != nil {
				t.Fatal(err)
			}
		}
	}
	chown()
	for name, act := range map[string]func(){
		"forget": func() {
			db := openTest(t, path, testOptions(), faults{})
			mustForget(t, db, Forgetting{Visit: visit})
			closeAudited(t, db)
		},
		"restore": func() { mustRestore(t, backup, id, path, testOptions()) },
	} {
		act()
		names, err := filepath.Glob(filepath.Join(dir, "lobby.*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			var s unix.Stat_t
			if err := unix.Stat(n, &s); err != nil || s.Uid != uid || s.Gid != gid {
				t.Errorf("after %s %s is %d:%d's, %v", name, n, s.Uid, s.Gid, err)
			}
		}
	}
}
