package agent

import (
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

func TestLook_AStoreThatCannotBeReadFreezesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.checkIn("访客甲")
		l.touch(checkin.Intent{Kind: checkin.IntentYield})
		l.records.Unreadable(errDisk)
		l.touch(checkin.Intent{Kind: checkin.IntentStart})
		if got := l.visitor().Screen; got != checkin.ScreenHost {
			t.Errorf("a touch leads to %s", got)
		}
		l.agent.Desk(reception.Intent{Kind: reception.IntentSelect, Visit: id})
		synctest.Wait()
		l.does(reception.ActionCancel)
		m := l.reception()
		if m.Problem.ID != "error.storage" || !l.notice("notice.storage") || len(m.Queue) != 1 || m.Selected == nil {
			t.Errorf("the desk says %q, is told: %t, sees %d waiting", m.Problem.ID, l.notice("notice.storage"), len(m.Queue))
		}
		l.records.Unreadable(nil)
		l.does(reception.IntentServeNext)
		l.wantState(id, kiosk.StateContacting)
		if l.notice("notice.storage") {
			t.Error("the desk is still told")
		}
	})
}

func TestLook_ADamagedRecordHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		records := kiosktest.NewRecords(testHosts...)
		l := open(t, records)
		l.printer.Report("not_ready", "paper_out")
		bad := l.issued()
		l.touch(checkin.Intent{Kind: checkin.IntentDone})
		records.Spoil(bad, func(r *kiosk.Record) { r.Confirmed = time.Time{} })
		good := l.issued()
		if m := l.reception(); len(m.Open) != 1 || m.Open[0].Visit != good || !l.notice("notice.damaged") {
			t.Errorf("the desk sees %d open, is told: %t", len(m.Open), l.notice("notice.damaged"))
		}
		l.printer.Report("ready")
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		l.wantState(good, kiosk.StateOnSite)
		l.stop()
		l = open(t, records)
		if got := l.visitor().Screen; got != checkin.ScreenWelcome || !l.notice("notice.damaged") {
			t.Errorf("after a restart the visitor sees %q", got)
		}
	})
}
