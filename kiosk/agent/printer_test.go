package agent

import (
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

// two opens a kiosk with two printers on what an earlier one left.
func two(t *testing.T, records *kiosktest.Records) (l *lobby, second *kiosktest.Printer) {
	t.Helper()
	second = &kiosktest.Printer{}
	return openWith(t, records, &kiosktest.Printer{}, second), second
}

// wantPrinter requires the history of a job to name the printer.
func (l *lobby) wantPrinter(id kiosk.VisitID, want string) {
	l.t.Helper()
	if got := l.records.Job(id, 1).Printer; got != want {
		l.t.Errorf("its badge was printed by %q, want %q", got, want)
	}
}

func wantLabelsOf(t *testing.T, p *kiosktest.Printer, want int) {
	t.Helper()
	if got := len(p.Labels()); got != want {
		t.Errorf("%d badges came out of the second printer, want %d", got, want)
	}
}

func TestPrinters_TheFirstPrints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, second := two(t, kiosktest.NewRecords(testHosts...))
		id := l.issued()
		l.wantLabels(1)
		wantLabelsOf(t, second, 0)
		l.wantJob(id, 1, kiosk.JobConfirmed)
		l.wantPrinter(id, "printer")
	})
}

func TestPrinters_TheSecondTakesOver(t *testing.T) {
	for _, held := range []devices.Health{devices.HealthNotReady, devices.HealthAbsent, devices.HealthBusy} {
		t.Run(string(held), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, second := two(t, kiosktest.NewRecords(testHosts...))
				l.printer.Report(held)
				id := l.issued()
				l.wantLabels(0)
				wantLabelsOf(t, second, 1)
				l.wantJob(id, 1, kiosk.JobConfirmed)
				l.wantPrinter(id, "second_printer")
				l.wantState(id, kiosk.StateOnSite)
			})
		})
	}
}

func TestPrinters_AQueuedJobGoesToWhicheverIsReadyFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, second := two(t, kiosktest.NewRecords(testHosts...))
		l.printer.Report(devices.HealthNotReady, devices.CausePaperOut)
		second.Report(devices.HealthAbsent, devices.CauseUnplugged)
		id := l.issued()
		l.wantJob(id, 1, kiosk.JobQueued)
		if !l.notice("notice.print_waiting") {
			t.Error("the desk is not told that both are held up")
		}
		second.Report(devices.HealthReady)
		synctest.Wait()
		l.printer.Report(devices.HealthReady)
		synctest.Wait()
		l.wantLabels(0)
		wantLabelsOf(t, second, 1)
		l.wantPrinter(id, "second_printer")
		if l.notice("notice.print_waiting") {
			t.Error("the desk is still told")
		}
	})
}

func TestPrinters_OneGettingReadyIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, second := two(t, kiosktest.NewRecords(testHosts...))
		l.printer.Report(devices.HealthOpening)
		id := l.issued()
		l.wantJob(id, 1, kiosk.JobQueued)
		l.printer.Report(devices.HealthReady)
		synctest.Wait()
		l.wantLabels(1)
		wantLabelsOf(t, second, 0)
	})
}

// A job that was called off before its last bytes came out of nothing: the
// second printer takes it at once, while the first rests.
func TestPrinters_AfterAFailureBeforeTheLastBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, second := two(t, kiosktest.NewRecords(testHosts...))
		l.printer.EndWith(devices.OutcomeFailed, devices.ErrStalled)
		id := l.issued()
		l.wantLabels(0)
		wantLabelsOf(t, second, 1)
		l.wantPrinter(id, "second_printer")
		if l.printer.Tries() != 1 || second.Tries() != 1 {
			t.Errorf("tried %d and %d times", l.printer.Tries(), second.Tries())
		}
		l.touch(checkin.Intent{Kind: checkin.IntentDone})
		time.Sleep(retryPrint)
		l.issued()
		l.wantLabels(1) // rested
	})
}

// What may have come out of one printer never goes to the other.
func TestPrinters_AnUnknownJobStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, second := two(t, kiosktest.NewRecords(testHosts...))
		l.printer.End(devices.OutcomeUnknown)
		id := l.issued()
		l.printer.Report(devices.HealthAbsent, devices.CauseUnplugged)
		time.Sleep(time.Minute)
		synctest.Wait()
		l.wantJob(id, 1, kiosk.JobUnknown)
		l.wantPrinter(id, "printer")
		wantLabelsOf(t, second, 0)
		if got := l.reception().Selected.Print.Printer; got != "printer" {
			t.Errorf("the desk is told to look at %q", got)
		}
		l.does(reception.ActionPrinted)
		l.wantJob(id, 1, kiosk.JobConfirmed)
		l.wantPrinter(id, "printer")
		wantLabelsOf(t, second, 0)
	})
}

// While a job is with a printer that has become held up, no other has it.
func TestPrinters_AJobUnderWayStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, second := two(t, kiosktest.NewRecords(testHosts...))
		release := l.printer.Hold()
		id := l.issued()
		l.wantJob(id, 1, kiosk.JobSending)
		l.wantPrinter(id, "printer")
		l.printer.Report(devices.HealthNotReady, devices.CauseSilent)
		time.Sleep(time.Minute)
		synctest.Wait()
		if second.Tries() != 0 {
			t.Error("the second printer was given it too")
		}
		release()
		synctest.Wait()
		l.wantLabels(1)
		wantLabelsOf(t, second, 0)
	})
}

// After a restart a job that had not reached its last bytes is anybody's, and
// one that had is for reception to look at, at its printer.
func TestPrinters_Restart(t *testing.T) {
	for was, want := range map[kiosk.JobState]struct {
		state   kiosk.JobState
		printer string
		second  int
	}{
		kiosk.JobSending:    {kiosk.JobConfirmed, "second_printer", 1},
		kiosk.JobCommitting: {kiosk.JobUnknown, "printer", 0},
		kiosk.JobUnknown:    {kiosk.JobUnknown, "printer", 0},
	} {
		t.Run(string(was), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				records := kiosktest.NewRecords(testHosts...)
				l, second := two(t, records)
				l.printer.Report(devices.HealthNotReady)
				second.Report(devices.HealthNotReady)
				id := l.issued()
				l.stop()
				job := records.Job(id, 1)
				job.State, job.Sent, job.Printer = was, 1024, "printer"
				if _, err := records.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) { return id, tx.PutJob(job) }); err != nil {
					t.Fatal(err)
				}
				second = &kiosktest.Printer{}
				l = openWith(t, records, &kiosktest.Printer{Held: true}, second)
				time.Sleep(time.Minute)
				synctest.Wait()
				l.wantLabels(0)
				wantLabelsOf(t, second, want.second)
				l.wantJob(id, 1, want.state)
				l.wantPrinter(id, want.printer)
			})
		})
	}
}

func TestPrinters_BothAreOnTheDesk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, second := two(t, kiosktest.NewRecords(testHosts...))
		second.Report(devices.HealthNotReady, devices.CauseCoverOpen)
		synctest.Wait()
		var got []string
		for _, d := range l.reception().Devices {
			got = append(got, d.Name+" "+d.Health)
		}
		if len(got) != 3 || got[0] != "printer ready" || got[1] != "second_printer not_ready" || got[2] != "reader ready" {
			t.Errorf("the desk shows %v", got)
		}
	})
}
