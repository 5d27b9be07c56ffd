package reception

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lobby.internal/kiosk"
)

// jobStates are those that a badge's job may be seen in, and none.
var jobStates = []kiosk.JobState{
	"", kiosk.JobQueued, kiosk.JobSending, kiosk.JobCommitting, kiosk.JobUnknown, kiosk.JobFailed, kiosk.JobConfirmed, kiosk.JobVoid,
}

var badgeActions = []Action{ActionPrinted, ActionPrintAgain, ActionByHand, ActionLend}

// press makes the visit's move that the agent makes for the action.
func press(v *kiosk.Visit, a Action, at time.Time) error {
	switch a {
	case ActionServe:
		return contact(v, at)
	case ActionRelease:
		return v.Release(at)
	case ActionComingDown, ActionGoUp, ActionLounge, ActionAbsent, ActionDeclined:
		if err := v.RecordAnswer(kiosk.State(a), at); err != nil || !v.Record().State.Confirmed() {
			return err
		}
		return issue(v, at)
	case ActionPrinted:
		if v.Record().State == kiosk.StateOnSite {
			return nil // only the job is decided on
		}
		return enter(v, at)
	case ActionPrintAgain:
		return v.Reprint(at)
	case ActionByHand:
		return v.WriteByHand(at)
	case ActionLend:
		return lend(v, at)
	case ActionPass:
		return v.PassMessage(at)
	case ActionSeeOff:
		return leave(v, at)
	case ActionCancel:
		return cancel(v, at)
	}
	return errors.New("no move is known for " + string(a))
}

func job(r kiosk.Record, s kiosk.JobState) kiosk.PrintJob {
	if s == "" {
		return kiosk.PrintJob{}
	}
	return kiosk.PrintJob{Visit: r.ID, Attempt: r.Badge.Attempt, State: s}
}

// tryEach requires that the domain accepts every action that is offered, each
// but once.
func tryEach(t *testing.T, r kiosk.Record) {
	t.Helper()
	for _, s := range jobStates {
		offered := Actions(r, job(r, s))
		for i, a := range offered {
			v, err := kiosk.Restore(r)
			if err != nil {
				t.Fatal(err)
			}
			if err := press(v, a, nine.Add(time.Hour)); err != nil {
				t.Errorf("with the job %q %s is offered and refused: %v", s, a, err)
			}
			if slices.Contains(offered[:i], a) {
				t.Errorf("with the job %q %s is offered twice", s, a)
			}
		}
	}
}

func TestActions_EachOneOfferedIsAccepted(t *testing.T) {
	for s := range paths {
		t.Run(string(s), func(t *testing.T) { tryEach(t, in(t, "V1", s)) })
	}
	comingDown := []step{register, contact, answer(kiosk.StateComingDown), issue}
	absent := append(slices.Clone(paths[kiosk.StateAbsent]), message)
	for name, steps := range map[string][]step{
		"coming down, issued":        comingDown,
		"coming down, inside":        append(slices.Clone(comingDown), enter),
		"issued, printed again":      append(slices.Clone(comingDown), reprint),
		"inside with a card":         append(slices.Clone(comingDown), lend),
		"inside, badge by hand":      append(slices.Clone(comingDown), func(v *kiosk.Visit, at time.Time) error { return press(v, ActionByHand, at) }),
		"absent, with a message":     absent,
		"left, with a message":       append(slices.Clone(absent), leave),
		"timed out, with a message":  append(slices.Clone(absent), timeOut),
		"cancelled, with a message":  append(slices.Clone(absent), cancel),
		"redirected, with a message": append(slices.Clone(absent), redirect),
		"left, message passed on":    append(slices.Clone(absent), leave, passMessage),
	} {
		t.Run(name, func(t *testing.T) { tryEach(t, arrived(t, "V1", nine, steps...).Record()) })
	}
}

// TestActions_NoWayIsADeadEnd walks visits by nothing but what the desk offers
// and the visitor may do meanwhile.
func TestActions_NoWayIsADeadEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := kiosk.NewVisit("V1", kiosk.LangZH)
		at := nine
		if err := register(v, at); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 25).Draw(t, "moves") {
			at = at.Add(time.Second)
			if rapid.IntRange(0, 3).Draw(t, "who") == 0 {
				meanwhile(t, v, at)
				continue
			}
			r := v.Record()
			offered := Actions(r, job(r, rapid.SampledFrom(jobStates).Draw(t, "job")))
			checkOffer(t, r, offered)
			if len(offered) == 0 {
				return
			}
			a := rapid.SampledFrom(offered).Draw(t, "action")
			if err := press(v, a, at); err != nil {
				t.Fatalf("in state %s %s is offered and refused: %v", r.State, a, err)
			}
		}
	})
}

// meanwhile is what the visitor or the clock does; refusals are theirs.
func meanwhile(t *rapid.T, v *kiosk.Visit, at time.Time) {
	move := rapid.SampledFrom([]step{message, redirect, timeOut}).Draw(t, "meanwhile")
	if err := move(v, at); err != nil && kiosk.CodeOf(err) == "" {
		t.Fatal(err)
	}
}

func checkOffer(t *rapid.T, r kiosk.Record, offered []Action) {
	if !r.State.Ended() && len(offered) == 0 {
		t.Fatalf("in state %s nothing can be done", r.State)
	}
	for _, a := range offered {
		if slices.Contains(badgeActions, a) && r.Confirmed.IsZero() {
			t.Fatalf("F8: %s is offered in state %s before the host's yes", a, r.State)
		}
		if r.State.Ended() && a != ActionPass {
			t.Fatalf("%s is offered once the visit is %s", a, r.State)
		}
	}
}

func TestF8_NoBadgeActionBeforeTheHostsYes(t *testing.T) {
	for _, s := range []kiosk.State{
		kiosk.StateRegistered, kiosk.StateContacting, kiosk.StateLounge, kiosk.StateAbsent, kiosk.StateDeclined,
		kiosk.StateCancelled, kiosk.StateTimedOut,
	} {
		r := in(t, "V1", s)
		for _, js := range jobStates {
			for _, a := range Actions(r, job(r, js)) {
				if slices.Contains(badgeActions, a) {
					t.Errorf("%s is offered in state %s with the job %q", a, s, js)
				}
			}
		}
	}
}

func TestF7_NoAnswerBeforeTheHostIsContacted(t *testing.T) {
	want := []Action{ActionServe, ActionCancel}
	if got := Actions(in(t, "V1", kiosk.StateRegistered), kiosk.PrintJob{}); !slices.Equal(got, want) {
		t.Errorf("the actions are %v, want %v", got, want)
	}
}

func TestF9_AnAnswerMayBeCorrectedToAnyOther(t *testing.T) {
	for _, s := range []kiosk.State{kiosk.StateLounge, kiosk.StateAbsent, kiosk.StateDeclined} {
		offered := Actions(in(t, "V1", s), kiosk.PrintJob{})
		for _, a := range answers {
			if got, want := slices.Contains(offered, a), kiosk.State(a) != s; got != want {
				t.Errorf("in state %s the answer %s is offered: %t", s, a, got)
			}
		}
	}
}

func TestActions_OfABadge(t *testing.T) {
	issued, inside := in(t, "V1", kiosk.StateIssued), in(t, "V1", kiosk.StateOnSite)
	for _, c := range []struct {
		r    kiosk.Record
		job  kiosk.JobState
		want []Action
	}{
		{issued, kiosk.JobQueued, []Action{ActionByHand, ActionLend, ActionComingDown, ActionCancel}},
		{issued, kiosk.JobFailed, []Action{ActionPrintAgain, ActionByHand, ActionLend, ActionComingDown, ActionCancel}},
		{issued, kiosk.JobUnknown, []Action{ActionPrinted, ActionPrintAgain, ActionByHand, ActionLend, ActionComingDown, ActionCancel}},
		{inside, "", []Action{ActionSeeOff, ActionComingDown, ActionPrintAgain, ActionLend}},
		{inside, kiosk.JobFailed, []Action{ActionPrintAgain, ActionByHand, ActionSeeOff, ActionComingDown, ActionLend}},
		{inside, kiosk.JobUnknown, []Action{ActionPrinted, ActionPrintAgain, ActionByHand, ActionSeeOff, ActionComingDown, ActionLend}},
	} {
		t.Run(fmt.Sprintf("%s with the job %q", c.r.State, c.job), func(t *testing.T) {
			if got := Actions(c.r, job(c.r, c.job)); !slices.Equal(got, c.want) {
				t.Errorf("the actions are %v, want %v", got, c.want)
			}
		})
	}
}

func TestActions_ABadgeBesideALentCard(t *testing.T) {
	r := arrived(t, "V1", nine, append(slices.Clone(paths[kiosk.StateIssued]), lend)...).Record()
	for _, s := range jobStates {
		if !slices.Contains(Actions(r, job(r, s)), ActionPrintAgain) {
			t.Errorf("with the job %q no badge is offered beside the card", s)
		}
	}
}

func TestActions_AMessageToPassOnComesFirst(t *testing.T) {
	v := arrived(t, "V1", nine, append(slices.Clone(paths[kiosk.StateAbsent]), message, leave)...)
	if got := Actions(v.Record(), kiosk.PrintJob{}); !slices.Equal(got, []Action{ActionPass}) {
		t.Errorf("after the visitor left the actions are %v", got)
	}
	if err := v.PassMessage(nine.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := Actions(v.Record(), kiosk.PrintJob{}); len(got) != 0 {
		t.Errorf("once it is passed on the actions are %v", got)
	}
}
