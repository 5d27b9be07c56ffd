package kiosk

import "time"

// ReminderKind is what somebody asked of the desk at the kiosk.
type ReminderKind string

// The kinds of reminder.
const (
	ReminderLeaving ReminderKind = "leaving" // leaves, and has no badge at hand (F12)
	ReminderEnquiry ReminderKind = "enquiry" // has a question (F6)
)

// Reminder is something asked of the desk that it has not acknowledged yet. It
// says nothing of people but which visit it is about.
type Reminder struct {
	Kind  ReminderKind `cbor:"1,keyasint"`
	Visit VisitID      `cbor:"2,keyasint,omitempty"` // "" when nobody knows
	At    time.Time    `cbor:"3,keyasint"`
}
