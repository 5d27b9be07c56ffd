package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"
)

const (
	ballastSize = 16 << 20
	// roomToSpare is what the disk must have left beside the ballast; below it
	// the disk counts as nearly full.
	roomToSpare = 32 << 20
	// nearlyAll is the share of MaxSize, in percent, from which the file counts
	// as nearly full.
	nearlyAll = 90
)

// ballast is a file of no use that is deleted when the disk is full, so that
// what is under way can still be kept.
type ballast struct {
	path  string
	off   bool
	spent atomic.Bool
}

// fill makes the ballast if there is none and the disk has the room.
func (b *ballast) fill() error {
	if b.off {
		return nil
	}
	if info, err := os.Stat(b.path); err == nil && info.Size() == ballastSize {
		return nil
	}
	free, err := freeBytes(filepath.Dir(b.path))
	if err != nil {
		return fmt.Errorf("store: ballast: %w", err)
	}
	if free < ballastSize+roomToSpare {
		b.spent.Store(true)
		return nil
	}
	if err := b.make(); err != nil {
		err = errors.Join(err, os.Remove(b.path))
		if !isFull(err) {
			return fmt.Errorf("store: ballast: %w", err)
		}
		b.spent.Store(true)
	}
	return nil
}

func (b *ballast) make() error {
	f, err := os.OpenFile(b.path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	return errors.Join(reserve(f, ballastSize), f.Sync(), f.Close())
}

// drop deletes the ballast and reports whether that made room.
func (b *ballast) drop() bool {
	if b.off || b.spent.Swap(true) {
		return false
	}
	return os.Remove(b.path) == nil
}

// missing reports whether there ought to be ballast and is none.
func (b *ballast) missing() bool { return !b.off && b.spent.Load() }

// Status is how much room the file has.
type Status struct {
	Size         int64  // bytes of the file
	Used         int64  // bytes of it that hold something
	MaxSize      int64  // bytes it may grow to
	Free         uint64 // bytes free on its disk
	BallastSpent bool   // the reserve for a full disk is gone
	Full         bool   // the last decision was refused for want of room
}

// Low reports whether the disk, or the file's limit, is nearly or quite used
// up.
func (s Status) Low() bool {
	return s.Full || s.BallastSpent || s.Free < roomToSpare || s.Used*100 >= s.MaxSize*nearlyAll
}

// Status returns how much room there is.
func (db *DB) Status() (Status, error) {
	s := Status{MaxSize: int64(db.o.MaxSize), BallastSpent: db.ballast.missing(), Full: db.full.Load()}
	free, err := freeBytes(filepath.Dir(db.path))
	if err != nil {
		return s, fmt.Errorf("store: status: %w", err)
	}
	s.Free = free
	err = db.view(func(tx *bolt.Tx) error {
		stats, page := tx.DB().Stats(), int64(tx.DB().Info().PageSize)
		s.Size = tx.Size()
		s.Used = s.Size - int64(stats.FreePageN+stats.PendingPageN)*page
		return nil
	})
	return s, err
}

// Low reports whether the disk, or the file's limit, is nearly or quite used
// up, and also when that cannot be found out.
func (db *DB) Low() bool {
	s, err := db.Status()
	if errors.Is(err, fs.ErrNotExist) {
		return true
	}
	return err != nil || s.Low()
}

// fillUp writes size bytes to f that no file system can leave out.
func fillUp(f *os.File, size int64) error {
	block := make([]byte, 1<<20)
	for i := range block {
		block[i] = byte(i%251 + 1)
	}
	for at := int64(0); at < size; at += int64(len(block)) {
		if _, err := f.WriteAt(block[:min(int64(len(block)), size-at)], at); err != nil {
			return err
		}
	}
	return nil
}
