package agent

import (
	"lobby.internal/devices"
)

// readyPrinter returns the first printer that may be given a job. One that is
// still getting ready is waited for, so that a start does not turn the order
// round; one that has just failed a job rests, and the next takes over.
func (a *Agent) readyPrinter() (Printer, bool) {
	now := a.o.Clock()
	for _, p := range a.o.Printers {
		switch health := devices.Health(a.devices[p.Name].Health); {
		case now.Before(a.rests[p.Name]):
		case health == devices.HealthReady:
			return p, true
		case health == devices.HealthOpening:
			return Printer{}, false
		}
	}
	return Printer{}, false
}

// heldUp reports whether no printer prints anything until a person has seen to
// it, or there is none.
func (a *Agent) heldUp() bool {
	for _, p := range a.o.Printers {
		switch devices.Health(a.devices[p.Name].Health) {
		case devices.HealthReady, devices.HealthBusy, devices.HealthOpening:
			return false
		}
	}
	return true
}

// coarse reports whether the printer of that name is sent coarse badges.
func (a *Agent) coarse(name string) bool {
	for _, p := range a.o.Printers {
		if p.Name == name {
			return p.Coarse
		}
	}
	return false
}
