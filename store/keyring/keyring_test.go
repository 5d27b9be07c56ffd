package keyring

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var here = Context{Kiosk: "lobby-test", Visit: "V1", Fields: "visit", Rev: 3}

const text = "访客甲 Sample"

type place struct{ ring, kek string }

func newPlace(tb testing.TB) place {
	dir := tb.TempDir()
	return place{filepath.Join(dir, "lobby.keys"), filepath.Join(dir, "lobby.kek")}
}

func (p place) create(tb testing.TB) *Ring {
	tb.Helper()
	r, err := Create(p.ring, NewFile(p.kek, true))
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func (p place) open() (*Ring, error) { return Open(p.ring, NewFile(p.kek, true)) }

func (p place) mustOpen(tb testing.TB) *Ring {
	tb.Helper()
	r, err := p.open()
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func mustSeal(tb testing.TB, r *Ring, day string) (ID, []byte) {
	tb.Helper()
	id, err := r.ForDay(day)
	if err != nil {
		tb.Fatal(err)
	}
	sealed, err := r.Seal(id, []byte(text), here)
	if err != nil {
		tb.Fatal(err)
	}
	return id, sealed
}

func mustUnseal(tb testing.TB, r *Ring, sealed []byte) {
	tb.Helper()
	if plain, err := r.Unseal(sealed, here); err != nil || string(plain) != text {
		tb.Errorf("unsealed %q, %v", plain, err)
	}
}

func TestRing_KeepsItsKeys(t *testing.T) {
	p := newPlace(t)
	r := p.create(t)
	id, sealed := mustSeal(t, r, "2026-11-24")
	again, err := r.ForDay("2026-11-24")
	if err != nil || again != id {
		t.Errorf("the day's key is %v and then %v, %v", id, again, err)
	}
	if other, _ := mustSeal(t, r, "2026-11-25"); other == id {
		t.Error("two days have one key")
	}
	if len(sealed) != len(text)+Overhead || bytes.Contains(sealed, []byte(text)) {
		t.Errorf("%d bytes were sealed to %d", len(text), len(sealed))
	}
	r = p.mustOpen(t)
	mustUnseal(t, r, sealed)
	if keys := r.Keys(); len(keys) != 2 || keys[0] != (Key{id, "2026-11-24"}) {
		t.Errorf("keys are %v", keys)
	}
	for _, path := range []string{p.ring, p.kek} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v, %v", path, info.Mode(), err)
		}
	}
	if _, err := r.ForDay("24.11."); err == nil {
		t.Error("a day that is none was taken")
	}
	if _, err := Create(p.ring, NewFile(p.kek, true)); !errors.Is(err, os.ErrExist) {
		t.Errorf("a second keyring in its place: %v", err)
	}
}

func TestRing_SealedTextOpensNowhereElse(t *testing.T) {
	r := newPlace(t).create(t)
	_, sealed := mustSeal(t, r, "2026-11-24")
	_, other := mustSeal(t, r, "2026-11-25")
	for name, c := range map[string]Context{
		"kiosk": {"lobby-9", "V1", "visit", 3}, "visit": {"lobby-test", "V2", "visit", 3},
		"fields": {"lobby-test", "V1", "host", 3}, "rev": {"lobby-test", "V1", "visit", 4},
		"lengths": {"lobby-testV", "1", "visit", 3},
	} {
		if _, err := r.Unseal(sealed, c); !errors.Is(err, ErrDamaged) {
			t.Errorf("another %s: %v", name, err)
		}
	}
	swapped := append(bytes.Clone(other[:idBytes]), sealed[idBytes:]...)
	if _, err := r.Unseal(swapped, here); !errors.Is(err, ErrDamaged) {
		t.Errorf("under another key: %v", err)
	}
	for at := range sealed[idBytes:] {
		spoilt := bytes.Clone(sealed)
		spoilt[idBytes+at] ^= 1
		if _, err := r.Unseal(spoilt, here); !errors.Is(err, ErrDamaged) {
			t.Fatalf("byte %d changed: %v", at, err)
		}
	}
	if _, err := r.Unseal(sealed[:Overhead-1], here); !errors.Is(err, ErrDamaged) {
		t.Errorf("cut short: %v", err)
	}
}

func TestRing_Shred(t *testing.T) {
	p := newPlace(t)
	r := p.create(t)
	gone, lost := mustSeal(t, r, "2026-11-24")
	_, kept := mustSeal(t, r, "2026-11-25")
	oldRing, oldKEK := mustRead(t, p.ring), mustRead(t, p.kek)
	if err := r.Shred(gone); err != nil {
		t.Fatal(err)
	}
	for _, r := range []*Ring{r, p.mustOpen(t)} {
		if _, err := r.Unseal(lost, here); !errors.Is(err, ErrShredded) {
			t.Errorf("what was shredded: %v", err)
		}
		if _, err := r.Seal(gone, []byte(text), here); !errors.Is(err, ErrShredded) {
			t.Errorf("sealing under a shredded key: %v", err)
		}
		mustUnseal(t, r, kept)
		if r.Has(gone) {
			t.Error("the shredded key is there")
		}
	}
	// The keyring as it was does not open with the wrapping key as it is.
	write(t, p.ring, oldRing)
	if _, err := p.open(); !errors.Is(err, ErrWrongKey) {
		t.Errorf("the old keyring: %v", err)
	}
	// The control: with the old wrapping key it would.
	write(t, p.kek, oldKEK)
	mustUnseal(t, p.mustOpen(t), lost)
}

func TestRing_ShredOverwritesTheOldBytes(t *testing.T) {
	p := newPlace(t)
	r := p.create(t)
	id, _ := mustSeal(t, r, "2026-11-24")
	for _, path := range []string{p.ring, p.kek} {
		if err := os.Link(path, path+".kept"); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Shred(id); err != nil {
		t.Fatal(err)
	}
	// The wrapping key's first copy went when the second version was added.
	for _, path := range []string{p.ring, p.kek} {
		if old := mustRead(t, path+".kept"); len(old) == 0 || len(bytes.Trim(old, "\x00")) != 0 {
			t.Errorf("%s was left on the disk", path)
		}
	}
}

func TestRing_UnknownAndForeignKeys(t *testing.T) {
	p := newPlace(t)
	r := p.create(t)
	mustSeal(t, r, "2026-11-24")
	old := mustRead(t, p.ring)
	_, newer := mustSeal(t, r, "2026-11-25")
	write(t, p.ring, old)
	if _, err := p.mustOpen(t).Unseal(newer, here); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("an older keyring says %v", err)
	}
	if _, err := newPlace(t).create(t).Unseal(newer, here); !errors.Is(err, ErrShredded) {
		t.Errorf("another keyring says %v", err)
	}
}

func TestRing_ExportAndImport(t *testing.T) {
	r := newPlace(t).create(t)
	_, sealed := mustSeal(t, r, "2026-11-24")
	p := newPlace(t)
	got, err := Import(p.ring, NewFile(p.kek, true), r.Export())
	if err != nil {
		t.Fatal(err)
	}
	mustUnseal(t, got, sealed)
	mustUnseal(t, p.mustOpen(t), sealed)
	bad := r.Export()
	bad.Keys[0].N = bad.Next
	other := newPlace(t)
	if _, err := Import(other.ring, NewFile(other.kek, true), bad); !errors.Is(err, ErrDamaged) {
		t.Errorf("a key out of order: %v", err)
	}
}

// TestRing_CrashBetweenSteps ends a change at each of its steps. After it the
// file opens, what was not to be shredded is there, and what was is gone once
// the change has been made again.
func TestRing_CrashBetweenSteps(t *testing.T) {
	crash := errors.New("crash")
	for _, s := range []step{stepRenew, stepWrite, stepSync, stepRename, stepSyncDir, stepScrub, stepRetire} {
		t.Run(string(s), func(t *testing.T) {
			p := newPlace(t)
			r := p.create(t)
			gone, lost := mustSeal(t, r, "2026-11-24")
			_, kept := mustSeal(t, r, "2026-11-25")
			r.hook = func(at step) error {
				if at == s {
					return crash
				}
				return nil
			}
			if err := r.Shred(gone); !errors.Is(err, crash) {
				t.Fatalf("shred: %v", err)
			}
			if _, err := r.Unseal(lost, here); !errors.Is(err, ErrShredded) {
				t.Errorf("the running kiosk still opens it: %v", err)
			}
			r = p.mustOpen(t)
			mustUnseal(t, r, kept)
			if err := r.Shred(gone); err != nil {
				t.Fatal(err)
			}
			r = p.mustOpen(t)
			mustUnseal(t, r, kept)
			if _, err := r.Unseal(lost, here); !errors.Is(err, ErrShredded) {
				t.Errorf("after shredding again: %v", err)
			}
			if left, err := filepath.Glob(p.ring + "?*"); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
			if lines := strings.Count(string(mustRead(t, p.kek)), "\n"); lines != 1 {
				t.Errorf("%d wrapping keys are left", lines)
			}
		})
	}
}

// TestRing_CrashWhileAKeyIsMade: a key that was given out is never another one.
func TestRing_CrashWhileAKeyIsMade(t *testing.T) {
	crash := errors.New("crash")
	for _, s := range []step{stepWrite, stepSync, stepRename, stepSyncDir, stepScrub} {
		t.Run(string(s), func(t *testing.T) {
			p := newPlace(t)
			r := p.create(t)
			fails := true
			r.hook = func(at step) error {
				if fails && at == s {
					return crash
				}
				return nil
			}
			if _, err := r.ForDay("2026-11-24"); !errors.Is(err, crash) {
				t.Fatalf("make a key: %v", err)
			}
			fails = false
			_, sealed := mustSeal(t, r, "2026-11-24")
			mustUnseal(t, p.mustOpen(t), sealed)
		})
	}
}

// TestRing_Model makes, seals and shreds at random: what was shredded never
// opens, everything else always does.
func TestRing_Model(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		p := place{filepath.Join(dir, fmt.Sprint(n)), filepath.Join(dir, fmt.Sprint(n, "k"))}
		r := p.create(t)
		alive, dead := map[ID][]byte{}, [][]byte{}
		day := rapid.SampledFrom([]string{"2026-11-24", "2026-11-25", "2026-11-26"})
		rt.Repeat(map[string]func(*rapid.T){
			"seal":  func(rt *rapid.T) { id, sealed := mustSeal(t, r, day.Draw(rt, "day")); alive[id] = sealed },
			"fresh": func(rt *rapid.T) { _, _ = r.Fresh(day.Draw(rt, "day")) },
			"open":  func(*rapid.T) { r = p.mustOpen(t) },
			"shred": func(rt *rapid.T) {
				for id, sealed := range alive {
					if err := r.Shred(id); err != nil {
						rt.Fatal(err)
					}
					dead = append(dead, sealed)
					delete(alive, id)
					return
				}
			},
			"": func(rt *rapid.T) {
				for _, sealed := range alive {
					mustUnseal(t, r, sealed)
				}
				for _, sealed := range dead {
					if _, err := r.Unseal(sealed, here); !errors.Is(err, ErrShredded) {
						rt.Fatalf("what was shredded: %v", err)
					}
				}
			},
		})
	})
}

func mustRead(tb testing.TB, path string) []byte {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func write(tb testing.TB, path string, data []byte) {
	tb.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		tb.Fatal(err)
	}
}
