package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/control"
	"lobby.internal/store"
)

type forgetCmd struct {
	Visit  string `help:"The visit whose visitor is to be forgotten: its id, as in the badge log." placeholder:"ID" xor:"what" required:""`
	Before string `help:"Forget the visitors registered before this day (2026-11-01) or age (90d)." placeholder:"DATE" xor:"what" required:""`
	Yes    bool   `help:"Do not ask."`
}

// Run says how many visits it is about, asks, and forgets.
func (c *forgetCmd) Run(e *env) error {
	q := control.Forgetting{Visit: kiosk.VisitID(c.Visit)}
	var err error
	if q.Before, err = parseTime(c.Before, time.Now(), false); err != nil {
		return fmt.Errorf("--before: %w", err)
	}
	return with(e, func(s control.Service) error {
		if !c.Yes {
			if sure, err := c.ask(e, s, q); err != nil || !sure {
				return err
			}
		}
		done, err := s.Forget(e.ctx, q)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "forgotten: the visitors of %d visits; copies of the file removed: %d\n", done.Erased, done.Copies)
		c.open(e, done)
		if done.Report != "" {
			fmt.Fprintf(e.stdout, "the signed report is %s\n", done.Report)
		}
		return nil
	})
}

func (c *forgetCmd) ask(e *env, s control.Service, q control.Forgetting) (bool, error) {
	q.DryRun = true
	would, err := s.Forget(e.ctx, q)
	if err != nil {
		return false, err
	}
	c.open(e, would)
	if would.Erased == 0 {
		_, err := fmt.Fprintln(e.stdout, "there is nothing to forget")
		return false, err
	}
	fmt.Fprintf(e.stdout, "The visitors of %d visits will be forgotten for good. Type yes to go on: ", would.Erased)
	answer, _ := bufio.NewReader(e.stdin).ReadString('\n') // an end without an answer is a no
	if strings.TrimSpace(answer) != "yes" {
		_, err := fmt.Fprintln(e.stdout, "nothing was forgotten")
		return false, err
	}
	return true, nil
}

func (c *forgetCmd) open(e *env, f control.Forgotten) {
	if f.Open > 0 {
		fmt.Fprintf(e.stdout, "%d visits have not ended and are kept: see the visitors off first\n", f.Open)
	}
}

// Forget forgets in the file.
func (f file) Forget(_ context.Context, q control.Forgetting) (control.Forgotten, error) {
	cause := "before"
	if q.Visit != "" {
		cause = "visit"
	}
	d, report, err := f.db.ForgetReported(store.Forgetting{Cause: cause, Visit: q.Visit, Personal: q.Before, DryRun: q.DryRun})
	return control.Forgotten{Erased: d.Erased, Open: d.Open, Copies: d.Copies, Report: report}, err
}
