package agent

import (
	"reflect"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
)

// asked is what the visitor last asked of the store, and under which names.
// They stay until the answer is certain: the same asked again, after it was not
// known whether it was kept, is then the same operation.
type asked struct {
	effect checkin.Effect
	op     kiosk.OpID
	visit  kiosk.VisitID // of the visit that registering makes
}

func (a *Agent) newOp() kiosk.OpID { return kiosk.OpID(a.o.NewID()) }

// ask returns the names under which an effect is to be carried out.
func (a *Agent) ask(e checkin.Effect) asked {
	if r, ok := e.(checkin.Register); ok {
		r.Lang = "" // who registers in another language is the same visitor
		e = r
	}
	if !reflect.DeepEqual(a.asked.effect, e) {
		a.asked = asked{effect: e, op: a.newOp(), visit: kiosk.VisitID(a.o.NewID())}
	}
	return a.asked
}

// answered gives the names up, unless the answer is the disk's.
func (a *Agent) answered(e checkin.Event) {
	if r, ok := e.(checkin.Refused); ok && (r.Code == kiosk.CodeStorage || r.Code == kiosk.CodeFull) {
		return
	}
	a.asked = asked{}
}
