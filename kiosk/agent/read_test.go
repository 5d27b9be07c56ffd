package agent

import (
	"errors"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
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
