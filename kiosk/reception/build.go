package reception

import (
	"slices"
	"strconv"
	"time"

	"lobby.internal/kiosk"
)

// Snapshot is everything the desk's Model is made from.
type Snapshot struct {
	Lang      kiosk.Lang
	Now       time.Time
	Open      []kiosk.Record   // not ended, in order of arrival
	Recent    []kiosk.Record   // of the last day, newest first
	Messages  []kiosk.Record   // with a message to be passed on, in order of arrival
	Jobs      []kiosk.PrintJob // still open
	Reminders []kiosk.Reminder // not acknowledged, oldest first
	Host      func(kiosk.HostID) (kiosk.Host, bool)
	Selected  *kiosk.Record // whom the receptionist is looking at
	Devices   []Device
	Passing   []Notice // what has just happened, such as somebody leaving
	Problem   kiosk.Line
	RollCall  *RollCall // while it is open at the desk
	Picture   []byte    // Selected's badge as a PNG, when it is wanted
	Config    Config
}

// Config is what the house decides about the desk.
type Config struct {
	LoungeEvery time.Duration // remind of somebody in the lounge (F10)
}

// Build returns what the desk shows.
func Build(s Snapshot) Model {
	m := Model{Lang: s.Lang, Now: s.Now.Truncate(time.Minute), Devices: s.Devices, Problem: s.Problem, RollCall: s.RollCall}
	queue := kiosk.NewQueue(s.Open)
	for _, r := range queue.Waiting() {
		m.Queue = append(m.Queue, s.row(r))
	}
	for _, r := range s.Open {
		switch r.State {
		case kiosk.StateRegistered:
		case kiosk.StateOnSite:
			m.OnSite = append(m.OnSite, s.row(r))
		default:
			m.Open = append(m.Open, s.row(r))
		}
	}
	for _, r := range s.Recent {
		if r.State.Ended() || r.State == kiosk.StateOnSite {
			m.Recent = append(m.Recent, s.row(r))
		}
	}
	_, err := queue.Next()
	m.CanServe = err == nil
	if s.Selected != nil {
		m.Selected = s.detail(*s.Selected)
	}
	m.Notices = s.notices()
	return m
}

func (s Snapshot) job(r kiosk.Record) (kiosk.PrintJob, bool) {
	for _, j := range s.Jobs {
		if j.Visit == r.ID && j.Attempt == r.Badge.Attempt {
			return j, true
		}
	}
	return kiosk.PrintJob{}, false
}

func undecided(j kiosk.PrintJob) bool {
	return j.State == kiosk.JobUnknown || j.State == kiosk.JobFailed
}

func (s Snapshot) row(r kiosk.Record) Row {
	job, _ := s.job(r)
	return Row{
		Visit: r.ID, Rev: r.Rev, Ticket: r.Ticket, State: r.State, Answer: r.Answer,
		Visitor: r.Visitor.Person(), Company: r.Visitor.From(), Host: r.Host.Person(),
		Badge: r.Badge.Number, Arrived: r.Registered, Since: since(r),
		OutOfTurn: r.OutOfTurn != "", Message: r.MessageWaits(), Purpose: r.Purpose, AtDesk: r.Host.ID == kiosk.FrontDesk,
		Trouble: undecided(job) && !r.State.Ended(), Party: partySize(r),
	}
}

// since returns when the visit came into its state.
func since(r kiosk.Record) time.Time {
	switch r.State {
	case kiosk.StateRegistered:
		return r.Registered
	case kiosk.StateContacting:
		return r.Contacted
	case kiosk.StateIssued:
		return r.Issued
	case kiosk.StateOnSite:
		return r.Entered
	}
	if r.State.Ended() {
		return r.Ended
	}
	return r.Answered
}

func (s Snapshot) detail(r kiosk.Record) *Detail {
	d := &Detail{
		Row: s.row(r), Phone: r.Visitor.Phone, IDLast: r.Identity.Last, Arranged: r.Arranged,
		Department: r.Host.Department, Floor: r.Host.Floor, Lift: r.Host.LiftBank, Extension: r.Host.Extension,
		Reason: r.OutOfTurn, Message: r.Message, Say: s.words(r), History: history(r),
		Members: s.members(r), Consent: r.Consent, Signature: r.Signature, Rules: r.Rules,
	}
	job, open := s.job(r)
	if open {
		d.Print = &Print{State: job.State, Attempt: job.Attempt, Cause: job.Cause, Printer: job.Printer}
		if job.State == kiosk.JobUnknown {
			d.Print.Picture = s.Picture
		}
	}
	d.Actions = Actions(r, job)
	if deputy, ok := s.Host(r.Host.Deputy); ok {
		d.Deputy = &Contact{Person: deputy.Person(), Extension: deputy.Extension}
	}
	return d
}

var answers = []Action{ActionComingDown, ActionGoUp, ActionLounge, ActionAbsent, ActionDeclined}

// Actions returns what may be done with the visit now, the likeliest first. job
// is that of its badge, zero when there is none open.
func Actions(r kiosk.Record, job kiosk.PrintJob) []Action {
	var a []Action
	switch r.State {
	case kiosk.StateRegistered:
		a = []Action{ActionServe, ActionCancel}
	case kiosk.StateContacting:
		a = append(slices.Clone(answers), ActionRelease, ActionCancel)
	case kiosk.StateLounge, kiosk.StateAbsent, kiosk.StateDeclined, kiosk.StateComingDown, kiosk.StateGoUp:
		a = append(without(answers, Action(r.State)), ActionCancel)
	case kiosk.StateIssued:
		a = []Action{ActionByHand, ActionLend, otherYes(r.Answer), ActionCancel}
	case kiosk.StateOnSite:
		a = []Action{ActionSeeOff, otherYes(r.Answer), ActionPrintAgain, ActionLend}
	}
	if r.State == kiosk.StateAbsent || r.State == kiosk.StateDeclined {
		a = append([]Action{ActionSeeOff}, a...)
	}
	if r.Purpose == kiosk.PurposeDelivery {
		a = deliveryActions(r, a)
	}
	if undecided(job) && (r.State == kiosk.StateIssued || r.State == kiosk.StateOnSite) {
		a = append([]Action{ActionPrintAgain, ActionByHand}, without(without(a, ActionPrintAgain), ActionByHand)...)
		if job.State == kiosk.JobUnknown {
			a = append([]Action{ActionPrinted}, a...)
		}
	}
	if r.MessageWaits() {
		a = append([]Action{ActionPass}, a...)
	}
	return a
}

// deliveryActions are those of something delivered, which may be taken at the
// desk: then its courier leaves at once. Of what is for the front desk nobody
// has to be asked.
func deliveryActions(r kiosk.Record, a []Action) []Action {
	switch {
	case r.State == kiosk.StateContacting && r.Host.ID == kiosk.FrontDesk:
		return []Action{ActionSeeOff, ActionRelease, ActionCancel}
	case r.State == kiosk.StateContacting:
		return append([]Action{ActionSeeOff}, a...)
	}
	return a
}

// otherYes is the answer that a host's yes may still turn into.
func otherYes(answer kiosk.State) Action {
	if answer == kiosk.StateGoUp {
		return ActionComingDown
	}
	return ActionGoUp
}

func without(all []Action, one Action) []Action {
	return slices.DeleteFunc(slices.Clone(all), func(a Action) bool { return a == one })
}

// history returns the visit's dated steps, oldest first.
func history(r kiosk.Record) []Moment {
	answered := map[kiosk.State]kiosk.EventKind{
		kiosk.StateLounge: kiosk.EventLounge, kiosk.StateAbsent: kiosk.EventAbsent, kiosk.StateDeclined: kiosk.EventDeclined,
		kiosk.StateComingDown: kiosk.EventConfirmed, kiosk.StateGoUp: kiosk.EventConfirmed,
	}
	ended := map[kiosk.State]kiosk.EventKind{
		kiosk.StateLeft: kiosk.EventLeft, kiosk.StateCancelled: kiosk.EventCancelled, kiosk.StateTimedOut: kiosk.EventTimedOut,
	}
	var h []Moment
	for _, m := range []Moment{
		{kiosk.EventRegistered, r.Registered}, {kiosk.EventContacted, r.Contacted}, {answered[r.Answer], r.Answered},
		{kiosk.EventIssued, r.Issued}, {kiosk.EventEntered, r.Entered},
		{kiosk.EventPassed, r.MessagePassed}, {ended[r.State], r.Ended},
	} {
		if !m.At.IsZero() && m.Kind != "" {
			h = append(h, m)
		}
	}
	// A message may be passed on before a colleague is contacted, or after the
	// visitor has left.
	slices.SortStableFunc(h, func(a, b Moment) int { return a.At.Compare(b.At) })
	return h
}

// notices returns what wants the receptionist's eye: badges to decide on,
// messages to pass on, visitors in the lounge (F10), and what has just happened.
func (s Snapshot) notices() []Notice {
	var urgent, rest []Notice
	for _, r := range s.Open {
		job, open := s.job(r)
		about := func(id string, at time.Time, args ...string) Notice {
			return Notice{Words: kiosk.Say(id, args...).To(r.Visitor.Person()).About(r.Host.Person()), Visit: r.ID, At: at}
		}
		waited := s.Now.Sub(r.Answered)
		switch {
		case s.expired(r) && (!open || job.State == kiosk.JobQueued):
			n := about("notice.badge_expired", r.Badge.Expires)
			n.Urgent = true
			urgent = append(urgent, n)
		case open && job.State == kiosk.JobQueued && HeldUp(s.Devices):
			n := about("notice.print_waiting", job.At)
			n.Urgent = true
			urgent = append(urgent, n)
		case open && !r.State.Ended() && jobNotices[job.State] != "":
			n := about(jobNotices[job.State], job.At)
			if job.Cause == CauseGlyphs {
				n = about("notice.glyphs", job.At)
			}
			n.Urgent = undecided(job)
			urgent = append(urgent, n)
		case r.State == kiosk.StateLounge && s.Config.LoungeEvery > 0 && waited >= s.Config.LoungeEvery:
			at := r.Answered.Add(waited.Truncate(s.Config.LoungeEvery))
			n := about("notice.lounge_reminder", at, "Minutes", strconv.Itoa(int(waited/time.Minute)))
			rest = append(rest, n)
		}
	}
	for _, r := range s.Messages {
		line := kiosk.Say("notice.message_waiting").To(r.Visitor.Person()).About(r.Host.Person())
		rest = append(rest, Notice{Words: line, Visit: r.ID, At: r.Answered})
	}
	urgent = append(urgent, s.reminding()...)
	for _, n := range s.Passing {
		if n.Urgent {
			urgent = append(urgent, n)
		} else {
			rest = append(rest, n)
		}
	}
	return append(urgent, rest...)
}

// expired reports whether the visit's badge was not printed in time: nothing
// prints it any more.
func (s Snapshot) expired(r kiosk.Record) bool {
	return r.State == kiosk.StateIssued && !r.Badge.Expires.After(s.Now)
}

// CauseGlyphs is the cause of a failed print job whose badge has characters
// that the badge font lacks.
const CauseGlyphs = "glyphs"

var jobNotices = map[kiosk.JobState]string{
	kiosk.JobUnknown: "notice.print_unknown",
	kiosk.JobFailed:  "notice.print_failed",
}
