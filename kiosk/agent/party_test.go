package agent

import (
	"cmp"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

// checkInParty plays a visitor with companions up to the wait screen.
func (l *lobby) checkInParty(names ...string) kiosk.VisitID {
	l.t.Helper()
	l.touch(checkin.Intent{Kind: checkin.IntentStart}, checkin.Intent{Kind: checkin.IntentType, Text: "shili"},
		checkin.Intent{Kind: checkin.IntentHost, Host: "H1"}, checkin.Intent{Kind: checkin.IntentType, Text: names[0]},
		checkin.Intent{Kind: checkin.IntentNext}, checkin.Intent{Kind: checkin.IntentSkip}, checkin.Intent{Kind: checkin.IntentSkip},
		checkin.Intent{Kind: checkin.IntentArranged, Text: "yes"})
	for i, name := range names[1:] {
		kind := checkin.IntentParty
		if i > 0 {
			kind = checkin.IntentAdd
		}
		l.touch(checkin.Intent{Kind: kind}, checkin.Intent{Kind: checkin.IntentType, Text: name}, checkin.Intent{Kind: checkin.IntentNext})
	}
	l.touch(checkin.Intent{Kind: checkin.IntentNext}, checkin.Intent{Kind: checkin.IntentConfirm})
	m := l.visitor()
	if m.Screen != checkin.ScreenWaiting {
		l.t.Fatalf("after confirming the screen is %s (%s)", m.Screen, m.Problem.ID)
	}
	return m.Visit.ID
}

// party returns the visits of a party, who registered first.
func (l *lobby) party(lead kiosk.VisitID) []kiosk.Record {
	l.t.Helper()
	all, err := l.records.Since(time.Time{})
	if err != nil {
		l.t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(r kiosk.Record) bool { return leadOf(r) != lead })
	slices.SortFunc(all, func(a, b kiosk.Record) int {
		return cmp.Or(cmp.Compare(a.Party.Lead, b.Party.Lead), cmp.Compare(a.Badge.Number, b.Badge.Number))
	})
	return all
}

// TestParty_IsServedInOneGo: one place in the queue, one answer, and then a visit
// and a badge for each, all of which come out.
func TestParty_IsServedInOneGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		lead := l.checkInParty("访客甲", "访客乙", "访客丙")
		if q := l.reception().Queue; len(q) != 1 || q[0].Party != 3 {
			t.Fatalf("the queue is %+v", q)
		}
		l.does(reception.IntentServeNext)
		d := l.reception().Selected
		if len(d.Members) != 2 || d.Members[0].Person.Name != "访客乙" || d.Say[0].ID != "house.phone_party" || d.Say[0].Args["Party"] != "3" {
			t.Errorf("the desk shows %+v, says %+v", d.Members, d.Say)
		}
		l.does(reception.ActionGoUp)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		all := l.party(lead)
		if len(all) != 3 {
			t.Fatalf("%d visits", len(all))
		}
		numbers := map[string]bool{}
		for i, r := range all {
			numbers[r.Badge.Number] = true
			if r.State != kiosk.StateOnSite || r.Ticket != all[0].Ticket || len(r.Companions) != 0 || r.Party.Size != 3 {
				t.Errorf("visit %d is %+v", i, r)
			}
			if l.records.Job(r.ID, 1).State != kiosk.JobConfirmed {
				t.Errorf("the badge of visit %d is %s", i, l.records.Job(r.ID, 1).State)
			}
		}
		if len(numbers) != 3 || all[0].Badge.Number != "000101-001" {
			t.Errorf("the badges are %v, the first's %s", numbers, all[0].Badge.Number)
		}
		if v := l.visitor().Visit; v == nil || v.ID != lead || v.Party != 3 || v.Badge != checkin.BadgeTake {
			t.Errorf("the visitor sees %+v", v)
		}
		if got := len(l.reception().OnSite); got != 3 {
			t.Errorf("%d are inside", got)
		}
	})
}

// TestParty_EachLeavesAlone: each badge sees off the one who wears it.
func TestParty_EachLeavesAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		lead := l.checkInParty("访客甲", "访客乙")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionGoUp)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		for left, r := range l.party(lead) {
			if inside := len(l.reception().OnSite); inside != 2-left {
				t.Errorf("before %d leaves %d are inside", left+1, inside)
			}
			l.present(l.badgeCode(r.ID, 1))
			l.wantState(r.ID, kiosk.StateLeft)
		}
	})
}

// TestParty_ALaterAnswerIsForAll: who was to wait in the lobby and may go up
// after all goes up with the others.
func TestParty_ALaterAnswerIsForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		lead := l.checkInParty("访客甲", "访客乙", "访客丙")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionComingDown)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		l.does(reception.ActionGoUp)
		for i, r := range l.party(lead) {
			if r.Answer != kiosk.StateGoUp || r.State != kiosk.StateOnSite || r.Badge.Attempt != 1 {
				t.Errorf("visit %d is %+v", i, r)
			}
		}
		if n := len(l.party(lead)); n != 3 {
			t.Errorf("%d visits", n)
		}
	})
}

// TestParty_OneDecision: a disk that refuses the host's yes keeps nothing of it,
// and one that does not say whether it did admits nobody twice.
func TestParty_OneDecision(t *testing.T) {
	for name, c := range map[string]struct {
		fault func(*kiosktest.Records)
		kept  int // visits after the first try
	}{
		"refused": {func(r *kiosktest.Records) { r.Ends(errors.New("disk")) }, 1},
		"unsure":  {func(r *kiosktest.Records) { r.Unsure(errors.New("disk")) }, 3},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := open(t, kiosktest.NewRecords(testHosts...))
				lead := l.checkInParty("访客甲", "访客乙", "访客丙")
				l.does(reception.IntentServeNext)
				release := l.printer.Hold() // nothing but the yes is decided
				c.fault(l.records)
				same := func(i *reception.Intent) { i.Op = "yes" }
				l.does(reception.ActionGoUp, same)
				if n := len(l.party(lead)); n != c.kept {
					t.Errorf("%d visits after the fault", n)
				}
				l.does(reception.ActionGoUp, same)
				l.does(reception.ActionGoUp, same)
				release()
				time.Sleep(5 * time.Second)
				synctest.Wait()
				if n := len(l.party(lead)); n != 3 {
					t.Errorf("%d visits in the end", n)
				}
			})
		})
	}
}

// TestParty_ItsNumberIsThatOfWhoRegistered: who types it on the way out is the one
// who was given it, while they are inside.
func TestParty_ItsNumberIsThatOfWhoRegistered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		lead := l.checkInParty("访客甲", "访客乙")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionGoUp)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		l.stop()
		all := l.party(lead)
		if r := l.agent.insideWith(all[0].Ticket); r == nil || r.ID != lead {
			t.Errorf("the number leads to %+v", r)
		}
		_, err := l.records.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
			v, err := tx.Visit(lead)
			if err != nil {
				return "", err
			}
			return lead, errors.Join(v.Leave(kiosk.ActorReception, time.Now()), tx.Put(v))
		})
		if r := l.agent.insideWith(all[0].Ticket); err != nil || r == nil || r.ID != all[1].ID {
			t.Errorf("once they have left it leads to %+v, %v", r, err)
		}
	})
}
