package store

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/store/badgelog"
)

const (
	leftoverMark = ".new-"
	epochBytes   = 16
)

// createIfMissing makes a file at db.path if there is none. The file appears
// under its name only when it is complete and on the disk: a power cut during
// bbolt's very first writes would leave what bbolt cannot open.
func (db *DB) createIfMissing() error {
	if _, err := os.Stat(db.path); !errors.Is(err, fs.ErrNotExist) {
		return nil // what it is, inspect says
	}
	made := db.path + leftoverMark + rand.Text()
	if err := db.create(made); err != nil {
		_ = os.Remove(made)
		return fmt.Errorf("store: make %s: %w", db.path, err)
	}
	if err := publish(made, db.path); err != nil {
		return fmt.Errorf("store: make %s: %w", db.path, err)
	}
	return nil
}

func (db *DB) create(path string) error {
	b, err := bolt.Open(path, fileMode, db.boltOptions())
	if err != nil {
		return err
	}
	err = b.Update(func(tx *bolt.Tx) error {
		epoch := newEpoch()
		kioskID := db.o.Kiosk
		if kioskID == "" {
			kioskID = "kiosk-" + epoch[:8]
		}
		return begin(tx, kioskID, epoch)
	})
	return errors.Join(err, b.Close())
}

func newEpoch() string {
	epoch := make([]byte, epochBytes)
	_, _ = rand.Read(epoch) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(epoch)
}

// begin makes the buckets, names the kiosk and begins its log's first epoch.
func begin(tx *bolt.Tx, kioskID, epoch string) error {
	for _, name := range buckets {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	meta := tableOf(tx, bucketMeta)
	return errors.Join(
		// Without a checksum: every version of the program must be able to read it.
		meta.bucket.Put(metaFormat, binary.BigEndian.AppendUint32(nil, format)),
		meta.put(metaKiosk, []byte(kioskID)),
		replaceHosts(tx, nil, ""),
		badgelog.Create(tx, badgelog.Begin(kioskID, epoch, badgelog.Position{})),
	)
}

// publish gives the file made its name, unless another process has been
// quicker, and makes the name last.
func publish(made, path string) error {
	err := os.Link(made, path)
	switch {
	case err == nil, errors.Is(err, fs.ErrExist):
		err = os.Remove(made)
	default: // a file system without hard links
		err = os.Rename(made, path)
	}
	return errors.Join(err, syncDir(filepath.Dir(path)))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
