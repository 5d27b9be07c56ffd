package kiosk

import (
	"errors"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func registration() Registration {
	return Registration{
		Visitor: Visitor{Name: "访客甲", Title: TitleMs}, Host: Host{ID: "H1", Name: "示例", LiftBank: "B", Floor: "12"},
		Arranged: ArrangedYes,
	}
}

func registered(t *testing.T, id VisitID, ticket int, at time.Time) *Visit {
	t.Helper()
	v := NewVisit(id, LangZH)
	if err := v.Register(registration(), ticket, at); err != nil {
		t.Fatal(err)
	}
	return v
}

func contacted(t *testing.T) *Visit {
	t.Helper()
	v := registered(t, "V1", 1, noon)
	turn, err := NewQueue([]Record{v.Record()}).Next()
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Contact(turn, noon); err != nil {
		t.Fatal(err)
	}
	return v
}

func wantCode(t *testing.T, err error, want Code) {
	t.Helper()
	if CodeOf(err) != want {
		t.Errorf("error is %v, want code %q", err, want)
	}
}

func TestF7_NoContactBeforeRegistration(t *testing.T) {
	v := NewVisit("V1", LangZH)
	other := registered(t, "V2", 1, noon)
	turn, err := NewQueue([]Record{other.Record()}).Next()
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, v.Contact(turn, noon), CodeNotRegistered)
	wantCode(t, v.RecordAnswer(StateGoUp, noon), CodeNotRegistered)
	wantCode(t, other.RecordAnswer(StateGoUp, noon), CodeNotRegistered)
}

func TestF7_RegistrationIsComplete(t *testing.T) {
	for name, spoil := range map[string]func(*Registration){
		"name":     func(r *Registration) { r.Visitor.Name = "  " },
		"host":     func(r *Registration) { r.Host = Host{} },
		"arranged": func(r *Registration) { r.Arranged = ArrangedUnasked },
	} {
		t.Run(name, func(t *testing.T) {
			r := registration()
			spoil(&r)
			v := NewVisit("V1", LangZH)
			wantCode(t, v.Register(r, 1, noon), CodeIncomplete)
			if v.Record().State != StateDrafted || len(v.Events()) != 0 {
				t.Error("a refused registration left a trace")
			}
		})
	}
}

func TestF8_NoBadgeBeforeConfirmation(t *testing.T) {
	b := Badge{Number: "261124-001", Expires: noon.Add(time.Hour)}
	wantCode(t, NewVisit("V1", LangZH).IssueBadge(b, noon), CodeNotConfirmed)
	wantCode(t, registered(t, "V1", 1, noon).IssueBadge(b, noon), CodeNotConfirmed)
	for _, answer := range []State{StateLounge, StateAbsent, StateDeclined} {
		v := contacted(t)
		wantCode(t, v.IssueBadge(b, noon), CodeNotConfirmed)
		if err := v.RecordAnswer(answer, noon); err != nil {
			t.Fatal(err)
		}
		wantCode(t, v.IssueBadge(b, noon), CodeNotConfirmed)
	}
}

func TestF8_NoDirectionsBeforeConfirmation(t *testing.T) {
	v := contacted(t)
	_, err := v.Directions()
	wantCode(t, err, CodeNotConfirmed)
	if err := v.RecordAnswer(StateComingDown, noon); err != nil {
		t.Fatal(err)
	}
	_, err = v.Directions()
	wantCode(t, err, CodeNotConfirmed)
	if err := v.RecordAnswer(StateGoUp, noon); err != nil {
		t.Fatal(err)
	}
	way, err := v.Directions()
	if err != nil || way != (Directions{LiftBank: "B", Floor: "12"}) {
		t.Errorf("directions are %v, %v", way, err)
	}
}

func TestF8_ForgedRecordsAreRefused(t *testing.T) {
	good := contacted(t)
	if err := good.RecordAnswer(StateGoUp, noon); err != nil {
		t.Fatal(err)
	}
	for name, forge := range map[string]func(*Record){
		"confirmation struck out":      func(r *Record) { r.Confirmed = time.Time{} },
		"contact struck out":           func(r *Record) { r.Contacted = time.Time{} },
		"inside without a badge":       func(r *Record) { r.State = StateOnSite },
		"ended without a time":         func(r *Record) { r.State = StateLeft },
		"registered without a ticket":  func(r *Record) { r.Ticket = 0 },
		"badge without a confirmation": func(r *Record) { r.State, r.Confirmed, r.Badge.Number = StateAbsent, time.Time{}, "261124-001" },
	} {
		t.Run(name, func(t *testing.T) {
			r := good.Record()
			forge(&r)
			_, err := Restore(r)
			wantCode(t, err, CodeDamaged)
		})
	}
}

func TestF9_AbsentHost(t *testing.T) {
	v := contacted(t)
	wantCode(t, v.LeaveMessage("改天再来", noon), CodeIllegalMove)
	wantCode(t, v.Redirect(Host{ID: "H2", Name: "样本"}, noon), CodeIllegalMove)
	if err := v.RecordAnswer(StateAbsent, noon); err != nil {
		t.Fatal(err)
	}
	wantCode(t, v.LeaveMessage(" ", noon), CodeIncomplete)
	if err := v.LeaveMessage("改天再来", noon); err != nil {
		t.Fatal(err)
	}
	if err := v.Redirect(Host{ID: "H2", Name: "样本"}, noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	r := v.Record()
	if r.State != StateRegistered || r.Host.ID != "H2" || !r.Registered.Equal(noon) {
		t.Errorf("after choosing a colleague: state %s, host %s, arrived %s", r.State, r.Host.ID, r.Registered)
	}
}

func TestC1_FirstComeFirstServed(t *testing.T) {
	first, second := registered(t, "V1", 1, noon), registered(t, "V2", 2, noon.Add(time.Second))
	q := NewQueue([]Record{second.Record(), first.Record()})
	turn, err := q.Next()
	if err != nil || turn.Visit() != "V1" {
		t.Fatalf("next is %q, %v", turn.Visit(), err)
	}
	wantCode(t, second.Contact(turn, noon), CodeOutOfTurn)
	wantCode(t, second.Contact(Turn{}, noon), CodeOutOfTurn)
	_, err = q.Take("V2", "  ")
	wantCode(t, err, CodeOutOfTurn)
	turn, err = q.Take("V2", "行动不便")
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Contact(turn, noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got := second.Record().OutOfTurn; got != "行动不便" {
		t.Errorf("the reason kept is %q", got)
	}
}

func TestC1_ATurnPassesAndIsUsedOnce(t *testing.T) {
	v := registered(t, "V1", 1, noon)
	turn, err := NewQueue([]Record{v.Record()}).Next()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(v.Contact(turn, noon), v.Release(noon)); err != nil {
		t.Fatal(err)
	}
	wantCode(t, v.Contact(turn, noon), CodeOutOfTurn)
}

func TestC1_EveryReasonIsKept(t *testing.T) {
	first, v := registered(t, "V1", 1, noon), registered(t, "V2", 2, noon.Add(time.Second))
	for _, reason := range []string{"行动不便", "急事"} {
		turn, err := NewQueue([]Record{first.Record(), v.Record()}).Take("V2", reason)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(v.Contact(turn, noon), v.Release(noon)); err != nil {
			t.Fatal(err)
		}
	}
	if got := v.Record().OutOfTurn; got != "行动不便；急事" {
		t.Errorf("the reasons kept are %q", got)
	}
}

// TestC1_AQueueOfOnesOwnOpensNothing: the turn of a queue that leaves somebody
// out is refused by the queue that is kept.
func TestC1_AQueueOfOnesOwnOpensNothing(t *testing.T) {
	first, second := registered(t, "V1", 1, noon), registered(t, "V2", 2, noon.Add(time.Second))
	kept := NewQueue([]Record{first.Record(), second.Record()})
	turn, err := NewQueue([]Record{second.Record()}).Next()
	if err != nil {
		t.Fatal(err)
	}
	waiting, known := second.Record(), len(second.Events())
	if err := second.Contact(turn, noon); err != nil {
		t.Fatal(err)
	}
	wantCode(t, kept.Allows(second, known), CodeOutOfTurn)
	serving := NewQueue([]Record{contacted(t).Record(), waiting})
	wantCode(t, serving.Allows(second, known), CodeServing)
	wantCode(t, NewQueue([]Record{second.Record()}).Allows(second, len(second.Events())), "")
}

func TestC1_AClockSetBackMovesNobodyAhead(t *testing.T) {
	first := registered(t, "V1", 1, noon)
	at := NewQueue([]Record{first.Record()}).Arrival(noon.Add(-5 * time.Minute))
	second := registered(t, "V2", 2, at)
	if turn, err := NewQueue([]Record{second.Record(), first.Record()}).Next(); err != nil || turn.Visit() != "V1" {
		t.Errorf("next is %q, %v", turn.Visit(), err)
	}
	if got := NewQueue(nil).Arrival(noon); !got.Equal(noon) {
		t.Errorf("with nobody waiting the arrival is recorded at %s", got)
	}
}

func TestF5_OneVisitorAtATime(t *testing.T) {
	serving, waiting := contacted(t), registered(t, "V2", 2, noon)
	q := NewQueue([]Record{serving.Record(), waiting.Record()})
	_, err := q.Next()
	wantCode(t, err, CodeServing)
	_, err = q.Take("V2", "赶飞机")
	wantCode(t, err, CodeServing)
}

func TestVisit_ReprintVoidsTheAttemptBefore(t *testing.T) {
	v := contacted(t)
	if err := v.RecordAnswer(StateGoUp, noon); err != nil {
		t.Fatal(err)
	}
	if err := v.IssueBadge(Badge{Number: "261124-001", Expires: noon.Add(time.Hour)}, noon); err != nil {
		t.Fatal(err)
	}
	if err := v.Reprint(noon); err != nil {
		t.Fatal(err)
	}
	events := v.Events()
	voided, reprinted := events[len(events)-2], events[len(events)-1]
	if voided.Kind != EventVoided || voided.Attempt != 1 || reprinted.Kind != EventReprinted || reprinted.Attempt != 2 {
		t.Errorf("last events are %s of attempt %d and %s of attempt %d", voided.Kind, voided.Attempt, reprinted.Kind, reprinted.Attempt)
	}
}

func TestSurname(t *testing.T) {
	for name, want := range map[string]string{
		"王样": "王", "欧阳样": "欧阳", "欧阳": "欧", "尉迟样本": "尉迟", "Anna Sample": "Sample", "": "", "  李样 ": "李",
		"Sample": "Sample", "김예시": "김", "さんぷる": "", "ตัวอย่าง": "", "Пример Образец": "Образец",
	} {
		if got := Surname(name); got != want {
			t.Errorf("Surname(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]Code{
		"王样": "", "": "", "O'Sample-Müller": "", "甲　乙": "",
		"\u202e王样": CodeBadText, "王\x00样": CodeBadText, "😀😀": CodeBadText, "·-": CodeBadText, "王\u200b样": CodeBadText,
		"一二三四五六七八九十一二三四五六": CodeTooLong, "\xff": CodeBadText, "\u3164": CodeBadText, "王\uffa0样": CodeBadText,
	} {
		_, err := Clean("name", text, 15)
		if CodeOf(err) != want {
			t.Errorf("Clean(%q) refuses with %q, want %q", text, CodeOf(err), want)
		}
	}
}

func TestCleanPhone(t *testing.T) {
	for text, want := range map[string]Code{
		"": "", "+86 138-0000-0000": "", "010 5550 0100": "", "(010) 55500100": "",
		"123": CodeBadPhone, "abc12345": CodeBadPhone, "123+45678": CodeBadPhone, "１２３４５６７": CodeBadPhone,
		"123456789012345678901": CodeBadPhone,
	} {
		_, err := CleanPhone(text)
		wantCode(t, err, want)
	}
}

func TestPresumeLeft(t *testing.T) {
	v := contacted(t)
	wantCode(t, v.PresumeLeft(noon), CodeIllegalMove)
	b := Badge{Number: "261124-001", Expires: noon.Add(time.Hour)}
	if err := errors.Join(v.RecordAnswer(StateGoUp, noon), v.IssueBadge(b, noon), v.Enter(false, ActorAgent, noon)); err != nil {
		t.Fatal(err)
	}
	wantCode(t, v.PresumeLeft(b.Expires.Add(-time.Second)), CodeIllegalMove)
	if err := v.PresumeLeft(b.Expires); err != nil {
		t.Fatal(err)
	}
	events := v.Events()
	last := events[len(events)-1]
	if last.Kind != EventPresumed || last.Actor != ActorAgent || last.State != StateLeft || !v.Record().Ended.Equal(b.Expires) {
		t.Errorf("recorded %+v", last)
	}
	wantCode(t, v.PresumeLeft(b.Expires), CodeIllegalMove)
}
