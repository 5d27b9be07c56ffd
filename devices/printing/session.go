package printing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lobby.internal/devices"
)

// chunk is how much of a job is sent between two entries of its journal, which
// are written to disk.
const chunk = 1024

// errOutOfStep is returned when the printer may hold something of a job, or
// may have restarted, and has to be brought back into step.
var errOutOfStep = errors.New("printing: out of step")

// session is one connection. One goroutine owns it.
type session struct {
	printer  *Printer
	o        Options
	language Language
	report   func(devices.Status)
	link     Link
	astray   bool // the printer may hold something of a job, or have restarted
}

// run talks to the printer until the port fails or ctx ends.
func (s *session) run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := s.converse(ctx)
		switch {
		case errors.Is(err, errOutOfStep):
		case errors.Is(err, devices.ErrStalled):
			// A full buffer behind a fault looks like this: the device is there.
			s.report(devices.Status{Health: devices.HealthNotReady, Causes: []devices.Cause{devices.CauseSilent},
				Detail: "takes no bytes", At: time.Now()})
			wait(ctx, s.o.Timing.Poll)
		default:
			return err
		}
	}
	return nil
}

func (s *session) converse(ctx context.Context) error {
	c, err := s.resync(ctx)
	if err != nil {
		return err
	}
	return s.attend(ctx, c)
}

// resync cancels whatever the printer holds, so that no job that was cut off
// comes out, and tells it not to print again by itself.
func (s *session) resync(ctx context.Context) (Condition, error) {
	if err := s.link.restart(); err != nil {
		return Condition{}, err
	}
	for {
		c, err := s.language.Cancel(&s.link)
		if err != nil {
			return Condition{}, err
		}
		if c.Heard && c.Idle {
			break
		}
		s.report(c.status())
		// A label that is coming out is done in a moment; a person is not.
		pause := s.o.Timing.Poll
		if c.Heard {
			pause = s.o.Timing.Watch
		}
		if !wait(ctx, pause) {
			return Condition{}, ctx.Err()
		}
	}
	c, err := s.language.Settle(&s.link)
	if err == nil && (!c.Heard || !c.Idle) {
		err = errOutOfStep
	}
	s.astray = false
	return c, err
}

// attend takes jobs and asks the printer how it is in between, until it is out
// of step.
func (s *session) attend(ctx context.Context, c Condition) error {
	in, leave := s.printer.admit()
	defer leave()
	s.report(c.status())
	poll := time.NewTimer(s.o.Timing.Poll)
	defer poll.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case j := <-in.jobs:
			j.done <- s.print(ctx, j)
		case <-poll.C:
			s.look()
		}
		if s.link.broken != nil {
			return s.link.broken
		}
		if s.astray {
			return errOutOfStep
		}
		poll.Reset(s.o.Timing.Poll)
	}
}

// look asks how the printer is and reports it. One that does not answer may
// have lost its power, and with it what resync told it.
func (s *session) look() Condition {
	c, err := s.language.Ask(&s.link)
	if err == nil {
		s.report(c.status())
		s.astray = !c.Heard
	}
	return c
}

// print runs a job.
func (s *session) print(ctx context.Context, j *job) result {
	c := s.look()
	if s.link.broken != nil {
		return failed(fmt.Errorf("printing: %w: %w", devices.ErrNotReady, s.link.broken))
	}
	if !c.ready() {
		s.astray = !c.Heard || !c.Idle
		return failed(fmt.Errorf("printing: %w: %v", devices.ErrNotReady, c.Causes))
	}
	work, err := j.work()
	if err != nil {
		return failed(err)
	}
	s.report(devices.Status{Health: devices.HealthBusy, Causes: c.Causes, Detail: c.Detail, At: time.Now()})
	c, err = s.send(ctx, j, work)
	if err != nil {
		return failed(err)
	}
	if work.Committing != nil {
		work.Committing()
	}
	n, err := s.link.Write(work.Commit)
	if err != nil && n == 0 {
		return failed(fmt.Errorf("printing: commit: %w", err))
	}
	if err != nil {
		return unknown(fmt.Errorf("printing: commit: %w", err))
	}
	return s.watch(ctx, j, evidence{seen: c.Seen}, s.o.Timing.Job+onLine(len(work.Body), s.o.Baud))
}

// send writes a job up to what makes it print, makes sure that the printer has
// received it and is still well, and journals that it will be printed now.
func (s *session) send(ctx context.Context, j *job, work Job) (Condition, error) {
	for sent := 0; sent < len(work.Body); sent += chunk {
		if err := ended(ctx, j.ctx); err != nil {
			return Condition{}, fmt.Errorf("printing: print: %w", err)
		}
		if err := j.journal.Sending(sent); err != nil {
			return Condition{}, fmt.Errorf("printing: journal: %w", err)
		}
		s.astray = true
		if _, err := s.link.Write(work.Body[sent:min(sent+chunk, len(work.Body))]); err != nil {
			return Condition{}, fmt.Errorf("printing: send: %w", err)
		}
	}
	c, err := s.language.Ask(&s.link)
	if err != nil {
		return c, fmt.Errorf("printing: send: %w", err)
	}
	if c.Held || !c.Heard {
		s.report(c.status())
		return c, fmt.Errorf("%w: %v", ErrHeldBefore, c.Causes)
	}
	if err := ended(ctx, j.ctx); err != nil {
		return c, fmt.Errorf("printing: print: %w", err)
	}
	if err := j.journal.Committing(); err != nil {
		return c, fmt.Errorf("printing: journal: %w", err)
	}
	return c, nil
}

// watch asks until it is clear what became of a job whose last bytes were
// written, for at most limit.
func (s *session) watch(ctx context.Context, j *job, e evidence, limit time.Duration) result {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); wait(ctx, s.o.Timing.Watch) {
		c, err := s.language.Ask(&s.link)
		if err != nil {
			return unknown(fmt.Errorf("printing: after the label was sent: %w", err))
		}
		settled := e.weigh(c, time.Now(), s.o.Timing.Rest)
		if c.Held || !c.Heard || settled {
			s.report(c.status())
		}
		if settled {
			break
		}
		if err := ended(ctx, j.ctx); err != nil {
			return unknown(fmt.Errorf("printing: after the label was sent: %w", err))
		}
	}
	if err := e.verdict(); err != nil {
		return unknown(err)
	}
	s.astray = false
	return result{outcome: devices.OutcomeConfirmed}
}

func failed(err error) result  { return result{devices.OutcomeFailed, err} }
func unknown(err error) result { return result{devices.OutcomeUnknown, err} }

// ended returns the error of the first context that has ended.
func ended(contexts ...context.Context) error {
	for _, ctx := range contexts {
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// wait waits for d and reports whether ctx has not ended.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
