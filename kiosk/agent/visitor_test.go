package agent

import (
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

// TestC1_AClockSetBackMovesNobodyAhead: whoever came before the clock was set
// back is served before whoever came after.
func TestC1_AClockSetBackMovesNobodyAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		records := kiosktest.NewRecords(testHosts...)
		_, err := records.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
			v := kiosk.NewVisit("V0", kiosk.LangZH)
			r := kiosk.Registration{Visitor: kiosk.Visitor{Name: "访客甲"}, Host: testHosts[0], Arranged: kiosk.ArrangedYes}
			if err := v.Register(r, 1, time.Now().Add(5*time.Minute)); err != nil {
				return "", err
			}
			return "V0", tx.Put(v)
		})
		if err != nil {
			t.Fatal(err)
		}
		l := open(t, records)
		l.touch(checkin.Intent{Kind: checkin.IntentYield})
		second := l.checkIn("访客乙")
		if q := l.reception().Queue; len(q) != 2 || q[0].Visit != "V0" || q[1].Visit != second {
			t.Errorf("the queue is %+v", q)
		}
	})
}

// TestVisitor_IsSentToTheDeskWhilePaperIsOut: nobody stands waiting for a badge
// that does not come.
func TestVisitor_IsSentToTheDeskWhilePaperIsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.printer.Report(devices.HealthNotReady, devices.CausePaperOut)
		l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		release := l.printer.Hold()
		l.does(reception.ActionGoUp)
		if got := l.visitor().Visit.Badge; got != checkin.BadgeDesk {
			t.Errorf("without paper the badge is %q", got)
		}
		l.printer.Report(devices.HealthReady)
		synctest.Wait()
		if got := l.visitor().Visit.Badge; got != checkin.BadgePrinting {
			t.Errorf("with paper the badge is %q", got)
		}
		release()
	})
}
