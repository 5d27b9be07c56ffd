package agent

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
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
		shows(devices.Read{Kind: devices.KindRefused}, devices.SignalRefused)
		shows(devices.Read{Kind: devices.KindID, Data: "访客甲"}, devices.SignalRefused) // nobody is asked for a name
		l.atName()
		shows(devices.Read{Kind: devices.KindID, Data: "访客甲"}, devices.SignalAccepted)
	})
}

// Who holds a badge to the reader in vain is told so where they look.
func TestRead_TheVisitorIsToldOfARefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.issued()
		l.does(reception.ActionPrintAgain)
		l.touch(checkin.Intent{Kind: checkin.IntentDone})
		says := func(screen checkin.Screen, words string) {
			t.Helper()
			if m := l.visitor(); m.Screen != screen || m.Told.ID+m.Problem.ID != words {
				t.Errorf("screen %s says %q, want %s with %q", m.Screen, m.Told.ID+m.Problem.ID, screen, words)
			}
		}
		void, other := l.badgeCode(id, 1), devices.Read{Kind: devices.KindCode, Data: "6901234567892"}
		l.present(other)
		says(checkin.ScreenWelcome, "") // anything may be held to a reader
		l.present(void)
		says(checkin.ScreenTold, "error.badge_void")
		time.Sleep(testConfig().Checkin.Farewell + time.Second)
		says(checkin.ScreenWelcome, "")
		good := l.badgeCode(id, 2)
		l.records.Unreadable(errBusy)
		l.present(good)
		says(checkin.ScreenTold, "error.badge_busy")
		l.records.Unreadable(nil)
		l.touch(checkin.Intent{Kind: checkin.IntentDone}, checkin.Intent{Kind: checkin.IntentStart, Purpose: kiosk.PurposeLeaving})
		l.present(other)
		says(checkin.ScreenLeaving, "error.badge_unknown")
		l.present(void)
		says(checkin.ScreenLeaving, "error.badge_void")
		l.present(good)
		says(checkin.ScreenFarewell, "")
		l.wantState(id, kiosk.StateLeft)
		l.atName()
		l.present(void)
		says(checkin.ScreenName, "") // nobody's typing is covered
	})
}

// atName plays a visitor up to the question for the name.
func (l *lobby) atName() {
	l.touch(checkin.Intent{Kind: checkin.IntentStart}, checkin.Intent{Kind: checkin.IntentType, Text: "shili"},
		checkin.Intent{Kind: checkin.IntentHost, Host: "H1"})
}

func TestRead_IDCardFillsTheName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.atName()
		l.touch(checkin.Intent{Kind: checkin.IntentType, Text: "访"})
		l.present(devices.Read{Kind: devices.KindID, Data: "访客甲", Mark: "a hash", Last: "0017"})
		if m := l.visitor(); m.Screen != checkin.ScreenName || m.Input.Text != "访客甲" || m.Problem.ID != "" {
			t.Fatalf("screen %s, problem %q, or another name than the card's", m.Screen, m.Problem.ID)
		}
		l.touch(checkin.Intent{Kind: checkin.IntentNext})
		if m := l.visitor(); m.Screen != checkin.ScreenCompany || m.Draft.Visitor != (kiosk.Visitor{Name: "访客甲"}) {
			t.Errorf("screen %s, or more than the name was taken", m.Screen)
		}
		if l.notice("notice.id_not_now") || len(l.records.Log()) != 0 {
			t.Error("the desk or the log hears of it")
		}
	})
}

// What is kept of a card's number goes with the visit, its last characters to the
// desk, and nothing of it to the visitor's screen or the log.
func TestRead_IDCardsNumberIsKeptWithTheVisit(t *testing.T) {
	identity := kiosk.Identity{Mark: "00112233445566778899aabbccddeeff", Last: "907X"}
	for name, want := range map[string]kiosk.Identity{"with the number": identity, "the name alone": {}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := open(t, kiosktest.NewRecords(testHosts...))
				l.atName()
				l.present(devices.Read{Kind: devices.KindID, Data: "访客甲", Mark: want.Mark, Last: want.Last})
				l.touch(checkin.Intent{Kind: checkin.IntentNext}, checkin.Intent{Kind: checkin.IntentSkip}, checkin.Intent{Kind: checkin.IntentSkip},
					checkin.Intent{Kind: checkin.IntentArranged, Text: "yes"}, checkin.Intent{Kind: checkin.IntentConfirm})
				l.does(reception.IntentServeNext)
				d := l.reception().Selected
				if d == nil || l.state(d.Visit).Identity != want || d.IDLast != want.Last {
					t.Fatalf("the desk shows %+v", d)
				}
				told, err := json.Marshal([]any{l.visitor(), l.reception(), l.records.Log()})
				if err != nil || strings.Contains(string(told), identity.Mark) {
					t.Errorf("the hash is told, %v", err)
				}
				visitor, err := json.Marshal([]any{l.visitor(), l.records.Log()})
				if err != nil || strings.Contains(string(visitor), identity.Last) {
					t.Errorf("the last characters are told the visitor, or the log, %v", err)
				}
			})
		})
	}
}

func TestRead_IDCardElsewhereDoesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		card := devices.Read{Kind: devices.KindID, Data: "访客甲"}
		l.present(card)
		if m := l.visitor(); m.Screen != checkin.ScreenWelcome || !l.notice("notice.id_not_now") {
			t.Errorf("screen %s, notice %t", m.Screen, l.notice("notice.id_not_now"))
		}
		id := l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionGoUp)
		l.does(reception.ActionLend)
		before := len(l.records.Log())
		l.present(card)
		l.wantState(id, kiosk.StateOnSite)
		if l.state(id).Badge.Card != "" || len(l.records.Log()) != before {
			t.Error("an identity card was lent as a card of the house, or logged")
		}
		l.touch(checkin.Intent{Kind: checkin.IntentDone})
		l.atName()
		l.touch(checkin.Intent{Kind: checkin.IntentBack})
		l.present(card)
		if m := l.visitor(); m.Screen != checkin.ScreenHost || m.Input.Text != "" {
			t.Errorf("the card was typed on screen %s", m.Screen)
		}
	})
}

func TestRead_RefusedIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.atName()
		for range 3 {
			l.present(devices.Read{Kind: devices.KindRefused})
		}
		if !l.notice("notice.read_refused") || l.visitor().Input.Text != "" {
			t.Error("the desk is not told of what says nothing about anybody")
		}
		if got := len(l.records.Log()); got != 1 {
			t.Errorf("%d entries, want 1", got)
		}
	})
}

func TestMark_DependsOnKeyAndKind(t *testing.T) {
	other := ed25519.NewKeyFromSeed([]byte("another seed of thirty-two bytes"))
	seen := map[string]bool{}
	for _, mark := range []string{Mark(key, "card", "0C000621A5"), Mark(key, "id", "0C000621A5"), Mark(key, "card", "0C000621A6"), Mark(other, "card", "0C000621A5")} {
		seen[mark] = true
		if len(mark) != 32 {
			t.Errorf("a mark of %d digits", len(mark))
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d different marks, want 4", len(seen))
	}
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
