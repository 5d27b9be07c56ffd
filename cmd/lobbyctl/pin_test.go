package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk/lock"
)

func TestPIN(t *testing.T) {
	dir := t.TempDir()
	l := lock.New(filepath.Join(dir, pinFile), time.Now)
	call(t, "204060\n", "--data", dir, "pin", "set").want(t, exitDone, "the PIN is set and counts at once\n")
	if _, err := l.Try("204060"); err != nil {
		t.Errorf("the PIN that was set: %v", err)
	}
	r := call(t, "12345", "--data", dir, "pin", "set")
	r.want(t, exitFailed, "", "6 to 12 digits")
	if strings.Contains(r.err, "12345") {
		t.Errorf("the error tells the PIN: %s", r.err)
	}
	if _, err := l.Try("204060"); err != nil {
		t.Errorf("the PIN after a refused one: %v", err)
	}
	call(t, "", "--data", dir, "pin", "clear").want(t, exitDone, "there is no PIN any more; the visitor's window ends the kiosk for nobody\n")
	if _, err := l.Try("204060"); !errors.Is(err, lock.ErrUnset) {
		t.Errorf("after it was cleared: %v", err)
	}
}
