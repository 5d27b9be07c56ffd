package agent

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

// withSlips opens a kiosk with a printer of slips.
func withSlips(t *testing.T) (*lobby, *kiosktest.SlipPrinter) {
	t.Helper()
	slips := &kiosktest.SlipPrinter{}
	return openAs(t, kiosktest.NewRecords(testHosts...), func(o *Options) { o.Slips = slips }, &kiosktest.Printer{}), slips
}

func TestSlip_IsPrintedForWhoHasRegistered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, slips := withSlips(t)
		id := l.checkIn("访客甲")
		synctest.Wait()
		got := slips.Slips()
		if len(got) != 1 {
			t.Fatalf("%d slips", len(got))
		}
		var text []string
		for _, line := range got[0] {
			text = append(text, line.Text)
			if line.Text == kiosk.TicketText(l.state(id).Ticket) && line.Times < 4 {
				t.Errorf("the number is %d times as large as the rest", line.Times)
			}
		}
		all := strings.Join(text, "\n")
		for _, want := range []string{"示例大厦", kiosk.TicketText(l.state(id).Ticket), "访客甲", "拜访"} {
			if !strings.Contains(all, want) {
				t.Errorf("no %q on the slip:\n%s", want, all)
			}
		}
		if jobs, err := l.records.Jobs(); err != nil || len(jobs) != 0 {
			t.Errorf("%d print jobs (%v) for a slip", len(jobs), err)
		}
	})
}

// A slip that does not come out holds nobody up, and their badge comes out.
func TestSlip_ThatFailsHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, slips := withSlips(t)
		slips.Fail(errors.New("kiosktest: told to fail"))
		id := l.issued()
		l.wantLabels(1)
		l.wantState(id, kiosk.StateOnSite)
		if n := len(slips.Slips()); n != 0 {
			t.Errorf("%d slips", n)
		}
	})
}

func TestSlip_NoneWhileItsPrinterIsHeldUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, slips := withSlips(t)
		slips.Report(devices.HealthNotReady, devices.CausePaperOut)
		synctest.Wait()
		for where, list := range map[string][]reception.Device{"the desk": l.reception().Devices, "the command line": l.agent.Devices()} {
			if !slices.ContainsFunc(list, func(d reception.Device) bool {
				return d.Name == "slip_printer" && slices.Contains(d.Causes, "paper_out")
			}) {
				t.Errorf("%s is told %+v", where, list)
			}
		}
		l.checkIn("访客甲")
		slips.Report(devices.HealthReady)
		synctest.Wait()
		if n := len(slips.Slips()); n != 0 {
			t.Errorf("%d slips of who has long gone on", n)
		}
		if l.notice("notice.print_waiting") {
			t.Error("the desk is told of badges")
		}
	})
}
