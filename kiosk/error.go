package kiosk

import "errors"

// Code classifies a refusal, so that screens can say what to do next and
// callers can tell one from another.
type Code string

// The codes.
const (
	CodeIllegalMove   Code = "illegal_move"   // the visit is not in a state that allows it
	CodeNotRegistered Code = "not_registered" // F7: contact before registration
	CodeNotConfirmed  Code = "not_confirmed"  // F8: badge or directions before confirmation
	CodeOutOfTurn     Code = "out_of_turn"    // C1: out of order and no reason given
	CodeServing       Code = "serving"        // F5: another visitor is being served
	CodeNobodyWaits   Code = "nobody_waits"   // the queue is empty
	CodeIncomplete    Code = "incomplete"     // a required fact is missing
	CodeTooLong       Code = "too_long"       // a field has more characters than allowed
	CodeBadText       Code = "bad_text"       // control characters, bidi overrides, emoji only
	CodeBadPhone      Code = "bad_phone"      // not a telephone number
	CodeStale         Code = "stale"          // somebody else changed the visit first
	CodeNotFound      Code = "not_found"      // no such visit, host or ticket
	CodeDamaged       Code = "damaged"        // a record contradicts the rules
	CodeStorage       Code = "storage"        // the disk did not take it
	CodeFull          Code = "full"           // the disk is full
	CodeTooMany       Code = "too_many"       // too many wrong codes were tried
)

// Error is a refusal by the domain: a code and a sentence for the operator. It
// never holds personal data.
type Error struct {
	Code   Code
	Field  string // the field at fault, when there is one
	Detail string
}

// Error returns the sentence.
func (e *Error) Error() string {
	s := "kiosk: " + string(e.Code)
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

// Is makes two refusals with the same code alike to errors.Is.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// CodeOf returns the code of err, or "" when err is no refusal of the domain.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

func refuse(code Code, detail string) error { return &Error{Code: code, Detail: detail} }

// ErrNotFound is returned when there is no such visit, host or ticket.
var ErrNotFound error = &Error{Code: CodeNotFound}
