package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"

	"lobby.internal/kiosk/control"
	"lobby.internal/store"
)

type backupCmd struct {
	To        string   `help:"The file to write, whole or not at all." placeholder:"FILE" required:""`
	Recipient []string `help:"Whose identity opens it: an age public key (age1…). May be given more than once." placeholder:"AGE1" required:""`
}

// Run writes the backup and reads it back from the disk.
func (c *backupCmd) Run(e *env) error {
	f, err := renameio.NewPendingFile(c.To, renameio.WithPermissions(0o600))
	if err != nil {
		return fmt.Errorf("write %s: %w", c.To, err)
	}
	defer f.Cleanup() //nolint:errcheck // nothing is left once the file has been replaced
	sum := sha256.New()
	if err := with(e, func(s control.Service) error { return s.Backup(e.ctx, io.MultiWriter(f, sum), c.Recipient) }); err != nil {
		return err
	}
	if err := f.CloseAtomicallyReplace(); err != nil {
		return fmt.Errorf("write %s: %w", c.To, err)
	}
	size, err := readBack(c.To, [sha256.Size]byte(sum.Sum(nil)))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "%d bytes in %s\nIt opens with the identity alone, and holds what was not yet forgotten: keep it no longer than that may be kept.\n", size, c.To)
	return err
}

// readBack makes sure that the file holds what was written.
func readBack(path string, want [sha256.Size]byte) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("read the backup: %w", err)
	}
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err := errors.Join(err, f.Close()); err != nil {
		return 0, fmt.Errorf("read the backup: %w", err)
	}
	if [sha256.Size]byte(sum.Sum(nil)) != want {
		return 0, fmt.Errorf("%s does not hold what was written to it: make the backup again, on another disk", path)
	}
	return n, nil
}

// Backup writes a backup of the file.
func (f file) Backup(_ context.Context, w io.Writer, recipients []string) error {
	_, err := f.db.Backup(w, recipients...)
	return err
}

type restoreCmd struct {
	File     string `arg:"" help:"The backup."`
	Identity string `help:"The age identity file that opens it." placeholder:"KEYFILE" required:""`
	Replace  bool   `help:"Replace the file that is there."`
}

// Run puts the backup in the place of the kiosk's file.
func (c *restoreCmd) Run(e *env) (err error) {
	_, err = control.Dial(e.ctx, control.Socket(e.data))
	switch {
	case err == nil:
		return errors.New("the agent is running: stop it first, restore, and start it again")
	case !errors.Is(err, control.ErrNotRunning):
		return err
	}
	backup, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read the backup: %w", err)
	}
	defer func() { err = errors.Join(err, backup.Close()) }()
	identity, err := os.Open(c.Identity)
	if err != nil {
		return fmt.Errorf("read the identity: %w", err)
	}
	defer func() { err = errors.Join(err, identity.Close()) }()
	if err := os.MkdirAll(e.data, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	done, err := store.Restore(backup, identity, filepath.Join(e.data, "lobby.db"), e.options(), c.Replace)
	if err != nil {
		return err
	}
	c.report(e, done)
	return nil
}

func (c *restoreCmd) report(e *env, done store.Restored) {
	fmt.Fprintf(e.stdout, "restored kiosk %s as it was on %s: %d visits, log up to entry %d\n",
		done.Kiosk, done.Made.Format("2006-01-02 15:04:05"), done.Visits, done.Log.Seq)
	fmt.Fprintf(e.stdout, "the log goes on in epoch %s; today's badge numbers go on from the seconds of the day\n", done.NewEpoch)
	if done.Forgotten > 0 {
		fmt.Fprintf(e.stdout, "forgotten again: the visitors of %d visits\n", done.Forgotten)
	}
	if done.Replaced != "" {
		fmt.Fprintf(e.stdout, "the file that was there is %s until something is forgotten; names cannot be read in it any more\n", done.Replaced)
	}
}
