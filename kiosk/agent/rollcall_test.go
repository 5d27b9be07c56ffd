package agent

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

// rolls returns the entries of roll calls.
func (l *lobby) rolls() []kiosk.Event {
	return slices.DeleteFunc(l.records.Log(), func(e kiosk.Event) bool { return e.Kind != kiosk.EventRollCall })
}

// Each opening of the roll call is one entry, without names, and it stays as it
// was until it is closed.
func TestRollCall_AtTheDesk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.sentUp()
		l.checkIn("访客乙") // who waits is not inside
		l.does(reception.IntentRollCall, func(i *reception.Intent) { i.Drill, i.Op = true, "once" })
		l.does(reception.IntentRollCall, func(i *reception.Intent) { i.Drill, i.Op = true, "once" })
		list := l.reception().RollCall
		if list == nil || !list.Drill || len(list.People) != 1 || list.People[0].Visitor != "访客甲" || list.Unrecorded != "" {
			t.Fatalf("the list is %+v", list)
		}
		calls := l.rolls()
		if len(calls) != 1 || calls[0].Actor != kiosk.ActorReception || calls[0].Visit != "" {
			t.Errorf("recorded as %+v", calls)
		}
		l.does(reception.ActionSeeOff)
		if list := l.reception().RollCall; list == nil || len(list.People) != 1 {
			t.Errorf("while it is open the list becomes %+v", list)
		}
		l.does(reception.IntentRollClose)
		if l.reception().RollCall != nil {
			t.Error("the list is not closed")
		}
		l.does(reception.IntentRollCall)
		if list := l.reception().RollCall; list == nil || list.Drill || len(l.rolls()) != 2 {
			t.Errorf("opened again: %+v with %d entries", list, len(l.rolls()))
		}
	})
}

// In an emergency neither a full disk nor one that cannot be read keeps the list
// back.
func TestRollCall_WithoutADisk(t *testing.T) {
	for name, fail := range map[string]func(*kiosktest.Records){
		"that takes nothing": func(r *kiosktest.Records) { r.Fail(errDisk) },
		"that gives nothing": func(r *kiosktest.Records) { r.Unreadable(errDisk) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := open(t, kiosktest.NewRecords(testHosts...))
				id := l.checkIn("访客甲")
				l.does(reception.IntentServeNext)
				l.does(reception.ActionGoUp)
				l.wantState(id, kiosk.StateOnSite)
				fail(l.records)
				l.does(reception.IntentRollCall)
				list := l.reception().RollCall
				if list == nil || len(list.People) != 1 || list.Unrecorded == "" || strings.Contains(list.Unrecorded, "访客") {
					t.Errorf("the list is %+v", list)
				}
			})
		})
	}
}
