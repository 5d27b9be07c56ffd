package agent

import (
	"testing"
	"testing/synctest"

	"lobby.internal/devices"
	"lobby.internal/kiosk/kiosktest"
)

func TestStatus_WhoHoldsThePort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		for detail, want := range map[string]string{
			"serial: open /dev/ttyUSB0: devices: port in use by ModemManager (pid 812)": "ModemManager (pid 812)",
			"serial: open /dev/ttyUSB0: devices: port in use":                           "",
		} {
			l.agent.report("printer")(devices.Status{Health: devices.HealthAbsent, Causes: []devices.Cause{devices.CauseInUse}, Detail: detail})
			synctest.Wait()
			if got := l.reception().Devices[0].Detail; got != want {
				t.Errorf("the desk is told %q, want %q", got, want)
			}
		}
		l.agent.report("printer")(devices.Status{Health: devices.HealthReady, Detail: "firmware 4"})
		synctest.Wait()
		if got := l.reception().Devices[0].Detail; got != "" {
			t.Errorf("of a device in order the desk is told %q", got)
		}
	})
}
