package csvlog

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

var errCrash = errors.New("the power is gone")

// crashAt returns a disk that lets n steps happen and none after.
func crashAt(n int, taken *int) disk {
	return disk{step: func(string) error {
		if *taken++; *taken > n {
			return errCrash
		}
		return nil
	}}
}

// TestSink_CrashAtEveryStep breaks an append off at each of its steps, with a
// torn file where it was writing. Opened again, the folder is as before or as
// after, and goes on either way.
func TestSink_CrashAtEveryStep(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(40)
	first, aside, named := l.Batch(1, 25), l.Batch(26, 26), l.Batch(27, 40)
	l.Erase(relaytest.Visit(0)).Erase(relaytest.Visit(6)).Erase(relaytest.Visit(9))
	second := l.Batch(27, 43)
	copy(second.Rows, named.Rows)

	steps, before, after := 0, 0, 0
	for n := 0; n == 0 || steps > n-1; n++ {
		dir := t.TempDir()
		s := openDir(t, dir)
		fill(t, s, first)
		if err := s.SetAside(t.Context(), aside, "reason"); err != nil {
			t.Fatal(err)
		}
		at, err := s.Cursor(t.Context(), "K1")
		if err := errors.Join(err, s.Close()); err != nil {
			t.Fatal(err)
		}

		steps = 0
		broken, err := open(dir, crashAt(n, &steps))
		if err != nil {
			t.Fatal(err)
		}
		err = broken.Append(t.Context(), second)
		if steps > n && !errors.Is(err, errCrash) || steps <= n && err != nil {
			t.Fatalf("step %d: %v", n, err)
		}
		if err := broken.Close(); err != nil {
			t.Fatal(err)
		}

		s = openDir(t, dir)
		found, err := s.Cursor(t.Context(), "K1")
		if err != nil {
			t.Fatalf("step %d: %v", n, err)
		}
		rows, err := s.Rows(t.Context(), "K1")
		switch {
		case err != nil:
			t.Error(err)
		case found == at:
			before++
			if diff := relaytest.Diff(rows, first.Rows); diff != "" {
				t.Errorf("step %d, as before: %s", n, diff)
			}
		case found == second.After():
			after++
		default:
			t.Errorf("step %d: cursor %+v", n, found)
		}
		checkSums(t, dir)
		checkWhole(t, s, l, second)
	}
	if before < 5 || after < 5 {
		t.Errorf("%d times as before, %d times as after: nothing was tested", before, after)
	}
}

// checkWhole appends the batch, again or for the first time, and compares what
// there is then with the log.
func checkWhole(t *testing.T, s readable, l *relaytest.Log, b relay.Batch) {
	t.Helper()
	fill(t, s, b)
	rows, err := s.Rows(t.Context(), "K1")
	if err != nil {
		t.Fatal(err)
	}
	want := append(l.Rows()[:25:25], l.Rows()[26:]...)
	if diff := relaytest.Diff(rows, want); diff != "" {
		t.Error(diff)
	}
	set, err := s.Aside(t.Context(), "K1")
	if err != nil || len(set) != 1 || relaytest.Diff(append(rows, set[0].Row), l.Rows()) != "" {
		t.Errorf("set aside %+v, %v", set, err)
	}
	checkSums(t, s.dir)
	if left, err := filepath.Glob(filepath.Join(s.dir, "K1", ".*.new")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestSink_CrashWhileRecovering breaks the recovery off at each of its steps.
func TestSink_CrashWhileRecovering(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(40)
	for n, steps := 0, 1; steps > n; n++ {
		dir := t.TempDir()
		s := openDir(t, dir)
		fill(t, s, l.Batch(1, 10))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		crashOnceCommitted(t, dir, l.Batch(11, 40))
		steps = 0
		again, err := open(dir, crashAt(n, &steps))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := again.Cursor(t.Context(), "K1"); err != nil && !errors.Is(err, errCrash) {
			t.Fatal(err)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
		s = openDir(t, dir)
		if at, err := s.Cursor(t.Context(), "K1"); err != nil || at != l.Head() {
			t.Errorf("step %d: cursor %+v, %v", n, at, err)
		}
		rows, err := s.Rows(t.Context(), "K1")
		if diff := relaytest.Diff(rows, l.Rows()); diff != "" || err != nil {
			t.Errorf("step %d: %s %v", n, diff, err)
		}
		checkSums(t, dir)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// crashOnceCommitted breaks an append off between the moment at which it is
// made and the one at which the first file has its place.
func crashOnceCommitted(t *testing.T, dir string, b relay.Batch) {
	t.Helper()
	committed := false
	s, err := open(dir, disk{step: func(what string) error {
		if committed {
			return errCrash
		}
		committed = what == "rename "+fileState
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), b); !errors.Is(err, errCrash) {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestSink_CrashControl: a disk that loses what was synced is found out. It
// shows that the two tests above rest on what is staged.
func TestSink_CrashControl(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(40)
	dir := t.TempDir()
	crashOnceCommitted(t, dir, l.Batch(1, 40))
	if err := os.Remove(filepath.Join(dir, "K1", staged("2026-11-25.csv"))); err != nil {
		t.Fatal(err)
	}
	if _, err := openDir(t, dir).Cursor(t.Context(), "K1"); !errors.Is(err, ErrAltered) || !strings.Contains(err.Error(), "2026-11-25.csv") {
		t.Errorf("error is %v", err)
	}
}
