package agent

import (
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

// issued plays a visit up to its badge.
func (l *lobby) issued() kiosk.VisitID {
	l.t.Helper()
	id := l.checkIn("访客甲")
	l.does(reception.IntentServeNext)
	l.does(reception.ActionGoUp)
	return id
}

func (l *lobby) wantJob(id kiosk.VisitID, attempt int, want kiosk.JobState) {
	l.t.Helper()
	if got := l.records.Job(id, attempt).State; got != want {
		l.t.Errorf("job %d is %s, want %s", attempt, got, want)
	}
}

func (l *lobby) wantLabels(want int) {
	l.t.Helper()
	if got := len(l.printer.Labels()); got != want {
		l.t.Errorf("%d badges came out, want %d", got, want)
	}
}

// expireSoon leaves a badge another minute.
func (l *lobby) expireSoon(id kiosk.VisitID) {
	l.records.Spoil(id, func(r *kiosk.Record) { r.Badge.Expires = time.Now().Add(time.Minute) })
}

func TestPrint_WhatTheDeskCalledOffDoesNotComeOut(t *testing.T) {
	card := devices.Read{Kind: devices.KindCard, Data: "0C000621A5"}
	for _, action := range []reception.Action{reception.ActionCancel, reception.ActionByHand, reception.ActionLend} {
		t.Run(string(action), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := open(t, kiosktest.NewRecords(testHosts...))
				release := l.printer.Hold()
				id := l.issued()
				l.wantJob(id, 1, kiosk.JobSending)
				l.does(action)
				if action == reception.ActionLend {
					l.present(card)
				}
				release()
				synctest.Wait()
				l.wantLabels(0)
				l.wantJob(id, 1, kiosk.JobVoid)
			})
		})
	}
}

func TestPrint_AVoidJobIsNotQueuedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.printer.Report(devices.HealthNotReady, devices.CausePaperOut)
		id := l.issued()
		job := l.records.Job(id, 1)
		l.does(reception.ActionByHand)
		l.agent.inbox.put(printed{job: job, outcome: devices.OutcomeFailed, cause: string(devices.CauseUnplugged)})
		l.agent.inbox.put(printed{job: job, outcome: devices.OutcomeUnknown, cause: string(devices.CauseUnplugged)})
		synctest.Wait()
		l.wantJob(id, 1, kiosk.JobVoid)
	})
}

func TestPrint_AgainForSomebodyWithALentCard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.printer.Report(devices.HealthNotReady, devices.CausePaperOut)
		id := l.issued()
		l.does(reception.ActionLend)
		l.present(devices.Read{Kind: devices.KindCard, Data: "0C000621A5"})
		l.printer.Report(devices.HealthReady)
		synctest.Wait()
		l.wantLabels(0)
		l.does(reception.ActionPrintAgain)
		l.wantLabels(1)
		l.wantJob(id, 1, kiosk.JobVoid)
		l.wantJob(id, 2, kiosk.JobConfirmed)
	})
}

func TestPrint_AFullDiskIsTriedAgainAtRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.printer.Report(devices.HealthNotReady, devices.CausePaperOut)
		id := l.issued()
		l.records.Fail(&kiosk.Error{Code: kiosk.CodeFull})
		l.printer.Report(devices.HealthReady)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if got := l.printer.Tries(); got == 0 || got > 6 {
			t.Errorf("%d attempts in 10 s, want one every 2 s", got)
		}
		if !l.notice("notice.full") {
			t.Error("the desk is not told")
		}
		l.records.Fail(nil)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		l.wantLabels(1)
		l.wantState(id, kiosk.StateOnSite)
	})
}

func TestPrint_ADiskThatFailsOnceIsNoFaultOfThePrinter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		release := l.printer.Hold()
		id := l.issued()
		l.records.Ends(errDisk)
		release()
		synctest.Wait()
		l.wantLabels(0)
		l.wantJob(id, 1, kiosk.JobQueued)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		l.wantLabels(1)
		l.wantState(id, kiosk.StateOnSite)
	})
}

func TestPrint_AnOutcomeTheDiskRefusedIsKeptLater(t *testing.T) {
	for outcome, want := range map[devices.Outcome]kiosk.JobState{
		devices.OutcomeConfirmed: kiosk.JobConfirmed, devices.OutcomeUnknown: kiosk.JobUnknown,
	} {
		t.Run(string(outcome), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := open(t, kiosktest.NewRecords(testHosts...))
				release := l.printer.Hold()
				l.printer.End(outcome)
				id := l.issued()
				full := &kiosk.Error{Code: kiosk.CodeFull}
				l.records.Ends(nil, full, full, full)
				release()
				synctest.Wait()
				l.wantJob(id, 1, kiosk.JobCommitting)
				if !l.notice("notice.full") {
					t.Error("the desk is not told")
				}
				time.Sleep(4 * time.Second)
				synctest.Wait()
				l.wantJob(id, 1, want)
				if got := l.state(id); outcome == devices.OutcomeConfirmed && got.State != kiosk.StateOnSite {
					t.Errorf("the badge came out and the visit is %s", got.State)
				}
				if got := l.printer.Tries(); got != 1 {
					t.Errorf("it was sent %d times", got)
				}
			})
		})
	}
}

func TestPrint_AnOutcomeKeptLaterLeavesWhatTheDeskDecided(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		release := l.printer.Hold()
		l.printer.End(devices.OutcomeUnknown)
		id := l.issued()
		l.records.Ends(nil, errDisk)
		release()
		synctest.Wait()
		l.does(reception.ActionByHand)
		l.wantState(id, kiosk.StateOnSite)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		l.wantJob(id, 1, kiosk.JobVoid)
	})
}

func TestPrint_ABadgeThatExpiredIsNotPrinted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.printer.Report(devices.HealthNotReady, devices.CausePaperOut)
		id := l.issued()
		l.expireSoon(id)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		l.wantJob(id, 1, kiosk.JobVoid)
		if !l.notice("notice.badge_expired") {
			t.Error("the desk is not told")
		}
		l.printer.Report(devices.HealthReady)
		time.Sleep(time.Minute)
		synctest.Wait()
		l.wantLabels(0)
		l.does(reception.ActionByHand)
		l.wantState(id, kiosk.StateOnSite)
		if l.notice("notice.badge_expired") {
			t.Error("the desk is still told")
		}
	})
}

func TestPrint_AgainWhatHasExpiredIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.issued()
		l.expireSoon(id)
		time.Sleep(2 * time.Minute)
		l.does(reception.ActionPrintAgain)
		if got := l.reception().Problem.ID; got != "notice.badge_expired" || l.state(id).Badge.Attempt != 1 {
			t.Errorf("the desk says %q, the badge is at attempt %d", got, l.state(id).Badge.Attempt)
		}
		l.wantLabels(1)
	})
}
