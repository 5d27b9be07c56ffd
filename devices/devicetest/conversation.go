package devicetest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
)

// Once opens line the first time it is asked; afterwards nothing is plugged in.
func Once[C any](line C) func() (C, error) {
	opened := false
	return func() (C, error) {
		if opened {
			var none C
			return none, devices.ErrUnplugged
		}
		opened = true
		return line, nil
	}
}

// Diary is a journal of one job.
type Diary struct {
	Sent    []int // what each entry says
	Commits int
	Fail    error // of the commit
}

// Sending implements devices.Journal.
func (d *Diary) Sending(sent int) error { d.Sent = append(d.Sent, sent); return nil }

// Committing implements devices.Journal.
func (d *Diary) Committing() error { d.Commits++; return d.Fail }

// Told is what a device says of itself.
type Told struct {
	mu       sync.Mutex
	statuses []devices.Status
}

// Tell takes a status.
func (s *Told) Tell(status devices.Status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statuses = append(s.statuses, status)
}

// Story returns the statuses in words: "opening, ready, not_ready paper_out".
func (s *Told) Story() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, status := range s.statuses {
		words := []string{string(status.Health)}
		for _, cause := range status.Causes {
			words = append(words, string(cause))
		}
		all = append(all, strings.Join(words, " "))
	}
	return strings.Join(all, ", ")
}

// Printed is what came of a label.
type Printed struct {
	Outcome devices.Outcome
	Err     error
	Commits int // in the journal
	Story   string
}

// Conversation has one label printed on a printer that follows a script, in a
// bubble of time.
type Conversation struct {
	New    func(line Conn) devices.Printer // line gives one byte a read
	Label  *devices.Bitmap
	Settle time.Duration // what the printer takes to be ready
}

// Play prints the label and has check look at what came of it; the script goes
// on until check returns.
func (c Conversation) Play(t *testing.T, script []Exchange, check func(t *testing.T, p Printed)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		printer := c.New(OneByte(NewPlayback(t, script...)))
		var told Told
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- printer.Serve(ctx, told.Tell) }()
		time.Sleep(c.Settle)
		var d Diary
		outcome, err := printer.Print(t.Context(), c.Label, &d)
		synctest.Wait()
		check(t, Printed{Outcome: outcome, Err: err, Commits: d.Commits, Story: told.Story()})
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

// Case is a script and what is to come of it. An empty Story may be any.
type Case struct {
	Name   string
	Script []Exchange
	Printed
}

// Outcomes plays each case.
func (c Conversation) Outcomes(t *testing.T, cases []Case) {
	for _, want := range cases {
		t.Run(want.Name, func(t *testing.T) {
			c.Play(t, want.Script, func(t *testing.T, got Printed) {
				if got.Outcome != want.Outcome || !errors.Is(got.Err, want.Err) || (got.Err == nil) != (got.Outcome == devices.OutcomeConfirmed) {
					t.Errorf("%s, %v", got.Outcome, got.Err)
				}
				if got.Commits != want.Commits {
					t.Errorf("%d commits in the journal", got.Commits)
				}
				if want.Story != "" && got.Story != want.Story {
					t.Error(got.Story)
				}
			})
		})
	}
}
