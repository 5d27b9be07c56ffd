package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func keyConfig(dir, path string) config {
	var c config
	c.Data.Dir, c.Data.BadgeKey = dir, path
	return c
}

func TestBadgeKey_IsMadeOnceAndKeptPrivate(t *testing.T) {
	dir := t.TempDir()
	first, err := badgeKey(keyConfig(dir, ""))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "badge.key")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key's file is %v, %v", info, err)
	}
	second, err := badgeKey(keyConfig(dir, ""))
	if err != nil || !second.Equal(first) {
		t.Errorf("the second time the key is another one, %v", err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := base64.StdEncoding.EncodeToString(first.Seed()) + "\n"; string(text) != want {
		t.Error("the file does not hold the key's seed in base 64")
	}
	other, err := badgeKey(keyConfig(t.TempDir(), ""))
	if err != nil || other.Equal(first) {
		t.Errorf("two kiosks have the same key, %v", err)
	}
}

func TestBadgeKey_ANamedOneIsUsed(t *testing.T) {
	dir, path := t.TempDir(), filepath.Join(t.TempDir(), "badges")
	seed := strings.Repeat("s", 32)
	if err := os.WriteFile(path, []byte("  "+base64.StdEncoding.EncodeToString([]byte(seed))+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := badgeKey(keyConfig(dir, path))
	if err != nil || string(key.Seed()) != seed {
		t.Errorf("the named key was not used, %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "badge.key")); err == nil {
		t.Error("a second key was made in the data directory")
	}
}

func TestBadgeKey_ANamedOneThatIsMissingIsNotMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "badges")
	if _, err := badgeKey(keyConfig(t.TempDir(), path)); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error is %v, want %s in it", err, path)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the missing key was made")
	}
}

func TestBadgeKey_ADamagedOneIsRefusedAndLeftAsItIs(t *testing.T) {
	short := base64.StdEncoding.EncodeToString(make([]byte, 31))
	long := base64.StdEncoding.EncodeToString(make([]byte, 64))
	for name, text := range map[string]string{"empty": "", "no base 64": "?", "cut short": short, "too long": long} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "badge.key")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			key, err := badgeKey(keyConfig(dir, ""))
			if key != nil || err == nil || !strings.Contains(err.Error(), path+" is no badge key") || !strings.Contains(err.Error(), "restore it from a backup") {
				t.Errorf("error is %v", err)
			}
			if left, err := os.ReadFile(path); err != nil || string(left) != text {
				t.Errorf("the file holds %q, %v", left, err)
			}
		})
	}
}
