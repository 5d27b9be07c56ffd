package kiosk

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// walker holds a lobby's visits and what is known of each without asking it.
type walker struct {
	visits  []*Visit
	now     time.Time
	badges  int
	saidYes map[VisitID]bool // the host's last recorded answer is a yes
	asked   map[VisitID]bool // the host was contacted for this visit
	reasons map[VisitID]string
	came    map[VisitID]int // how many came with who registered
}

// TestWalk_InvariantsHold walks random sequences of events, legal and not, over
// several visits and asserts the conduct clauses after each.
func TestWalk_InvariantsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &walker{now: noon, saidYes: map[VisitID]bool{}, asked: map[VisitID]bool{}, reasons: map[VisitID]string{}, came: map[VisitID]int{}}
		for range rapid.IntRange(1, 60).Draw(t, "moves") {
			w.now = w.now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second)
			w.move(t)
			w.assert(t)
		}
	})
}

func (w *walker) move(t *rapid.T) {
	if len(w.visits) == 0 || rapid.IntRange(0, 9).Draw(t, "arrival") == 0 {
		w.visits = append(w.visits, NewVisit(VisitID(fmt.Sprintf("V%02d", len(w.visits))), LangZH))
	}
	v := rapid.SampledFrom(w.visits).Draw(t, "visit")
	before, events := v.Record(), len(v.Events())
	err := w.try(t, v)
	if err != nil {
		if CodeOf(err) == "" {
			t.Fatalf("a refusal without a code: %v", err)
		}
		if !reflect.DeepEqual(v.Record(), before) || len(v.Events()) != events {
			t.Fatalf("a refused move changed the visit: %v", err)
		}
		return
	}
	for _, e := range v.Events()[events:] {
		if e.Visit != before.ID || e.At.IsZero() || e.Kind == "" {
			t.Fatalf("an event is incomplete: %+v", e)
		}
	}
}

func (w *walker) try(t *rapid.T, v *Visit) error {
	id := v.Record().ID
	switch rapid.IntRange(0, 14).Draw(t, "move") {
	case 0, 1:
		r := registration()
		r.Companions = slices.Repeat([]Companion{{Name: "访客丁"}}, rapid.IntRange(0, 2).Draw(t, "companions"))
		err := v.Register(r, len(w.visits), w.now)
		if err == nil {
			w.came[id] = len(r.Companions)
		}
		return err
	case 2, 3:
		return w.serve(t, v)
	case 4, 5:
		answer := rapid.SampledFrom([]State{StateComingDown, StateGoUp, StateLounge, StateAbsent, StateDeclined, StateOnSite}).Draw(t, "answer")
		err := v.RecordAnswer(answer, w.now)
		if err == nil {
			w.saidYes[id] = answer == StateComingDown || answer == StateGoUp
		}
		return err
	case 6, 7:
		if rapid.Bool().Draw(t, "admit") {
			return w.admit(t, v)
		}
		w.badges++
		return v.IssueBadge(Badge{Number: fmt.Sprintf("261124-%03d", w.badges), Expires: w.now.Add(time.Hour)}, w.now)
	case 8:
		return v.Enter(false, ActorAgent, w.now)
	case 9:
		return v.Reprint(w.now)
	case 10:
		return v.Release(w.now)
	case 11:
		err := v.Redirect(Host{ID: "H2", Name: "样本"}, w.now)
		if err == nil {
			w.saidYes[id] = false
		}
		return err
	case 12:
		return v.Leave(ActorReception, w.now)
	case 13:
		return v.PresumeLeft(w.now)
	}
	if rapid.Bool().Draw(t, "cancel") {
		return v.Cancel(ActorReception, w.now)
	}
	return v.TimeOut(w.now)
}

// admit gives who came along visits of their own, which walk on by themselves.
func (w *walker) admit(t *rapid.T, v *Visit) error {
	before := v.Record()
	next := len(w.visits)
	all, err := v.Admit(func() VisitID { next++; return VisitID(fmt.Sprintf("V%02d", next-1)) }, w.now)
	if err != nil {
		return err
	}
	if len(all) != len(before.Companions) {
		t.Fatalf("%d of %d companions were admitted", len(all), len(before.Companions))
	}
	for _, c := range all {
		id := c.Record().ID
		w.asked[id], w.saidYes[id] = w.asked[before.ID], w.saidYes[before.ID]
	}
	w.visits = append(w.visits, all...)
	return nil
}

func (w *walker) records() []Record {
	var all []Record
	for _, v := range w.visits {
		all = append(all, v.Record())
	}
	return all
}

func (w *walker) serve(t *rapid.T, v *Visit) error {
	q := NewQueue(w.records())
	id := v.Record().ID
	reason := rapid.SampledFrom([]string{"", "行动不便"}).Draw(t, "reason")
	place := q.Place(id)
	turn, err := q.Take(id, reason)
	if err != nil {
		return err
	}
	if err := v.Contact(turn, w.now); err != nil {
		return err
	}
	if place > 1 && reason == "" {
		t.Fatalf("C1: place %d served without a reason", place)
	}
	w.asked[id] = true
	if place > 1 {
		w.reasons[id] = strings.TrimPrefix(w.reasons[id]+"；"+reason, "；")
	}
	return nil
}

// assertParty asks that who came along waits in nobody's way, is admitted with who
// registered and never twice, and that no badge leaves somebody behind.
func (w *walker) assertParty(t *rapid.T, r Record) {
	if r.Party.Lead != "" && (r.State == StateRegistered || r.State == StateContacting || len(r.Companions) > 0) {
		t.Fatalf("a companion's visit is in state %s", r.State)
	}
	if r.Badge.Number != "" && len(r.Companions) > 0 {
		t.Fatal("a badge before the companions were admitted")
	}
	admitted := 0
	for _, v := range w.visits {
		if v.Record().Party.Lead == r.ID {
			admitted++
		}
	}
	if all := admitted + len(r.Companions); r.Party.Lead == "" && all != w.came[r.ID] {
		t.Fatalf("%d companions of %d", all, w.came[r.ID])
	}
}

func (w *walker) assert(t *rapid.T) {
	serving := 0
	for _, v := range w.visits {
		r := v.Record()
		if r.State == StateContacting {
			serving++
		}
		if err := v.Check(); err != nil && r.State != StateDrafted {
			t.Fatalf("visit in state %s: %v", r.State, err)
		}
		if !r.Contacted.IsZero() && !w.asked[r.ID] {
			t.Fatal("F7: contacted without a turn")
		}
		if r.Badge.Number != "" && !w.saidYes[r.ID] {
			t.Fatalf("F8: badge in state %s without the host's yes", r.State)
		}
		if _, err := v.Directions(); err == nil && !w.saidYes[r.ID] {
			t.Fatalf("F8: directions in state %s without the host's yes", r.State)
		}
		w.assertParty(t, r)
		if r.OutOfTurn != w.reasons[r.ID] {
			t.Fatalf("C1: the reason kept is %q, given was %q", r.OutOfTurn, w.reasons[r.ID])
		}
		if _, err := Restore(r); err != nil {
			t.Fatalf("what was kept cannot be restored: %v", err)
		}
	}
	if serving > 1 {
		t.Fatalf("F5: %d visitors are being served at once", serving)
	}
}
