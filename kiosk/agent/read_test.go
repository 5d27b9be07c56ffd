package agent

import (
	"errors"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

func TestRead_GarbageDoesNotFillTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		for i := range 1000 {
			l.reader.Present(devices.Read{Kind: devices.KindCode, Data: "garbage " + strconv.Itoa(i)})
		}
		l.present(devices.Read{Kind: devices.KindCard, Data: "0C000621A5"})
		if got := len(l.records.Log()); got != 2 || !l.notice("notice.badge_unknown") {
			t.Errorf("%d entries for garbage from the scanner and one card, want 2", got)
		}
		time.Sleep(unknownEvery)
		l.present(devices.Read{Kind: devices.KindCode, Data: "6901234567892"})
		if got := len(l.records.Log()); got != 3 {
			t.Errorf("%d entries, want one more after %s", got, unknownEvery)
		}
	})
}

// The reader shows what the screen says.
func TestRead_TheReaderShowsTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.printer.Report(devices.HealthNotReady, devices.CausePaperOut)
		card := devices.Read{Kind: devices.KindCard, Data: "0C000621A5"}
		var want []devices.Signal
		shows := func(r devices.Read, signal devices.Signal) {
			t.Helper()
			l.present(r)
			want = append(want, signal)
			if got := l.reader.Signals(); !slices.Equal(got, want) {
				t.Errorf("the reader shows %v, want %v", got, want)
			}
		}
		shows(card, devices.SignalRefused) // nobody carries it
		shows(card, devices.SignalRefused) // and it is not logged again
		shows(devices.Read{Kind: devices.KindCode, Data: "6901234567892"}, devices.SignalRefused)
		id := l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionGoUp)
		l.does(reception.ActionLend)
		shows(card, devices.SignalAccepted) // lent
		l.records.Unreadable(errBusy)
		shows(card, devices.SignalBusy)
		l.records.Unreadable(nil)
		l.records.Fail(errBusy)
		shows(card, devices.SignalBusy)
		l.records.Fail(nil)
		l.wantState(id, kiosk.StateOnSite)
		shows(card, devices.SignalAccepted) // seen off
		l.wantState(id, kiosk.StateLeft)
		shows(l.badgeCode(id, 1), devices.SignalRefused) // void
	})
}

func TestAgent_ShowsWhatHappensAmongMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.mu.Lock()
		before := l.drawn
		l.mu.Unlock()
		busy := func(kiosk.Tx) (kiosk.VisitID, error) { // the agent waits for the records meanwhile
			for range 300 {
				l.agent.Lobby(checkin.Intent{Kind: checkin.IntentStart})
				l.agent.Lobby(checkin.Intent{Kind: checkin.IntentLanguage, Lang: kiosk.LangEN})
				l.agent.Lobby(checkin.Intent{Kind: checkin.IntentCancel})
			}
			return "", errBusy
		}
		if _, err := l.records.Decide("", busy); !errors.Is(err, errBusy) {
			t.Fatal(err)
		}
		synctest.Wait()
		l.mu.Lock()
		defer l.mu.Unlock()
		if got := l.drawn - before; got < 10 {
			t.Errorf("drawn %d times in the course of 900 events", got)
		}
	})
}

var errBusy = errors.New("busy")
