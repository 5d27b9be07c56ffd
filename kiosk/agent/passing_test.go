package agent

import (
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

func TestLow_IsToldWhileItLasts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.records.Room(true)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if !l.notice("notice.low") {
			t.Fatal("the desk is not told that the disk is nearly full")
		}
		l.does(reception.IntentDismiss)
		l.checkIn("访客甲")
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if !l.notice("notice.low") {
			t.Error("the notice went while the disk is still nearly full")
		}
		l.records.Room(false)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if l.notice("notice.low") {
			t.Error("the desk is still told")
		}
	})
}

func TestDismiss_LeavesWhatHasNotEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.checkIn("访客甲")
		l.records.Fail(errDisk)
		l.does(reception.IntentServeNext)
		l.does(reception.IntentDismiss)
		if l.reception().Problem.ID != "" || !l.notice("notice.storage") {
			t.Errorf("after reading the problem is %q, the notice is there: %t", l.reception().Problem.ID, l.notice("notice.storage"))
		}
		l.records.Fail(nil)
		l.does(reception.IntentServeNext)
		if l.notice("notice.storage") {
			t.Error("the notice stays after a decision was kept")
		}
	})
}
