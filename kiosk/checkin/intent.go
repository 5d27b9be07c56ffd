package checkin

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"lobby.internal/kiosk"
)

// minQuery is the fewest characters the directory answers to, so that nobody
// can leaf through the staff.
const minQuery = 2

func (s State) intent(i Intent) (State, []Effect) {
	s.Touched = s.Now
	switch i.Kind {
	case IntentStay:
		return s, nil
	case IntentLanguage:
		return s.speak(i.Lang)
	case IntentContrast, IntentLarge, IntentSeated, IntentView:
		return s.seen(i.Kind), nil
	}
	if s.Busy || i.From != "" && i.From != s.Screen {
		return s, nil
	}
	return s.act(i)
}

// act takes what may be done on several screens.
func (s State) act(i Intent) (State, []Effect) {
	switch i.Kind {
	case IntentStart:
		return s.start(i.Purpose)
	case IntentType:
		return s.typed(i.Text)
	case IntentKey:
		return s.key(i.Text)
	case IntentPick:
		return s.pick(i.At)
	case IntentPage:
		return s.page(i.At), nil
	case IntentMode:
		return s.turn(i.Mode)
	case IntentShift:
		s.Upper = !s.Upper
		return s, nil
	case IntentErase:
		return s.erase()
	case IntentStroke:
		return s.stroke(kiosk.Signature(i.Text)), nil
	case IntentClear:
		if s.Screen == ScreenSign {
			return s.unsigned(), nil
		}
		return s.uncomposed().edited("")
	case IntentBack:
		return s.back(), nil
	case IntentCancel, IntentYield, IntentDone:
		return s.welcome(), nil
	case IntentTickets:
		return s.tickets(), nil
	case IntentKnock:
		return s.knock(), nil
	}
	return s.answer(i)
}

// answer takes what answers the question of the screen.
func (s State) answer(i Intent) (State, []Effect) {
	switch {
	case i.Kind == IntentHost && s.Screen == ScreenHost:
		return s.choose(i.Host)
	case i.Kind == IntentTitle && (s.Screen == ScreenName || s.Screen == ScreenCompanion):
		return s.titled(i.Title), nil
	case i.Kind == IntentArranged && s.Screen == ScreenArranged:
		return s.arranged(kiosk.Arrangement(i.Text)), nil
	case i.Kind == IntentDesk && s.Screen == ScreenHost && s.Draft.Purpose == kiosk.PurposeDelivery:
		s.Draft.Host = HostChoice{ID: kiosk.FrontDesk}
		return s.after(ScreenHost), nil
	case i.Kind == IntentCourier && s.Screen == ScreenCourier:
		return s.deliver(i.At)
	case i.Kind == IntentTopic && s.Screen == ScreenEnquiry:
		return s.topic(i.At), nil
	case i.Kind == IntentAsk && (s.Screen == ScreenEnquiry || s.Screen == ScreenAnswer):
		return s, []Effect{Ask{}}
	case i.Kind == IntentLost && s.Screen == ScreenLeaving:
		return s.ask(ScreenLost), nil
	case i.Kind == IntentSkip && s.Screen == ScreenLost:
		return s, []Effect{Lost{}}
	case i.Kind == IntentSkip && (s.Screen == ScreenCompany || s.Screen == ScreenPhone):
		s = s.uncomposed()
		s.Input = ""
		return s.next()
	case i.Kind == IntentNext:
		return s.onward()
	case i.Kind == IntentConfirm && s.Screen == ScreenConfirm:
		return s.confirmed()
	case s.question() == ScreenConfirm && (i.Kind == IntentParty || i.Kind == IntentAdd || i.Kind == IntentRemove):
		return s.party(i), nil
	case i.Kind == IntentRead && s.Screen == ScreenConfirm && !s.Config.Consent.IsZero():
		return s.ask(ScreenNotice), nil
	case i.Kind == IntentLeave && (s.Screen == ScreenWaiting || s.Screen == ScreenOutcome):
		s.Busy = true
		return s, []Effect{Leave{Visit: s.Shown}}
	case s.Screen == ScreenOutcome:
		return s.absent(i)
	}
	return s, nil
}

// absent takes the choices of a visitor whose host is absent (F9).
func (s State) absent(i Intent) (State, []Effect) {
	v := s.visit(s.Shown)
	if v == nil || v.Answer != kiosk.StateAbsent {
		return s, nil
	}
	switch i.Kind {
	case IntentMessage:
		return s.ask(ScreenMessage), nil
	case IntentOther:
		s.Redirect = true
		return s.ask(ScreenHost), nil
	case IntentHost:
		if v.Deputy != nil && v.Deputy.ID == i.Host {
			s.Busy = true
			return s, []Effect{Redirect{Visit: s.Shown, Host: i.Host}}
		}
	}
	return s, nil
}

func (s State) tickets() State {
	if s.Screen == ScreenWelcome && len(s.strip()) > 0 {
		return s.ask(ScreenTicket)
	}
	return s
}

// ask turns to a screen, with what was answered there before in its field.
func (s State) ask(screen Screen) State {
	s.Screen, s.Problem, s.Found, s.More, s.Page = screen, kiosk.Line{}, nil, false, 0
	s.Input = map[Screen]string{
		ScreenName:    s.Draft.Visitor.Name,
		ScreenCompany: s.Draft.Visitor.Company,
		ScreenPhone:   s.Draft.Visitor.Phone,
	}[screen]
	s = s.uncomposed()
	s.Mode, s.Upper = s.mode(), s.capital()
	return s
}

func (s State) choose(id kiosk.HostID) (State, []Effect) {
	at := slices.IndexFunc(s.Found, func(h HostChoice) bool { return h.ID == id })
	if at < 0 {
		return s, nil
	}
	if s.Redirect {
		s.Busy = true
		return s, []Effect{Redirect{Visit: s.Shown, Host: id}}
	}
	s.Draft.Host = s.Found[at]
	return s.after(ScreenHost), nil
}

func (s State) arranged(a kiosk.Arrangement) State {
	if a != kiosk.ArrangedYes && a != kiosk.ArrangedNo {
		return s
	}
	s.Draft.Arranged = a
	return s.after(ScreenArranged)
}

// after turns to the question that follows the one on screen.
func (s State) after(screen Screen) State {
	q := s.questions()
	return s.ask(q[min(slices.Index(q, screen)+1, len(q)-1)])
}

func (s State) back() State {
	q := s.questions()
	at := slices.Index(q, s.Screen)
	switch {
	case s.Screen == ScreenMessage, s.Redirect:
		v := s.visit(s.Shown)
		if v == nil {
			return s.welcome()
		}
		return s.show(*v)
	case s.Screen == ScreenCompanion:
		return s.listed()
	case s.question() == ScreenConfirm && s.Screen != ScreenConfirm:
		return s.ask(ScreenConfirm)
	case s.Screen == ScreenConfirm && s.Draft.Purpose == kiosk.PurposeInvited:
		return s.begin(kiosk.PurposeInvited) // who it was for is forgotten
	case at > 0:
		return s.ask(q[at-1])
	case s.Screen == ScreenLost:
		return s.ask(ScreenLeaving)
	case s.Screen == ScreenAnswer:
		return s.ask(ScreenEnquiry)
	}
	return s.welcome()
}

// onward goes on with what was typed, the letters being composed among it.
func (s State) onward() (State, []Effect) {
	s, _ = s.literal()
	if s.Keys != "" {
		return s, nil
	}
	return s.next()
}

// next takes the field's text, or says what is wrong with it.
func (s State) next() (State, []Effect) {
	switch s.Screen {
	case ScreenHost:
		return s.nextHost()
	case ScreenMessage:
		return s.nextMessage()
	case ScreenTicket:
		return s.nextTicket(), nil
	case ScreenPIN:
		return s.nextPIN()
	case ScreenLost:
		return s.nextLost()
	case ScreenCode:
		return s.nextCode()
	case ScreenName, ScreenCompany, ScreenPhone:
		return s.nextField(), nil
	case ScreenArranged:
		s.Problem = kiosk.Say("error.incomplete_arranged")
	case ScreenNotice, ScreenParty:
		return s.ask(ScreenConfirm), nil
	case ScreenCompanion:
		return s.nextCompanion(), nil
	case ScreenSign:
		return s.nextSign()
	case ScreenConfirm:
		return s.answer(Intent{Kind: IntentConfirm})
	}
	return s, nil
}

func (s State) nextHost() (State, []Effect) {
	switch {
	case utf8.RuneCountInString(s.Input) < minQuery:
		s.Problem = kiosk.Say("error.min_query")
	case len(s.Found) == 0:
		s.Problem = kiosk.Say("error.no_host_found")
	case len(s.Found) == 1:
		return s.choose(s.Found[0].ID)
	default:
		s.Problem = kiosk.Say("error.incomplete_host")
	}
	return s, nil
}

func (s State) nextMessage() (State, []Effect) {
	text, err := kiosk.Clean("message", s.Input, kiosk.MaxMessage)
	if err != nil || text == "" {
		s.Problem = fieldProblem(err, ScreenMessage, "message")
		return s, nil
	}
	s.Busy = true
	return s, []Effect{Message{Visit: s.Shown, Text: text}}
}

func (s State) nextTicket() State {
	number, err := strconv.Atoi(s.Input)
	for _, v := range slices.Backward(s.Visits) { // numbers begin anew each day
		if err == nil && v.Ticket == number && s.onStrip(v) {
			return s.show(v)
		}
	}
	s.Problem = kiosk.Say("error.ticket_unknown")
	return s
}
