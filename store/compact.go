package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// compactStep is how many bytes of a file are copied in one transaction.
const compactStep = 1 << 20

// rewrite copies what src holds into a new file at path, and no byte of what it
// no longer holds, and has it on the disk.
func (db *DB) rewrite(src *bolt.DB, path string) error {
	o := db.boltOptions()
	o.NoSync, o.NoGrowSync = true, true // it is synced as a whole
	dst, err := bolt.Open(path, fileMode, o)
	if err != nil {
		return err
	}
	return errors.Join(bolt.Compact(dst, src, compactStep), dst.Sync(), dst.Close())
}

// Compact rewrites the file without what has been deleted from it. Decisions
// wait meanwhile; reads go on. The old file's bytes are overwritten where the
// disk keeps a file in place.
func (db *DB) Compact() error {
	db.write.Lock()
	defer db.write.Unlock()
	if err := db.thaw(); err != nil {
		return err
	}
	made := db.path + leftoverMark + rand.Text()
	err := db.rewrite(db.bolt, made)
	if err == nil {
		err = db.takePlace(made)
	}
	if err := errors.Join(err, scrubIfThere(made)); err != nil {
		return fmt.Errorf("store: compact %s: %w", db.path, err)
	}
	return nil
}

// takePlace puts the file made in the place of the open one, makes that last,
// opens it and overwrites the old one's bytes. Only the writer may call it.
func (db *DB) takePlace(made string) (err error) {
	old, err := os.OpenFile(db.path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, old.Close()) }()
	if err := sameOwner(db.path, made); err != nil {
		return err
	}
	if err := os.Rename(made, db.path); err != nil {
		return err
	}
	db.frozen = true // until the new one is open, the old one must take nothing
	if err := syncDir(filepath.Dir(db.path)); err != nil {
		return err
	}
	if err := db.reopen(); err != nil {
		return err
	}
	db.frozen = false
	return blank(old)
}
