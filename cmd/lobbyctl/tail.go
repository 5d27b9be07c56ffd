package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/control"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/store"
)

type badgelogTail struct {
	Lines  int    `short:"n" help:"How many of the newest entries." default:"10"`
	Follow bool   `short:"f" help:"Go on with every new entry, until interrupted."`
	Format string `help:"words, plain (a line each, cells parted by tabs) or jsonl." enum:"words,plain,jsonl" default:"words"`
}

// followEvery is how often the kiosk is asked for new entries.
const followEvery = time.Second

// Run shows the newest entries, without names.
func (c *badgelogTail) Run(e *env) error {
	if c.Lines < 1 {
		return fmt.Errorf("%w: --lines is %d; it must be 1 or more", errUsage, c.Lines)
	}
	line, err := c.line()
	if err != nil {
		return err
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

// line returns how an entry is written.
func (c *badgelogTail) line() (func(store.Tailed) (string, error), error) {
	switch c.Format {
	case "plain":
		return func(entry store.Tailed) (string, error) { return plainLine(entry), nil }, nil
	case "jsonl":
		return func(entry store.Tailed) (string, error) {
			text, err := json.Marshal(entry)
			return string(text), err
		}, nil
	}
	book, err := openWords()
	if err != nil {
		return nil, err
	}
	return func(entry store.Tailed) (string, error) { return wordsLine(book, entry), nil }, nil
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
func (c *badgelogTail) show(e *env, q control.TailQuery, line func(store.Tailed) (string, error)) (last uint64, err error) {
	var got bytes.Buffer
	if err := with(e, func(s control.Service) error { return s.Tail(e.ctx, &got, q) }); err != nil {
		return 0, err
	}
	for in := json.NewDecoder(&got); in.More(); {
		var entry store.Tailed
		if err := in.Decode(&entry); err != nil {
			return last, fmt.Errorf("read the badge log: %w", err)
		}
		last = entry.Seq
		text, err := line(entry)
		if err == nil {
			_, err = fmt.Fprintln(e.stdout, text)
		}
		if err != nil {
			return last, fmt.Errorf("write the badge log: %w", err)
		}
	}
	return last, nil
}

// plainLine is an entry for programs: number, time, kind, actor, ticket, badge,
// visit and kiosk, with tabs between.
func plainLine(e store.Tailed) string {
	return fmt.Sprintf("%d\t%s\t%s\t%s\t%d\t%s\t%s\t%s", e.Seq, e.At.Format(time.RFC3339Nano), e.Kind, e.Actor, e.Ticket, e.Badge, e.Visit, e.Kiosk)
}

// actors are those who do something, as they are read out; whoever is not among
// them is called by their name in the log.
var actors = map[kiosk.Actor]string{
	kiosk.ActorVisitor: "the visitor", kiosk.ActorReception: "reception", kiosk.ActorAgent: "the kiosk",
	kiosk.ActorReader: "the reader", kiosk.ActorStaff: "staff",
}

// wordsLine is an entry for people: its number, when, at which kiosk, what
// happened, in the desk's words, by whom, and of which ticket and badge. The
// columns are as wide as their widest words, so that lines stand below each other
// however they come.
func wordsLine(book *phrase.Book, e store.Tailed) string {
	what := said(book, "desk.step."+string(e.Kind), strings.ReplaceAll(string(e.Kind), "_", " "))
	text := fmt.Sprintf("%6d  %s  %s  %-17s by %-11s", e.Seq, e.At.Local().Format("2006-01-02 15:04:05"), e.Kiosk, what, cmp.Or(actors[e.Actor], string(e.Actor)))
	if e.Ticket > 0 {
		text += "  ticket " + kiosk.TicketText(e.Ticket)
	}
	if e.Badge != "" {
		text += "  badge " + e.Badge
	}
	return strings.TrimRight(text, " ")
}
