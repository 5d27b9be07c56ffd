package reception

import (
	"slices"
	"testing"
	"time"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/phrase"
)

func openBook(t *testing.T) *phrase.Book {
	t.Helper()
	book, err := phrase.Open(assets.Words(), phrase.Company{ZH: "示例大厦", EN: "Sample Tower"})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func said(book *phrase.Book, lang kiosk.Lang, lines []kiosk.Line) []string {
	var words []string
	for _, l := range lines {
		words = append(words, book.Say(lang, l))
	}
	return words
}

func TestF7toF12_TheHouseWordsAtEachState(t *testing.T) {
	const printing = "正在为您打印访客证，请取出后佩戴好"
	book := openBook(t)
	for s, want := range map[kiosk.State][]string{
		kiosk.StateRegistered: {"请稍候，我马上帮您联系"},
		kiosk.StateContacting: {"您好，这里是前台，示例公司的客人访客甲来访，请问您现在方便见面吗？"},
		kiosk.StateComingDown: {"访女士，示经理马上来见您，请您在前台接待厅稍等片刻"},
		kiosk.StateGoUp:       {"让您久等了，请从这里坐电梯上楼"},
		kiosk.StateLounge:     {"访女士，示经理请您稍等片刻，请在休息区就座用茶"},
		kiosk.StateAbsent:     {"对不起，示经理不在公司，请您稍后与他联系"},
		kiosk.StateDeclined:   {"对不起，示经理现在不便会客，请您另约时间"},
		kiosk.StateIssued:     {"让您久等了，请从这里坐电梯上楼", printing},
		kiosk.StateOnSite:     {"访女士，请慢走"},
		kiosk.StateLeft:       {"访女士，请慢走"},
		kiosk.StateCancelled:  nil,
		kiosk.StateTimedOut:   nil,
	} {
		t.Run(string(s), func(t *testing.T) {
			lines := detail(t, in(t, "V1", s)).Say
			if got := said(book, kiosk.LangZH, lines); !slices.Equal(got, want) {
				t.Errorf("the words are %q, want %q", got, want)
			}
			for i, words := range said(book, kiosk.LangEN, lines) {
				if words == lines[i].ID {
					t.Errorf("there are no English words for %s", words)
				}
			}
		})
	}
}

func printerIs(health string) func(*Snapshot) {
	return func(s *Snapshot) { s.Devices = []Device{{Name: "printer", Health: health}} }
}

// Nobody is told to take a badge that does not come out.
func TestSay_ABadgeThatDoesNotComeOut(t *testing.T) {
	r := in(t, "V1", kiosk.StateIssued)
	unknown := func(s *Snapshot) {
		s.Jobs = []kiosk.PrintJob{{Visit: r.ID, Attempt: r.Badge.Attempt, State: kiosk.JobUnknown}}
	}
	for name, change := range map[string][]func(*Snapshot){
		"no paper": {printerIs("not_ready")}, "of unknown fate": {unknown},
	} {
		got := said(openBook(t), kiosk.LangZH, detail(t, r, change...).Say)
		if want := []string{"让您久等了，请从这里坐电梯上楼", "请到前台领取您的访客证"}; !slices.Equal(got, want) {
			t.Errorf("%s: the words are %q, want %q", name, got, want)
		}
	}
}

func TestF8_TheWordsFollowACorrectedYes(t *testing.T) {
	r := arrived(t, "V1", nine, append(slices.Clone(paths[kiosk.StateIssued]), answer(kiosk.StateComingDown))...).Record()
	got := said(openBook(t), kiosk.LangZH, detail(t, r).Say)
	if want := "访女士，示经理马上来见您，请您在前台接待厅稍等片刻"; len(got) != 2 || got[0] != want {
		t.Errorf("the words are %q", got)
	}
}

func TestF7_TheCallWithoutACompany(t *testing.T) {
	r := in(t, "V1", kiosk.StateContacting)
	r.Visitor.Company = ""
	got := said(openBook(t), kiosk.LangZH, detail(t, r).Say)
	if want := []string{"您好，这里是前台，有位客人访客甲来访，请问您现在方便见面吗？"}; !slices.Equal(got, want) {
		t.Errorf("the words are %q, want %q", got, want)
	}
}

func noticeIDs(list []Notice) []string {
	var got []string
	for _, n := range list {
		got = append(got, n.Words.ID)
	}
	return got
}

func TestNotices_OfABadge(t *testing.T) {
	ready, busy := []Device{{Name: "printer", Health: "ready"}}, []Device{{Name: "printer", Health: "busy"}}
	heldUp, absent := []Device{{Name: "printer", Health: "not_ready"}}, []Device{{Name: "reader", Health: "ready"}, {Name: "printer", Health: "absent"}}
	second := Device{Name: "second_printer", Health: "ready"}
	for name, c := range map[string]struct {
		job     kiosk.PrintJob
		devices []Device
		want    string
	}{
		"unknown":                   {kiosk.PrintJob{State: kiosk.JobUnknown}, ready, "notice.print_unknown"},
		"failed":                    {kiosk.PrintJob{State: kiosk.JobFailed, Cause: "fault"}, ready, "notice.print_failed"},
		"a script the font lacks":   {kiosk.PrintJob{State: kiosk.JobFailed, Cause: CauseGlyphs}, ready, "notice.glyphs"},
		"queued, printer ready":     {kiosk.PrintJob{State: kiosk.JobQueued}, ready, ""},
		"queued, printer busy":      {kiosk.PrintJob{State: kiosk.JobQueued}, busy, ""},
		"queued, printer held up":   {kiosk.PrintJob{State: kiosk.JobQueued}, heldUp, "notice.print_waiting"},
		"queued, printer absent":    {kiosk.PrintJob{State: kiosk.JobQueued}, absent, "notice.print_waiting"},
		"queued, no printer at all": {kiosk.PrintJob{State: kiosk.JobQueued}, nil, "notice.print_waiting"},
		"queued, the second ready":  {kiosk.PrintJob{State: kiosk.JobQueued}, append(slices.Clone(heldUp), second), ""},
		"on its way":                {kiosk.PrintJob{State: kiosk.JobSending}, heldUp, ""},
		"of another attempt":        {kiosk.PrintJob{State: kiosk.JobFailed, Attempt: 7}, ready, ""},
	} {
		t.Run(name, func(t *testing.T) {
			snap := snapshot(in(t, "V1", kiosk.StateIssued))
			c.job.Visit, c.job.At = "V1", nine.Add(5*time.Minute)
			if c.job.Attempt == 0 {
				c.job.Attempt = 1
			}
			snap.Jobs, snap.Devices = []kiosk.PrintJob{c.job}, c.devices
			checkNotice(t, Build(snap).Notices, c.want, c.job.At)
		})
	}
}

// checkNotice requires one urgent notice about V1, or none at all.
func checkNotice(t *testing.T, got []Notice, want string, at time.Time) {
	t.Helper()
	if want == "" {
		if len(got) != 0 {
			t.Errorf("the notices are %v, want none", noticeIDs(got))
		}
		return
	}
	if len(got) != 1 || got[0].Words.ID != want {
		t.Fatalf("the notices are %v, want %s", noticeIDs(got), want)
	}
	if n := got[0]; !n.Urgent || n.Visit != "V1" || !n.At.Equal(at) || n.Words.Visitor.Name != "访客甲" {
		t.Errorf("the notice is %+v", n)
	}
}

func TestF9_AMessageWaitsUntilItIsPassedOn(t *testing.T) {
	v := arrived(t, "V1", nine, append(slices.Clone(paths[kiosk.StateAbsent]), message, leave)...)
	snap := snapshot()
	snap.Recent, snap.Messages = []kiosk.Record{v.Record()}, []kiosk.Record{v.Record()}
	m := Build(snap)
	if !slices.Equal(noticeIDs(m.Notices), []string{"notice.message_waiting"}) || m.Notices[0].Urgent || !m.Recent[0].Message {
		t.Fatalf("the notices are %v, the row's mark is %t", noticeIDs(m.Notices), m.Recent[0].Message)
	}
	if got := openBook(t).Say(kiosk.LangZH, m.Notices[0].Words); got != "访女士给示经理留了言，请尽快转达" {
		t.Errorf("the notice says %q", got)
	}
	if got := detail(t, v.Record()).Message; got != "改天再来" {
		t.Errorf("the message shown is %q", got)
	}
	if err := v.PassMessage(nine.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	snap.Recent, snap.Messages = []kiosk.Record{v.Record()}, nil
	if m := Build(snap); len(m.Notices) != 0 || m.Recent[0].Message {
		t.Errorf("once passed on the notices are %v", noticeIDs(m.Notices))
	}
}

func TestF10_TheLoungeReminderCountsTheMinutes(t *testing.T) {
	r := in(t, "V1", kiosk.StateLounge)
	for waited, want := range map[time.Duration]struct {
		minutes string
		at      time.Duration
	}{
		10*time.Minute - time.Second: {"", 0},
		10 * time.Minute:             {"10", 10 * time.Minute},
		19*time.Minute + time.Second: {"19", 10 * time.Minute},
		25 * time.Minute:             {"25", 20 * time.Minute},
	} {
		t.Run(waited.String(), func(t *testing.T) {
			snap := snapshot(r)
			snap.Now = r.Answered.Add(waited)
			got := Build(snap).Notices
			if want.minutes == "" {
				if len(got) != 0 {
					t.Errorf("reminded too early: %v", noticeIDs(got))
				}
				return
			}
			if len(got) != 1 || !got[0].At.Equal(r.Answered.Add(want.at)) || got[0].Visit != "V1" || got[0].Urgent {
				t.Fatalf("the notices are %+v", got)
			}
			if words := openBook(t).Say(kiosk.LangZH, got[0].Words); words != "访女士已在休息区等候 "+want.minutes+" 分钟，请去问候并添茶" {
				t.Errorf("the notice says %q", words)
			}
		})
	}
}

func TestF10_OnlyWhoIsInTheLoungeIsRemindedOf(t *testing.T) {
	for s := range paths {
		if s == kiosk.StateLounge || s.Ended() {
			continue
		}
		snap := snapshot(in(t, "V1", s))
		snap.Now = nine.Add(8 * time.Hour)
		if got := Build(snap).Notices; len(got) != 0 {
			t.Errorf("in state %s the notices are %v", s, noticeIDs(got))
		}
	}
	snap := snapshot(in(t, "V1", kiosk.StateLounge))
	snap.Now, snap.Config = nine.Add(8*time.Hour), Config{}
	if got := Build(snap).Notices; len(got) != 0 {
		t.Errorf("with reminders turned off the notices are %v", noticeIDs(got))
	}
}

func TestNotices_UrgentOnesFirst(t *testing.T) {
	snap := snapshot(in(t, "V1", kiosk.StateLounge), in(t, "V2", kiosk.StateIssued))
	snap.Jobs = []kiosk.PrintJob{{Visit: "V2", Attempt: 1, State: kiosk.JobUnknown, At: nine}}
	snap.Passing = []Notice{{Words: kiosk.Say("notice.leaving"), Visit: "V9"}, {Words: kiosk.Say("notice.full"), Urgent: true}}
	want := []string{"notice.print_unknown", "notice.full", "notice.lounge_reminder", "notice.leaving"}
	if got := noticeIDs(Build(snap).Notices); !slices.Equal(got, want) {
		t.Errorf("the notices are %v, want %v", got, want)
	}
}

func TestNotices_WhatWasAskedOfTheDesk(t *testing.T) {
	snap := snapshot(in(t, "V1", kiosk.StateOnSite))
	snap.Reminders = []kiosk.Reminder{
		{Kind: kiosk.ReminderLeaving, Visit: "V1", At: nine}, {Kind: kiosk.ReminderLeaving, At: nine},
		{Kind: kiosk.ReminderEnquiry, At: nine}, {Kind: kiosk.ReminderLeaving, Visit: "V7", At: nine}, // who has ended
	}
	got := Build(snap).Notices
	if want := []string{"notice.leaving_number", "notice.leaving_unread", "notice.enquiry"}; !slices.Equal(noticeIDs(got), want) {
		t.Fatalf("the notices are %v, want %v", noticeIDs(got), want)
	}
	if got[0].Visit != "V1" || got[0].Words.Visitor.Name == "" || !got[0].Urgent || !got[0].At.Equal(nine) {
		t.Errorf("who leaves is told as %+v", got[0])
	}
}

func TestNotices_ABadgeThatExpiredBeforeItWasPrinted(t *testing.T) {
	snap := snapshot(in(t, "V1", kiosk.StateIssued))
	snap.Devices = nil
	queued := kiosk.PrintJob{Visit: "V1", Attempt: 1, State: kiosk.JobQueued, At: nine}
	for want, after := range map[string]time.Duration{"notice.print_waiting": 8 * time.Hour, "notice.badge_expired": 24 * time.Hour} {
		snap.Now, snap.Jobs = nine.Add(after), []kiosk.PrintJob{queued}
		if got := Build(snap).Notices; len(got) != 1 || got[0].Words.ID != want || !got[0].Urgent {
			t.Errorf("after %s the notices are %v, want %s", after, noticeIDs(got), want)
		}
	}
	snap.Now, snap.Jobs = nine.Add(24*time.Hour), nil
	if got := noticeIDs(Build(snap).Notices); !slices.Equal(got, []string{"notice.badge_expired"}) {
		t.Errorf("once the job is void the notices are %v", got)
	}
}
