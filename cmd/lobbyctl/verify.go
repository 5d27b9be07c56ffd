package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"lobby.internal/kiosk/control"
	"lobby.internal/store"
	"lobby.internal/store/badgelog"
)

type badgelogVerify struct {
	File        string `arg:"" optional:"" help:"An export, CSV or JSON lines; the kiosk's own file without it."`
	Note        string `help:"The note that was signed for the export, or a checkpoint; FILE.note if it is there, or the last line of JSON lines." placeholder:"FILE"`
	Key         string `help:"The kiosk's public key; log.pub in the data directory without it." placeholder:"FILE"`
	EntriesOnly bool   `help:"Prove the entries alone, and not what is joined from the visits: for an export of which names were erased."`
}

// Run says what was proved. What was not is an error.
func (c *badgelogVerify) Run(e *env) error {
	if c.File != "" {
		return c.export(e)
	}
	if c.Note != "" || c.Key != "" || c.EntriesOnly {
		return fmt.Errorf("%w: --note, --key and --entries-only are for an export: name its file", errUsage)
	}
	return with(e, func(s control.Service) error {
		p, err := s.Verify(e.ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(e.stdout, "kiosk %s: %d entries of the badge log, up to %d, each as it was recorded\n", p.Kiosk, p.Entries, p.Head)
		if p.Trimmed > 0 && err == nil {
			_, err = fmt.Fprintf(e.stdout, "entries up to %d are no longer kept\n", p.Trimmed)
		}
		if err == nil {
			_, err = fmt.Fprintf(e.stdout, "%d visits are what the log says of them\ncheckpoints that agree: %d, the newest signed for entry %d\nhash %s\n",
				p.Visits, p.Checkpoints, p.Signed, p.Hash)
		}
		return err
	})
}

// export proves an export with the public key alone.
func (c *badgelogVerify) export(e *env) (err error) {
	o := badgelog.ExportOptions{EntriesOnly: c.EntriesOnly}
	path := c.Key
	if path == "" {
		path = store.LogPub(e.data)
	}
	if o.Keys, err = store.ReadLogPub(path); err != nil {
		return fmt.Errorf("%w\nName the kiosk's public key with --key: it is log.pub in its data directory", err)
	}
	if o.Note, err = c.note(); err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("open the export: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	p, err := badgelog.VerifyExport(f, o)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	return sayExport(e, c, p)
}

// note returns the note that was named or lies beside the export, nil when there
// is none.
func (c *badgelogVerify) note() ([]byte, error) {
	path := c.Note
	if path == "" {
		path = c.File + noteSuffix
	}
	note, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && c.Note == "" {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the note: %w", err)
	}
	return note, nil
}

func sayExport(e *env, c *badgelogVerify, p badgelog.ExportProof) error {
	_, err := fmt.Fprintf(e.stdout, "%s: kiosk %s, %d entries after %d up to %d, each as it was recorded\n",
		c.File, p.Note.Kiosk, p.Entries, p.After.Seq, p.Last.Seq)
	if err != nil {
		return err
	}
	switch {
	case p.Note.Export == (badgelog.Extent{}):
		_, err = fmt.Fprintf(e.stdout, "the note was signed for entry %d; what was added or joined after it is not proved\n", p.Note.Seq)
	case c.EntriesOnly:
		_, err = fmt.Fprintln(e.stdout, "what is joined from the visits was left out")
	default:
		_, err = fmt.Fprintln(e.stdout, "the file is, byte for byte, what was exported")
	}
	return err
}
