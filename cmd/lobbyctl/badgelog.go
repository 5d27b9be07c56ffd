package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"lobby.internal/kiosk/control"
)

type badgelogExport struct {
	Format string `help:"csv or jsonl." enum:"csv,jsonl" default:"csv"`
	Since  string `help:"From when on: a day (2026-11-01), a time (2026-11-01T08:00) or an age (30d, 12h)." placeholder:"TIME"`
	Until  string `help:"Until when: a day, which is included whole; a time or an age, which is not." placeholder:"TIME"`
	Output string `short:"o" help:"The file to write, whole or not at all; standard output without it." placeholder:"FILE"`
	BOM    bool   `name:"bom" help:"Begin CSV with a byte order mark, for spreadsheets that need it to show Chinese."`

	Unsigned bool `help:"Leave the chain unchecked and sign nothing: for a log that is damaged."`
}

const byteOrderMark = "\ufeff"

// Run writes the entries that were asked for.
func (c *badgelogExport) Run(e *env) error {
	q, err := c.query(time.Now())
	if err != nil {
		return err
	}
	if c.Output == "" {
		out := bufio.NewWriter(e.stdout)
		if _, err := c.write(e, out, q); err != nil {
			return err
		}
		return out.Flush()
	}
	return c.toFile(e, q)
}

func (c *badgelogExport) query(now time.Time) (control.Query, error) {
	q := control.Query{Format: control.Format(c.Format), Unsigned: c.Unsigned}
	var err error
	if q.Since, err = parseTime(c.Since, now, false); err != nil {
		return q, fmt.Errorf("--since: %w", err)
	}
	if q.Until, err = parseTime(c.Until, now, true); err != nil {
		return q, fmt.Errorf("--until: %w", err)
	}
	if !q.Since.IsZero() && !q.Until.IsZero() && !q.Since.Before(q.Until) {
		return q, fmt.Errorf("%w: --since is not before --until", errUsage)
	}
	return q, nil
}

// write writes the export and returns its note.
func (c *badgelogExport) write(e *env, w io.Writer, q control.Query) (note []byte, err error) {
	if c.BOM && q.Format == control.FormatCSV {
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return nil, fmt.Errorf("write the export: %w", err)
		}
	}
	err = with(e, func(s control.Service) error {
		note, err = s.Export(e.ctx, w, q)
		return err
	})
	return note, err
}

// toFile writes beside the file and renames: the file is there whole, or as it
// was.
func (c *badgelogExport) toFile(e *env, q control.Query) error {
	f, err := renameio.NewPendingFile(c.Output, renameio.WithPermissions(0o600))
	if err != nil {
		return fmt.Errorf("write %s: %w", c.Output, err)
	}
	defer f.Cleanup() //nolint:errcheck // nothing is left once the file has been replaced
	lines := &lineCounter{w: f}
	note, err := c.write(e, lines, q)
	if err != nil {
		return err
	}
	if err := f.CloseAtomicallyReplace(); err != nil {
		return fmt.Errorf("write %s: %w", c.Output, err)
	}
	entries := lines.n
	if q.Format == control.FormatCSV || note != nil {
		entries-- // the header, or the note behind the rows
	}
	if q.Format == control.FormatCSV {
		if err := keepNote(c.Output+noteSuffix, note); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(e.stderr, "%d entries in %s\n", entries, c.Output)
	return err
}

// noteSuffix follows the name of an export for the file with its note.
const noteSuffix = ".note"

// keepNote writes the note of an export, or removes that of one before it.
func keepNote(path string, note []byte) error {
	var err error
	if note == nil {
		err = os.Remove(path)
	} else {
		err = renameio.WriteFile(path, note, 0o600)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write the note of the export: %w", err)
	}
	return nil
}

// lineCounter counts the lines that pass; no cell of the log holds a line end.
type lineCounter struct {
	w io.Writer
	n int
}

func (l *lineCounter) Write(p []byte) (int, error) {
	n, err := l.w.Write(p)
	l.n += strings.Count(string(p[:n]), "\n")
	return n, err
}

// parseTime reads a day, a time or an age; days and times are local. A day
// stands for its beginning, or for its end when endOfDay.
func parseTime(text string, now time.Time, endOfDay bool) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.ParseInLocation(time.DateOnly, text, now.Location()); err == nil {
		if endOfDay {
			t = t.AddDate(0, 0, 1)
		}
		return t, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return t, nil
		}
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	if age, err := time.ParseDuration(text); err == nil && age >= 0 {
		return now.Add(-age), nil
	}
	return time.Time{}, fmt.Errorf("%w: %q is no day (2026-11-01), time (2026-11-01T08:00) or age (30d, 12h)", errUsage, text)
}
