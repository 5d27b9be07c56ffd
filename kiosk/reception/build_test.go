package reception

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

var nine = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

var (
	shili   = kiosk.Host{ID: "H1", Name: "示例", Title: "经理", Department: "行政部", Floor: "12", LiftBank: "B", Extension: "8001", Deputy: "H2"}
	yangben = kiosk.Host{ID: "H2", Name: "样本", Title: kiosk.TitleMs, Extension: "8002"}
)

func hosts(id kiosk.HostID) (kiosk.Host, bool) {
	h, ok := map[kiosk.HostID]kiosk.Host{"H1": shili, "H2": yangben}[id]
	return h, ok
}

// step is one move of a visit, at a time.
type step func(v *kiosk.Visit, at time.Time) error

func register(v *kiosk.Visit, at time.Time) error {
	visitor := kiosk.Visitor{Name: "访客甲", Title: kiosk.TitleMs, Company: "示例公司", Phone: "010 5550 0100"}
	return v.Register(kiosk.Registration{Visitor: visitor, Host: shili, Arranged: kiosk.ArrangedYes}, 1, at)
}

func contact(v *kiosk.Visit, at time.Time) error {
	turn, err := kiosk.NewQueue([]kiosk.Record{v.Record()}).Next()
	if err != nil {
		return err
	}
	return v.Contact(turn, at)
}

func answer(s kiosk.State) step {
	return func(v *kiosk.Visit, at time.Time) error { return v.RecordAnswer(s, at) }
}

func issue(v *kiosk.Visit, at time.Time) error {
	return v.IssueBadge(kiosk.Badge{Number: "261124-001", Expires: at.Add(12 * time.Hour)}, at)
}

func enter(v *kiosk.Visit, at time.Time) error { return v.Enter(false, kiosk.ActorAgent, at) }

func reprint(v *kiosk.Visit, at time.Time) error { return v.Reprint(at) }

func lend(v *kiosk.Visit, at time.Time) error { return v.Lend("a card's hash", at) }

func leave(v *kiosk.Visit, at time.Time) error { return v.Leave(kiosk.ActorReception, at) }

func cancel(v *kiosk.Visit, at time.Time) error { return v.Cancel(kiosk.ActorReception, at) }

func timeOut(v *kiosk.Visit, at time.Time) error { return v.TimeOut(at) }

func message(v *kiosk.Visit, at time.Time) error { return v.LeaveMessage("改天再来", at) }

func passMessage(v *kiosk.Visit, at time.Time) error { return v.PassMessage(at) }

func redirect(v *kiosk.Visit, at time.Time) error { return v.Redirect(yangben, at) }

// paths lead a visit into each state, one move a minute.
var paths = map[kiosk.State][]step{
	kiosk.StateRegistered: {register},
	kiosk.StateContacting: {register, contact},
	kiosk.StateComingDown: {register, contact, answer(kiosk.StateComingDown)},
	kiosk.StateGoUp:       {register, contact, answer(kiosk.StateGoUp)},
	kiosk.StateLounge:     {register, contact, answer(kiosk.StateLounge)},
	kiosk.StateAbsent:     {register, contact, answer(kiosk.StateAbsent)},
	kiosk.StateDeclined:   {register, contact, answer(kiosk.StateDeclined)},
	kiosk.StateIssued:     {register, contact, answer(kiosk.StateGoUp), issue},
	kiosk.StateOnSite:     {register, contact, answer(kiosk.StateGoUp), issue, enter},
	kiosk.StateLeft:       {register, contact, answer(kiosk.StateGoUp), issue, enter, leave},
	kiosk.StateCancelled:  {register, contact, cancel},
	kiosk.StateTimedOut:   {register, timeOut},
}

// arrived returns a visit that began at that time and made the steps, one a
// minute.
func arrived(t *testing.T, id kiosk.VisitID, at time.Time, steps ...step) *kiosk.Visit {
	t.Helper()
	v := kiosk.NewVisit(id, kiosk.LangZH)
	for i, s := range steps {
		if err := s(v, at.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

func in(t *testing.T, id kiosk.VisitID, s kiosk.State) kiosk.Record {
	t.Helper()
	r := arrived(t, id, nine, paths[s]...).Record()
	if r.State != s {
		t.Fatalf("the path to %s ends in %s", s, r.State)
	}
	return r
}

func snapshot(open ...kiosk.Record) Snapshot {
	return Snapshot{
		Lang: kiosk.LangZH, Now: nine.Add(time.Hour), Open: open, Host: hosts, Config: Config{LoungeEvery: 10 * time.Minute},
		Devices: []Device{{Name: "printer", Health: "ready"}, {Name: "reader", Health: "ready"}},
	}
}

func ids(rows []Row) []kiosk.VisitID {
	var list []kiosk.VisitID
	for _, r := range rows {
		list = append(list, r.Visit)
	}
	return list
}

func wantRows(t *testing.T, list string, got []Row, want ...kiosk.VisitID) {
	t.Helper()
	if !slices.Equal(ids(got), want) {
		t.Errorf("%s holds %v, want %v", list, ids(got), want)
	}
}

func TestC1_TheQueueIsInOrderOfArrival(t *testing.T) {
	first := arrived(t, "V1", nine, register).Record()
	second := arrived(t, "V2", nine.Add(time.Second), register).Record()
	third := arrived(t, "V3", nine.Add(time.Minute), register).Record()
	m := Build(snapshot(third, first, second))
	wantRows(t, "the queue", m.Queue, "V1", "V2", "V3")
	if got := m.Queue[2]; !got.Arrived.Equal(nine.Add(time.Minute)) || got.OutOfTurn {
		t.Errorf("the third arrived at %s, out of turn %t", got.Arrived, got.OutOfTurn)
	}
}

func TestC1_WhoIsPutBackOrRedirectedKeepsTheirPlace(t *testing.T) {
	release := func(v *kiosk.Visit, at time.Time) error { return v.Release(at) }
	released := arrived(t, "V1", nine, register, contact, release).Record()
	redirected := arrived(t, "V2", nine.Add(time.Second), register, contact, answer(kiosk.StateAbsent), redirect).Record()
	late := arrived(t, "V3", nine.Add(30*time.Second), register).Record()
	wantRows(t, "the queue", Build(snapshot(late, redirected, released)).Queue, "V1", "V2", "V3")
}

func TestF5_ServeNextOnlyWhileNobodyIsServed(t *testing.T) {
	for name, c := range map[string]struct {
		states []kiosk.State
		want   bool
	}{
		"nobody there":                {nil, false},
		"one waits":                   {[]kiosk.State{kiosk.StateRegistered}, true},
		"one waits, one is served":    {[]kiosk.State{kiosk.StateRegistered, kiosk.StateContacting}, false},
		"one is served, nobody waits": {[]kiosk.State{kiosk.StateContacting}, false},
		"one waits, one in lounge":    {[]kiosk.State{kiosk.StateRegistered, kiosk.StateLounge}, true},
		"one waits, one is inside":    {[]kiosk.State{kiosk.StateRegistered, kiosk.StateOnSite}, true},
	} {
		t.Run(name, func(t *testing.T) {
			var open []kiosk.Record
			for i, s := range c.states {
				open = append(open, in(t, kiosk.VisitID(rune('A'+i)), s))
			}
			if got := Build(snapshot(open...)).CanServe; got != c.want {
				t.Errorf("the next can be served: %t, want %t", got, c.want)
			}
		})
	}
}

func TestBuild_EachStateStandsInItsList(t *testing.T) {
	for s := range paths {
		t.Run(string(s), func(t *testing.T) {
			r := in(t, "V1", s)
			snap := snapshot()
			snap.Recent = []kiosk.Record{r}
			if !s.Ended() {
				snap.Open = snap.Recent
			}
			m := Build(snap)
			inside := s == kiosk.StateOnSite
			for list, c := range map[string]struct {
				rows []Row
				want bool
			}{
				"the queue": {m.Queue, s == kiosk.StateRegistered},
				"on site":   {m.OnSite, inside},
				"recent":    {m.Recent, inside || s.Ended()},
				"open":      {m.Open, s != kiosk.StateRegistered && !inside && !s.Ended()},
			} {
				if (len(c.rows) == 1) != c.want {
					t.Errorf("%s has %d rows, wanted in it: %t", list, len(c.rows), c.want)
				}
			}
		})
	}
}

func TestBuild_RecentKeepsItsOrder(t *testing.T) {
	snap := snapshot()
	snap.Recent = []kiosk.Record{in(t, "V3", kiosk.StateLeft), in(t, "V2", kiosk.StateRegistered), in(t, "V1", kiosk.StateCancelled)}
	wantRows(t, "recent", Build(snap).Recent, "V3", "V1")
}

func TestBuild_SinceWhenInThisState(t *testing.T) {
	for s, path := range paths {
		want := nine.Add(time.Duration(len(path)-1) * time.Minute)
		r := in(t, "V1", s)
		if got := snapshot().row(r).Since; !got.Equal(want) {
			t.Errorf("%s since %s, want %s", s, got, want)
		}
	}
}

func TestBuild_Row(t *testing.T) {
	r := in(t, "V1", kiosk.StateIssued)
	want := Row{
		Visit: "V1", Rev: 4, Ticket: 1, State: kiosk.StateIssued, Answer: kiosk.StateGoUp,
		Visitor: kiosk.Person{Name: "访客甲", Title: kiosk.TitleMs}, Company: "示例公司", Host: shili.Person(),
		Badge: "261124-001", Arrived: nine, Since: nine.Add(3 * time.Minute),
	}
	if got := Build(snapshot(r)).Open[0]; got != want {
		t.Errorf("the row is %+v, want %+v", got, want)
	}
}

func TestBuild_TroubleIsABadgeToDecideOn(t *testing.T) {
	again := arrived(t, "V1", nine, append(slices.Clone(paths[kiosk.StateIssued]), reprint)...).Record()
	for state, want := range map[kiosk.JobState]bool{
		kiosk.JobQueued: false, kiosk.JobSending: false, kiosk.JobCommitting: false, kiosk.JobUnknown: true, kiosk.JobFailed: true,
	} {
		for attempt, current := range map[int]bool{1: false, 2: true} {
			snap := snapshot(again)
			snap.Jobs = []kiosk.PrintJob{{Visit: "V1", Attempt: attempt, State: state}}
			if got := Build(snap).Open[0].Trouble; got != (want && current) {
				t.Errorf("attempt %d, %s: trouble is %t", attempt, state, got)
			}
		}
	}
}

func detail(t *testing.T, r kiosk.Record, change ...func(*Snapshot)) *Detail {
	t.Helper()
	snap := snapshot(r)
	snap.Selected = &r
	for _, c := range change {
		c(&snap)
	}
	d := Build(snap).Selected
	if d == nil {
		t.Fatal("the selected visit is not shown")
	}
	return d
}

func TestF7_TheDeskSeesWhomToCallAndWhatWasArranged(t *testing.T) {
	d := detail(t, in(t, "V1", kiosk.StateContacting))
	if d.Extension != "8001" || d.Department != "行政部" || d.Floor != "12" || d.Lift != "B" || d.Arranged != kiosk.ArrangedYes ||
		d.Phone != "010 5550 0100" {
		t.Errorf("the desk sees %+v", d)
	}
	if d.Print != nil {
		t.Error("a badge is shown as being printed")
	}
}

func TestF9_TheDeputyIsShown(t *testing.T) {
	r := in(t, "V1", kiosk.StateAbsent)
	want := Contact{Person: yangben.Person(), Extension: "8002"}
	if got := detail(t, r).Deputy; got == nil || *got != want {
		t.Errorf("the deputy is %+v, want %+v", got, want)
	}
	gone := detail(t, r, func(s *Snapshot) {
		s.Host = func(kiosk.HostID) (kiosk.Host, bool) { return kiosk.Host{}, false }
	})
	if gone.Deputy != nil {
		t.Error("a deputy who is not in the directory is shown")
	}
}

func TestC1_TheReasonForTakingOutOfTurnIsShown(t *testing.T) {
	first, second := arrived(t, "V1", nine, register), arrived(t, "V2", nine.Add(time.Second), register)
	turn, err := kiosk.NewQueue([]kiosk.Record{first.Record(), second.Record()}).Take("V2", "行动不便")
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Contact(turn, nine.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	d := detail(t, second.Record())
	if d.Reason != "行动不便" || !d.OutOfTurn {
		t.Errorf("the reason is %q, out of turn %t", d.Reason, d.OutOfTurn)
	}
	if d := detail(t, in(t, "V1", kiosk.StateContacting)); d.Reason != "" || d.OutOfTurn {
		t.Errorf("in turn the reason is %q, out of turn %t", d.Reason, d.OutOfTurn)
	}
}

func TestBuild_HowFarThePrintHasCome(t *testing.T) {
	d := detail(t, in(t, "V1", kiosk.StateIssued), func(s *Snapshot) {
		s.Jobs = []kiosk.PrintJob{{Visit: "V2", Attempt: 1, State: kiosk.JobQueued}, {Visit: "V1", Attempt: 1, State: kiosk.JobFailed, Cause: "paper_out"}}
	})
	if want := (Print{State: kiosk.JobFailed, Attempt: 1, Cause: "paper_out"}); d.Print == nil || !reflect.DeepEqual(*d.Print, want) {
		t.Errorf("the print is %+v, want %+v", d.Print, want)
	}
}

// The badge is drawn beside the question whether it came out, and nowhere else.
func TestBuild_PictureOfABadgeInDoubt(t *testing.T) {
	for state, want := range map[kiosk.JobState][]byte{
		kiosk.JobQueued: nil, kiosk.JobSending: nil, kiosk.JobCommitting: nil, kiosk.JobFailed: nil, kiosk.JobUnknown: []byte("png"),
	} {
		d := detail(t, in(t, "V1", kiosk.StateIssued), func(s *Snapshot) {
			s.Jobs, s.Picture = []kiosk.PrintJob{{Visit: "V1", Attempt: 1, State: state}}, []byte("png")
		})
		if string(d.Print.Picture) != string(want) {
			t.Errorf("%s: the picture is %q, want %q", state, d.Print.Picture, want)
		}
	}
}

func TestBuild_HistoryIsInOrderOfItsDates(t *testing.T) {
	absent := paths[kiosk.StateAbsent]
	for name, c := range map[string]struct {
		steps []step
		want  []kiosk.EventKind
	}{
		"a visit": {
			paths[kiosk.StateLeft],
			[]kiosk.EventKind{kiosk.EventRegistered, kiosk.EventContacted, kiosk.EventConfirmed, kiosk.EventIssued, kiosk.EventEntered, kiosk.EventLeft},
		},
		"the message passed on after the visitor left": {
			append(slices.Clone(absent), message, leave, passMessage),
			[]kiosk.EventKind{kiosk.EventRegistered, kiosk.EventContacted, kiosk.EventAbsent, kiosk.EventLeft, kiosk.EventPassed},
		},
		"the message passed on before a colleague was contacted": {
			append(slices.Clone(absent), message, redirect, passMessage, contact, answer(kiosk.StateGoUp), issue, enter),
			[]kiosk.EventKind{
				kiosk.EventRegistered, kiosk.EventPassed, kiosk.EventContacted, kiosk.EventConfirmed, kiosk.EventIssued, kiosk.EventEntered,
			},
		},
		"declined": {
			append(slices.Clone(paths[kiosk.StateDeclined]), leave),
			[]kiosk.EventKind{kiosk.EventRegistered, kiosk.EventContacted, kiosk.EventDeclined, kiosk.EventLeft},
		},
		"cancelled": {paths[kiosk.StateCancelled], []kiosk.EventKind{kiosk.EventRegistered, kiosk.EventContacted, kiosk.EventCancelled}},
		"timed out": {paths[kiosk.StateTimedOut], []kiosk.EventKind{kiosk.EventRegistered, kiosk.EventTimedOut}},
	} {
		t.Run(name, func(t *testing.T) {
			h := detail(t, arrived(t, "V1", nine, c.steps...).Record()).History
			var kinds []kiosk.EventKind
			for _, m := range h {
				kinds = append(kinds, m.Kind)
			}
			if !slices.Equal(kinds, c.want) {
				t.Errorf("the history is %v, want %v", kinds, c.want)
			}
			if !slices.IsSortedFunc(h, func(a, b Moment) int { return a.At.Compare(b.At) }) {
				t.Errorf("the dates are not in order: %v", h)
			}
		})
	}
}

func TestBuild_TimeIsToTheMinute(t *testing.T) {
	snap := snapshot()
	snap.Now = nine.Add(59*time.Second + time.Millisecond)
	if got := Build(snap).Now; !got.Equal(nine) {
		t.Errorf("the time shown is %s", got)
	}
}

// TestModel_CrossesACarrier requires that nothing of the model is lost on the
// way to another machine.
func TestModel_CrossesACarrier(t *testing.T) {
	snap := snapshot(in(t, "V1", kiosk.StateRegistered), in(t, "V2", kiosk.StateLounge), in(t, "V3", kiosk.StateIssued), in(t, "V4", kiosk.StateOnSite))
	snap.Recent = []kiosk.Record{in(t, "V4", kiosk.StateOnSite), in(t, "V5", kiosk.StateLeft)}
	snap.Jobs = []kiosk.PrintJob{{Visit: "V3", Attempt: 1, State: kiosk.JobUnknown, Cause: "silent", At: nine}}
	snap.Selected, snap.Problem = &snap.Open[2], kiosk.Say("error.stale")
	sent := Build(snap)
	text, err := json.Marshal(sent)
	if err != nil {
		t.Fatal(err)
	}
	var got Model
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, sent) {
		t.Errorf("sent %+v, arrived %+v", sent, got)
	}
}
