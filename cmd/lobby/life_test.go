package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"

	"lobby.internal/assets"
	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/agent"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/directory"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

// life is a kiosk without windows, and the world around it.
type life struct {
	t       *testing.T
	random  *rand.Rand
	bugs    bugs
	root    string
	dirs    int
	before  string // the data directory at first, for the disk that loses
	ops     int
	config  config
	kit     kit
	agent   *agent.Agent
	stop    func()
	printer *paper
	reader  *kiosktest.Reader
	disk    *disk
	seen    seen
	far     *far
	ledger  ledger

	mu    sync.Mutex
	wrong error // what was noticed outside of audit
}

func newLife(t *testing.T, root string, b bugs) *life {
	c, err := loadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	c.Data.Dir = root + "/0"
	c.Retention.Personal, c.Retention.Visits, c.Retention.Log = 1, 2, 3 // days
	l := &life{t: t, bugs: b, root: root, config: c, random: rand.New(rand.NewPCG(0, 0)), ledger: newLedger()}
	l.printer = &paper{early: b.early, ready: true, random: rand.New(rand.NewPCG(1, 1)), out: map[[32]byte]int{}}
	l.far = &far{Memory: &relaytest.Memory{}, life: l}
	return l
}

// begin switches the kiosk on.
func (l *life) begin() {
	var err error
	if l.kit, err = open(l.config, time.Now); err != nil {
		l.t.Fatal(err)
	}
	hosts, err := directory.Parse(strings.NewReader(string(assets.SampleDirectory())))
	if err == nil {
		err = l.kit.db.ReplaceHosts(hosts)
	}
	if err != nil {
		l.t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	o, err := l.kit.agentOptions(l.config, log)
	if err != nil {
		l.t.Fatal(err)
	}
	l.reader = &kiosktest.Reader{}
	l.disk = &disk{DB: l.kit.db, random: rand.New(rand.NewPCG(2, 2))}
	o.Records = l.disk
	o.Printers = []agent.Printer{{Name: "printer", Printer: l.printer}}
	o.Readers = map[string]devices.Reader{"reader": l.reader}
	o.ShowLobby = func(m checkin.Model) { l.seen.lobby(m, nil); l.ledger.told(m) }
	o.ShowDesk = func(m reception.Model) { l.seen.desk(m, nil) }
	l.agent = agent.New(o)
	ctx, cancel := context.WithCancel(l.t.Context())
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return l.agent.Serve(ctx) })
	g.Go(func() error { return periods(l.config).serve(ctx, l.kit.db.ForgetReported, log) })
	g.Go(func() error {
		signEvery(ctx, time.Hour, func() error { _, err := l.kit.db.Checkpoint(l.kit.logKey); return err }, log)
		return nil
	})
	l.stop = sync.OnceFunc(func() {
		cancel()
		l.fail(errors.Join(g.Wait(), l.kit.db.Close()))
	})
	synctest.Wait()
}

func (l *life) end() { l.stop() }

func (l *life) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong = errors.Join(l.wrong, err)
}

// audit compares what can be seen from outside with what is promised.
func (l *life) audit() error {
	l.mu.Lock()
	wrong := l.wrong
	l.mu.Unlock()
	if wrong != nil {
		return wrong
	}
	for seq := l.ledger.seq; ; {
		entries, err := l.kit.db.Tail(seq, 500)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			break
		}
		for _, e := range entries {
			if err := l.ledger.take(e); err != nil {
				return fmt.Errorf("entry %d, %s of %s: %w", e.Seq, e.Kind, e.Visit, err)
			}
		}
		seq = l.ledger.seq
	}
	if err := l.ledger.kept(); err != nil {
		return err
	}
	return l.printed()
}

// printed says whether a badge came out twice, or one that nobody asked for.
func (l *life) printed() error {
	switch most, labels := l.printer.most(); {
	case most > 1:
		return fmt.Errorf("one badge came out %d times", most)
	case labels > l.ledger.attempts:
		return fmt.Errorf("%d badges came out of %d attempts", labels, l.ledger.attempts)
	}
	return nil
}

// close lets everything come to rest, and looks at all of it.
func (l *life) close() error {
	l.disk.mood(l.random, 0)
	l.printer.mend()
	time.Sleep(2 * time.Minute)
	synctest.Wait()
	if err := l.audit(); err != nil {
		return err
	}
	if err := l.onTheDesk(); err != nil {
		return err
	}
	if _, err := l.kit.db.Verify(l.kit.logKey.Known); err != nil {
		return fmt.Errorf("the chain: %w", err)
	}
	return l.copied()
}

// onTheDesk says whether a visit that has not ended is out of the desk's sight.
func (l *life) onTheDesk() error {
	open, err := l.kit.db.Open()
	if err != nil {
		return err
	}
	m := l.seen.staffModel()
	rows := slices.Concat(m.Queue, m.Open, m.OnSite)
	for _, r := range open {
		if !slices.ContainsFunc(rows, func(row reception.Row) bool { return row.Visit == r.ID }) {
			return fmt.Errorf("visit %s is %s and not on the desk", r.ID, r.State)
		}
	}
	return nil
}

// copies carries what is new of the log to facilities, over a link that breaks.
func (l *life) copies() { _ = l.relay().Once(l.t.Context()) } // What broke is made up for by the next.

func (l *life) relay() *relay.Relay {
	return relay.New(relay.Options{
		Name: "kiosk", Source: relay.NewLocal(l.kit.db, l.kit.logKey.Signer), Sink: l.far, Limit: 1 + l.random.IntN(40), Keys: l.kit.logKey.Known,
	})
}

// copied brings the copy up to date and compares it with the log.
func (l *life) copied() error {
	l.far.whole = true
	if err := l.relay().Once(l.t.Context()); err != nil {
		return fmt.Errorf("the copy: %w", err)
	}
	var want []badgelog.Row
	err := l.kit.db.Export(time.Time{}, time.Now().Add(time.Hour), func(r badgelog.Row) error { want = append(want, r); return nil })
	if err != nil {
		return err
	}
	got, err := l.far.Rows(l.t.Context(), l.kit.db.Kiosk())
	if err != nil || len(want) == 0 {
		return err
	}
	got = slices.DeleteFunc(got, func(r badgelog.Row) bool { return r.Seq < want[0].Seq }) // past its period here
	slices.SortFunc(got, func(a, b badgelog.Row) int { return cmp.Compare(a.Seq, b.Seq) })
	if len(got) != len(want) {
		return fmt.Errorf("the copy has %d entries, the log %d", len(got), len(want))
	}
	for i, w := range want {
		// What a row says of its visit is as of the day it was copied, but for what
		// has been forgotten since.
		if g := got[i]; g.Seq != w.Seq || g.Hash != w.Hash || g.Visitor != w.Visitor {
			return fmt.Errorf("the copy of entry %d differs: number, hash and visitor are %d %v %t", w.Seq, g.Seq, g.Hash, g.Visitor == w.Visitor)
		}
	}
	return nil
}

// far is facilities' end of the link. Replies are lost on the way, and so is what
// was sent.
type far struct {
	*relaytest.Memory
	life  *life
	whole bool
}

// Append implements relay.Sink.
func (f *far) Append(ctx context.Context, b relay.Batch) error {
	broken := errors.New("sim: the link broke")
	if !f.whole && f.life.random.IntN(4) == 0 {
		return broken
	}
	if f.life.bugs.drop && len(b.Rows) > 2 {
		b.Rows = slices.Delete(slices.Clone(b.Rows), 1, 2)
	}
	err := f.Memory.Append(ctx, b)
	if err == nil && !f.whole && f.life.random.IntN(4) == 0 {
		return broken
	}
	return err
}

// ledger is what the log has to say if the conduct code is kept, worked out from
// its entries alone and without the product's own rules.
type ledger struct {
	seq      uint64
	order    map[kiosk.VisitID]int // by arrival
	state    map[kiosk.VisitID]kiosk.EventKind
	waiting  map[kiosk.VisitID]bool
	reasoned map[kiosk.VisitID]bool
	yes      map[kiosk.VisitID]bool
	ended    map[kiosk.VisitID]bool
	serving  kiosk.VisitID
	attempts int

	mu       *sync.Mutex
	promised map[kiosk.VisitID]bool // whose visitors were told that they are registered
}

func newLedger() ledger {
	return ledger{
		order: map[kiosk.VisitID]int{}, state: map[kiosk.VisitID]kiosk.EventKind{}, waiting: map[kiosk.VisitID]bool{},
		reasoned: map[kiosk.VisitID]bool{}, yes: map[kiosk.VisitID]bool{}, ended: map[kiosk.VisitID]bool{},
		mu: &sync.Mutex{}, promised: map[kiosk.VisitID]bool{},
	}
}

// told notes what a visitor reads.
func (l *ledger) told(m checkin.Model) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if m.Screen == checkin.ScreenWaiting && m.Visit != nil {
		l.promised[m.Visit.ID] = true
	}
}

// kept says whether the log lacks a visitor who was told that they are registered.
func (l *ledger) kept() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id := range l.promised {
		if _, ok := l.order[id]; !ok {
			return fmt.Errorf("visit %s was promised and is not in the log", id)
		}
	}
	return nil
}

// take reads the next entry of the log.
func (l *ledger) take(e badgelog.Entry) error {
	if e.Seq != l.seq+1 {
		return fmt.Errorf("it follows entry %d", l.seq)
	}
	l.seq = e.Seq
	if e.Visit == "" {
		return nil
	}
	if l.ended[e.Visit] && !afterwards[e.Kind] {
		return errors.New("the visit had ended")
	}
	defer func() { l.state[e.Visit] = e.Kind }()
	switch e.Kind {
	case kiosk.EventRegistered:
		if _, ok := l.order[e.Visit]; ok {
			return errors.New("registered twice")
		}
		l.order[e.Visit], l.waiting[e.Visit] = len(l.order), true
	case kiosk.EventOutOfTurn:
		l.reasoned[e.Visit] = true
	case kiosk.EventContacted:
		return l.contacted(e.Visit)
	case kiosk.EventReleased, kiosk.EventRedirected:
		l.free(e.Visit)
		l.waiting[e.Visit], l.yes[e.Visit] = true, false
	case kiosk.EventConfirmed:
		l.free(e.Visit)
		l.yes[e.Visit] = true
	case kiosk.EventLounge, kiosk.EventAbsent, kiosk.EventDeclined:
		l.free(e.Visit)
		l.yes[e.Visit] = false
	case kiosk.EventIssued, kiosk.EventReprinted:
		l.attempts++
		if !l.yes[e.Visit] {
			return errors.New("F8: no confirmation before it")
		}
		if e.Kind == kiosk.EventReprinted && e.Actor != kiosk.ActorReception {
			return errors.New("nobody's word for it")
		}
	case kiosk.EventEntered:
		if !l.yes[e.Visit] {
			return errors.New("F8: no confirmation before it")
		}
	case kiosk.EventLeft, kiosk.EventCancelled, kiosk.EventTimedOut, kiosk.EventPresumed:
		l.free(e.Visit)
		delete(l.waiting, e.Visit)
		l.ended[e.Visit] = true
	}
	return nil
}

// afterwards may be told of a visit that has ended.
var afterwards = map[kiosk.EventKind]bool{
	kiosk.EventErased: true, kiosk.EventPassed: true, kiosk.EventReadRefused: true, kiosk.EventReadExit: true,
}

func (l *ledger) contacted(id kiosk.VisitID) error {
	switch {
	case !l.waiting[id]:
		return errors.New("F7: it did not wait")
	case l.serving != "":
		return fmt.Errorf("F5: %s is being served", l.serving)
	}
	for other := range l.waiting {
		if l.order[other] < l.order[id] && !l.reasoned[id] {
			return fmt.Errorf("C1: %s came first", other)
		}
	}
	delete(l.waiting, id)
	delete(l.reasoned, id)
	l.serving = id
	return nil
}

func (l *ledger) free(id kiosk.VisitID) {
	if l.serving == id {
		l.serving = ""
	}
}
