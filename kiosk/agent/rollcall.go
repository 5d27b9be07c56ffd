package agent

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// callRoll shows the desk who is inside, and records once that it was asked. A
// disk that takes no entry, or gives none of the visits, keeps the list from
// nobody: it is then made of what was seen last, and says so.
func (a *Agent) callRoll(i reception.Intent) {
	now := a.o.Clock()
	open, err := a.o.Records.Open()
	if err != nil {
		a.storageTrouble(err)
		open = a.sight.open
	}
	list := kiosk.Muster(open, now)
	if err == nil {
		_, err = a.decide(i.Op, func(tx kiosk.Tx) (kiosk.VisitID, error) {
			return "", tx.Log(kiosk.Event{Kind: kiosk.EventRollCall, At: now, Actor: kiosk.ActorReception})
		})
	}
	if err != nil {
		list.Unrecorded = err.Error()
	}
	a.desk.roll = &reception.RollCall{RollCall: list, Drill: i.Drill}
}
