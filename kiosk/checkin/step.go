package checkin

import (
	"slices"
	"time"

	"lobby.internal/kiosk"
)

// resumeWithin is how recent a registration must be for its wait screen to come
// back after a restart; an older visitor has long since looked elsewhere.
const resumeWithin = 10 * time.Minute

// Step returns what follows from an event. It is pure.
func Step(s State, e Event) (State, []Effect) {
	switch e := e.(type) {
	case Intent:
		return s.intent(e)
	case Tick:
		return s.tick(e.Now), nil
	case Visits:
		return s.visits(e.Open), nil
	case Found:
		if s.Screen == ScreenHost && e.Query == s.Input {
			s.Found, s.More = e.Hosts, e.More
		}
	case Composed:
		return s.composed(e), nil
	case Registered:
		return s.registered(e.Visit), nil
	case Unlocked:
		return s.welcome(), nil
	case Barred:
		return s.barred(e), nil
	case Kept:
		e.Visit.Words = e.Words
		return s.farewell(e.Visit), nil
	case Identified:
		return s.identified(e)
	case Refused:
		return s.refused(e), nil
	case Scanned:
		return s.scanned(e.Code)
	case Welcomed:
		return s.welcomed(e), nil
	case Told:
		return s.told(e.Words), nil
	case Unread:
		return s.unread(e), nil
	case SeenOff:
		if s.free(e.Visit.ID) {
			return s.farewell(e.Visit), nil
		}
	}
	return s, nil
}

func (s State) tick(now time.Time) State {
	s.Now = now
	idle := now.Sub(s.Touched)
	switch s.Screen {
	case ScreenWelcome:
		if idle >= s.Config.IdleAfter {
			s.Lang, s.Aids = s.Config.Lang, Aids{}
		}
	case ScreenWaiting:
		if idle >= s.Config.WaitYield {
			return s.welcome()
		}
	case ScreenFarewell, ScreenTold:
		if idle >= s.Config.Farewell {
			return s.welcome()
		}
	default:
		if idle >= s.Config.IdleAfter+s.Config.Countdown {
			return s.welcome()
		}
	}
	return s
}

// welcome clears everything the last visitor did and said.
func (s State) welcome() State {
	return State{
		Config: s.Config, Screen: ScreenWelcome, Lang: s.Config.Lang,
		Visits: s.Visits, Resumed: s.Resumed, Now: s.Now, Touched: s.Now,
	}
}

// cleared does as welcome for a visitor who is still there: the language and the
// looks stay as chosen.
func (s State) cleared() State {
	lang, aids := s.Lang, s.Aids
	s = s.welcome()
	s.Lang, s.Aids = lang, aids
	return s
}

func (s State) farewell(v VisitView) State {
	var aids Aids
	if s.Shown == v.ID {
		aids = s.Aids
	}
	s = s.welcome()
	s.Aids = aids
	s.Screen, s.Goodbye, s.Touched = ScreenFarewell, &v, s.Now
	if v.Lang != "" {
		s.Lang = v.Lang
	}
	return s
}

// show turns to the visit's own screen: waiting until the host has answered,
// then the outcome.
func (s State) show(v VisitView) State {
	s = s.cleared()
	s.Shown, s.Screen = v.ID, ScreenWaiting
	if v.Answer != "" {
		s.Screen = ScreenOutcome
	}
	return s
}

// visits takes in how the open visits stand. Only the visit on the screen may
// change it; every other outcome waits on the welcome screen's strip, so that
// none is lost and none covers a visitor who is typing.
func (s State) visits(open []VisitView) State {
	s.Visits = open
	if !s.Resumed {
		s.Resumed = true
		return s.resume()
	}
	shown := s.visit(s.Shown)
	switch {
	case s.Shown == "" || s.Screen == ScreenFarewell:
	case shown == nil:
		return s.welcome()
	case s.Screen == ScreenWaiting && shown.Answer != "", s.Screen == ScreenOutcome && shown.Answer == "":
		return s.show(*shown)
	case s.Screen != ScreenWaiting && s.Screen != ScreenOutcome && shown.Answer != kiosk.StateAbsent:
		return s.show(*shown) // the absent host has turned up after all
	}
	return s
}

// resume brings back the wait screen of whoever registered last.
func (s State) resume() State {
	for _, v := range slices.Backward(s.Visits) {
		if s.Now.Sub(v.Since) < resumeWithin && v.State != kiosk.StateOnSite && s.Screen == ScreenWelcome {
			s.Lang = v.Lang
			return s.show(v)
		}
	}
	return s
}

// confirmed goes on from what was confirmed, or registers where that came last.
func (s State) confirmed() (State, []Effect) {
	if !s.last(ScreenConfirm) {
		return s.after(ScreenConfirm), nil
	}
	return s.register()
}

func (s State) register() (State, []Effect) {
	s.Busy = true
	return s, []Effect{Register{Lang: s.Lang, Draft: s.Draft, Identity: s.Card.Identity, Agreed: s.Config.Terms()}}
}

func (s State) registered(v VisitView) State {
	if s.visit(v.ID) == nil {
		s.Visits = append(slices.Clip(s.Visits), v)
	}
	v.Answer = ""
	return s.show(v)
}

func (s State) refused(e Refused) State {
	s.Busy = false
	s.Problem = problem(e.Code, e.Field)
	if back := fieldScreens[e.Field]; back != "" && (s.Screen == ScreenConfirm || s.Screen == ScreenSign) {
		p := s.Problem
		if back == ScreenCode {
			s = s.begin(kiosk.PurposeInvited) // who it was for is forgotten
		} else {
			s = s.ask(back)
		}
		s.Problem = p
	}
	return s
}

var fieldScreens = map[string]Screen{
	"host": ScreenHost, "name": ScreenName, "company": ScreenCompany, "phone": ScreenPhone, "arranged": ScreenArranged,
	"invitation": ScreenCode,
	"companions": ScreenParty, "signature": ScreenSign,
}

// incompletes name the sentence for each fact that may be missing.
var incompletes = map[string]string{
	"name": "error.incomplete_name", "host": "error.incomplete_host",
	"message": "error.incomplete_message", "arranged": "error.incomplete_arranged",
	"signature": "error.incomplete_signature", "companion": "error.incomplete_companion",
}

func problem(code kiosk.Code, field string) kiosk.Line {
	if field == "invitation" && code == kiosk.CodeNotFound {
		return kiosk.Say("error.invitation_unknown")
	}
	if id := incompletes[field]; code == kiosk.CodeIncomplete && id != "" {
		return kiosk.Say(id)
	}
	return kiosk.Say("error." + string(code))
}
