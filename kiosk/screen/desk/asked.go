package desk

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// asked is what the receptionist last asked to be done. While the disk's answer
// is that it may not have been kept, the same asked again keeps its name: it is
// then done once.
type asked struct {
	intent reception.Intent // without its name
	op     kiosk.OpID
	unsure bool // the answer was a problem of storage
	read   bool // the problem was put away, and with it what tells that it is over
}

// name returns the name under which to send an intent.
func (a *asked) name(i reception.Intent, newOp func() kiosk.OpID) kiosk.OpID {
	switch i.Kind {
	case reception.IntentSelect, reception.IntentLanguage, reception.IntentDismiss:
		a.read = a.unsure
		return newOp()
	}
	if !a.unsure || a.intent != i {
		*a = asked{intent: i, op: newOp()}
	}
	a.read = false
	return a.op
}

// answer takes the problem of the model that came after it.
func (a *asked) answer(problem kiosk.Line) {
	switch problem.ID {
	case "error.storage", "error.full":
		a.unsure = true
	default:
		a.unsure = a.unsure && a.read
	}
}
