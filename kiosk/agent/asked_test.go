package agent

import (
	"testing"
	"testing/synctest"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
)

var errUnsure = &kiosk.Error{Code: kiosk.CodeStorage, Detail: "not known whether it was kept"}

// fillIn plays a visitor up to what they confirm.
func (l *lobby) fillIn(name string) {
	l.touch(checkin.Intent{Kind: checkin.IntentStart}, checkin.Intent{Kind: checkin.IntentType, Text: "shili"},
		checkin.Intent{Kind: checkin.IntentHost, Host: "H1"}, checkin.Intent{Kind: checkin.IntentType, Text: name},
		checkin.Intent{Kind: checkin.IntentNext}, checkin.Intent{Kind: checkin.IntentSkip}, checkin.Intent{Kind: checkin.IntentSkip},
		checkin.Intent{Kind: checkin.IntentArranged, Text: "yes"})
}

func (l *lobby) wantWaiting(want int) {
	l.t.Helper()
	if m := l.visitor(); m.Screen != checkin.ScreenWaiting {
		l.t.Errorf("the visitor sees %s, problem %q", m.Screen, m.Problem.ID)
	}
	if got := len(l.reception().Queue); got != want {
		l.t.Errorf("%d visitors wait, want %d", got, want)
	}
}

func TestRegister_AgainAfterAnUncertainAnswerIsTheSameVisit(t *testing.T) {
	confirm := checkin.Intent{Kind: checkin.IntentConfirm}
	t.Run("the decision", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := open(t, kiosktest.NewRecords(testHosts...))
			l.fillIn("访客甲")
			l.records.Unsure(errUnsure)
			l.touch(confirm)
			if m := l.visitor(); m.Screen != checkin.ScreenConfirm || m.Problem.ID != "error.storage" {
				t.Fatalf("the visitor sees %s, problem %q", m.Screen, m.Problem.ID)
			}
			l.touch(checkin.Intent{Kind: checkin.IntentLanguage, Lang: kiosk.LangEN}, confirm)
			l.wantWaiting(1)
			l.touch(checkin.Intent{Kind: checkin.IntentYield})
			l.checkIn("访客甲")
			l.wantWaiting(2)
		})
	})
	t.Run("the reading after it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := open(t, kiosktest.NewRecords(testHosts...))
			l.fillIn("访客甲")
			l.records.Unreadable(errDisk)
			l.touch(confirm)
			l.records.Unreadable(nil)
			l.touch(confirm)
			l.wantWaiting(1)
		})
	})
	t.Run("another name meanwhile", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := open(t, kiosktest.NewRecords(testHosts...))
			l.fillIn("访客甲")
			l.records.Ends(errUnsure)
			back := checkin.Intent{Kind: checkin.IntentBack}
			l.touch(confirm, back, back, back, back, checkin.Intent{Kind: checkin.IntentType, Text: "乙"},
				checkin.Intent{Kind: checkin.IntentNext}, checkin.Intent{Kind: checkin.IntentSkip}, checkin.Intent{Kind: checkin.IntentSkip},
				checkin.Intent{Kind: checkin.IntentArranged, Text: "yes"}, confirm)
			l.wantWaiting(1)
			if got := l.reception().Queue[0].Visitor.Name; got != "访客甲乙" {
				t.Errorf("who waits is called %q", got)
			}
		})
	})
}
