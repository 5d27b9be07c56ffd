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
	job := p.job
	job.Cause, job.At = p.cause, a.o.Clock()
	switch {
	case p.outcome == devices.OutcomeConfirmed:
		job.State = kiosk.JobConfirmed
	case p.outcome == devices.OutcomeUnknown:
		job.State = kiosk.JobUnknown
	case p.cause == causeUnwanted:
		job.State = kiosk.JobVoid
	case retryable[p.cause]:
		job = job.Requeued()
	default:
		job.State = kiosk.JobFailed
	}
	switch {
	case job.State == kiosk.JobConfirmed:
		a.o.Log.Info("printed", "printer", job.Printer, "visit", job.Visit, "attempt", job.Attempt)
	case p.job.Printer == "", p.cause == causeStorage:
		a.printAfter = job.At.Add(retryPrint)
	default:
		a.rests[p.job.Printer] = job.At.Add(retryPrint)
	}
	if err := a.save(job); err != nil {
		a.o.Log.Error("keep print outcome", "visit", job.Visit, "attempt", job.Attempt, "state", job.State, "err", err)
	}
}

// save keeps an outcome, or remembers it until the disk takes it.
func (a *Agent) save(job kiosk.PrintJob) error {
	err := a.keepOutcome(job)
	if err != nil {
		a.printAfter = a.o.Clock().Add(retryPrint)
	}
	if ofStorage(err) {
		a.unsaved = append(a.unsaved, job)
	}
	return err
}

// saveAgain tries the outcomes that the disk refused.
func (a *Agent) saveAgain() {
	refused := a.unsaved
	a.unsaved = nil
	for _, job := range refused {
		switch err := a.save(job); {
		case err == nil:
			a.o.Log.Info("print outcome kept at last", "visit", job.Visit, "attempt", job.Attempt, "state", job.State)
		case !ofStorage(err):
			a.o.Log.Error("keep print outcome", "visit", job.Visit, "attempt", job.Attempt, "state", job.State, "err", err)
		}
	}
}

// keepOutcome keeps it and lets the visitor in. What the desk decided of the job
// meanwhile stands, unless a badge came out all the same.
func (a *Agent) keepOutcome(job kiosk.PrintJob) error {
	jobs, err := a.o.Records.Jobs()
	if err != nil {
		a.storageTrouble(err)
		return err
	}
	open, now := among(jobs, job), a.o.Clock()
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
		case !wanted(r, job, now):
			kept.State = kiosk.JobVoid
		}
		if err := tx.PutJob(kept); err != nil {
			return "", err
		}
		if job.State != kiosk.JobConfirmed || r.State != kiosk.StateIssued || r.Badge.Attempt != job.Attempt {
			return job.Visit, nil
		}
		if err := v.Enter(false, kiosk.ActorAgent, job.At); err != nil {
			return "", err
		}
		return job.Visit, tx.Put(v)
	})
	return err
}

// voidUnwanted ends the queued jobs that nobody waits for any more, printer or
// no printer: such as one whose badge has expired overnight.
func (a *Agent) voidUnwanted(now time.Time) {
	jobs, err := a.o.Records.Jobs()
	if err != nil {
		a.storageTrouble(err)
		return
	}
	for _, j := range jobs {
		if j.State != kiosk.JobQueued || among(a.unsaved, j) {
			continue
		}
		if r, err := a.o.Records.VisitByID(j.Visit); err == nil && !wanted(r, j, now) {
			a.finish(printed{job: j, outcome: devices.OutcomeFailed, cause: causeUnwanted})
		}
	}
}
