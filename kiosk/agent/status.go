package agent

import (
	"slices"
	"strings"
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk/reception"
)

func opening(name string, now time.Time) reception.Device {
	return reception.Device{Name: name, Health: string(devices.HealthOpening), Since: now}
}

func (a *Agent) report(name string) func(devices.Status) {
	return func(s devices.Status) { a.inbox.put(statusOf{name, s}) }
}

func (a *Agent) status(e statusOf) {
	d := reception.Device{Name: e.name, Health: string(e.status.Health), Since: e.status.At}
	for _, c := range e.status.Causes {
		d.Causes = append(d.Causes, string(c))
		if c == devices.CauseInUse {
			d.Detail = holder(e.status.Detail)
		}
	}
	a.devices[e.name] = d
	a.publishHealth()
	a.o.Log.Info("device", "name", e.name, "health", d.Health, "causes", d.Causes, "detail", e.status.Detail)
}

// holder returns who holds a port, from the words of the driver that could not
// open it; "" when they do not tell.
func holder(detail string) string {
	_, who, _ := strings.Cut(detail, devices.ErrInUse.Error()+" by ")
	return who
}

// publishHealth makes the devices' health known to other goroutines.
func (a *Agent) publishHealth() {
	list := a.deviceList()
	a.health.Store(&list)
}

// Devices returns how each device is, as the desk shows it; nil before the agent
// is served.
func (a *Agent) Devices() []reception.Device {
	if list := a.health.Load(); list != nil {
		return slices.Clone(*list)
	}
	return nil
}
