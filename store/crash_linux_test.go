package store

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

const (
	traceEnv  = "LOBBY_STORE_TEST_TRACE" // the file that a traced child writes to
	traceOps  = 24                       // of each of its two desks
	sector    = 512                      // bytes that a disk writes whole or not at all
	traceOnly = "pwrite64,write,fdatasync,fsync,ftruncate"
)

func init() { tracedChildren[traceEnv], tracedChildren[errorEnv] = traceChild, errorChild }

// traceChild registers visitors at two desks. It is the traced child process.
func traceChild(path string) error {
	db, err := Open(path, testOptions())
	if err != nil {
		return err
	}
	var desks sync.WaitGroup
	failed := make([]error, 2)
	for desk := range failed {
		desks.Go(func() {
			for n := 0; n < traceOps && failed[desk] == nil; n++ {
				failed[desk] = killRegister(db, 2*n+desk, false)
			}
		})
	}
	desks.Wait()
	return errors.Join(errors.Join(failed...), db.Close())
}

// strace starts the test binary as a child under strace, which writes what it
// sees to a file, and waits for its end. Without strace the test is skipped.
func strace(t *testing.T, env string, args ...string) (trace string, out []byte) {
	t.Helper()
	program, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("LOBBY_CHECKS") == "1" {
			t.Fatalf("strace is missing: %v", err)
		}
		t.Skipf("strace is missing: %v", err)
	}
	trace = filepath.Join(t.TempDir(), "trace")
	args = append([]string{"-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", "100000", "-e", "signal=none", "-o", trace}, args...)
	cmd := exec.Command(program, append(args, os.Args[0])...)
	cmd.Env = append(os.Environ(), env, "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	out, err = cmd.Output()
	if err != nil {
		t.Fatalf("the traced child: %v", err)
	}
	return trace, out
}

// effect is a traced call: a write at an offset, a new length, a sync or an
// acknowledgement.
type effect struct {
	kind string
	data []byte
	off  int64
	ack  ack
}

var (
	tracedCall = regexp.MustCompile(`^(\w+)\(\d+<((?:\\x..)*)>(?:\(deleted\))?(?:, )?(.*)\)\s+= (-?\d+)`)
	tracedData = regexp.MustCompile(`^"((?:\\x..)*)", (\d+)(?:, (\d+))?$`)
)

// readTrace returns what happened to the file at path, in order, and what was
// acknowledged meanwhile.
func readTrace(t *testing.T, trace, path string) []effect {
	t.Helper()
	f, err := os.Open(trace)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var all []effect
	begun := map[string]string{} // by thread
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		thread, call, _ := strings.Cut(lines.Text(), " ")
		call = strings.TrimSpace(call)
		if head, unfinished := strings.CutSuffix(call, " <unfinished ...>"); unfinished {
			begun[thread] = head
			continue
		}
		if _, tail, resumed := strings.Cut(call, " resumed>"); resumed {
			call = begun[thread] + tail
		}
		if e, ok := parseCall(t, call, path); ok {
			all = append(all, e)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func parseCall(t *testing.T, call, path string) (effect, bool) {
	t.Helper()
	m := tracedCall.FindStringSubmatch(call)
	if m == nil {
		return effect{}, false
	}
	kind, file, rest := m[1], unhex(t, m[2]), m[3]
	e := effect{kind: kind}
	switch {
	case kind == "write":
		d := tracedData.FindStringSubmatch(rest)
		if d == nil || !strings.HasPrefix(file, "pipe:") {
			return effect{}, false
		}
		_, err := fmt.Sscanf(unhex(t, d[1]), "ack %d %s", &e.ack.n, &e.ack.id)
		return e, err == nil
	case file != path:
		return effect{}, false
	case kind == "pwrite64":
		d := tracedData.FindStringSubmatch(rest)
		if d == nil || d[3] == "" || m[4] != d[2] {
			t.Fatalf("a write that is not understood: %.80s", call)
		}
		e.data = []byte(unhex(t, d[1]))
		e.off, _ = strconv.ParseInt(d[3], 10, 64)
	case kind == "ftruncate":
		e.off, _ = strconv.ParseInt(rest, 10, 64)
	case m[4] != "0":
		t.Fatalf("a sync failed: %s", call)
	}
	return e, true
}

func unhex(t *testing.T, s string) string {
	t.Helper()
	plain, err := strconv.Unquote(`"` + s + `"`)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// epoch is what a crash may or may not leave: the calls between two syncs, on
// top of what is on the disk for certain.
type epoch struct {
	calls []effect
	acks  []ack // given before its end
}

// isMeta reports whether the epoch ends with one of the file's first two pages.
func (e epoch) isMeta() bool {
	return len(e.calls) > 0 && e.calls[len(e.calls)-1].off < int64(2*os.Getpagesize())
}

// epochs splits the trace at its syncs, but for those that dropped says.
func epochs(trace []effect, dropped func(epoch) bool) []epoch {
	var all []epoch
	var now epoch
	for _, e := range trace {
		switch e.kind {
		case "write":
			now.acks = append(now.acks, e.ack)
		case "fdatasync", "fsync":
			if !dropped(now) {
				all = append(all, now)
				now = epoch{acks: slices.Clip(now.acks)}
			}
		default:
			now.calls = append(now.calls, e)
		}
	}
	return all
}

// apply does the calls to the file's bytes.
func apply(file []byte, calls []effect) []byte {
	file = bytes.Clone(file)
	for _, c := range calls {
		switch end := int(c.off) + len(c.data); {
		case c.kind == "ftruncate" && int(c.off) < len(file):
			file = file[:c.off]
		case end > len(file):
			file = append(file, make([]byte, end-len(file))...)
		}
		copy(file[c.off:], c.data)
	}
	return file
}

// torn cuts every write: to its first sector, or to what follows it.
func torn(calls []effect, head bool) []effect {
	cut := make([]effect, len(calls))
	for i, c := range calls {
		if n := min(sector, len(c.data)); head {
			c.data = c.data[:n]
		} else if len(c.data) > 0 {
			c.off, c.data = c.off+int64(n), c.data[n:]
		}
		cut[i] = c
	}
	return cut
}

// images calls judge with what a crash at every step-th sync may leave, and
// returns how many images there were.
func images(base []byte, all []epoch, step int, judge func(name string, file []byte, acks []ack)) int {
	n := 0
	look := func(i int, how string, calls []effect) {
		n++
		judge(fmt.Sprintf("sync %d, %s", i, how), apply(base, calls), all[i].acks)
	}
	for i, e := range all {
		if i%step == 0 {
			look(i, "none", nil)
		}
		if i%step == 0 && len(e.calls) > 0 {
			look(i, "all", e.calls)
			look(i, "heads", torn(e.calls, true))
			look(i, "tails", torn(e.calls, false))
			look(i, "last", e.calls[len(e.calls)-1:])
		}
		base = apply(base, e.calls)
	}
	return n
}

// traced returns a file, what a traced load did to it, and its folder.
func traced(t *testing.T) (dir string, base []byte, trace []effect) {
	t.Helper()
	dir = t.TempDir()
	path := filepath.Join(dir, "lobby.db")
	db := openTest(t, path, testOptions(), faults{})
	mustDecide(t, db, "first", registration("first", time.Now()))
	closeAudited(t, db)
	base, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, _ := strace(t, traceEnv+"="+path, "-e", "trace="+traceOnly)
	trace = readTrace(t, file, path)

	whole, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(apply(base, trace), whole) {
		t.Fatalf("the trace is not what happened (%v)", err)
	}
	return dir, base, trace
}

// judgeImage reports what is wrong with what a crash left.
func judgeImage(dir string, file []byte, acks []ack) (err error) {
	path := filepath.Join(dir, "lobby.db")
	if err := os.WriteFile(path, file, fileMode); err != nil {
		return err
	}
	db, err := Open(path, testOptions())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.view(func(tx *bolt.Tx) error {
		for _, a := range acks {
			done, found, err := findOp(tx, kiosk.OpID("register "+strconv.Itoa(a.n)))
			if err == nil && found && a.n%2 == 0 {
				_, found, err = findOp(tx, kiosk.OpID("badge "+strconv.Itoa(a.n)))
			}
			if err != nil {
				return err
			}
			if !found || done.Visit != a.id {
				return fmt.Errorf("acknowledged operation %d is lost", a.n)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	// A first page that was torn stays so until the next commit (docs/store.md).
	if _, err := db.Decide("after the crash", registration("after", time.Now())); err != nil {
		return err
	}
	return audit(db)
}

// checkedInChild makes Open check files in a child process, as the product does.
func checkedInChild(t *testing.T) {
	t.Setenv("GORACE", "atexit_sleep_ms=0") // a second for each child otherwise
	childReady.Store(true)
	t.Cleanup(func() { childReady.Store(false) })
}

// TestCrash_Images builds what a power cut may leave at each sync of a real
// load: the file opens, is in order and has all that was acknowledged.
func TestCrash_Images(t *testing.T) {
	dir, base, trace := traced(t)
	checkedInChild(t)
	all := epochs(trace, func(epoch) bool { return false })
	n := images(base, all, crashStep, func(name string, file []byte, acks []ack) {
		if err := judgeImage(dir, file, acks); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	})
	if acks := len(all[len(all)-1].acks); acks < traceOps || len(all) < traceOps {
		t.Errorf("%d syncs with %d acknowledged", len(all), acks)
	}
	t.Logf("%d syncs, %d images", len(all), n)
}

// TestCrash_Controls leaves out syncs, which the images must show.
func TestCrash_Controls(t *testing.T) {
	dir, base, trace := traced(t)
	checkedInChild(t)
	for name, dropped := range map[string]func(epoch) bool{
		"of pages":       func(e epoch) bool { return !e.isMeta() },
		"of first pages": epoch.isMeta,
	} {
		t.Run(name, func(t *testing.T) {
			all := epochs(trace, dropped)
			bad := ""
			n := images(base, all, 1, func(name string, file []byte, acks []ack) {
				if bad != "" {
					return
				}
				if err := judgeImage(dir, file, acks); err != nil {
					bad = fmt.Sprintf("%s: %v", name, err)
				}
			})
			if bad == "" {
				t.Errorf("syncs were left out, and nothing was noticed in %d images", n)
			}
			t.Log(bad)
		})
	}
}

const (
	errorEnv = "LOBBY_STORE_TEST_EIO" // the file of a child whose syncs fail
	errorOps = 6
)

// errorChild registers visitors on a disk whose syncs fail now and then, and
// asks again until it has an answer, as the agent does.
func errorChild(path string) error {
	runtime.LockOSThread() // strace counts each thread's syncs for itself
	db, err := Open(path, testOptions())
	if err != nil {
		return err
	}
	for n := range errorOps {
		id := kiosk.VisitID(fmt.Sprint("visit-", n))
		kept, err := db.Decide(kiosk.OpID(id), registration(id, time.Now()))
		for tries := 0; err != nil && tries < 5; tries++ {
			fmt.Println("again", n, kiosk.CodeOf(err))
			kept, err = db.Decide(kiosk.OpID(id), registration(id+"-again", time.Now()))
		}
		if err != nil {
			return err
		}
		fmt.Println("ack", n, kept)
	}
	return db.Close()
}

// TestCrash_SyncFails has the n-th sync fail, and several from the n-th on: each
// visitor is there once, under the id that was acknowledged.
func TestCrash_SyncFails(t *testing.T) {
	again := 0
	for _, length := range []int{0, 2} {
		for n := 1; n <= 2*errorOps; n++ {
			path := filepath.Join(t.TempDir(), "lobby.db")
			db := openTest(t, path, testOptions(), faults{})
			closeAudited(t, db)
			when := fmt.Sprintf("inject=fdatasync:error=EIO:when=%d..%d", n, n+length)
			trace, out := strace(t, errorEnv+"="+path, "-e", "trace=fdatasync", "-e", when)
			if data, err := os.ReadFile(trace); err != nil || !bytes.Contains(data, []byte("EIO")) {
				t.Fatalf("%s: no sync failed (%v)", when, err)
			}
			again += bytes.Count(out, []byte("again"))
			db = openTest(t, path, testOptions(), faults{})
			if open, err := db.Open(); err != nil || len(open) != errorOps {
				t.Errorf("%s: %d visits, %v\n%s", when, len(open), err, out)
			}
			for line := range strings.Lines(string(out)) {
				if fields := strings.Fields(line); fields[0] == "ack" {
					if _, err := db.VisitByID(kiosk.VisitID(fields[2])); err != nil {
						t.Errorf("%s: %s: %v", when, fields[2], err)
					}
				}
			}
			closeAudited(t, db)
		}
	}
	t.Logf("%d syncs that failed were not the disk's last word", again)
}
