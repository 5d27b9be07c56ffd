package agent

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

var invitee = kiosk.Visitor{Name: "访客甲", Title: kiosk.TitleMs, Company: "样品公司", Phone: "01055500142"}

// invite keeps an invitation for today and returns how it is scanned.
func (l *lobby) invite(n uint32, host kiosk.HostID) devices.Read {
	l.t.Helper()
	code := kiosk.MakeCode(n)
	_, err := l.records.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		return "", tx.PutInvitation(kiosk.Invitation{
			Code: code, Host: host, Visitor: invitee, From: time.Now().Add(-time.Hour), Until: time.Now().Add(12 * time.Hour),
		})
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return devices.Read{Kind: devices.KindCode, Data: kiosk.InvitationText(code)}
}

func (l *lobby) wantProblem(want string) {
	l.t.Helper()
	if m := l.visitor(); m.Screen != checkin.ScreenCode || m.Problem.ID != want {
		l.t.Errorf("the screen is %s and says %q, want %q", m.Screen, m.Problem.ID, want)
	}
}

func TestInvitation_ScannedConfirmedContacted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		code := l.invite(1234567, "H1")
		l.present(code)
		m := l.visitor()
		if m.Screen != checkin.ScreenConfirm || m.Draft.Visitor.Name != invitee.Name || m.Draft.Host.ID != "H1" {
			t.Fatalf("the screen is %s with %+v", m.Screen, m.Draft)
		}
		text, err := json.Marshal(m)
		if err != nil || strings.Contains(string(text), invitee.Phone) || m.Draft.Visitor.Phone != "010******42" {
			t.Errorf("the telephone number is shown as %q, %v", m.Draft.Visitor.Phone, err)
		}
		l.touch(checkin.Intent{Kind: checkin.IntentConfirm})
		if m = l.visitor(); m.Screen != checkin.ScreenWaiting {
			t.Fatalf("after confirming the screen is %s (%s)", m.Screen, m.Problem.ID)
		}
		r := l.state(m.Visit.ID)
		if r.Purpose != kiosk.PurposeInvited || r.Visitor != invitee || r.Arranged != kiosk.ArrangedYes || r.Invitation != kiosk.MakeCode(1234567) {
			t.Errorf("registered as %+v", r)
		}
		// F7, F8: the host is asked all the same, and there is no badge before the yes.
		l.wantState(r.ID, kiosk.StateRegistered)
		l.does(reception.IntentServeNext)
		if d := l.reception().Selected; d == nil || d.Purpose != kiosk.PurposeInvited {
			t.Errorf("the desk sees %+v", d)
		}
		if len(l.printer.Labels()) != 0 {
			t.Error("a badge was printed before the host said yes")
		}
		l.touch(checkin.Intent{Kind: checkin.IntentYield})
		l.present(code)
		l.wantProblem("error.invitation_unknown") // it is good once
	})
}

func TestInvitation_UsedBetweenTheScanAndTheTouch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.present(l.invite(1234567, "H1"))
		_, err := l.records.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
			i, err := tx.Invitation(kiosk.MakeCode(1234567))
			i.Used = "V9"
			return "", errors.Join(err, tx.PutInvitation(i))
		})
		if err != nil {
			t.Fatal(err)
		}
		l.touch(checkin.Intent{Kind: checkin.IntentConfirm})
		l.wantProblem("error.invitation_unknown")
		if open, err := l.records.Open(); err != nil || len(open) != 0 {
			t.Errorf("%d visits were made of it, %v", len(open), err)
		}
	})
}

// No invitation is found by trying: after some wrong codes a right one is not
// looked up either, for a while.
func TestInvitation_NobodyFindsOneByTrying(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		right := l.invite(1234567, "H1")
		l.touch(checkin.Intent{Kind: checkin.IntentStart, Purpose: kiosk.PurposeInvited})
		for n := range wrongCodes {
			l.touch(checkin.Intent{Kind: checkin.IntentClear}, checkin.Intent{Kind: checkin.IntentType, Text: kiosk.MakeCode(uint32(n))})
			l.wantProblem("error.invitation_unknown")
		}
		l.present(right)
		l.wantProblem("error.too_many")
		time.Sleep(wrongFor)
		l.present(right)
		if m := l.visitor(); m.Screen != checkin.ScreenConfirm {
			t.Errorf("after %s the screen is %s (%s)", wrongFor, m.Screen, m.Problem.ID)
		}
	})
}

func TestInvitation_Refused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.present(l.invite(1, "H9")) // of a host who has left the house
		l.wantProblem("error.invitation_unknown")
		over := l.invite(2, "H1")
		time.Sleep(12 * time.Hour)
		l.present(over)
		l.wantProblem("error.invitation_unknown")
		l.records.Unreadable(errBusy)
		l.present(l.invite(3, "H1"))
		l.wantProblem("error.storage")
		l.records.Unreadable(nil)

		l.touch(checkin.Intent{Kind: checkin.IntentCancel}, checkin.Intent{Kind: checkin.IntentStart})
		l.present(over)
		if m := l.visitor(); m.Screen != checkin.ScreenHost || !l.notice("notice.invitation_not_now") {
			t.Errorf("a scan led a visitor who is typing to %s", m.Screen)
		}
		var signals []string
		for _, s := range l.reader.Signals() {
			signals = append(signals, fmt.Sprint(s))
		}
		if len(signals) != 4 || strings.Contains(strings.Join(signals, " "), fmt.Sprint(devices.SignalAccepted)) {
			t.Errorf("the reader shows %v", signals)
		}
	})
}
