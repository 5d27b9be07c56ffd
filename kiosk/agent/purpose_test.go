package agent

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

// sentUp plays a visitor who has their badge, and has read the way up.
func (l *lobby) sentUp() kiosk.VisitID {
	l.t.Helper()
	id := l.checkIn("访客甲")
	l.does(reception.IntentServeNext)
	l.does(reception.ActionGoUp)
	l.wantState(id, kiosk.StateOnSite)
	l.touch(checkin.Intent{Kind: checkin.IntentDone})
	return id
}

// leaveWithout plays somebody who leaves and has no badge at hand.
func (l *lobby) leaveWithout(number string) checkin.Model {
	l.touch(checkin.Intent{Kind: checkin.IntentStart, Purpose: kiosk.PurposeLeaving}, checkin.Intent{Kind: checkin.IntentLost},
		checkin.Intent{Kind: checkin.IntentType, Text: number}, checkin.Intent{Kind: checkin.IntentNext})
	m := l.visitor()
	if m.Screen != checkin.ScreenTold || m.Told.ID != "house.leave_at_desk" {
		l.t.Errorf("after %q the screen is %s and says %q", number, m.Screen, m.Told.ID)
	}
	l.touch(checkin.Intent{Kind: checkin.IntentDone})
	return m
}

// A number typed at the kiosk sees nobody off and tells nothing: the desk
// decides.
func TestLeaving_WithoutABadgeIsTheDesksToDecide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.sentUp()

		right, wrong, none := l.leaveWithout("1"), l.leaveWithout("77"), l.leaveWithout("")
		var texts []string
		for _, m := range []checkin.Model{right, wrong, none} {
			m.Strip = nil
			text, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(text))
		}
		if texts[0] != texts[1] || texts[1] != texts[2] || strings.Contains(texts[0], "访客甲") {
			t.Errorf("the kiosk tells who is inside: %v", texts)
		}
		l.wantState(id, kiosk.StateOnSite)
		if !l.notice("notice.leaving_number") || !l.notice("notice.leaving_unread") {
			t.Errorf("the desk is told %+v", l.reception().Notices)
		}
		l.does(reception.ActionSeeOff)
		l.wantState(id, kiosk.StateLeft)
	})
}

func (l *lobby) deliver(host ...checkin.Intent) kiosk.Record {
	l.t.Helper()
	l.touch(checkin.Intent{Kind: checkin.IntentStart, Purpose: kiosk.PurposeDelivery})
	l.touch(host...)
	l.touch(checkin.Intent{Kind: checkin.IntentCourier})
	m := l.visitor()
	if m.Screen != checkin.ScreenWaiting {
		l.t.Fatalf("after the company the screen is %s (%s)", m.Screen, m.Problem.ID)
	}
	return l.state(m.Visit.ID)
}

// Something delivered to somebody goes the way of every visit: registered,
// contacted, and no badge before the yes.
func TestDelivery_ToAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		r := l.deliver(checkin.Intent{Kind: checkin.IntentType, Text: "shili"}, checkin.Intent{Kind: checkin.IntentHost, Host: "H1"})
		if r.Purpose != kiosk.PurposeDelivery || r.Host.ID != "H1" || r.Visitor.Person().Name != "送货员" {
			t.Errorf("registered as %+v", r)
		}
		l.does(reception.IntentServeNext)
		d := l.reception().Selected
		if d == nil || d.Purpose != kiosk.PurposeDelivery || d.Say[0].ID != "house.phone_delivery" || d.Company != "" {
			t.Fatalf("the desk sees %+v", d)
		}
		if len(l.printer.Labels()) != 0 {
			t.Error("a badge was printed before the host said yes")
		}
		l.does(reception.ActionGoUp)
		l.wantState(r.ID, kiosk.StateOnSite)
		if got := len(l.printer.Labels()); got != 1 {
			t.Errorf("%d badges came out", got)
		}
	})
}

func TestDelivery_TakenAtTheDesk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		r := l.deliver(checkin.Intent{Kind: checkin.IntentDesk})
		if r.Host.ID != kiosk.FrontDesk || r.Host.Name != "前台" {
			t.Errorf("it is for %+v", r.Host)
		}
		l.does(reception.IntentServeNext)
		if d := l.reception().Selected; d == nil || d.Actions[0] != reception.ActionSeeOff || len(d.Actions) != 3 {
			t.Fatalf("the desk may do %+v", d)
		}
		l.does(reception.ActionSeeOff)
		l.wantState(r.ID, kiosk.StateLeft)
		if len(l.printer.Labels()) != 0 {
			t.Error("a badge was printed for what was left at the desk")
		}
	})
}

func TestF6_AnEnquiryIsPromisedAndTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.touch(checkin.Intent{Kind: checkin.IntentStart, Purpose: kiosk.PurposeEnquiry})
		if m := l.visitor(); m.Screen != checkin.ScreenTold || m.Told.ID != "house.promise" {
			t.Errorf("the screen is %s and says %q", m.Screen, m.Told.ID)
		}
		if !l.notice("notice.enquiry") {
			t.Error("the desk is not told that somebody asks")
		}
	})
}

// What was asked of the desk and not acknowledged outlives the program; what was
// acknowledged, or ended with its visit, does not come back.
func TestReminders_OutliveTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.sentUp()
		l.leaveWithout("1")
		l.leaveWithout("77")
		l.touch(checkin.Intent{Kind: checkin.IntentStart, Purpose: kiosk.PurposeEnquiry}, checkin.Intent{Kind: checkin.IntentDone})
		l.stop()

		asked := []string{"notice.leaving_number", "notice.leaving_unread", "notice.enquiry"}
		l = open(t, l.records)
		synctest.Wait()
		for _, id := range asked {
			if !l.notice(id) {
				t.Errorf("%s is lost", id)
			}
		}
		l.does(reception.IntentSelect, func(i *reception.Intent) { i.Visit = id })
		l.does(reception.ActionSeeOff)
		l.wantState(id, kiosk.StateLeft)
		if l.notice(asked[0]) || !l.notice(asked[1]) {
			t.Errorf("after the visitor was seen off the desk is told %+v", l.reception().Notices)
		}
		l.does(reception.IntentDismiss)
		l.stop()
		l = open(t, l.records)
		synctest.Wait()
		for _, id := range asked {
			if l.notice(id) {
				t.Errorf("%s comes back", id)
			}
		}
	})
}

// Who has no visit has gone by the time that nobody came; of who is inside it
// stays.
func TestReminders_OfWhoHasGoneAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.sentUp()
		l.leaveWithout("1")
		l.leaveWithout("77")
		time.Sleep(reminderFor / 2)
		synctest.Wait()
		if !l.notice("notice.leaving_number") || !l.notice("notice.leaving_unread") {
			t.Errorf("after a while the desk is told %+v", l.reception().Notices)
		}
		time.Sleep(reminderFor)
		synctest.Wait()
		if !l.notice("notice.leaving_number") || l.notice("notice.leaving_unread") {
			t.Errorf("after an hour the desk is told %+v", l.reception().Notices)
		}
	})
}

// A disk that takes nothing keeps nobody waiting unheard.
func TestReminders_AreToldThoughNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.records.Fail(errDisk)
		l.leaveWithout("77")
		if !l.notice("notice.leaving_unread") {
			t.Errorf("the desk is told %+v", l.reception().Notices)
		}
	})
}
