package checkin

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

var (
	noon   = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	config = Config{
		Lang: kiosk.LangZH, AskCompany: true, AskPhone: true, IdleAfter: time.Minute, Countdown: 20 * time.Second,
		WaitYield: 30 * time.Second, Farewell: 8 * time.Second, Opens: 9 * time.Hour, Closes: 18 * time.Hour,
	}
	host = HostChoice{ID: "H1", Person: kiosk.Person{Name: "示例"}, Department: "行政部"}
)

// play gives the state events and returns what the last asked for.
func play(t *testing.T, s State, events ...Event) (State, []Effect) {
	t.Helper()
	var effects []Effect
	for _, e := range events {
		s, effects = Step(s, e)
	}
	return s, effects
}

func wantScreen(t *testing.T, s State, want Screen) {
	t.Helper()
	if got := s.Model().Screen; got != want {
		t.Fatalf("screen is %s, want %s (problem %q)", got, want, s.Problem.ID)
	}
}

func typing(text string) Intent { return Intent{Kind: IntentType, Text: text} }

func kind(k IntentKind) Intent { return Intent{Kind: k} }

// asked returns a state whose visitor has answered everything.
func asked(t *testing.T) State {
	t.Helper()
	s, _ := play(t, Start(config, noon), Visits{}, kind(IntentStart), typing("示例"), Found{Query: "示例", Hosts: []HostChoice{host}},
		Intent{Kind: IntentHost, Host: "H1"}, typing("访客甲"), Intent{Kind: IntentTitle, Title: kiosk.TitleMs},
		typing("样品公司"), kind(IntentNext), kind(IntentSkip), Intent{Kind: IntentArranged, Text: "yes"})
	wantScreen(t, s, ScreenConfirm)
	return s
}

func view(id kiosk.VisitID, ticket int, state, answer kiosk.State) VisitView {
	return VisitView{ID: id, Ticket: ticket, State: state, Answer: answer, Lang: kiosk.LangZH, Since: noon, Visitor: kiosk.Person{Name: "访客甲", Title: kiosk.TitleMs}}
}

func waiting(t *testing.T) State {
	t.Helper()
	s, _ := play(t, asked(t), kind(IntentConfirm), Registered{Visit: view("V1", 7, kiosk.StateRegistered, "")})
	wantScreen(t, s, ScreenWaiting)
	return s
}

func TestF7_OrderOfQuestions(t *testing.T) {
	s, _ := play(t, Start(config, noon), kind(IntentStart))
	want := []Screen{ScreenHost, ScreenName, ScreenCompany, ScreenPhone, ScreenArranged, ScreenConfirm}
	answers := [][]Event{
		{typing("示例"), Found{Query: "示例", Hosts: []HostChoice{host}}, kind(IntentNext)},
		{typing("访客甲"), kind(IntentNext)}, {kind(IntentSkip)}, {typing("01055500100"), kind(IntentNext)},
		{Intent{Kind: IntentArranged, Text: "no"}}, nil,
	}
	for i, screen := range want {
		wantScreen(t, s, screen)
		if m := s.Model(); m.At != i+1 || m.Of != len(want) {
			t.Errorf("%s is question %d of %d", screen, m.At, m.Of)
		}
		s, _ = play(t, s, answers[i]...)
	}
}

func TestF7_RegistersOnlyWhatWasConfirmed(t *testing.T) {
	s, effects := Step(asked(t), kind(IntentConfirm))
	if len(effects) != 1 {
		t.Fatalf("%d effects, want 1", len(effects))
	}
	draft := effects[0].(Register).Draft
	if draft.Host.ID != "H1" || draft.Visitor != (kiosk.Visitor{Name: "访客甲", Title: kiosk.TitleMs, Company: "样品公司"}) || draft.Arranged != kiosk.ArrangedYes {
		t.Errorf("the draft is %+v", draft)
	}
	_, again := Step(s, kind(IntentConfirm))
	if len(again) != 0 {
		t.Error("a second touch registers a second visit")
	}
}

func TestStep_OptionalQuestionsCanBeSwitchedOff(t *testing.T) {
	c := config
	c.AskCompany, c.AskPhone = false, false
	s, _ := play(t, Start(c, noon), kind(IntentStart), typing("示例"), Found{Query: "示例", Hosts: []HostChoice{host}}, kind(IntentNext), typing("访客甲"), kind(IntentNext))
	wantScreen(t, s, ScreenArranged)
}

func TestStep_BackKeepsWhatWasTyped(t *testing.T) {
	s, _ := play(t, asked(t), kind(IntentBack), kind(IntentBack), kind(IntentBack))
	wantScreen(t, s, ScreenCompany)
	if s.Input != "样品公司" {
		t.Errorf("the field holds %q", s.Input)
	}
	s, _ = play(t, s, kind(IntentBack), kind(IntentBack), kind(IntentBack))
	wantScreen(t, s, ScreenWelcome)
}

func TestStep_LanguageKeepsWhatWasTyped(t *testing.T) {
	s, _ := play(t, asked(t), kind(IntentBack), Intent{Kind: IntentLanguage, Lang: kiosk.LangEN})
	wantScreen(t, s, ScreenArranged)
	if s.Lang != kiosk.LangEN || s.Draft.Visitor.Name != "访客甲" {
		t.Error("switching the language lost an answer")
	}
}

func TestStep_Problems(t *testing.T) {
	at := func(screen Screen) State {
		s := asked(t)
		for s.Screen != screen {
			s, _ = Step(s, kind(IntentBack))
		}
		s, _ = Step(s, kind(IntentClear))
		return s
	}
	long := strings.Repeat("样", kiosk.MaxName+1)
	for _, c := range []struct {
		name   string
		from   Screen
		events []Event
		want   string
	}{
		{"no name", ScreenName, []Event{kind(IntentNext)}, "error.incomplete_name"},
		{"blank name", ScreenName, []Event{typing("  "), kind(IntentNext)}, "error.incomplete_name"},
		{"emoji", ScreenName, []Event{typing("😀😀"), kind(IntentNext)}, "error.bad_text"},
		{"long name", ScreenName, []Event{typing(long)}, "error.too_long"},
		{"phone with letters", ScreenPhone, []Event{typing("abc12345"), kind(IntentNext)}, "error.bad_phone"},
		{"nothing asked", ScreenHost, []Event{kind(IntentNext)}, "error.min_query"},
		{"nobody found", ScreenHost, []Event{typing("qq"), Found{Query: "qq"}, kind(IntentNext)}, "error.no_host_found"},
		{"several found", ScreenHost, []Event{typing("示例"), Found{Query: "示例", Hosts: []HostChoice{host, host}}, kind(IntentNext)}, "error.incomplete_host"},
		{"arranged unanswered", ScreenArranged, []Event{kind(IntentNext)}, "error.incomplete_arranged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := play(t, at(c.from), c.events...)
			wantScreen(t, s, c.from)
			if s.Problem.ID != c.want {
				t.Errorf("problem is %q, want %q", s.Problem.ID, c.want)
			}
		})
	}
}

func TestStep_ControlCharactersCannotBeTyped(t *testing.T) {
	s, _ := play(t, Start(config, noon), kind(IntentStart), typing("a\u202e\x00\u200bb"))
	if s.Input != "ab" {
		t.Errorf("the field holds %q", s.Input)
	}
}

func TestStep_RefusalLeadsToTheField(t *testing.T) {
	s, _ := play(t, asked(t), kind(IntentConfirm), Refused{Code: kiosk.CodeBadText, Field: "name"})
	wantScreen(t, s, ScreenName)
	s, _ = play(t, asked(t), kind(IntentConfirm), Refused{Code: kiosk.CodeFull})
	wantScreen(t, s, ScreenConfirm)
	if s.Busy || s.Problem.ID != "error.full" {
		t.Errorf("busy %v, problem %q", s.Busy, s.Problem.ID)
	}
}

func TestStep_DirectoryAnswersToTwoCharacters(t *testing.T) {
	s, effects := play(t, Start(config, noon), kind(IntentStart), typing("示"))
	if len(effects) != 0 {
		t.Error("one character searches")
	}
	_, effects = play(t, s, typing("例"))
	if len(effects) != 1 || effects[0] != (Search{Query: "示例"}) {
		t.Errorf("two characters ask for %v", effects)
	}
	s, _ = play(t, s, typing("例"), Found{Query: "旧", Hosts: []HostChoice{host}})
	if len(s.Found) != 0 {
		t.Error("an answer to an older query is shown")
	}
}

func TestWaiting_YieldsToTheNextVisitor(t *testing.T) {
	s, _ := play(t, waiting(t), Tick{noon.Add(29 * time.Second)})
	wantScreen(t, s, ScreenWaiting)
	s, _ = play(t, s, Tick{noon.Add(31 * time.Second)})
	wantScreen(t, s, ScreenWelcome)
	if strip := s.Model().Strip; len(strip) != 1 || strip[0].Ticket != 7 {
		t.Errorf("the strip is %+v", strip)
	}
	s, _ = play(t, waiting(t), kind(IntentYield))
	wantScreen(t, s, ScreenWelcome)
}

func TestWaiting_ShowsTheOutcomeWhenItComes(t *testing.T) {
	s, _ := play(t, waiting(t), Visits{[]VisitView{view("V1", 7, kiosk.StateContacting, "")}})
	wantScreen(t, s, ScreenWaiting)
	s, _ = play(t, s, Visits{[]VisitView{view("V1", 7, kiosk.StateIssued, kiosk.StateGoUp)}})
	wantScreen(t, s, ScreenOutcome)
}

func TestOutcomes_NoneLostNoneCoversATypist(t *testing.T) {
	s, _ := play(t, waiting(t), kind(IntentYield), kind(IntentStart), typing("示例"))
	s, _ = play(t, s, Visits{[]VisitView{
		view("V1", 7, kiosk.StateAbsent, kiosk.StateAbsent), view("V2", 8, kiosk.StateIssued, kiosk.StateGoUp), view("V3", 9, kiosk.StateLounge, kiosk.StateLounge),
	}}, SeenOff{Visit: view("V0", 1, kiosk.StateLeft, "")})
	wantScreen(t, s, ScreenHost)
	if s.Input != "示例" {
		t.Error("an outcome disturbed the field")
	}
	s, _ = play(t, s, kind(IntentCancel))
	if got := len(s.Model().Strip); got != 3 {
		t.Fatalf("%d of 3 outcomes are on the strip", got)
	}
	for ticket, screen := range map[string]Screen{"7": ScreenOutcome, "008": ScreenOutcome, "9": ScreenOutcome} {
		again, _ := play(t, s, kind(IntentTickets), typing(ticket), kind(IntentNext))
		wantScreen(t, again, screen)
	}
	unknown, _ := play(t, s, kind(IntentTickets), typing("77"), kind(IntentNext))
	wantScreen(t, unknown, ScreenTicket)
	if unknown.Problem.ID != "error.ticket_unknown" {
		t.Errorf("problem is %q", unknown.Problem.ID)
	}
}

func TestStrip_IsNeverMoreThanANumberASurnameAndWhatToDo(t *testing.T) {
	v := view("V1", 7, kiosk.StateIssued, kiosk.StateGoUp)
	v.Host = kiosk.Person{Name: "示例"}
	s, _ := play(t, Start(config, noon.Add(time.Hour)), Visits{}, Visits{[]VisitView{v}})
	text, err := json.Marshal(s.Model())
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"访客甲", "示例", "V1"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the welcome screen's model holds %q", secret)
		}
	}
}

func TestTicket_OfTodayAndNotOfWhoHasLongGoneIn(t *testing.T) {
	yesterday, today := view("V0", 7, kiosk.StateOnSite, kiosk.StateGoUp), view("V1", 7, kiosk.StateAbsent, kiosk.StateAbsent)
	yesterday.Entered = noon.Add(-24 * time.Hour)
	gone := view("V2", 8, kiosk.StateOnSite, kiosk.StateGoUp)
	gone.Entered = noon.Add(-stripFor - time.Second)
	s, _ := play(t, Start(config, noon), Visits{}, Visits{[]VisitView{yesterday, today, gone}}, kind(IntentTickets))
	found, _ := play(t, s, typing("7"), kind(IntentNext))
	if wantScreen(t, found, ScreenOutcome); found.Shown != "V1" {
		t.Errorf("number 7 shows %s, want today's", found.Shown)
	}
	unknown, _ := play(t, s, typing("8"), kind(IntentNext))
	wantScreen(t, unknown, ScreenTicket)

	s, _ = play(t, Start(config, noon), Visits{}, Visits{[]VisitView{gone}}, kind(IntentTickets))
	wantScreen(t, s, ScreenWelcome)
}

func TestStrip_WithoutALiftSaysToGoUp(t *testing.T) {
	words, urgent := stripWords(view("V1", 7, kiosk.StateIssued, kiosk.StateGoUp))
	if words.ID != "house.strip_up" || !urgent {
		t.Errorf("the strip says %s", words.ID)
	}
}

func TestStrip_ANameThatCannotBeDividedIsNotShown(t *testing.T) {
	v := view("V1", 7, kiosk.StateAbsent, kiosk.StateAbsent)
	v.Visitor.Name = "さんぷる"
	s, _ := play(t, Start(config, noon), Visits{}, Visits{[]VisitView{v}})
	if got := s.Model().Strip[0].Visitor; got.Name != "" || got.Title != kiosk.TitleMs {
		t.Errorf("the strip shows %+v", got)
	}
}

func TestF9_AbsentHostLeavesThreeChoices(t *testing.T) {
	absent := view("V1", 7, kiosk.StateAbsent, kiosk.StateAbsent)
	absent.Deputy = &HostChoice{ID: "H2"}
	s, _ := play(t, waiting(t), Visits{[]VisitView{absent}})
	wantScreen(t, s, ScreenOutcome)

	message, effects := play(t, s, kind(IntentMessage), typing("改天再来"), kind(IntentNext))
	if len(effects) != 1 || effects[0] != (Message{Visit: "V1", Text: "改天再来"}) {
		t.Errorf("leaving a message asks for %v", effects)
	}
	message, _ = play(t, message, Kept{Visit: absent, Words: kiosk.Say("house.message_kept")})
	wantScreen(t, message, ScreenFarewell)

	_, effects = play(t, s, kind(IntentOther), typing("示例"), Found{Query: "示例", Hosts: []HostChoice{host}}, Intent{Kind: IntentHost, Host: "H1"})
	if len(effects) != 1 || effects[0] != (Redirect{Visit: "V1", Host: "H1"}) {
		t.Errorf("choosing a colleague asks for %v", effects)
	}
	_, effects = play(t, s, Intent{Kind: IntentHost, Host: "H2"})
	if len(effects) != 1 || effects[0] != (Redirect{Visit: "V1", Host: "H2"}) {
		t.Errorf("choosing the deputy asks for %v", effects)
	}
	_, effects = play(t, s, kind(IntentLeave))
	if len(effects) != 1 || effects[0] != (Leave{Visit: "V1"}) {
		t.Errorf("leaving asks for %v", effects)
	}
}

func TestIdle_CountsDownAndForgets(t *testing.T) {
	s, _ := play(t, asked(t), Tick{noon.Add(59 * time.Second)})
	if s.Model().Idle != 0 {
		t.Error("counting down too early")
	}
	s, _ = play(t, s, Tick{noon.Add(65 * time.Second)})
	if got := s.Model().Idle; got != 15 {
		t.Errorf("countdown shows %d, want 15", got)
	}
	stayed, _ := play(t, s, kind(IntentStay))
	if stayed.Model().Idle != 0 || stayed.Draft.Visitor.Name == "" {
		t.Error("asking for more time did not stop the countdown")
	}
	s, _ = play(t, s, Tick{noon.Add(81 * time.Second)})
	wantScreen(t, s, ScreenWelcome)
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"访客甲", "样品公司", "示例"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("%q is remembered", secret)
		}
	}
}

func TestF12_FarewellAndBack(t *testing.T) {
	bye := view("V1", 7, kiosk.StateLeft, "")
	bye.Words = kiosk.Say("house.farewell")
	s, _ := play(t, Start(config, noon), Visits{}, SeenOff{Visit: bye})
	wantScreen(t, s, ScreenFarewell)
	s, _ = play(t, s, Tick{noon.Add(9 * time.Second)})
	wantScreen(t, s, ScreenWelcome)
}

func TestF12_AFarewellTakesNobodysScreen(t *testing.T) {
	other, own := view("V0", 1, kiosk.StateLeft, ""), view("V1", 7, kiosk.StateLeft, "")
	answered, _ := play(t, waiting(t), Visits{[]VisitView{view("V1", 7, kiosk.StateIssued, kiosk.StateGoUp)}})
	for _, s := range []State{waiting(t), answered, asked(t)} {
		after, _ := play(t, s, SeenOff{Visit: other})
		wantScreen(t, after, s.Screen)
	}
	s, _ := play(t, answered, SeenOff{Visit: own})
	wantScreen(t, s, ScreenFarewell)
}

func TestStart_ResumesTheWaitScreen(t *testing.T) {
	s, _ := play(t, Start(config, noon.Add(time.Minute)), Visits{[]VisitView{view("V1", 7, kiosk.StateRegistered, ""), view("V2", 8, kiosk.StateContacting, "")}})
	wantScreen(t, s, ScreenWaiting)
	if s.Shown != "V2" {
		t.Errorf("resumed %s, want who came last", s.Shown)
	}
	s, _ = play(t, Start(config, noon.Add(time.Hour)), Visits{[]VisitView{view("V1", 7, kiosk.StateRegistered, "")}})
	wantScreen(t, s, ScreenWelcome)
}

func TestF2_GreetingByTimeOfDay(t *testing.T) {
	for clock, want := range map[string]string{
		"08:39": "house.greeting", "08:40": "house.greeting_before", "08:59": "house.greeting_before", "09:00": "house.greeting",
		"17:59": "house.greeting", "18:00": "house.greeting_after", "18:19": "house.greeting_after", "18:20": "house.greeting",
	} {
		at, err := time.Parse("2006-01-02 15:04", "2026-11-24 "+clock)
		if err != nil {
			t.Fatal(err)
		}
		if got := Start(config, at).Model().Greeting.ID; got != want {
			t.Errorf("at %s the greeting is %s, want %s", clock, got, want)
		}
	}
}
