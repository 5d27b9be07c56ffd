package agent

import (
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
)

// retryable are the causes after which a failed job goes back into the queue:
// nothing was printed, and the printer, or the disk, will be ready again.
var retryable = map[string]bool{
	causeNotReady: true, causeStopped: true, causeStorage: true, string(devices.CauseUnplugged): true, string(devices.CauseSilent): true,
}

// finish keeps what became of a job; a badge that came out lets its visitor in.
func (a *Agent) finish(p printed) {
	a.printing = false
	now := a.o.Clock()
	job := p.job
	job.Cause, job.At = p.cause, now
	switch {
	case p.outcome == devices.OutcomeConfirmed:
		job.State = kiosk.JobConfirmed
	case p.outcome == devices.OutcomeUnknown:
		job.State = kiosk.JobUnknown
	case p.cause == causeUnwanted:
		job.State = kiosk.JobVoid
	case retryable[p.cause]:
		job.State, job.Sent, job.Cause = kiosk.JobQueued, 0, ""
	default:
		job.State = kiosk.JobFailed
	}
	err := a.keepOutcome(job, now)
	if err != nil || job.State != kiosk.JobConfirmed {
		a.printAfter = now.Add(retryPrint)
	}
	if err != nil {
		a.o.Log.Error("keep print outcome", "visit", job.Visit, "attempt", job.Attempt, "state", job.State, "err", err)
	}
}

// keepOutcome keeps it and lets the visitor in. What the desk decided of the job
// meanwhile stands, unless a badge came out all the same.
func (a *Agent) keepOutcome(job kiosk.PrintJob, now time.Time) error {
	jobs, err := a.o.Records.Jobs()
	if err != nil {
		a.storageTrouble(err)
		return err
	}
	open := among(jobs, job)
	_, err = a.decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(job.Visit)
		if err != nil {
			return "", err
		}
		r, kept := v.Record(), job
		switch {
		case job.State == kiosk.JobConfirmed:
		case !open:
			return job.Visit, nil
		case !wanted(r, job):
			kept.State = kiosk.JobVoid
		}
		if err := tx.PutJob(kept); err != nil {
			return "", err
		}
		if job.State != kiosk.JobConfirmed || r.State != kiosk.StateIssued || r.Badge.Attempt != job.Attempt {
			return job.Visit, nil
		}
		if err := v.Enter(false, kiosk.ActorAgent, now); err != nil {
			return "", err
		}
		return job.Visit, tx.Put(v)
	})
	return err
}
