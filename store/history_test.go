package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"lobby.internal/kiosk"
)

// What a desk asks for in a history.
const (
	askRegister = "register"
	askServe    = "serve"
	askRelease  = "release"
	askCancel   = "cancel"
	askLook     = "look"
)

type asked struct {
	kind  string
	visit kiosk.VisitID // whose register, release or cancel it is
	rev   int           // as the desk saw it
}

type answered struct {
	code  kiosk.Code // of the refusal, or none
	visit kiosk.VisitID
	queue string // what a look showed
}

// standing is a visit in the queue's model: waiting, served or gone.
type standing struct {
	id    kiosk.VisitID
	state byte
	rev   int
}

// queueModel is the queue as one desk alone would see it: visits in order of
// arrival, one served at a time, changes only by who has seen the last one.
var queueModel = porcupine.Model{
	Init: func() any { return []standing(nil) },
	Step: func(state, input, output any) (bool, any) {
		want, next := modelStep(state.([]standing), input.(asked))
		return want == output.(answered), next
	},
	Equal: func(a, b any) bool { return slices.Equal(a.([]standing), b.([]standing)) },
}

func modelStep(q []standing, in asked) (answered, []standing) {
	at := slices.IndexFunc(q, func(p standing) bool { return p.id == in.visit })
	waits := slices.IndexFunc(q, func(p standing) bool { return p.state == 'w' })
	served := slices.ContainsFunc(q, func(p standing) bool { return p.state == 's' })
	move := func(i int, state byte) (answered, []standing) {
		next := slices.Clone(q)
		next[i] = standing{q[i].id, state, q[i].rev + 1}
		return answered{visit: q[i].id}, next
	}
	switch in.kind {
	case askRegister:
		return answered{visit: in.visit}, append(slices.Clone(q), standing{in.visit, 'w', 1})
	case askLook:
		return answered{queue: shown(q)}, q
	case askServe:
		switch {
		case served:
			return answered{code: kiosk.CodeServing}, q
		case waits < 0:
			return answered{code: kiosk.CodeNobodyWaits}, q
		}
		return move(waits, 's')
	}
	switch {
	case at < 0:
		return answered{code: kiosk.CodeNotFound}, q
	case q[at].rev != in.rev:
		return answered{code: kiosk.CodeStale}, q
	case q[at].state == 'g' || in.kind == askRelease && q[at].state != 's':
		return answered{code: kiosk.CodeIllegalMove}, q
	case in.kind == askRelease:
		return move(at, 'w')
	}
	return move(at, 'g')
}

// shown is the queue as a desk sees it: without those who are gone.
func shown(q []standing) string {
	var s strings.Builder
	for _, p := range q {
		if p.state != 'g' {
			fmt.Fprintf(&s, "%s %c %d\n", p.id, p.state, p.rev)
		}
	}
	return s.String()
}

// mistake is what desks or the store do wrong on purpose, as a control.
type mistake int

const (
	noMistake  mistake = iota
	freshNames         // asked again after no answer, a desk takes another operation
	noCompare          // a change is made whatever has happened since the desk looked
)

// hall is several desks on one store, which is restarted and fails meanwhile.
type hall struct {
	tb      testing.TB
	path    string
	mistake mistake
	trouble *rand.Rand // used by the one writer only
	clock   atomic.Int64
	names   atomic.Int64

	mu sync.RWMutex // held by who restarts
	db *DB

	kept    sync.Mutex
	history []porcupine.Operation
}

func (h *hall) open() {
	fails := func() error {
		if h.trouble.IntN(15) == 0 {
			return syscall.EIO
		}
		return nil
	}
	f := noSync
	f.before, f.after = fails, fails
	db, err := open(h.path, testOptions(), faults{bolt: f.bolt})
	if err != nil {
		h.tb.Error(err)
		return
	}
	db.faults = f
	h.db = db
}

func (h *hall) restart() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.db.Close(); err != nil {
		h.tb.Error(err)
	}
	h.open()
}

func (h *hall) store() *DB {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.db
}

func (h *hall) name() kiosk.OpID { return kiosk.OpID(fmt.Sprint("op ", h.names.Add(1))) }

// decide asks until there is an answer, and sometimes once more, as a desk does
// that has missed it.
func (h *hall) decide(missed bool, fn func(kiosk.Tx) (kiosk.VisitID, error)) (kiosk.VisitID, error) {
	op := h.name()
	for {
		id, err := h.store().Decide(op, fn)
		switch {
		case kiosk.CodeOf(err) != kiosk.CodeStorage && (err != nil || !missed):
			return id, err
		case err == nil:
			missed = false
		}
		if h.mistake == freshNames {
			op = h.name()
		}
	}
}

// ask carries out what a desk asks for and writes it into the history.
func (h *hall) ask(client int, in asked, missed bool) answered {
	begun := h.clock.Add(1)
	var out answered
	var err error
	if in.kind == askLook {
		out.queue = h.look()
	} else {
		out.visit, err = h.decide(missed, h.decision(in))
	}
	if err != nil {
		out = answered{code: kiosk.CodeOf(err)}
	}
	ended := h.clock.Add(1)
	h.kept.Lock()
	defer h.kept.Unlock()
	h.history = append(h.history, porcupine.Operation{ClientId: client, Input: in, Output: out, Call: begun, Return: ended})
	return out
}

func (h *hall) look() string {
	for {
		open, err := h.store().Open()
		if err != nil {
			continue // being restarted
		}
		var q []standing
		for _, r := range open {
			state := byte('w')
			if r.State == kiosk.StateContacting {
				state = 's'
			}
			q = append(q, standing{r.ID, state, r.Rev})
		}
		return shown(q)
	}
}

func (h *hall) decision(in asked) func(kiosk.Tx) (kiosk.VisitID, error) {
	switch in.kind {
	case askRegister:
		return registerInTurn(in.visit)
	case askServe:
		return serveNext
	}
	return func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(in.visit)
		if err != nil {
			return "", err
		}
		if v.Record().Rev != in.rev && h.mistake != noCompare {
			return "", &kiosk.Error{Code: kiosk.CodeStale}
		}
		if in.kind == askRelease {
			err = v.Release(morning)
		} else {
			err = v.Cancel(kiosk.ActorReception, morning)
		}
		if err != nil {
			return "", err
		}
		return in.visit, tx.Put(v)
	}
}

// registerInTurn registers a visitor after all who came before.
func registerInTurn(id kiosk.VisitID) func(kiosk.Tx) (kiosk.VisitID, error) {
	return func(tx kiosk.Tx) (kiosk.VisitID, error) {
		ticket, err := tx.NextTicket(morning)
		if err != nil {
			return "", err
		}
		v := kiosk.NewVisit(id, kiosk.LangZH)
		r := kiosk.Registration{Visitor: visitor, Host: host, Arranged: kiosk.ArrangedYes}
		if err := v.Register(r, ticket, morning.Add(time.Duration(ticket)*time.Millisecond)); err != nil {
			return "", err
		}
		return id, tx.Put(v)
	}
}

func serveNext(tx kiosk.Tx) (kiosk.VisitID, error) {
	turn, v, err := nextTurn(tx)
	if err != nil {
		return "", err
	}
	if err := v.Contact(turn, morning); err != nil {
		return "", err
	}
	return turn.Visit(), tx.Put(v)
}

const historyDesks = 5

// desk plays one desk: it looks now and then and acts on what it saw.
func (h *hall) desk(client int, seed uint64) {
	random := rand.New(rand.NewPCG(seed, uint64(client)))
	var seen []asked
	for n := range historyAsks {
		if random.IntN(30) == 0 {
			h.restart()
		}
		missed := random.IntN(4) == 0
		switch kind := random.IntN(10); {
		case kind < 3:
			id := kiosk.VisitID(fmt.Sprintf("%d-%d", client, n))
			h.ask(client, asked{kind: askRegister, visit: id}, missed)
		case kind < 5:
			h.ask(client, asked{kind: askServe}, missed)
		case kind < 7 || len(seen) == 0:
			seen = whatIsShown(h.ask(client, asked{kind: askLook}, false).queue)
		default:
			in := seen[random.IntN(len(seen))]
			in.kind = []string{askRelease, askCancel}[random.IntN(2)]
			h.ask(client, in, missed)
		}
	}
}

func whatIsShown(queue string) []asked {
	var seen []asked
	for line := range strings.Lines(queue) {
		var a asked
		var state string
		if _, err := fmt.Sscan(line, &a.visit, &state, &a.rev); err == nil {
			seen = append(seen, a)
		}
	}
	return seen
}

// playHistory has several desks work at once and judges what they were told.
func playHistory(t *testing.T, seed uint64, m mistake) porcupine.CheckResult {
	t.Helper()
	h := &hall{tb: t, path: filepath.Join(t.TempDir(), "lobby.db"), mistake: m, trouble: rand.New(rand.NewPCG(seed, 1<<32))}
	h.open()
	var desks sync.WaitGroup
	for client := range historyDesks {
		desks.Go(func() { h.desk(client, seed) })
	}
	desks.Wait()
	h.db.faults = noSync
	if err := errors.Join(audit(h.db), h.db.Close()); err != nil {
		t.Error(err)
	}
	return porcupine.CheckOperationsTimeout(queueModel, h.history, 20*time.Second)
}

// TestHistory_ConcurrentDesks: whatever desks do at once, over restarts and
// commits that fail, somebody who watched one queue could have seen all of it.
func TestHistory_ConcurrentDesks(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	for n := range uint64(histories) {
		if got := playHistory(t, seed+n, noMistake); got != porcupine.Ok {
			t.Fatalf("seed %d: the history is %s", seed+n, got)
		}
	}
}

// TestHistory_Controls: desks that make a mistake must be noticed.
func TestHistory_Controls(t *testing.T) {
	for name, m := range map[string]mistake{"another operation at each try": freshNames, "no compare-and-set": noCompare} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(20) {
				if playHistory(t, seed, m) == porcupine.Illegal {
					return
				}
			}
			t.Error("20 histories, and nothing was noticed")
		})
	}
}
