package agent

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/badge"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

func TestMorning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.checkIn("访客甲")
		if got := l.reception(); !got.CanServe || len(got.Queue) != 1 {
			t.Fatalf("the desk sees %d waiting", len(got.Queue))
		}
		l.does(reception.IntentServeNext)
		l.wantState(id, kiosk.StateContacting)
		if got := l.reception().Selected; got == nil || got.Extension != "8001" {
			t.Fatal("the desk does not show whom to call")
		}
		l.does(reception.ActionGoUp)
		l.wantState(id, kiosk.StateOnSite)
		m := l.visitor()
		if m.Screen != checkin.ScreenOutcome || m.Visit.Lift != "A" || m.Visit.Side != checkin.SideLeft || m.Visit.Badge != checkin.BadgeTake {
			t.Errorf("the visitor sees %s %+v", m.Screen, m.Visit)
		}
		if got := len(l.printer.Labels()); got != 1 {
			t.Fatalf("%d badges came out", got)
		}
		l.present(l.badgeCode(id, 1))
		l.wantState(id, kiosk.StateLeft)
		if m := l.visitor(); m.Screen != checkin.ScreenFarewell || m.Visit.Words.ID != "house.farewell" {
			t.Errorf("the visitor leaves at screen %s", m.Screen)
		}
		if !l.notice("notice.leaving") {
			t.Error("the desk is not told that a visitor leaves")
		}
		var kinds []string
		for _, e := range l.records.Log() {
			kinds = append(kinds, string(e.Kind))
		}
		want := "registered contacted confirmed issued entered read_exit left"
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("the log reads %s, want %s", got, want)
		}
	})
}

func TestF8_BadgeAndConfirmationAreOneDecision(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.checkIn("访客甲")
		l.does(reception.ActionGoUp, func(i *reception.Intent) { i.Visit, i.Rev = id, l.state(id).Rev })
		l.wantState(id, kiosk.StateRegistered)
		if got := l.reception().Problem.ID; got != "error.not_registered" {
			t.Errorf("the desk says %q", got)
		}
		l.does(reception.IntentServeNext)
		l.records.Fail(&kiosk.Error{Code: kiosk.CodeFull})
		l.does(reception.ActionGoUp)
		l.records.Fail(nil)
		l.wantState(id, kiosk.StateContacting)
		if len(l.printer.Labels()) != 0 {
			t.Error("a badge was printed for an answer that was not kept")
		}
		if !l.notice("notice.full") {
			t.Error("the desk is not told that the disk is full")
		}
		l.does(reception.ActionGoUp)
		l.wantState(id, kiosk.StateOnSite)
		if l.notice("notice.full") {
			t.Error("the desk is still told that the disk is full")
		}
	})
}

func TestDesk_TheSameIntentTwiceIsCarriedOutOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		i := reception.Intent{Op: "same", Kind: reception.ActionGoUp, Visit: id, Rev: l.state(id).Rev}
		l.agent.Desk(i)
		l.agent.Desk(i)
		synctest.Wait()
		if got := len(l.printer.Labels()); got != 1 || l.reception().Problem.ID != "" {
			t.Errorf("%d badges, problem %q", got, l.reception().Problem.ID)
		}
		i.Op = "other"
		l.agent.Desk(i)
		synctest.Wait()
		if got := l.reception().Problem.ID; got != "error.stale" {
			t.Errorf("an intent on an old revision is answered with %q", got)
		}
	})
}

func TestC1_OutOfTurnKeepsItsReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.checkIn("访客甲")
		time.Sleep(time.Second)
		l.touch(checkin.Intent{Kind: checkin.IntentYield})
		second := l.checkIn("访客乙")
		l.does(reception.ActionServe, func(i *reception.Intent) { i.Visit = second })
		if got := l.reception().Problem.ID; got != "error.out_of_turn" {
			t.Errorf("without a reason the desk says %q", got)
		}
		l.does(reception.ActionServe, func(i *reception.Intent) { i.Visit, i.Reason = second, "行动不便" })
		l.wantState(second, kiosk.StateContacting)
		if got := l.reception().Selected.Reason; got != "行动不便" {
			t.Errorf("the reason kept is %q", got)
		}
	})
}

func TestPrint_UnknownIsNeverSentAgainByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		records := kiosktest.NewRecords(testHosts...)
		l := open(t, records)
		l.printer.End(devices.OutcomeUnknown)
		id := l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionGoUp)
		l.wantState(id, kiosk.StateIssued)
		if !l.notice("notice.print_unknown") || l.visitor().Visit.Badge != checkin.BadgeDesk {
			t.Error("nobody is told that the badge is in doubt")
		}
		l.printer.Report(devices.HealthAbsent, devices.CauseUnplugged)
		l.printer.Report(devices.HealthReady)
		time.Sleep(time.Minute)
		synctest.Wait()
		l.stop()
		l = open(t, records)
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := len(l.printer.Labels()); got != 0 {
			t.Fatalf("%d badges were printed without anybody's word", got)
		}
		l.agent.Desk(reception.Intent{Kind: reception.IntentSelect, Visit: id})
		synctest.Wait()
		l.does(reception.ActionPrintAgain)
		l.wantState(id, kiosk.StateOnSite)
		if got := len(l.printer.Labels()); got != 1 {
			t.Errorf("%d badges after “print again”", got)
		}
		l.present(l.badgeCode(id, 1))
		l.wantState(id, kiosk.StateOnSite)
		if !l.notice("notice.badge_void") {
			t.Error("the void badge is not told of")
		}
		l.present(l.badgeCode(id, 2))
		l.wantState(id, kiosk.StateLeft)
	})
}

func TestPrint_ACancelledVisitLeavesNoJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.printer.Report(devices.HealthNotReady, devices.CausePaperOut)
		id := l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionGoUp)
		l.does(reception.ActionCancel)
		l.wantState(id, kiosk.StateCancelled)
		l.printer.Report(devices.HealthReady)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		jobs, err := l.records.Jobs()
		if err != nil {
			t.Fatal(err)
		}
		if len(l.printer.Labels()) != 0 || len(jobs) != 0 {
			t.Errorf("%d badges came out, %d jobs are open", len(l.printer.Labels()), len(jobs))
		}
	})
}

func TestPrint_ItPrinted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.printer.End(devices.OutcomeUnknown)
		id := l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionComingDown)
		l.does(reception.ActionPrinted)
		l.wantState(id, kiosk.StateOnSite)
		l.present(l.badgeCode(id, 1))
		l.wantState(id, kiosk.StateLeft)
	})
}

func TestPrint_RestartInTheMiddle(t *testing.T) {
	for state, labels := range map[kiosk.JobState]int{kiosk.JobQueued: 1, kiosk.JobSending: 1, kiosk.JobCommitting: 0} {
		t.Run(string(state), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				records := kiosktest.NewRecords(testHosts...)
				l := open(t, records)
				l.printer.Report(devices.HealthNotReady, devices.CausePaperOut)
				id := l.checkIn("访客甲")
				l.does(reception.IntentServeNext)
				l.does(reception.ActionGoUp)
				if !l.notice("notice.print_waiting") {
					t.Error("the desk is not told that the badge waits for the printer")
				}
				l.stop()
				job := records.Job(id, 1)
				job.State = state
				if _, err := records.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) { return id, tx.PutJob(job) }); err != nil {
					t.Fatal(err)
				}
				l = open(t, records)
				time.Sleep(5 * time.Second)
				synctest.Wait()
				if got := len(l.printer.Labels()); got != labels {
					t.Errorf("%d badges came out, want %d", got, labels)
				}
			})
		})
	}
}

func TestPrint_AScriptTheFontLacksIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.checkIn("ทดสอบ")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionGoUp)
		l.wantState(id, kiosk.StateIssued)
		if len(l.printer.Labels()) != 0 || !l.notice("notice.glyphs") {
			t.Error("the desk is not told to write the badge by hand")
		}
		l.does(reception.ActionByHand)
		l.wantState(id, kiosk.StateOnSite)
		if !l.state(id).Badge.ByHand {
			t.Error("it is not kept that the badge was written by hand")
		}
	})
}

func TestRead_CardOfTheHouse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.printer.Report(devices.HealthNotReady, devices.CausePaperOut)
		card := devices.Read{Kind: devices.KindCard, Data: "0C000621A5"}
		l.present(card)
		if !l.notice("notice.badge_unknown") {
			t.Error("a card nobody carries is not told of")
		}
		id := l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionGoUp)
		l.does(reception.ActionLend)
		l.present(card)
		l.wantState(id, kiosk.StateOnSite)
		if strings.Contains(l.state(id).Badge.Card, card.Data) {
			t.Error("the card's number is kept")
		}
		l.present(card)
		l.wantState(id, kiosk.StateLeft)
	})
}

func TestRead_ForgedAndForeignCodes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		other := ed25519.NewKeyFromSeed([]byte("another seed of thirty-two bytes"))
		forged, err := badge.Sign(other, badge.Token{Visit: "01ARZ3NDEKTSV4RRFFQ0000001", Attempt: 1, Expires: time.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{forged, "6901234567892", ""} {
			l.present(devices.Read{Kind: devices.KindCode, Data: text})
			if !l.notice("notice.badge_unknown") {
				t.Error("the desk is not told")
			}
			l.does(reception.IntentDismiss)
		}
		for _, e := range l.records.Log() {
			if e.Kind != kiosk.EventReadRefused {
				t.Errorf("the log holds %s", e.Kind)
			}
		}
	})
}

func TestF9_AbsentHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionAbsent)
		m := l.visitor()
		if m.Screen != checkin.ScreenOutcome || m.Visit.Deputy == nil || m.Visit.Deputy.ID != "H2" {
			t.Fatalf("the visitor sees %s with deputy %v", m.Screen, m.Visit.Deputy)
		}
		l.touch(checkin.Intent{Kind: checkin.IntentMessage}, checkin.Intent{Kind: checkin.IntentType, Text: "改天再来"}, checkin.Intent{Kind: checkin.IntentNext})
		l.wantState(id, kiosk.StateLeft)
		if !l.notice("notice.message_waiting") {
			t.Error("the desk is not told of the message")
		}
		l.does(reception.ActionPass)
		if l.notice("notice.message_waiting") {
			t.Error("the desk is still told of a message passed on")
		}
	})
}

func TestF10_LoungeReminder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionLounge)
		time.Sleep(9 * time.Minute)
		synctest.Wait()
		if l.notice("notice.lounge_reminder") {
			t.Error("reminded too early")
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if !l.notice("notice.lounge_reminder") {
			t.Error("not reminded")
		}
	})
}

func TestTimeOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionDeclined)
		time.Sleep(29 * time.Minute)
		l.wantState(id, kiosk.StateDeclined)
		time.Sleep(2 * time.Minute)
		l.wantState(id, kiosk.StateTimedOut)
	})
}

func TestPresumeLeft_OnlyWhenTheHouseIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // which begins at midnight
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionGoUp)
		time.Sleep(17*time.Hour + 55*time.Minute) // the badge was good for twelve hours
		l.wantState(id, kiosk.StateOnSite)
		time.Sleep(6 * time.Minute)
		l.wantState(id, kiosk.StateLeft)
		log := l.records.Log()
		if last := log[len(log)-1]; last.Kind != kiosk.EventPresumed || last.Actor != kiosk.ActorAgent {
			t.Errorf("the log ends with %+v", last)
		}
	})
}

func TestRegister_AFullDiskIsToldAndNothingIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		first := l.checkIn("访客甲")
		l.touch(checkin.Intent{Kind: checkin.IntentYield})
		l.records.Fail(fmt.Errorf("store: %w", &kiosk.Error{Code: kiosk.CodeFull}))
		l.touch(checkin.Intent{Kind: checkin.IntentStart}, checkin.Intent{Kind: checkin.IntentType, Text: "shili"},
			checkin.Intent{Kind: checkin.IntentHost, Host: "H1"}, checkin.Intent{Kind: checkin.IntentType, Text: "访客乙"},
			checkin.Intent{Kind: checkin.IntentNext}, checkin.Intent{Kind: checkin.IntentSkip}, checkin.Intent{Kind: checkin.IntentSkip},
			checkin.Intent{Kind: checkin.IntentArranged, Text: "yes"}, checkin.Intent{Kind: checkin.IntentConfirm})
		m := l.visitor()
		if m.Screen != checkin.ScreenConfirm || m.Problem.ID != "error.full" || m.Draft.Visitor.Name != "访客乙" {
			t.Errorf("the visitor sees %s, problem %q, name kept %v", m.Screen, m.Problem.ID, m.Draft.Visitor.Name != "")
		}
		l.wantState(first, kiosk.StateRegistered)
		l.records.Fail(nil)
		l.touch(checkin.Intent{Kind: checkin.IntentConfirm})
		if got := l.visitor().Screen; got != checkin.ScreenWaiting {
			t.Errorf("once there is room again the screen is %s", got)
		}
	})
}

func TestAgent_NothingMovesWhenNothingHappens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.mu.Lock()
		before := l.drawn
		l.mu.Unlock()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		l.mu.Lock()
		defer l.mu.Unlock()
		if got := l.drawn - before; got > 11 {
			t.Errorf("an idle kiosk drew %d times in 10 minutes", got)
		}
	})
}

var errDisk = errors.New("disk")

func TestStorageTrouble_IsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		l.checkIn("访客甲")
		l.records.Fail(errDisk)
		l.does(reception.IntentServeNext)
		if got := l.reception().Problem.ID; got != "error.storage" || !l.notice("notice.storage") {
			t.Errorf("the desk says %q", got)
		}
	})
}
