package store

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

const (
	forgetEnv    = "LOBBY_STORE_TEST_FORGET" // the file in which a child process forgets
	forgetVisits = 30
	forgetKills  = 10
)

// forgetChild forgets one visit after the other and writes a line before and
// after each.
func forgetChild(path string) {
	db, err := Open(path, testOptions())
	if err != nil {
		panic(err)
	}
	for n := range forgetVisits {
		fmt.Println("begin", n)
		if _, err := db.Forget(Forgetting{Cause: "visit", Visit: visitID(n)}); err != nil {
			panic(err)
		}
		fmt.Println("done", n)
	}
}

// TestForget_Kill9 kills a process that forgets. What it said was forgotten is,
// what it had not begun on is there, and the next call finishes the rest.
func TestForget_Kill9(t *testing.T) {
	early := 0
	for range forgetKills {
		path := filepath.Join(t.TempDir(), "lobby.db")
		db := openTest(t, path, testOptions(), noSync)
		for n := range forgetVisits {
			at(t, db, n, 20+n%3, true)
		}
		closeAudited(t, db)
		begun, done := killForgetting(t, path)
		if done < forgetVisits-1 {
			early++
		}
		db = openTest(t, path, testOptions(), faults{})
		if _, err := db.Verify(nil); err != nil && !errors.Is(err, ErrNoKey) { // shredded, and not yet written down
			t.Error(err)
		}
		mustForget(t, db, Forgetting{})
		for n := range forgetVisits {
			switch name := named1(t, db, visitID(n)); {
			case n <= done && name != "":
				t.Errorf("visit %d was said to be forgotten and is there", n)
			case n > begun && name == "":
				t.Errorf("visit %d, on which it had not begun, is gone", n)
			}
		}
		closeAudited(t, db)
	}
	if early == 0 {
		t.Error("every process had ended before it was killed, so this shows nothing")
	}
}

// killForgetting returns the last visits that the child began on and was done
// with, -1 for none.
func killForgetting(t *testing.T, path string) (begun, done int) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), forgetEnv+"="+path)
	out, err := child.StdoutPipe()
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	begun, done = -1, -1
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var what string
		var n int
		if _, err := fmt.Sscan(lines.Text(), &what, &n); err != nil {
			t.Fatalf("the child says %q", lines.Text())
		}
		switch what {
		case "begin":
			if begun < 0 {
				time.AfterFunc(rand.N(200*time.Millisecond), func() { _ = child.Process.Kill() })
			}
			begun = n
		case "done":
			done = n
		}
	}
	_ = child.Wait() // killed, or at its end
	return begun, done
}
