package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// beforeMark is of the copy that is kept of a file before it is migrated; the
// format that it was migrated to follows.
const beforeMark = ".before-"

// migrations fill a new file of this program's format with what a file of an
// older one holds.
var migrations = map[uint32]func(db *DB, old, made *bolt.Tx) error{1: (*DB).fromFormat1}

// migrate brings the open file to this program's format. The file as it was is
// kept beside it; the new one takes its place whole or not at all, and holds no
// byte of what the old one held besides.
func (db *DB) migrate() error {
	from := db.older
	made := db.path + leftoverMark + rand.Text()
	err := db.transform(made)
	if err == nil {
		err = db.keepBefore()
	}
	if err == nil {
		err = db.takePlace(made)
	}
	if err := errors.Join(err, scrubIfThere(made)); err != nil {
		return fmt.Errorf("store: bring %s from format %d to %d: %w: nothing was changed; make room on the disk if it is full, "+
			"or put a backup in its place with: lobbyctl restore BACKUP --identity KEY --replace", db.path, from, format, err)
	}
	return nil
}

// transform writes the new file to made.
func (db *DB) transform(made string) error {
	b, err := bolt.Open(made, fileMode, db.boltOptions())
	if err != nil {
		return err
	}
	err = db.bolt.View(func(old *bolt.Tx) error {
		return b.Update(func(tx *bolt.Tx) error { return migrations[db.older](db, old, tx) })
	})
	return errors.Join(err, b.Close())
}

// keepBefore keeps a copy of the file.
func (db *DB) keepBefore() error {
	kept := fmt.Sprint(db.path, beforeMark, format)
	made := db.path + leftoverMark + rand.Text()
	if err := copyTo(db.bolt, made); err != nil {
		return errors.Join(err, scrubIfThere(made))
	}
	if err := errors.Join(sameOwner(db.path, made), scrubIfThere(kept)); err != nil {
		return err
	}
	if err := os.Rename(made, kept); err != nil {
		return err
	}
	return syncDir(filepath.Dir(db.path))
}

// copyTo writes the file as it stands to path.
func copyTo(b *bolt.DB, path string) error {
	return b.View(func(tx *bolt.Tx) error { return writeTo(tx, path) })
}

// writeTo writes the file as tx sees it to path, and has it on the disk.
func writeTo(tx *bolt.Tx, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	_, err = tx.WriteTo(f)
	return errors.Join(err, f.Sync(), f.Close())
}
