package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/badge"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/reception"
	"lobby.internal/store"
)

// TestSimulation lives through days at a kiosk whose visitors, receptionist,
// printer, reader, disk and link to facilities do what chance says, as fast as a
// computer goes: its clock is synctest's. The kiosk is the product's own, on a real
// file; the audit of it is not. A failure prints the seed of every step, and rapid
// plays the shortest failing life again.
func TestSimulation(t *testing.T) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		if err := f.Value.Set(simLives); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Value.Set(f.DefValue) }) // as it was
	}
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.Uint64(), simSteps/2, simSteps).Draw(rt, "steps")
		if wrong := live(t, steps, bugs{}); wrong != nil {
			rt.Fatal(wrong)
		}
	})
}

// bugs are what is wrong with the world around the kiosk beyond what it is made to
// live with.
type bugs struct{ early, lose, drop bool }

// live plays the steps and returns what the audit found, nil for nothing.
func live(t *testing.T, steps []uint64, b bugs) (wrong error) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		l := newLife(t, dir, b)
		defer l.end()
		l.begin()
		if b.lose {
			l.before = l.snapshot(l.config.Data.Dir)
		}
		for i, seed := range steps {
			l.random = rand.New(rand.NewPCG(seed, 0))
			l.step()
			synctest.Wait()
			if wrong = l.audit(); wrong != nil {
				wrong = fmt.Errorf("after step %d: %w", i, wrong)
				return
			}
		}
		wrong = l.close()
	})
	return wrong
}

// step has somebody or something do one thing.
func (l *life) step() {
	switch n := l.random.IntN(100); {
	case n < 35:
		l.often(12, l.visitor)
	case n < 72:
		l.often(5, l.receptionist)
	case n < 78:
		l.atReader()
	case n < 81:
		l.printer.moods(l.random)
	case n < 83:
		l.disk.mood(l.random, l.random.IntN(30))
	case n < 97:
		time.Sleep(time.Duration(l.random.IntN(90)) * time.Second)
	case n < 98:
		time.Sleep(time.Duration(l.random.IntN(20)) * time.Hour)
	case n < 99:
		l.copies()
	default:
		l.killed()
	}
}

// often does the same again and again, as a person would: not at once.
func (l *life) often(most int, do func()) {
	for range 1 + l.random.IntN(most) {
		do()
		time.Sleep(time.Duration(l.random.IntN(3000)) * time.Millisecond)
		synctest.Wait()
	}
}

// visitor does one thing at the visitor's window, mostly a sensible one.
func (l *life) visitor() {
	m := l.seen.model()
	intents := sensible(l.random, m)
	if l.random.IntN(12) == 0 {
		intents = []checkin.Intent{{Kind: checkin.IntentBack}, {Kind: checkin.IntentCancel}, {Kind: checkin.IntentNext}, {Kind: checkin.IntentDone}, {Kind: checkin.IntentStay}}
	}
	i := intents[l.random.IntN(len(intents))]
	l.agent.Lobby(i)
	if l.random.IntN(10) == 0 {
		l.agent.Lobby(i) // a trembling finger
	}
}

// sensible are the intents that lead on from a screen.
func sensible(random *rand.Rand, m checkin.Model) []checkin.Intent {
	kind := func(kinds ...checkin.IntentKind) (all []checkin.Intent) {
		for _, k := range kinds {
			all = append(all, checkin.Intent{Kind: k})
		}
		return all
	}
	typed := func(text string) []checkin.Intent {
		if m.Input.Text == "" {
			return []checkin.Intent{{Kind: checkin.IntentType, Text: text}}
		}
		return kind(checkin.IntentNext)
	}
	switch m.Screen {
	case checkin.ScreenWelcome:
		return kind(checkin.IntentStart, checkin.IntentStart, checkin.IntentTickets)
	case checkin.ScreenHost:
		if len(m.Hosts) > 0 {
			return []checkin.Intent{{Kind: checkin.IntentHost, Host: m.Hosts[random.IntN(len(m.Hosts))].ID}}
		}
		return typed([]string{"zh", "li", "wa", "行政"}[random.IntN(4)])
	case checkin.ScreenName:
		return typed("示例访客")
	case checkin.ScreenCompany, checkin.ScreenPhone:
		return append(kind(checkin.IntentSkip), typed("8001")...)
	case checkin.ScreenArranged:
		return []checkin.Intent{{Kind: checkin.IntentArranged, Text: "yes"}, {Kind: checkin.IntentArranged, Text: "no"}}
	case checkin.ScreenConfirm:
		return kind(checkin.IntentConfirm)
	case checkin.ScreenWaiting:
		return kind(checkin.IntentYield, checkin.IntentYield, checkin.IntentYield, checkin.IntentLeave)
	case checkin.ScreenOutcome:
		return kind(checkin.IntentDone, checkin.IntentMessage, checkin.IntentOther, checkin.IntentLeave)
	case checkin.ScreenMessage:
		return typed("示例口信")
	case checkin.ScreenTicket:
		return typed(fmt.Sprint(1 + random.IntN(9)))
	}
	return kind(checkin.IntentDone, checkin.IntentCancel)
}

// receptionist does one thing at the desk.
func (l *life) receptionist() {
	m := l.seen.staffModel()
	l.ops++
	i := reception.Intent{Op: kiosk.OpID(fmt.Sprintf("op%d", l.ops)), Kind: reception.IntentServeNext}
	rows := append(append(append([]reception.Row{}, m.Queue...), m.Open...), m.OnSite...)
	switch s := m.Selected; {
	case s != nil && s.State == kiosk.StateIssued && s.Print != nil && s.Print.State != kiosk.JobUnknown && l.random.IntN(3) > 0:
		return // the badge is on its way
	case s != nil && len(s.Actions) > 0 && l.random.IntN(5) > 0:
		i.Kind, i.Visit, i.Rev = s.Actions[min(l.random.IntN(len(s.Actions)), l.random.IntN(len(s.Actions)))], s.Visit, s.Rev
		if i.Kind == reception.ActionServe && l.random.IntN(2) == 0 {
			i.Reason = "示例事由"
		}
		if l.random.IntN(20) == 0 {
			i.Rev-- // from a picture of before
		}
	case len(rows) > 0 && l.random.IntN(3) > 0:
		i.Kind, i.Visit = reception.IntentSelect, rows[l.random.IntN(len(rows))].Visit
	}
	l.agent.Desk(i)
	if l.random.IntN(10) == 0 {
		l.agent.Desk(i) // pressed twice: one operation
	}
}

// atReader holds something to the reader: a badge of somebody inside, one that is
// void, a card of the house or nonsense.
func (l *life) atReader() {
	open, err := l.kit.db.Open()
	if err != nil || len(open) == 0 || l.random.IntN(4) == 0 {
		l.reader.Present(devices.Read{Kind: devices.KindCard, Data: "0C000621A5", At: time.Now()})
		return
	}
	r := open[l.random.IntN(len(open))]
	if r.Badge.Number == "" {
		return
	}
	attempt := max(1, r.Badge.Attempt-l.random.IntN(2))
	token, err := badge.Sign(l.kit.key, badge.Token{Visit: r.ID, Attempt: attempt, Expires: r.Badge.Expires})
	if err != nil {
		l.fail(err)
		return
	}
	l.reader.Present(devices.Read{Kind: devices.KindCode, Data: token, At: time.Now()})
}

// killed ends the kiosk at once and switches it on again with what is on its disk.
// What it was about to do is not done, and what the printer has begun goes on.
func (l *life) killed() {
	from := l.config.Data.Dir
	if l.bugs.lose {
		from = l.before
	}
	to := l.snapshot(from)
	l.stop()
	l.config.Data.Dir = to
	l.begin()
}

// snapshot copies a data directory as it is on the disk.
func (l *life) snapshot(from string) (to string) {
	l.dirs++
	to = filepath.Join(l.root, fmt.Sprint(l.dirs))
	err := os.CopyFS(to, os.DirFS(from))
	if err == nil {
		err = filepath.WalkDir(to, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return os.Chmod(path, 0o600) // keys are nobody else's
		})
	}
	if err != nil {
		l.fail(err)
	}
	return to
}

// paper is a printer that ends each job as chance has it, and remembers every label
// that came out, over restarts of the kiosk.
type paper struct {
	early bool // it prints before it is told to, at times

	mu     sync.Mutex
	random *rand.Rand
	mood   int // how bad the next jobs end, in percent
	ready  bool
	report func(devices.Status)
	out    map[[sha256.Size]byte]int // labels that came out, by what is on them
	labels int
}

// moods changes how the printer is.
func (p *paper) moods(random *rand.Rand) {
	p.mu.Lock()
	p.mood, p.random, p.ready = random.IntN(50), rand.New(rand.NewPCG(random.Uint64(), 1)), random.IntN(4) > 0
	p.mu.Unlock()
	p.tell()
}

// mend makes it print everything from now on.
func (p *paper) mend() {
	p.mu.Lock()
	p.mood, p.ready = 0, true
	p.mu.Unlock()
	p.tell()
}

func (p *paper) tell() {
	p.mu.Lock()
	report, ready := p.report, p.ready
	p.mu.Unlock()
	switch {
	case report == nil:
	case ready:
		report(devices.Status{Health: devices.HealthReady})
	default:
		report(devices.Status{Health: devices.HealthNotReady, Causes: []devices.Cause{devices.CausePaperOut}})
	}
}

// Serve implements devices.Printer.
func (p *paper) Serve(ctx context.Context, report func(devices.Status)) error {
	p.mu.Lock()
	p.report = report
	p.mu.Unlock()
	p.tell()
	<-ctx.Done()
	p.mu.Lock()
	p.report = nil
	p.mu.Unlock()
	return nil
}

// fate is what chance has decided of a job.
type fate struct {
	ready, fails, early, unsure, lost bool
	before, after                     time.Duration
}

func (p *paper) fate() fate {
	p.mu.Lock()
	defer p.mu.Unlock()
	bad := func() bool { return p.random.IntN(100) < p.mood }
	some := func() time.Duration { return time.Duration(p.random.IntN(4000)) * time.Millisecond }
	return fate{
		ready: p.ready, fails: bad(), early: p.early && p.random.IntN(2) == 0, unsure: bad(), lost: p.random.IntN(2) == 0,
		before: some(), after: some(),
	}
}

// Print implements devices.Printer.
func (p *paper) Print(ctx context.Context, label *devices.Bitmap, j devices.Journal) (devices.Outcome, error) {
	f := p.fate()
	switch err := j.Sending(0); {
	case err != nil:
		return devices.OutcomeFailed, err
	case !f.ready:
		return devices.OutcomeFailed, devices.ErrNotReady
	case f.fails:
		return devices.OutcomeFailed, devices.ErrUnplugged
	}
	if err := pause(ctx, f.before); err != nil {
		return devices.OutcomeFailed, err
	}
	if f.early {
		p.comesOut(label)
		return devices.OutcomeFailed, devices.ErrUnplugged
	}
	if err := j.Committing(); err != nil {
		return devices.OutcomeFailed, err
	}
	if f.unsure && f.lost {
		return devices.OutcomeUnknown, devices.ErrUnplugged
	}
	p.comesOut(label)
	if err := pause(ctx, f.after); err != nil {
		return devices.OutcomeUnknown, err
	}
	if f.unsure {
		return devices.OutcomeUnknown, devices.ErrUnplugged
	}
	return devices.OutcomeConfirmed, nil
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func (p *paper) comesOut(label *devices.Bitmap) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out[sha256.Sum256(label.Bits)]++
	p.labels++
}

// most returns how often the label that came out most often did, and how many did.
func (p *paper) most() (most, labels int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range p.out {
		most = max(most, n)
	}
	return most, p.labels
}

// disk is the store with a disk that sometimes cannot say what became of a
// decision.
type disk struct {
	*store.DB

	mu     sync.Mutex
	random *rand.Rand
	bad    int // of a hundred decisions
}

// mood says how bad the disk is from now on, in percent.
func (d *disk) mood(random *rand.Rand, bad int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.random, d.bad = rand.New(rand.NewPCG(random.Uint64(), 2)), bad
}

func (d *disk) fails() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.random.IntN(100) < d.bad
}

// Decide implements kiosk.Records.
func (d *disk) Decide(op kiosk.OpID, fn func(kiosk.Tx) (kiosk.VisitID, error)) (kiosk.VisitID, error) {
	unsure := &kiosk.Error{Code: kiosk.CodeStorage}
	if d.fails() {
		return "", unsure
	}
	id, err := d.DB.Decide(op, fn)
	if err == nil && op != "" && d.fails() {
		return "", unsure // and yet it is kept
	}
	return id, err
}
