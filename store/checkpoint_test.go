package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/store/badgelog"
)

func testKey(tb testing.TB, dir string) badgelog.Key {
	tb.Helper()
	key, err := OpenLogKey(dir, "lobby-test")
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

func TestOpenLogKey(t *testing.T) {
	dir := t.TempDir()
	first, again := testKey(t, dir), testKey(t, dir)
	if first.Signer.KeyHash() != again.Signer.KeyHash() {
		t.Error("the key was made twice")
	}
	for name, mode := range map[string]os.FileMode{logKeyName: 0o600, logPubName: 0o644} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	path := filepath.Join(dir, logKeyName)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if third := testKey(t, dir); third.Signer.KeyHash() == first.Signer.KeyHash() {
		t.Error("no new key")
	} else if _, err := third.Known.Verifier(first.Signer.Name(), first.Signer.KeyHash()); err != nil {
		t.Error("what the first key signed is not known any more")
	}
	if err := os.WriteFile(path, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenLogKey(dir, "lobby-test"); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error: %v", err)
	}
	if err := errors.Join(os.Remove(path), os.WriteFile(LogPub(dir), []byte("\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	testKey(t, dir)
	if err := os.WriteFile(LogPub(dir), []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenLogKey(dir, "lobby-test"); !errors.Is(err, badgelog.ErrKey) {
		t.Errorf("error: %v", err)
	}
}

func TestCheckpoint(t *testing.T) {
	db, dir := newTest(t), t.TempDir()
	key := testKey(t, dir)
	empty := mustCheckpoint(t, db, key)
	mustRegister(t, db, 1)
	first := mustCheckpoint(t, db, key)
	if again := mustCheckpoint(t, db, key); !bytes.Equal(first, again) || bytes.Equal(first, empty) {
		t.Errorf("checkpoints\n%s%s%s", empty, first, again)
	}
	mustRegister(t, db, 2)
	c, err := badgelog.OpenCheckpoint(mustCheckpoint(t, db, key), key.Known)
	last := entries(t, db)[1]
	want := badgelog.Checkpoint{Kiosk: "lobby-test", Epoch: db.Epoch(), Position: badgelog.Position{Seq: 2, Hash: last.Hash}}
	if err != nil || c != want {
		t.Errorf("checkpoint %+v, %v", c, err)
	}
	proof, err := db.Verify(key.Known)
	if err != nil || proof.Checkpoints != 3 || proof.Signed != 2 || proof.Visits != 2 || proof.Entries != 2 {
		t.Errorf("proof %+v, %v", proof, err)
	}
	if _, err := db.Verify(testKey(t, t.TempDir()).Known); !errors.Is(err, badgelog.ErrNote) {
		t.Errorf("under another key: %v", err)
	}
}

func mustCheckpoint(t *testing.T, db *DB, key badgelog.Key) []byte {
	t.Helper()
	signed, err := db.Checkpoint(key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// TestCheckpoint_CommitErrors: a checkpoint that was kept after all is not made
// again.
func TestCheckpoint_CommitErrors(t *testing.T) {
	db, key := newTest(t), testKey(t, t.TempDir())
	mustRegister(t, db, 1)
	fails := true
	db.faults.after = func() error {
		if fails {
			fails = false
			return errors.New("said to have failed")
		}
		return nil
	}
	signed := mustCheckpoint(t, db, key)
	err := db.view(func(tx *bolt.Tx) error {
		if last, err := badgelog.LastCheckpoint(tx); err != nil || !bytes.Equal(last.Note, signed) {
			t.Errorf("kept %s, %v", last.Note, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
