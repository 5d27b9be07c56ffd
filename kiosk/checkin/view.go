package checkin

import (
	"slices"
	"strconv"
	"time"

	"lobby.internal/kiosk"
)

// stripFor is how long somebody who has their badge stays on the strip.
const stripFor = 2 * time.Minute

// Facts is what View needs to know of a visit beside its record.
type Facts struct {
	Place  int             // in the queue, 0 when it does not wait
	HeldUp bool            // no printer is ready to print the badge
	Job    kiosk.PrintJob  // of the badge's last attempt; zero when there is none
	Sides  map[string]Side // of each lift bank
	Deputy *HostChoice     // of the host
}

// View returns a visit as its visitor may see it. Lift and floor come from
// Visit.Directions, so that they are there only after the host's yes (F8).
func View(v *kiosk.Visit, f Facts) VisitView {
	r := v.Record()
	view := VisitView{
		ID: r.ID, Ticket: r.Ticket, State: r.State, Lang: r.Lang, Answer: r.Answer, Since: r.Registered,
		Lead: r.Party.Lead, Party: r.Party.Size,
		Visitor: r.Visitor.Person(), Host: r.Host.Person(), Place: f.Place, Badge: badgeStep(r, f), Entered: r.Entered,
		Purpose: r.Purpose,
	}
	if way, err := v.Directions(); err == nil {
		view.Lift, view.Floor, view.Side = way.LiftBank, way.Floor, f.Sides[way.LiftBank]
		if view.Side == "" {
			view.Side = SideRight
		}
	}
	if r.Answer == kiosk.StateAbsent {
		view.Deputy = f.Deputy
	}
	view.Words = words(view)
	return view
}

func badgeStep(r kiosk.Record, f Facts) BadgeStep {
	switch {
	case r.Badge.Number == "":
		return BadgeNone
	case r.State == kiosk.StateOnSite:
		return BadgeTake
	case f.HeldUp, f.Job.State == kiosk.JobUnknown, f.Job.State == kiosk.JobFailed:
		return BadgeDesk
	}
	return BadgePrinting
}

var answerWords = map[kiosk.State]string{
	kiosk.StateComingDown: "house.coming_down",
	kiosk.StateGoUp:       "house.go_up",
	kiosk.StateLounge:     "house.lounge",
	kiosk.StateAbsent:     "house.absent",
	kiosk.StateDeclined:   "house.declined",
}

// words are the house's own for where the visit stands (F7 to F10).
func words(v VisitView) kiosk.Line {
	line := kiosk.Say("house.please_wait")
	switch {
	case answerWords[v.Answer] != "":
		line = kiosk.Say(answerWords[v.Answer])
	case v.State == kiosk.StateContacting:
		line = kiosk.Say("house.contacting")
	case v.Place > 1:
		line = kiosk.Say("house.waiting_place", "Place", strconv.Itoa(v.Place-1))
	}
	return line.To(v.Visitor).About(v.Host)
}

// Model returns what the window shows for the state.
func (s State) Model() Model {
	m := Model{
		Screen: s.Screen, Lang: s.Lang, Next: s.Config.after(s.Lang), Aids: s.Aids,
		Now: s.Now.Truncate(time.Minute), Greeting: s.greeting(),
		Input: Input{Text: s.shown(), Limit: limits[s.Screen]}, Hosts: s.Found, More: s.More,
		Draft: s.Draft, Problem: s.Problem, Idle: s.countdown(), Busy: s.Busy, Keyboard: s.keyboard(),
	}
	if q := s.questions(); slices.Contains(q, s.question()) && !s.Redirect {
		m.At, m.Of = slices.Index(q, s.question())+1, len(q)
	}
	m.Reading = s.reading()
	m.Room = s.room()
	switch s.Screen {
	case ScreenConfirm:
		if !s.Config.Consent.IsZero() {
			m.Consent = kiosk.Say("lobby.consent", "Days", strconv.Itoa(s.Config.KeepDays))
		}
	case ScreenWelcome:
		m.Strip, m.Purposes = s.strip(), s.Config.Purposes
	case ScreenFarewell:
		m.Visit = s.Goodbye
	case ScreenEnquiry:
		m.Answers = s.Config.Answers
	case ScreenAnswer:
		m.Answers = s.Config.Answers[s.Topic : s.Topic+1]
	case ScreenCourier:
		m.Couriers = s.Config.Couriers
	case ScreenCode:
		m.Input.Text = kiosk.GroupedCode(s.Input)
	case ScreenTold:
		m.Told = s.Told
	case ScreenWaiting, ScreenOutcome, ScreenMessage:
		m.Visit = s.visit(s.Shown)
		m.Waited = s.waited(m.Visit)
	}
	return m
}

// question returns the question that the screen belongs to.
func (s State) question() Screen {
	switch s.Screen {
	case ScreenNotice, ScreenParty, ScreenCompanion:
		return ScreenConfirm
	}
	return s.Screen
}

// reading returns the text that is being read, nil for none.
func (s State) reading() *Reading {
	switch s.Screen {
	case ScreenNotice:
		return &Reading{Document: s.Config.Consent, Page: s.Page}
	case ScreenSign:
		return &Reading{Document: s.Config.Rules, Page: s.Page}
	}
	return nil
}

// waited returns the minutes that a visitor without an answer, or in the lounge,
// has waited, up to the last time they were to be reassured (F10).
func (s State) waited(v *VisitView) int {
	if v == nil || s.Config.Reassure <= 0 || (v.Answer != "" && v.Answer != kiosk.StateLounge) {
		return 0
	}
	return int(s.Now.Sub(v.Since).Truncate(s.Config.Reassure) / time.Minute)
}

// countdown returns the seconds left before the screen is cleared, once the
// countdown has begun.
func (s State) countdown() int {
	switch s.Screen {
	case ScreenWelcome, ScreenWaiting, ScreenFarewell, ScreenTold:
		return 0
	}
	left := s.Config.IdleAfter + s.Config.Countdown - s.Now.Sub(s.Touched)
	if left > s.Config.Countdown {
		return 0
	}
	return max(1, int((left+time.Second-1)/time.Second))
}

const greetAround = 20 * time.Minute // F2

// greeting is by the time of day (F2, F5).
func (s State) greeting() kiosk.Line {
	y, mo, d := s.Now.Date()
	at := s.Now.Sub(time.Date(y, mo, d, 0, 0, 0, 0, s.Now.Location()))
	switch {
	case at >= s.Config.Opens-greetAround && at < s.Config.Opens:
		return kiosk.Say("house.greeting_before")
	case at >= s.Config.Closes && at < s.Config.Closes+greetAround:
		return kiosk.Say("house.greeting_after")
	}
	return kiosk.Say("house.greeting")
}

// strip returns the open tickets, those with something to do first.
func (s State) strip() []StripItem {
	var items []StripItem
	for _, v := range s.Visits {
		if !s.onStrip(v) {
			continue
		}
		words, urgent := stripWords(v)
		surname := kiosk.Person{Name: kiosk.Surname(v.Visitor.Name), Title: v.Visitor.Title}
		if v.Purpose == kiosk.PurposeDelivery {
			surname = v.Visitor // which is a company
		}
		items = append(items, StripItem{Ticket: v.Ticket, Visitor: surname, Words: words, Urgent: urgent})
	}
	slices.SortStableFunc(items, func(a, b StripItem) int {
		switch {
		case a.Urgent == b.Urgent:
			return 0
		case a.Urgent:
			return -1
		}
		return 1
	})
	return items
}

// onStrip reports whether a visit is still the kiosk's to tell about: its
// visitor has not long gone in.
func (s State) onStrip(v VisitView) bool {
	return v.State != kiosk.StateOnSite || s.Now.Sub(v.Entered) <= stripFor
}

func stripWords(v VisitView) (words kiosk.Line, urgent bool) {
	switch {
	case v.Badge == BadgeDesk, v.Answer == kiosk.StateAbsent, v.Answer == kiosk.StateDeclined:
		return kiosk.Say("house.strip_desk"), true
	case v.Answer == kiosk.StateGoUp && v.Lift == "":
		return kiosk.Say("house.strip_up"), true
	case v.Answer == kiosk.StateGoUp:
		return kiosk.Say("house.strip_lift", "Lift", v.Lift), true
	case v.Answer == kiosk.StateComingDown:
		return kiosk.Say("house.strip_hall"), true
	case v.Answer == kiosk.StateLounge:
		return kiosk.Say("house.strip_lounge"), false
	}
	return kiosk.Say("house.strip_wait"), false
}
