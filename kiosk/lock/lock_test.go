package lock

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const pin = "204060"

// made returns a lock with a PIN, and a clock to move.
func made(t *testing.T) (*Lock, *time.Time) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pin")
	if err := Set(path, pin); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	return New(path, func() time.Time { return now }), &now
}

func (l *Lock) want(t *testing.T, pin string, wait time.Duration, want error) {
	t.Helper()
	if got, err := l.Try(pin); got != wait || !errors.Is(err, want) {
		t.Fatalf("Try says %v and %v, want %v and %v", got, err, wait, want)
	}
}

func TestTry(t *testing.T) {
	l, _ := made(t)
	l.want(t, pin, 0, nil)
	l.want(t, "204061", 0, ErrWrong)
	l.want(t, "", 0, ErrWrong)
	l.want(t, pin, 0, nil)
}

func TestTry_EachWrongOneAfterTheThirdDoublesTheWait(t *testing.T) {
	l, now := made(t)
	l.want(t, "1", 0, ErrWrong)
	l.want(t, "2", 0, ErrWrong)
	for _, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
		l.want(t, "3", wait, ErrWrong)
		*now = now.Add(wait - time.Second)
		l.want(t, pin, time.Second, ErrWait) // not even the right one is looked at
		*now = now.Add(time.Second)
	}
	l.want(t, pin, 0, nil)
	l.want(t, "4", 0, ErrWrong) // and the count begins anew
}

// Who turns the kiosk off and on gets no fresh tries, until the right PIN, or a
// new one.
func TestTry_CountsOverARestart(t *testing.T) {
	l, now := made(t)
	restart := func() { l = New(l.path, l.clock) }
	l.want(t, "1", 0, ErrWrong)
	restart()
	l.want(t, "2", 0, ErrWrong)
	restart()
	l.want(t, "3", 30*time.Second, ErrWrong)
	restart()
	*now = now.Add(10 * time.Second)
	l.want(t, pin, 20*time.Second, ErrWait)
	*now = now.Add(20 * time.Second)
	restart()
	l.want(t, "4", time.Minute, ErrWrong)
	*now = now.Add(-24 * time.Hour) // a clock without a battery
	restart()
	l.want(t, pin, longest, ErrWait)
	*now = now.Add(longest)
	l.want(t, pin, 0, nil)
	restart()
	l.want(t, "5", 0, ErrWrong)
	l.want(t, "6", 0, ErrWrong)
	if err := Set(l.path, "135790"); err != nil {
		t.Fatal(err)
	}
	restart()
	l.want(t, "7", 0, ErrWrong)
}

// A count that was spoilt is no way around the waits.
func TestTry_ASpoiltCountIsALongOne(t *testing.T) {
	for _, text := range []string{"", "x", "-9 0\n", "3\n"} {
		l, _ := made(t)
		if err := os.WriteFile(l.path+triesMark, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		l = New(l.path, l.clock)
		l.want(t, "1", longest, ErrWrong)
		l = New(l.path, l.clock)
		l.want(t, pin, longest, ErrWait)
	}
}

// A disk that takes nothing refuses all the same.
func TestTry_ACountThatIsNotKept(t *testing.T) {
	l, _ := made(t)
	if err := os.MkdirAll(filepath.Join(l.path+triesMark, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := l.Try("1")
	if !errors.Is(err, ErrWrong) || err.Error() == ErrWrong.Error() || strings.Contains(err.Error(), pin) {
		t.Errorf("Try says %v", err)
	}
	l.want(t, pin, 0, nil)
}

func TestTry_WithoutAPIN(t *testing.T) {
	l, _ := made(t)
	if err := errors.Join(Clear(l.path), Clear(l.path)); err != nil {
		t.Fatal(err)
	}
	l.want(t, pin, 0, ErrUnset)
	if err := Set(l.path, "135790"); err != nil {
		t.Fatal(err)
	}
	l.want(t, "135790", 0, nil)
}

func TestTry_ADamagedFileOpensNothing(t *testing.T) {
	l, _ := made(t)
	if err := os.WriteFile(l.path, []byte(pin), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Try(pin); err == nil || errors.Is(err, ErrWrong) || strings.Contains(err.Error(), pin) {
		t.Errorf("Try says %v", err)
	}
}

func TestParse(t *testing.T) {
	h := newHash(pin)
	back, err := parse(h.String())
	if err != nil || !back.of(pin) || back.of("204061") || back.String() != h.String() {
		t.Fatalf("%s comes back as %s (%v)", h, back, err)
	}
	if again := newHash(pin); again.String() == h.String() {
		t.Error("two hashes of a PIN are the same")
	}
	good := h.String()
	for name, bad := range map[string]string{
		"nothing": "", "another kind": strings.Replace(good, "argon2id", "argon2i", 1), "another version": strings.Replace(good, "v=19", "v=16", 1),
		"no memory": strings.Replace(good, "m=19456", "m=0", 1), "all memory": strings.Replace(good, "m=19456", "m=4294967295", 1),
		"no passes": strings.Replace(good, "t=2", "t=0", 1), "no threads": strings.Replace(good, "p=1", "p=0", 1), "a short sum": good[:len(good)-4],
		"more": good + "$", "no salt": "$argon2id$v=19$m=19456,t=2,p=1$$" + good[len(good)-43:],
	} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%s: %q is taken", name, bad)
		}
	}
}

func TestSet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pin")
	for _, bad := range []string{"", "12345", "1234567890123", "12345a", "１２３４５６"} {
		if err := Set(path, bad); !errors.Is(err, ErrForm) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := Set(path, pin); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil || bytes.Contains(text, []byte(pin)) {
		t.Errorf("the file holds %q (%v)", text, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v (%v)", info.Mode(), err)
	}
}
