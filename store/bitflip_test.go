package store

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

const (
	flipEnv = "LOBBY_STORE_FLIP" // path, seed, the first flip and how many, as fmt.Sscan reads them

	flipVisits = 200

	flipTimeout = time.Minute // for a child that says nothing
)

// fullFile makes a closed file of some hundred visits in every state, with print
// jobs, messages, a directory and a checkpoint.
func fullFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lobby.db")
	db := openTest(t, path, testOptions(), noSync)
	hosts := []kiosk.Host{host}
	for n := range 150 {
		hosts = append(hosts, kiosk.Host{ID: kiosk.HostID(fmt.Sprintf("H%03d", n+2)), Name: "Ann Sample", Floor: fmt.Sprint(n)})
	}
	if err := db.ReplaceHosts(hosts); err != nil {
		t.Fatal(err)
	}
	for n := range flipVisits {
		id, at := mustRegister(t, db, n), morning.Add(time.Duration(n)*time.Minute)
		switch n % 5 {
		case 0, 1:
			mustDecide(t, db, "badge "+string(id), badging(id, at))
			mustDecide(t, db, "print "+string(id), func(tx kiosk.Tx) (kiosk.VisitID, error) {
				return id, tx.PutJob(kiosk.PrintJob{Visit: id, Attempt: 1, State: kiosk.JobQueued, At: at})
			})
		case 2:
			mustDecide(t, db, "message "+string(id), absence(id, at))
		case 3:
			mustDecide(t, db, "out "+string(id), func(tx kiosk.Tx) (kiosk.VisitID, error) {
				v, err := tx.Visit(id)
				if err != nil {
					return "", err
				}
				return id, errors.Join(v.Cancel(kiosk.ActorReception, at), tx.Put(v))
			})
		}
	}
	if _, err := db.Checkpoint(testKey(t, t.TempDir())); err != nil {
		t.Fatal(err)
	}
	closeAudited(t, db)
	return path
}

// absence is a decision that takes a registered visit to a message for an absent
// host.
func absence(id kiosk.VisitID, at time.Time) func(kiosk.Tx) (kiosk.VisitID, error) {
	return func(tx kiosk.Tx) (kiosk.VisitID, error) {
		turn, v, err := outOfTurn(tx, id)
		if err != nil {
			return "", err
		}
		return id, errors.Join(v.Contact(turn, at), v.RecordAnswer(kiosk.StateAbsent, at),
			v.LeaveMessage("a message", at), v.Leave(kiosk.ActorVisitor, at), tx.Put(v))
	}
}

// seen returns a hash of everything that people can see of a file.
func seen(db *DB) ([32]byte, error) {
	sum := sha256.New()
	out := json.NewEncoder(sum)
	visits := map[kiosk.VisitID]bool{}
	err := db.Export(time.Time{}, time.Time{}, func(r badgelog.Row) error {
		visits[r.Visit] = true
		return out.Encode(r)
	})
	add := func(v any, failed error) { err = errors.Join(err, failed, out.Encode(v)) }
	add(db.Open())
	add(db.Since(time.Time{}))
	add(db.Messages())
	add(db.Jobs())
	add(db.Hosts())
	for n := range flipVisits {
		r, failed := db.VisitByID(visitID(n)) // Since has shown all of it
		add(r.Rev, failed)
	}
	return [32]byte(sum.Sum(nil)), errors.Join(err, out.Encode(len(visits)))
}

// place returns the n-th flip of a seed in a file of that size.
func place(seed uint64, n int, size int64) (at int64, bit int) {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	return r.Int64N(size), r.IntN(8)
}

// flipped is what became of one flip.
type flipped struct {
	N        int
	Checked  bool   // bbolt's check came to its end
	Refused  string // by Open, with that check
	Found    string // by Verify
	Visible  bool
	Finished bool
}

// flipChild flips one bit after the other and says what comes of it, before and
// after bbolt's check: that may die.
func flipChild() {
	var path string
	var seed uint64
	var first, count int
	if _, err := fmt.Sscan(os.Getenv(flipEnv), &path, &seed, &first, &count); err != nil {
		panic(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		panic(err)
	}
	info, err := f.Stat()
	if err != nil {
		panic(err)
	}
	want, _, err := look(path)
	if err != nil {
		panic(err)
	}
	out := json.NewEncoder(os.Stdout)
	for n := first; n < first+count; n++ {
		at, bit := place(seed, n, info.Size())
		flip(f, at, bit)
		one := flipped{N: n}
		_ = out.Encode(one) // the parent reads, or is gone
		var said bytes.Buffer
		if checkFile(path, &said) != 0 {
			one.Refused = said.String()
		}
		one.Checked = true
		_ = out.Encode(one)
		if one.Refused == "" { // what is refused need not be safe to read, not even to come to an end
			got, found, err := look(path)
			one.Visible = err != nil || got != want
			one.Found = found
		}
		one.Finished = true
		_ = out.Encode(one)
		flip(f, at, bit)
	}
}

func flip(f *os.File, at int64, bit int) {
	b := make([]byte, 1)
	if _, err := f.ReadAt(b, at); err != nil {
		panic(err)
	}
	b[0] ^= 1 << bit
	if _, err := f.WriteAt(b, at); err != nil {
		panic(err)
	}
}

// look opens the file and returns what people see and what Verify or Open finds.
func look(path string) (sum [32]byte, found string, err error) {
	db, err := Open(path, testOptions())
	if err != nil {
		return sum, "open: " + err.Error(), err
	}
	if _, err := db.Verify(nil); err != nil {
		found = err.Error()
	}
	panicked := guard(func() error { sum, err = seen(db); return nil })
	return sum, found, errors.Join(err, panicked, db.Close())
}

// TestVerify_BitFlips flips bits at random. Each flip that changes what people
// can see must be found by the verifier or refused by Open. bbolt's own check,
// the control, must miss most of them.
func TestVerify_BitFlips(t *testing.T) {
	path := fullFile(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	before := fingerprint(t, path)
	all := make([]flipped, flips)
	for n := 0; n < flips; {
		n = runFlips(t, path, seed, n, all)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	visible, found, missedByCheck, unseen := 0, 0, 0, 0
	for n, f := range all {
		at, bit := place(seed, n, info.Size())
		caught := f.Found != "" || f.Refused != "" || !f.Checked
		switch {
		case f.Checked && !f.Finished && f.Refused == "":
			t.Errorf("flip %d (byte %d, bit %d): the verifier died of it", n, at, bit)
		case f.Visible && !caught:
			t.Errorf("flip %d (byte %d, bit %d) was not found", n, at, bit)
		case f.Found != "" && !f.Visible:
			unseen++
		}
		if f.Visible || !f.Finished || f.Refused != "" { // nothing at all is seen of a refused file
			visible++
			if caught {
				found++
			}
			if f.Checked && f.Refused == "" {
				missedByCheck++
			}
		}
	}
	t.Logf("%d of %d flips could be seen; %d of them found, %d missed by bbolt's check alone; %d more found that nobody could see yet",
		visible, flips, found, missedByCheck, unseen)
	if visible < flips/10 {
		t.Errorf("only %d flips could be seen", visible)
	}
	if missedByCheck*2 < visible {
		t.Errorf("control: bbolt's check missed only %d of %d, so the test shows nothing of ours", missedByCheck, visible)
	}
	if fingerprint(t, path) != before {
		t.Error("the file was not put back")
	}
}

// runFlips runs the flips from the first on until the child ends, and returns
// the next one to run. A child that dies leaves its flip in the file.
func runFlips(t *testing.T, path string, seed uint64, first int, all []flipped) int {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %d %d", flipEnv, path, seed, first, len(all)-first))
	var said bytes.Buffer
	child.Stderr = &said
	out, err := child.StdoutPipe()
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	// bbolt's check need not come to an end; Open gives up on it likewise.
	late := time.AfterFunc(flipTimeout, func() { _ = child.Process.Kill() })
	defer late.Stop()
	last := flipped{N: -1}
	for in := json.NewDecoder(bufio.NewReader(out)); ; {
		if err := in.Decode(&last); err != nil {
			break
		}
		all[last.N] = last
		late.Reset(flipTimeout)
	}
	_, _ = io.Copy(io.Discard, out)
	switch err := child.Wait(); {
	case last.N < 0:
		t.Fatalf("the child did not begin: %v", err)
	case err == nil:
		return len(all)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if last.Checked && !last.Finished {
		t.Logf("flip %d: %.2000s", last.N, said.String())
	}
	if !last.Finished {
		at, bit := place(seed, last.N, info.Size())
		flip(f, at, bit)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return last.N + 1
}
