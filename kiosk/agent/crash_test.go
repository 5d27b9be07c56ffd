package agent

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"lobby.internal/assets"
	"lobby.internal/devices"
	"lobby.internal/devices/escpos"
	"lobby.internal/devices/printing"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/simulate"
	"lobby.internal/devices/tspl"
	"lobby.internal/devices/zpl"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/reception"
	"lobby.internal/store"
)

// crashEnv names the folder of an agent that is killed, and crashLanguage what
// its printer understands; crashLast, that this one ends by itself when no job
// is open.
const crashEnv, crashLanguage, crashLast = "LOBBY_CRASH", "LOBBY_CRASH_LANGUAGE", "LOBBY_CRASH_LAST"

// crashLanguages are the languages of printers, and crashKiosks how many kiosks
// with each stand beside one another: most of the time is waiting.
var crashLanguages = []simulate.Language{simulate.ZPL, simulate.TSPL, simulate.ESCPOS}

const crashKiosks = 4

func TestMain(m *testing.M) {
	store.CheckMain()
	if dir := os.Getenv(crashEnv); dir != "" {
		if err := victim(dir, os.Getenv(crashLast) != ""); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	// What waits is not bound to the number of processors.
	if err := flag.Set("test.parallel", strconv.Itoa(crashKiosks*len(crashLanguages))); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func crashBook() (*phrase.Book, error) {
	return phrase.Open(assets.Words(), phrase.Company{ZH: "示例大厦", EN: "Sample Tower"})
}

// victim is an agent with a file, a port and visitors who never end.
func victim(dir string, last bool) (err error) {
	db, err := store.Open(filepath.Join(dir, "lobby.db"), store.Options{NoBallast: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	book, err := crashBook()
	if err != nil {
		return err
	}
	printer := crashPrinter(simulate.Language(os.Getenv(crashLanguage)), filepath.Join(dir, "printer"))
	ready := sync.OnceFunc(func() { fmt.Println("begun") })
	a := New(Options{
		Records: db, Printers: []Printer{{Name: "printer", Printer: printer}}, Book: book, Key: key, Clock: time.Now, NewID: func() string { return ulid.Make().String() },
		ShowLobby: func(checkin.Model) {}, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Config: testConfig(),
		ShowDesk: func(m reception.Model) {
			if m.Devices[0].Health == string(devices.HealthReady) {
				ready()
			}
		},
	})
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx) }()
	err = people(a, db, dir, last)
	stop()
	return errors.Join(err, <-served)
}

// crashPrinter returns the driver of a printer, with short times.
func crashPrinter(language simulate.Language, path string) devices.Printer {
	o := printing.Options{
		Open: func() (serial.Conn, error) { return serial.Open(serial.Options{Path: path}) },
		Baud: 921600,
		Timing: printing.Timing{
			Poll: 20 * time.Millisecond, Watch: 5 * time.Millisecond, Reply: 100 * time.Millisecond,
			Rest: 20 * time.Millisecond, Job: 2 * time.Second,
		},
	}
	switch language {
	case simulate.TSPL:
		return tspl.New(tspl.Options{Options: o})
	case simulate.ESCPOS:
		return escpos.New(escpos.Options{Options: o, Turned: true})
	default:
		return zpl.New(o)
	}
}

// people bring one visitor after another up to a badge, and say of a badge that
// may have come out what is to be seen at the printer. Of one whose fate became
// unknown only since this process began that is not known yet: the next looks, or
// the last once the printer has come to rest.
func people(a *Agent, db *store.DB, dir string, last bool) error {
	seen, err := os.ReadFile(filepath.Join(dir, "seen"))
	if err != nil {
		return err
	}
	before, err := db.Jobs()
	if err != nil {
		return err
	}
	for begun := time.Now(); time.Since(begun) < 20*time.Second; time.Sleep(3 * time.Millisecond) {
		jobs, err := db.Jobs()
		if err != nil {
			return err
		}
		switch {
		case len(jobs) == 0 && last:
			return nil
		case len(jobs) == 0:
			if err := visitor(db); err != nil {
				return err
			}
			a.DirectoryReplaced() // wakes it
		case jobs[0].State == kiosk.JobUnknown && !begunIn(before, jobs[0]) && !last:
		case jobs[0].State == kiosk.JobUnknown && !begunIn(before, jobs[0]):
			return nil // for the next to tell
		case jobs[0].State == kiosk.JobUnknown:
			r, err := db.VisitByID(jobs[0].Visit)
			if err != nil {
				return err
			}
			word := reception.ActionPrintAgain
			if bytes.Contains(seen, fmt.Appendf(nil, "%x", jobs[0].Hash)) {
				word = reception.ActionPrinted
			}
			a.Desk(reception.Intent{Op: kiosk.OpID(ulid.Make().String()), Kind: word, Visit: r.ID, Rev: r.Rev})
		}
	}
	return errors.New("a job was not printed within 20 s")
}

// begunIn reports whether a job is one of those that had begun.
func begunIn(jobs []kiosk.PrintJob, j kiosk.PrintJob) bool {
	return slices.ContainsFunc(jobs, func(b kiosk.PrintJob) bool {
		return b.Visit == j.Visit && b.Attempt == j.Attempt && b.State != kiosk.JobQueued
	})
}

// visitor registers somebody and issues their badge.
func visitor(db *store.DB) error {
	id, now := kiosk.VisitID(ulid.Make().String()), time.Now()
	_, err := db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		ticket, err := tx.NextTicket(now)
		if err != nil {
			return "", err
		}
		v := kiosk.NewVisit(id, kiosk.LangZH)
		r := kiosk.Registration{Visitor: kiosk.Visitor{Name: "访客甲"}, Host: testHosts[0], Arranged: kiosk.ArrangedYes}
		return id, errors.Join(v.Register(r, ticket, now), tx.Put(v))
	})
	if err != nil {
		return err
	}
	_, err = db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		queue, err := tx.Queue()
		if err != nil {
			return "", err
		}
		turn, err := queue.Take(id, "示例")
		if err != nil {
			return "", err
		}
		v, err := tx.Visit(id)
		if err != nil {
			return "", err
		}
		number, err := tx.NextBadge(now)
		if err != nil {
			return "", err
		}
		return id, errors.Join(v.Contact(turn, now), v.RecordAnswer(kiosk.StateGoUp, now),
			v.IssueBadge(kiosk.Badge{Number: number, Expires: now.Add(time.Hour)}, now), tx.Put(v),
			tx.PutJob(kiosk.PrintJob{Visit: id, Attempt: 1, State: kiosk.JobQueued, At: now}))
	})
	return err
}

// crash is the kiosk as it is between two agents.
type crash struct {
	t      *testing.T
	dir    string
	spoken simulate.Language
	sim    *simulate.Simulator
	agent  *Agent            // draws what should have come out
	labels map[string]string // file of a label → hash of what is on it
	badges map[string]int    // by hash
	drawn  map[string]string // visit and attempt → hash
	states map[kiosk.JobState]int
}

// An agent that is killed at any moment leaves no second badge without the
// receptionist's word and loses none, and the next badge comes out whole. Each
// time another process takes up where the last was killed, over the same file
// and the same printer.
func TestCrash_KilledAtAnyMoment(t *testing.T) {
	for _, language := range crashLanguages {
		t.Run(string(language), func(t *testing.T) {
			t.Parallel()
			killedAtAnyMoment(t, language)
		})
	}
}

func killedAtAnyMoment(t *testing.T, language simulate.Language) {
	kills := 2
	if os.Getenv("LOBBY_CHECKS") != "" && !raced { // .ci/test runs it without the race detector as well
		kills = 200 / crashKiosks
	}
	var all [crashKiosks]*crash
	ok := t.Run("kiosk", func(t *testing.T) {
		for i := range all {
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				all[i] = newCrash(t, language)
				all[i].killed(kills)
			})
		}
	})
	if !ok {
		return
	}
	badges, states := 0, map[kiosk.JobState]int{}
	for _, c := range all {
		badges += len(c.badges)
		for s, n := range c.states {
			states[s] += n
		}
	}
	t.Logf("%d badges; the jobs open when it was killed: %v", badges, states)
	if kills*crashKiosks >= 200 && (states[kiosk.JobSending] == 0 || states[kiosk.JobCommitting] == 0 || states[kiosk.JobQueued] == 0) {
		t.Error("it was not killed at every stage, which proves too little")
	}
}

// killed lets one agent after another be killed, and the last do what is left.
func (c *crash) killed(times int) {
	c.t.Helper()
	c.look()
	for range times {
		c.run(time.Duration(rand.Int64N(int64(200 * time.Millisecond))))
		c.check(false)
	}
	for range 10 { // a busy machine makes a job's fate unknown at any time
		c.run(-1)
		c.look()
		if len(c.jobs()) == 0 {
			break
		}
	}
	c.check(true)
}

// jobs returns the jobs that are open while no agent runs.
func (c *crash) jobs() []kiosk.PrintJob {
	c.t.Helper()
	db, err := store.Open(filepath.Join(c.dir, "lobby.db"), store.Options{NoBallast: true})
	if err != nil {
		c.t.Fatal(err)
	}
	jobs, err := db.Jobs()
	if err := errors.Join(err, db.Close()); err != nil {
		c.t.Fatal(err)
	}
	return jobs
}

func newCrash(t *testing.T, language simulate.Language) *crash {
	t.Helper()
	dir := t.TempDir()
	sim, err := simulate.Start(simulate.Options{Dir: dir, Language: language, PrintTime: 40 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
	})
	book, err := crashBook()
	if err != nil {
		t.Fatal(err)
	}
	return &crash{
		t: t, dir: dir, spoken: language, sim: sim, agent: New(Options{Book: book, Key: key}),
		labels: map[string]string{}, badges: map[string]int{}, drawn: map[string]string{}, states: map[kiosk.JobState]int{},
	}
}

// run lets an agent live for so long and kills it, or waits for its end.
func (c *crash) run(life time.Duration) {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), os.Args[0]) //nolint:gosec // this test itself
	cmd.Env = append(os.Environ(), crashEnv+"="+c.dir, crashLanguage+"="+string(c.spoken))
	if life < 0 {
		cmd.Env = append(cmd.Env, crashLast+"=1")
	}
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	if life >= 0 {
		if _, err := io.ReadFull(out, make([]byte, len("begun\n"))); err != nil {
			_ = cmd.Wait() // its log says why
			c.t.Fatalf("the agent did not begin: %v\n%s", err, log.String())
		}
		time.Sleep(life)
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			c.t.Fatal(err)
		}
	}
	if err := cmd.Wait(); life < 0 && err != nil {
		c.t.Fatalf("%v\n%s", err, log.String())
	}
}

// look waits until the printer is at rest and keeps for the receptionist what
// has come out. It waits longer where a badge may be on its way.
func (c *crash) look() {
	c.t.Helper()
	rest := 5
	if slices.ContainsFunc(c.jobs(), func(j kiosk.PrintJob) bool { return j.State != kiosk.JobQueued }) {
		rest = 60
	}
	for quiet := 0; quiet < rest; time.Sleep(3 * time.Millisecond) {
		if quiet++; c.sim.Status().Printer.Held > 0 {
			quiet = 0
		}
	}
	files, err := filepath.Glob(filepath.Join(c.dir, "labels", "*.png"))
	if err != nil {
		c.t.Fatal(err)
	}
	var seen []byte
	for _, f := range files {
		if c.labels[f] == "" {
			c.labels[f] = c.hash(f)
			c.badges[c.labels[f]]++
		}
		seen = append(seen, c.labels[f]+"\n"...)
	}
	if err := os.WriteFile(filepath.Join(c.dir, "seen"), seen, 0o600); err != nil {
		c.t.Fatal(err)
	}
}

func (c *crash) hash(file string) string {
	c.t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		c.t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		c.t.Fatal(err)
	}
	label := devices.FromImage(img)
	if c.spoken == simulate.ESCPOS {
		label = label.Turned().Turned().Turned() // back
	}
	return fmt.Sprintf("%x", hashOf(label))
}

// check compares what came out with what the file says.
func (c *crash) check(end bool) {
	c.t.Helper()
	c.look()
	db, err := store.Open(filepath.Join(c.dir, "lobby.db"), store.Options{NoBallast: true})
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			c.t.Error(err)
		}
	}()
	visits, err := db.Since(time.Time{})
	jobs, err2 := db.Jobs()
	if err := errors.Join(err, err2); err != nil {
		c.t.Fatal(err)
	}
	for _, j := range jobs {
		c.states[j.State]++
	}
	known := 0
	for _, r := range visits {
		n := c.cameOut(r)
		known += n
		at := slices.IndexFunc(jobs, func(j kiosk.PrintJob) bool { return j.Visit == r.ID })
		switch {
		case n > 1:
			c.t.Errorf("visit %s has %d badges", r.ID, n)
		case r.State == kiosk.StateOnSite && n != 1:
			c.t.Errorf("visit %s is inside with %d badges", r.ID, n)
		case r.State == kiosk.StateIssued && at < 0:
			c.t.Errorf("the job of visit %s is lost", r.ID)
		case at >= 0 && (jobs[at].State == kiosk.JobQueued || jobs[at].State == kiosk.JobSending) && n != 0:
			c.t.Errorf("visit %s has a badge, and its job is %s", r.ID, jobs[at].State)
		case end && r.State == kiosk.StateIssued:
			c.t.Errorf("the badge of visit %s never came out", r.ID)
		}
	}
	if known != len(c.labels) {
		c.t.Errorf("%d labels came out, %d of them are whole badges", len(c.labels), known)
	}
	if c.t.Failed() {
		c.t.FailNow()
	}
}

// cameOut returns how many badges of the visit came out, of all attempts.
func (c *crash) cameOut(r kiosk.Record) int {
	c.t.Helper()
	n := 0
	for attempt := 1; attempt <= r.Badge.Attempt; attempt++ {
		name := fmt.Sprint(r.ID, attempt)
		if c.drawn[name] == "" {
			one := r
			one.Badge.Attempt = attempt
			label, err := c.agent.label(one, false)
			if err != nil {
				c.t.Fatal(err)
			}
			c.drawn[name] = fmt.Sprintf("%x", hashOf(label))
		}
		n += c.badges[c.drawn[name]]
	}
	return n
}
