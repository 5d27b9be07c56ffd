package checkin

import (
	"testing"
	"time"

	"lobby.internal/kiosk"
)

func answered(t *testing.T, answer kiosk.State) *kiosk.Visit {
	t.Helper()
	v := kiosk.NewVisit("V1", kiosk.LangZH)
	r := kiosk.Registration{
		Visitor: kiosk.Visitor{Name: "访客甲"}, Host: kiosk.Host{ID: "H1", Name: "示例", LiftBank: "B", Floor: "12"}, Arranged: kiosk.ArrangedYes,
	}
	if err := v.Register(r, 7, noon); err != nil {
		t.Fatal(err)
	}
	turn, err := kiosk.NewQueue([]kiosk.Record{v.Record()}).Next()
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Contact(turn, noon); err != nil {
		t.Fatal(err)
	}
	if answer != "" {
		if err := v.RecordAnswer(answer, noon); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

func TestF8_ViewHasNoDirectionsBeforeConfirmation(t *testing.T) {
	for _, answer := range []kiosk.State{"", kiosk.StateLounge, kiosk.StateAbsent, kiosk.StateDeclined, kiosk.StateComingDown} {
		got := View(answered(t, answer), Facts{})
		if got.Lift != "" || got.Floor != "" || got.Side != "" {
			t.Errorf("after %q the view shows the way: %+v", answer, got)
		}
	}
	got := View(answered(t, kiosk.StateGoUp), Facts{Sides: map[string]Side{"B": SideLeft}})
	if got.Lift != "B" || got.Floor != "12" || got.Side != SideLeft {
		t.Errorf("after the yes the view shows %+v", got)
	}
}

func TestView_Words(t *testing.T) {
	for answer, want := range map[kiosk.State]string{
		"": "house.contacting", kiosk.StateComingDown: "house.coming_down", kiosk.StateGoUp: "house.go_up",
		kiosk.StateLounge: "house.lounge", kiosk.StateAbsent: "house.absent", kiosk.StateDeclined: "house.declined",
	} {
		if got := View(answered(t, answer), Facts{}).Words.ID; got != want {
			t.Errorf("after %q the words are %s, want %s", answer, got, want)
		}
	}
}

func TestView_BadgeStep(t *testing.T) {
	v := answered(t, kiosk.StateGoUp)
	if err := v.IssueBadge(kiosk.Badge{Number: "261124-001", Expires: noon.Add(time.Hour)}, noon); err != nil {
		t.Fatal(err)
	}
	for state, want := range map[kiosk.JobState]BadgeStep{
		kiosk.JobQueued: BadgePrinting, kiosk.JobSending: BadgePrinting, kiosk.JobCommitting: BadgePrinting,
		kiosk.JobUnknown: BadgeDesk, kiosk.JobFailed: BadgeDesk,
	} {
		if got := View(v, Facts{Job: kiosk.PrintJob{State: state}}).Badge; got != want {
			t.Errorf("with the job %s the badge is %q, want %q", state, got, want)
		}
	}
	if got := View(v, Facts{Job: kiosk.PrintJob{State: kiosk.JobQueued}, HeldUp: true}).Badge; got != BadgeDesk {
		t.Errorf("without a printer the badge is %q", got)
	}
	if err := v.Enter(false, kiosk.ActorAgent, noon); err != nil {
		t.Fatal(err)
	}
	if got := View(v, Facts{}).Badge; got != BadgeTake {
		t.Errorf("once inside the badge is %q", got)
	}
}
