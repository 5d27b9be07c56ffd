// Package csvlog keeps badge logs as CSV files: in a folder for each kiosk one
// file a day, with their SHA-256 beside them as sha256sum -c takes it.
//
//	DIR/.lock                   held while a sink is open
//	DIR/<kiosk>/2026-11-24.csv  the day's rows, see docs/badgelog.md
//	DIR/<kiosk>/aside.jsonl     what could not be taken, for a person to look at
//	DIR/<kiosk>/erased.jsonl    the visits whose personal fields were forgotten
//	DIR/<kiosk>/checkpoint.txt  the newest checkpoint that the kiosk signed
//	DIR/<kiosk>/SHA256SUMS      of all of these
//	DIR/<kiosk>/cursor.json     how far the log is kept, and what the files hold
//
// A batch changes several files, and all or none: each is written whole beside
// the old one and synced, and then cursor.json, which names them and their
// hashes, replaces the one before. That is the moment at which the batch is
// kept. Only then do the files take their places. Who opens the folder after a
// crash puts them there, or removes them where the moment had not come.
package csvlog

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"lobby.internal/store/relay"
)

// ErrInUse is returned by Open when another sink has the folder open.
var ErrInUse = errors.New("csvlog: another sync writes to this folder: wait until it has ended, or stop it")

// ErrAltered is returned when a file is not what was last written: somebody
// edited or removed it.
var ErrAltered = relay.Permanent("csvlog: a file is not what was last written: put it back from a copy, or begin a new folder")

// Sink is a folder of CSV files. It implements relay.Sink.
type Sink struct {
	disk disk
	lock *os.File

	mu      sync.Mutex
	folders map[string]*folder
}

var _ relay.Sink = (*Sink)(nil)

// Open opens the folder, or makes it. Only its owner may read what is in it.
func Open(dir string) (*Sink, error) { return open(dir, disk{}) }

func open(dir string, d disk) (*Sink, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("csvlog: make the folder: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, ".lock"), os.O_CREATE|os.O_RDWR, fileMode)
	if err != nil {
		return nil, fmt.Errorf("csvlog: lock the folder: %w", err)
	}
	if err := lockFile(lock); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	d.dir = dir
	return &Sink{disk: d, lock: lock, folders: map[string]*folder{}}, nil
}

// Close gives the folder up. A second call does nothing.
func (s *Sink) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lock == nil {
		return nil
	}
	err := s.lock.Close()
	s.lock = nil
	if err != nil {
		return fmt.Errorf("csvlog: close: %w", err)
	}
	return nil
}

// folderName returns the kiosk's id as a file name: readable where it can be.
func folderName(kiosk string) string {
	name := url.PathEscape(kiosk)
	switch {
	case name == "":
		return "%"
	case name[0] == '.':
		return "%2E" + name[1:]
	}
	return name
}

// in calls fn with the kiosk's folder, as it is on the disk, and with nobody
// else in it.
func (s *Sink) in(ctx context.Context, kiosk string, fn func(*folder) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("csvlog: %w", err)
	}
	s.mu.Lock()
	if s.lock == nil {
		s.mu.Unlock()
		return fmt.Errorf("csvlog: %w", os.ErrClosed)
	}
	f := s.folders[kiosk]
	if f == nil {
		f = &folder{kiosk: kiosk, disk: s.disk.in(folderName(kiosk))}
		s.folders[kiosk] = f
	}
	s.mu.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.load(); err != nil {
		return err
	}
	return fn(f)
}

// Cursor implements relay.Sink.
func (s *Sink) Cursor(ctx context.Context, kiosk string) (at relay.Cursor, err error) {
	err = s.in(ctx, kiosk, func(f *folder) error {
		at = f.state.Cursor
		return nil
	})
	return at, err
}

// Append implements relay.Sink.
func (s *Sink) Append(ctx context.Context, b relay.Batch) error {
	return s.in(ctx, b.Epoch.Kiosk, func(f *folder) error {
		c := f.change()
		fresh, err := c.fresh(b)
		if err != nil || len(fresh) == 0 {
			return err
		}
		if err := c.add(fresh); err != nil {
			return err
		}
		c.keepNote(b)
		return f.commit(c)
	})
}

// keepNote keeps the batch's checkpoint in place of the one before.
func (c *change) keepNote(b relay.Batch) {
	if b.Note != nil {
		c.put(fileCheckpoint, b.Note, 0)
	}
}

// SetAside implements relay.Sink.
func (s *Sink) SetAside(ctx context.Context, b relay.Batch, reason string) error {
	return s.in(ctx, b.Epoch.Kiosk, func(f *folder) error {
		c := f.change()
		fresh, err := c.fresh(b)
		if err != nil || len(fresh) == 0 {
			return err
		}
		if err := c.setAside(b.Rows[0], reason); err != nil {
			return err
		}
		c.keepNote(b)
		return f.commit(c)
	})
}
