package kiosk

import "time"

// OpID names one request to change something. A request made again under the
// same name is not carried out again: the first result stands.
type OpID string

// Tx is what a decision sees and changes, all of it together or not at all.
// Errors of its methods abort the decision.
type Tx interface {
	// Visit returns the visit, or ErrNotFound.
	Visit(id VisitID) (*Visit, error)
	// Put keeps the visit, its place in the queue and, as badge-log entries,
	// its events since it was read. It refuses with CodeStale a visit that was
	// not read in this transaction and is not new, and one whose host was
	// contacted out of turn as Queue.Allows does. A visit that has ended keeps
	// no reminder that somebody leaves.
	Put(v *Visit) error
	// Queue returns the queue as it stands in this transaction.
	Queue() (Queue, error)
	// NextTicket returns the next ticket number of at's local day, from 1.
	NextTicket(at time.Time) (int, error)
	// NextBadge returns a badge number never given before: at's local day and a
	// running number, such as "261124-007".
	NextBadge(at time.Time) (string, error)
	// Log appends an event that changes no visit, such as a refused badge.
	Log(e Event) error
	// PutJob keeps the print job of its visit and attempt.
	PutJob(j PrintJob) error
	// Invitation returns the invitation with that code, or ErrInvitation.
	Invitation(code string) (Invitation, error)
	// PutInvitation keeps it under its code. Of one that is used nothing is kept
	// of the visitor.
	PutInvitation(i Invitation) error
	// PutReminder keeps it, in place of one of the same kind and visit.
	PutReminder(r Reminder) error
	// DropReminder drops that of the kind and visit, if there is one.
	DropReminder(kind ReminderKind, visit VisitID) error
}

// Records keeps everything the agent knows. In its lists a visit that cannot be
// read has nothing but its id, which Restore refuses; a print job that cannot be
// read is unknown.
type Records interface {
	// Decide runs fn on one transaction and commits it unless fn fails; fn must
	// have no other effect, for it may run more than once. An op decided before
	// is not run again: Decide returns the visit it was about and nil. An empty
	// op is not remembered: it is for changes that may be made twice. The error
	// is fn's own, or one with CodeFull or CodeStorage.
	Decide(op OpID, fn func(Tx) (VisitID, error)) (VisitID, error)
	// Open returns every visit that has not ended, in order of arrival.
	Open() ([]Record, error)
	// Since returns the visits registered at or after t, newest first.
	Since(t time.Time) ([]Record, error)
	// Messages returns the visits whose message for the absent host has not been
	// passed on, ended or not, in order of arrival (F9).
	Messages() ([]Record, error)
	// VisitByID returns the visit's record, or ErrNotFound.
	VisitByID(id VisitID) (Record, error)
	// Jobs returns the print jobs still open, oldest first.
	Jobs() ([]PrintJob, error)
	// Reminders returns what the desk has not acknowledged, oldest first.
	Reminders() ([]Reminder, error)
	// InvitationByCode returns the invitation with that code, or ErrInvitation.
	InvitationByCode(code string) (Invitation, error)
	// Hosts returns the directory.
	Hosts() ([]Host, error)
	// ReplaceHosts replaces the directory, all or nothing.
	ReplaceHosts(hosts []Host) error
}
