package zpl

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
var errOutOfStep = errors.New("zpl: out of step")

// session is one connection. One goroutine owns it.
type session struct {
	printer *Printer
	o       Options
	report  func(devices.Status)
	link    link
	encoder Encoder
	astray  bool // the printer may hold something of a job, or have restarted
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
func (s *session) resync(ctx context.Context) (condition, error) {
	if err := s.link.restart(); err != nil {
		return condition{}, err
	}
	for {
		c, err := s.order(cmdCancel)
		if err != nil {
			return condition{}, err
		}
		if c.heard && c.idle {
			break
		}
		s.report(c.status())
		// A label that is coming out is done in a moment; a person is not.
		pause := s.o.Timing.Poll
		if c.heard {
			pause = s.o.Timing.Watch
		}
		if !wait(ctx, pause) {
			return condition{}, ctx.Err()
		}
	}
	c, err := s.order(cmdNoReprint)
	if err == nil && (!c.heard || !c.idle) {
		err = errOutOfStep
	}
	s.astray = false
	return c, err
}

// order sends a command and asks how the printer is then.
func (s *session) order(command string) (condition, error) {
	if _, err := s.link.write([]byte(command)); err != nil {
		return condition{}, err
	}
	return s.link.condition()
}

// attend takes jobs and asks the printer how it is in between, until it is out
// of step.
func (s *session) attend(ctx context.Context, c condition) error {
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
func (s *session) look() condition {
	c, err := s.link.condition()
	if err == nil {
		s.report(c.status())
		s.astray = !c.heard
	}
	return c
}

// print runs a job.
func (s *session) print(ctx context.Context, j *job) result {
	c := s.look()
	if s.link.broken != nil {
		return failed(fmt.Errorf("zpl: %w: %w", devices.ErrNotReady, s.link.broken))
	}
	if !c.ready() {
		s.astray = !c.heard || !c.idle
		return failed(fmt.Errorf("zpl: %w: %v", devices.ErrNotReady, c.causes))
	}
	work, err := s.encoder.Job(j.label)
	if err != nil {
		return failed(err)
	}
	s.report(devices.Status{Health: devices.HealthBusy, Causes: c.causes, Detail: c.detail, At: time.Now()})
	c, err = s.send(ctx, j, work)
	if err != nil {
		return failed(err)
	}
	n, err := s.link.write(work.Commit)
	if err != nil && n == 0 {
		return failed(fmt.Errorf("zpl: commit: %w", err))
	}
	if err != nil {
		return unknown(fmt.Errorf("zpl: commit: %w", err))
	}
	return s.watch(ctx, j, evidence{seen: c.partial}, s.o.Timing.Job+onLine(len(work.Body), s.o.Baud))
}

// send writes a job up to what makes it print, makes sure that the printer has
// received it and is still well, and journals that it will be printed now.
func (s *session) send(ctx context.Context, j *job, work Job) (condition, error) {
	for sent := 0; sent < len(work.Body); sent += chunk {
		if err := ended(ctx, j.ctx); err != nil {
			return condition{}, fmt.Errorf("zpl: print: %w", err)
		}
		if err := j.journal.Sending(sent); err != nil {
			return condition{}, fmt.Errorf("zpl: journal: %w", err)
		}
		s.astray = true
		if _, err := s.link.write(work.Body[sent:min(sent+chunk, len(work.Body))]); err != nil {
			return condition{}, fmt.Errorf("zpl: send: %w", err)
		}
	}
	c, err := s.link.condition()
	if err != nil {
		return c, fmt.Errorf("zpl: send: %w", err)
	}
	if c.held || !c.heard {
		s.report(c.status())
		return c, fmt.Errorf("%w: %v", errHeldBefore, c.causes)
	}
	if err := ended(ctx, j.ctx); err != nil {
		return c, fmt.Errorf("zpl: print: %w", err)
	}
	if err := j.journal.Committing(); err != nil {
		return c, fmt.Errorf("zpl: journal: %w", err)
	}
	return c, nil
}

// watch asks until it is clear what became of a job whose last bytes were
// written, for at most limit.
func (s *session) watch(ctx context.Context, j *job, e evidence, limit time.Duration) result {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); wait(ctx, s.o.Timing.Watch) {
		c, err := s.link.condition()
		if err != nil {
			return unknown(fmt.Errorf("zpl: after the label was sent: %w", err))
		}
		settled := e.weigh(c, time.Now(), s.o.Timing.Rest)
		if c.held || !c.heard || settled {
			s.report(c.status())
		}
		if settled {
			break
		}
		if err := ended(ctx, j.ctx); err != nil {
			return unknown(fmt.Errorf("zpl: after the label was sent: %w", err))
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
