package store

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

const (
	killEnv   = "LOBBY_STORE_TEST_KILL"  // the file that a child process writes to
	beginEnv  = "LOBBY_STORE_TEST_BEGIN" // the number of its first operation
	earlyEnv  = "LOBBY_STORE_TEST_EARLY" // acknowledge before the commit, as a control
	killDelay = 40 * time.Millisecond
)

var kills = flag.Int("kills", defaultKills(), "how often the kill test kills")

func defaultKills() int {
	if os.Getenv("LOBBY_CHECKS") == "1" {
		return 500
	}
	return 40
}

// killsOfAFile is how many kills one file sees: looking through all of it takes
// longer with each.
const killsOfAFile = 50

// killWriters is how many desks the child has, all registering at once.
const killWriters = 3

// killChild registers visitors for ever and writes a line for each that was
// kept. It is the child process of the kill test.
func killChild(path string) {
	begin, _ := strconv.Atoi(os.Getenv(beginEnv))
	early := os.Getenv(earlyEnv) != ""
	fmt.Println("ready")
	db, err := Open(path, testOptions())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	var next atomic.Int64
	next.Store(int64(begin) - 1)
	ended := make(chan error)
	for range killWriters {
		go func() {
			for {
				if err := killRegister(db, int(next.Add(1)), early); err != nil {
					ended <- err
				}
			}
		}()
	}
	fmt.Fprintln(os.Stderr, <-ended)
}

func killRegister(db *DB, n int, early bool) error {
	// A second attempt at the same operation has another visit in mind.
	id := kiosk.VisitID(fmt.Sprintf("%d-%s", n, strconv.FormatInt(time.Now().UnixNano(), 36)))
	if early {
		fmt.Println("ack", n, id)
	}
	at := time.Now()
	kept, err := db.Decide(kiosk.OpID("register "+strconv.Itoa(n)), registration(id, at))
	if err == nil && n%2 == 0 {
		_, err = db.Decide(kiosk.OpID("badge "+strconv.Itoa(n)), badgingAndOut(kept, at))
	}
	if err == nil && !early {
		fmt.Println("ack", n, kept)
	}
	return err
}

// badgingAndOut takes a visit to its end, so that the queue stays short.
func badgingAndOut(id kiosk.VisitID, at time.Time) func(kiosk.Tx) (kiosk.VisitID, error) {
	return func(tx kiosk.Tx) (kiosk.VisitID, error) {
		if _, err := badging(id, at)(tx); err != nil {
			return "", err
		}
		v, err := tx.Visit(id)
		if err != nil {
			return "", err
		}
		return id, errors.Join(v.Leave(kiosk.ActorReader, at), tx.Put(v))
	}
}

type ack struct {
	n  int
	id kiosk.VisitID
}

// readAcks reads whole lines of a child until its end, or until it has limit.
func readAcks(tb testing.TB, r io.Reader, limit int) []ack {
	tb.Helper()
	var acks []ack
	for lines := bufio.NewReader(r); len(acks) < limit; {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // what is not a whole line was not acknowledged
		}
		fields := strings.Fields(line)
		if len(fields) != 3 {
			continue
		}
		n, err := strconv.Atoi(fields[1])
		if err != nil {
			tb.Fatalf("child says %q", line)
		}
		acks = append(acks, ack{n, kiosk.VisitID(fields[2])})
	}
	return acks
}

// runKilled runs a child on the file for a while, kills it and returns what it
// acknowledged.
func runKilled(tb testing.TB, path string, begin int, early bool, after time.Duration) []ack {
	tb.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), killEnv+"="+path, beginEnv+"="+strconv.Itoa(begin))
	if early {
		child.Env = append(child.Env, earlyEnv+"=1")
	}
	var complaint strings.Builder
	child.Stderr = &complaint
	out, err := child.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := child.Start(); err != nil {
		tb.Fatal(err)
	}
	lines := bufio.NewReader(out)
	if _, err := lines.ReadString('\n'); err != nil {
		tb.Fatalf("child did not begin: %v", err)
	}
	killer := time.AfterFunc(after, func() { _ = child.Process.Kill() })
	defer killer.Stop()
	acks := readAcks(tb, lines, 1<<30)
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		tb.Fatalf("child ended by itself: %v %s", err, complaint.String())
	}
	return acks
}

// missing returns what was acknowledged and is not kept, of a file that must
// otherwise be in order.
func missing(tb testing.TB, path string, acks []ack) int {
	tb.Helper()
	db, err := Open(path, testOptions())
	if err != nil {
		tb.Fatal(err)
	}
	defer closeAudited(tb, db)
	lost := 0
	err = db.view(func(tx *bolt.Tx) error {
		for _, a := range acks {
			done, found, err := findOp(tx, kiosk.OpID("register "+strconv.Itoa(a.n)))
			if err != nil {
				return err
			}
			if !found || done.Visit != a.id {
				lost++
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return lost
}

func TestKill_NothingAcknowledgedIsLost(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	acknowledged := 0
	for done := 0; done < *kills; done += killsOfAFile {
		acknowledged += killFile(t, random, min(killsOfAFile, *kills-done))
	}
	t.Logf("%d kills, %d acknowledged visits", *kills, acknowledged)
	if acknowledged < *kills/4 {
		t.Errorf("only %d visits acknowledged: the kills came too soon to show anything", acknowledged)
	}
}

// killFile kills children that write to one file, and returns how many visits
// they acknowledged.
func killFile(t *testing.T, random *rand.Rand, n int) int {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lobby.db")
	var all []ack
	for range n {
		begin := 1
		for _, a := range all {
			begin = max(begin, a.n+1)
		}
		all = append(all, runKilled(t, path, begin, false, time.Duration(random.Int64N(int64(killDelay))))...)
		if lost := missing(t, path, all); lost > 0 || t.Failed() {
			t.Fatalf("%d of %d acknowledged visits lost", lost, len(all))
		}
	}
	return len(all)
}

// TestKill_Control is the kill test with a program that acknowledges too soon,
// which the test must notice.
func TestKill_Control(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		path := filepath.Join(t.TempDir(), "lobby.db")
		acks := runKilled(t, path, 1, true, killDelay/2+time.Duration(random.Int64N(int64(killDelay))))
		if missing(t, path, acks) > 0 {
			return
		}
	}
	t.Error("40 kills of a program that acknowledges before it commits, and nothing was found missing")
}
