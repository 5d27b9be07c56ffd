package agent

import (
	"errors"
	"slices"

	"lobby.internal/kiosk"
)

// errUnwanted is returned when nobody wants a badge any more that is being
// sent: the visit ended, its badge expired or was written by hand, or the
// attempt is void.
var errUnwanted = errors.New("agent: the badge is not wanted any more")

// journal writes down how far a job has come, before the printer goes on.
type journal struct {
	agent *Agent
	job   kiosk.PrintJob // as it was last kept
	err   error          // why the printer was told to stop
}

// Sending keeps the number of bytes handed over so far.
func (j *journal) Sending(sent int) error { return j.put(kiosk.JobSending, sent) }

// Committing keeps that the badge may come out from here on.
func (j *journal) Committing() error { return j.put(kiosk.JobCommitting, j.job.Sent) }

func (j *journal) put(state kiosk.JobState, sent int) error {
	job := j.job
	job.State, job.Sent = state, sent
	if j.err = j.agent.putWanted(job); j.err == nil {
		j.job = job
	}
	return j.err
}

// cause returns why the printer was told to stop.
func (j *journal) cause() string {
	if errors.Is(j.err, errUnwanted) {
		return causeUnwanted
	}
	return causeStorage
}

// putWanted keeps how far a job has come, or returns errUnwanted: the desk may
// have ended the visit or voided the attempt since the last chunk.
func (a *Agent) putWanted(job kiosk.PrintJob) error {
	a.deciding.Lock() // between the look and the decision nobody voids the job
	defer a.deciding.Unlock()
	jobs, err := a.o.Records.Jobs()
	if err != nil {
		return err
	}
	if !among(jobs, job) {
		return errUnwanted
	}
	now := a.o.Clock()
	_, err = a.o.Records.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(job.Visit)
		if err != nil {
			return "", err
		}
		if !wanted(v.Record(), job, now) {
			return "", errUnwanted
		}
		return job.Visit, tx.PutJob(job)
	})
	return err
}

// among reports whether the job of that visit and attempt is one of jobs.
func among(jobs []kiosk.PrintJob, job kiosk.PrintJob) bool {
	return slices.ContainsFunc(jobs, func(j kiosk.PrintJob) bool { return j.Visit == job.Visit && j.Attempt == job.Attempt })
}
