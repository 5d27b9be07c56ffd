package kiosk

import "time"

// Badge is what a confirmed visitor wears. Attempt counts the times it was
// printed; each attempt voids the one before.
type Badge struct {
	Number  string    `json:"number" cbor:"1,keyasint"` // the day and a running number, never used twice: "261124-007"
	Attempt int       `json:"attempt" cbor:"2,keyasint"`
	Expires time.Time `json:"expires" cbor:"3,keyasint"`
	ByHand  bool      `json:"by_hand,omitempty" cbor:"4,keyasint,omitempty"` // written by reception, the printer being out of order
	Card    string    `json:"-" cbor:"5,keyasint,omitempty"`                 // keyed hash of the card lent with it
}

// JobState says how far a print job has come.
type JobState string

// The states of a print job.
const (
	JobQueued     JobState = "queued"     // no byte has left
	JobSending    JobState = "sending"    // Sent bytes have left, none of which prints
	JobCommitting JobState = "committing" // the bytes that print may have left
	JobConfirmed  JobState = "confirmed"  // the badge came out
	JobFailed     JobState = "failed"     // no badge came out
	JobUnknown    JobState = "unknown"    // a person must say whether it came out
	JobVoid       JobState = "void"       // nobody wants it any more
)

// PrintJob is one attempt at printing one badge, journalled before its first
// byte.
type PrintJob struct {
	Visit   VisitID   `json:"visit" cbor:"1,keyasint"`
	Attempt int       `json:"attempt" cbor:"2,keyasint"`
	State   JobState  `json:"state" cbor:"3,keyasint"`
	Sent    int       `json:"sent" cbor:"4,keyasint"`
	Hash    [32]byte  `json:"-" cbor:"5,keyasint"` // SHA-256 of the bitmap's bytes
	Cause   string    `json:"cause,omitempty" cbor:"6,keyasint,omitempty"`
	At      time.Time `json:"at" cbor:"7,keyasint"`
	Printer string    `json:"printer,omitempty" cbor:"8,keyasint,omitempty"` // which was given the job; "" while it is queued
}

// Open reports whether the job still wants something: to be sent, or to be
// decided.
func (j PrintJob) Open() bool { return j.State != JobConfirmed && j.State != JobVoid && j.State != "" }

// Requeued returns the job as it stands when no badge has come out of the
// printer it was given to: any printer may be given it next.
func (j PrintJob) Requeued() PrintJob {
	j.State, j.Sent, j.Printer, j.Cause = JobQueued, 0, "", ""
	return j
}

// Restarted returns the job as it stands after the process ended in the middle
// of it: what had not yet reached the committing bytes is safe to send again,
// what had is unknown.
func (j PrintJob) Restarted() PrintJob {
	switch j.State {
	case JobSending:
		return j.Requeued()
	case JobCommitting:
		j.State = JobUnknown
	}
	return j
}
