package checkin

import (
	"strconv"
	"strings"

	"lobby.internal/kiosk"
)

// titled takes the form of address, and goes on if the name is there: nothing
// else is asked with it. While letters are being composed the name is not.
func (s State) titled(t kiosk.Title) State {
	named := s.Keys == "" && strings.TrimSpace(s.Input) != ""
	if s.Screen == ScreenCompanion {
		if s.Draft.Companion.Title = t; named {
			return s.nextCompanion()
		}
		return s
	}
	if s.Draft.Visitor.Title = t; named {
		return s.nextField()
	}
	return s
}

func (s State) nextField() State {
	v := s.Draft.Visitor
	var field string
	var err error
	switch s.Screen {
	case ScreenName:
		field = "name"
		v.Name, err = kiosk.Clean(field, s.Input, kiosk.MaxName)
		if err == nil && v.Name == "" {
			err = &kiosk.Error{Code: kiosk.CodeIncomplete, Field: field}
		}
	case ScreenCompany:
		field = "company"
		v.Company, err = kiosk.Clean(field, s.Input, kiosk.MaxCompany)
	case ScreenPhone:
		field = "phone"
		v.Phone, err = kiosk.CleanPhone(s.Input)
	}
	if err != nil {
		s.Problem = fieldProblem(err, s.Screen, field)
		return s
	}
	if s.Screen == ScreenName && v.Name != s.Card.Name {
		s.Card = Identified{}
	}
	s.Draft.Visitor = v
	return s.after(s.Screen)
}

func fieldProblem(err error, screen Screen, field string) kiosk.Line {
	code := kiosk.CodeOf(err)
	if code == "" {
		code = kiosk.CodeIncomplete
	}
	line := problem(code, field)
	line.Args = map[string]string{"Limit": strconv.Itoa(limits[screen])}
	return line
}
