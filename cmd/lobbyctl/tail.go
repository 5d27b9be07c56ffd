package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/control"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/store/badgelog"
)

type badgelogTail struct {
	Lines  int  `short:"n" help:"How many of the newest entries." default:"10"`
	Follow bool `short:"f" help:"Go on with every new entry, until interrupted."`
}

// followEvery is how often the kiosk is asked for new entries.
const followEvery = time.Second

// Run shows the newest entries, without names: in words on a terminal, one plain
// line each elsewhere.
func (c *badgelogTail) Run(e *env) error {
	if c.Lines < 1 {
		return fmt.Errorf("%w: --lines is %d; it must be 1 or more", errUsage, c.Lines)
	}
	line := plainLine
	if isTerminal(e.stdout) {
		book, err := phrase.Open(assets.Words(), phrase.Company{})
		if err != nil {
			return err
		}
		line = func(entry badgelog.Entry) string { return wordsLine(book, entry) }
	}
	last, err := c.show(e, control.TailQuery{Newest: c.Lines}, line)
	for err == nil && c.Follow && pause(e.ctx, followEvery) {
		var next uint64
		next, err = c.show(e, control.TailQuery{After: last}, line)
		last = max(last, next)
	}
	if c.Follow && e.ctx.Err() != nil {
		err = nil // interrupted, as it is meant to end
	}
	return err
}

// pause waits and reports whether ctx goes on.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// show writes the entries that q asks for and returns the number of the last.
func (c *badgelogTail) show(e *env, q control.TailQuery, line func(badgelog.Entry) string) (last uint64, err error) {
	var got bytes.Buffer
	if err := with(e, func(s control.Service) error { return s.Tail(e.ctx, &got, q) }); err != nil {
		return 0, err
	}
	for in := json.NewDecoder(&got); in.More(); {
		var entry badgelog.Entry
		if err := in.Decode(&entry); err != nil {
			return last, fmt.Errorf("read the badge log: %w", err)
		}
		last = entry.Seq
		if _, err := fmt.Fprintln(e.stdout, line(entry)); err != nil {
			return last, err
		}
	}
	return last, nil
}

// plainLine is an entry for programs: number, time, kind, actor, ticket, badge
// and visit, with tabs between.
func plainLine(e badgelog.Entry) string {
	return fmt.Sprintf("%d\t%s\t%s\t%s\t%d\t%s\t%s", e.Seq, e.At.Format(time.RFC3339Nano), e.Kind, e.Actor, e.Ticket, e.Badge, e.Visit)
}

// wordsLine is an entry for people, as the desk says it.
func wordsLine(book *phrase.Book, e badgelog.Entry) string {
	what := strings.ReplaceAll(string(e.Kind), "_", " ")
	if id := "desk.step." + string(e.Kind); book.Has(kiosk.LangEN, id) {
		what = book.Text(kiosk.LangEN, id)
	}
	text := fmt.Sprintf("%6d  %s  %-18s", e.Seq, e.At.Local().Format("2006-01-02 15:04:05"), what)
	if e.Ticket > 0 {
		text += fmt.Sprintf("  ticket %d", e.Ticket)
	}
	if e.Badge != "" {
		text += "  badge " + e.Badge
	}
	return text + "  by " + string(e.Actor)
}

// isTerminal reports whether w is a terminal, or the like.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
