package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/control"
)

type rollcallCmd struct {
	Output string `short:"o" help:"The file to write, whole or not at all; standard output without it." placeholder:"FILE"`
	Drill  bool   `help:"Say on the list that this is a drill."`
}

// Run lists who is inside. The place for the list is made before it is asked for,
// which the badge log records: a list that has nowhere to go is not taken out.
func (c *rollcallCmd) Run(e *env) (err error) {
	out, keep := e.stdout, func() error { return nil }
	if c.Output != "" {
		f, err := newList(c.Output)
		if err != nil {
			return fmt.Errorf("write %s: %w; name another file, or leave --output away to see the list here", c.Output, err)
		}
		defer f.Cleanup() //nolint:errcheck // nothing is left once the file has been replaced
		out, keep = f, f.CloseAtomicallyReplace
	}
	var list kiosk.RollCall
	err = with(e, func(s control.Service) (err error) {
		list, err = s.RollCall(e.ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("roll call: %w", err)
	}
	if err := errors.Join(rollcallTable(list, c.Drill).write(out), keep()); err != nil {
		return fmt.Errorf("write the roll call, which the badge log has recorded: %w", err)
	}
	if list.Unrecorded != "" {
		return fmt.Errorf("the list is complete, but the badge log could not record that it was taken out; note it by hand: %s", list.Unrecorded)
	}
	return nil
}

// newList makes the file that is to take the place of path, whole or not at all.
func newList(path string) (*renameio.PendingFile, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("that is no file")
	}
	return renameio.NewPendingFile(path, renameio.WithPermissions(0o600))
}

// rollcallTable is the list as it is read out: how many first, then who, by
// floor.
func rollcallTable(list kiosk.RollCall, drill bool) table {
	title := "Roll call"
	if drill {
		title = "Roll call (drill)"
	}
	count := "1 visitor"
	if n := len(list.People); n != 1 {
		count = fmt.Sprintf("%d visitors", n)
	}
	t := table{{fmt.Sprintf("%s, %s: %s", title, list.At.Format("2006-01-02 15:04:05"), count)}}
	if len(list.People) == 0 {
		return t
	}
	t = append(t, nil, []string{"FLOOR", "BADGE", "TICKET", "VISITOR", "COMPANY", "HOST", "DEPARTMENT", "SINCE", "REMARK"})
	for _, p := range list.People {
		t = append(t, []string{
			dash(p.Floor), p.Badge, kiosk.TicketText(p.Ticket), dash(p.Visitor), dash(p.Company), dash(p.Host), dash(p.Department),
			sinceText(p.Since, list.At), dash(remarks(p)),
		})
	}
	return t
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// sinceText says when somebody went in, with the day unless it is today.
func sinceText(since, now time.Time) string {
	switch {
	case since.IsZero():
		return "-"
	case since.In(now.Location()).Format(time.DateOnly) == now.Format(time.DateOnly):
		return since.In(now.Location()).Format("15:04")
	}
	return since.In(now.Location()).Format("2006-01-02 15:04")
}

func remarks(p kiosk.Inside) string {
	var all []string
	if p.Since.IsZero() {
		all = append(all, "badge not confirmed")
	}
	if p.Lent {
		all = append(all, "house card")
	}
	if p.ByHand {
		all = append(all, "badge by hand")
	}
	return strings.Join(all, ", ")
}

// RollCall returns who is inside; a disk that takes no entry keeps it from
// nobody.
func (f file) RollCall(context.Context) (kiosk.RollCall, error) {
	open, err := f.db.Open()
	if err != nil {
		return kiosk.RollCall{}, err
	}
	list := kiosk.Muster(open, time.Now())
	if err := f.db.LogRollCall(); err != nil {
		list.Unrecorded = err.Error()
	}
	return list, nil
}
