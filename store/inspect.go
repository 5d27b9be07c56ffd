package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"lobby.internal/store/badgelog"
)

// inspect finds out, without changing it, whether the file is one to open: its
// header, its consistency where the program has set up CheckMain, and what its
// meta bucket says.
func (db *DB) inspect() error {
	if err := db.inspectHeader(); err != nil {
		return err
	}
	if err := checkInChild(db.path); err != nil {
		return err
	}
	o := db.boltOptions()
	o.ReadOnly, o.PreLoadFreelist = true, true
	b, err := openGuarded(db.path, o)
	if err != nil {
		return err
	}
	err = db.inspectOpen(b)
	if closing := b.Close(); err == nil && closing != nil {
		return refusal(db.path, ErrDamaged, closing.Error())
	}
	return err
}

// inspectOpen finds out what an open file's meta bucket says.
func (db *DB) inspectOpen(b *bolt.DB) error {
	reason, detail := ErrDamaged, ""
	err := guard(func() error {
		return b.View(func(tx *bolt.Tx) error {
			detail, reason = db.describe(tx)
			return nil
		})
	})
	switch {
	case err != nil:
		return refusal(db.path, ErrDamaged, err.Error())
	case reason != nil:
		return refusal(db.path, reason, detail)
	}
	return nil
}

func (db *DB) inspectHeader() error {
	f, err := os.Open(db.path)
	if err != nil {
		return fmt.Errorf("store: open: %w", err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	info, err := f.Stat()
	switch {
	case err != nil:
		return fmt.Errorf("store: open: %w", err)
	case !info.Mode().IsRegular():
		return refusal(db.path, ErrForeign, "no regular file")
	case info.Size() == 0:
		return refusal(db.path, ErrForeign, "empty")
	}
	switch err := checkHeader(f); {
	case err == nil:
		return nil
	case errors.Is(err, errNotBolt), errors.Is(err, errVersion):
		return refusal(db.path, ErrForeign, err.Error())
	case errors.Is(err, errChecksum), errors.Is(err, errNonsense), errors.Is(err, errTruncated):
		return refusal(db.path, ErrDamaged, err.Error())
	default:
		return fmt.Errorf("store: read %s: %w", db.path, err)
	}
}

// describe takes over the kiosk's id and the epoch, or says why the file is to
// be refused.
func (db *DB) describe(tx *bolt.Tx) (detail string, reason error) {
	db.older = 0
	meta := tx.Bucket(bucketMeta)
	if meta == nil || len(meta.Get(metaFormat)) != 4 {
		return "a bbolt file of another program", ErrForeign
	}
	stored, err := tableOf(tx, bucketMeta).get(metaKiosk)
	id := string(stored)
	switch v := binary.BigEndian.Uint32(meta.Get(metaFormat)); {
	case v > format:
		return fmt.Sprintf("format %d, this version knows %d", v, format), ErrNewer
	case v > 0 && v < format:
		db.older = v
		id, err = string(meta.Get(metaKiosk)), nil // which had no checksum
	}
	switch {
	case err != nil:
		return err.Error(), ErrDamaged
	case binary.BigEndian.Uint32(meta.Get(metaFormat)) == 0 || id == "":
		return "its own description is incomplete", ErrDamaged
	case db.o.Kiosk != "" && db.o.Kiosk != id:
		return fmt.Sprintf("kiosk %q, this is %q", id, db.o.Kiosk), ErrForeign
	case db.older != 0:
		db.kiosk = id
		return "", nil
	}
	for _, name := range append([][]byte{bucketLog, bucketEpoch, bucketCheckpoint}, buckets...) {
		if tx.Bucket(name) == nil {
			return fmt.Sprintf("no bucket %q", name), ErrDamaged
		}
	}
	epochs, err := badgelog.Epochs(tx)
	if err != nil {
		return err.Error(), ErrDamaged
	}
	db.kiosk, db.epoch = id, epochs[len(epochs)-1].ID
	return "", nil
}

func (db *DB) boltOptions() *bolt.Options {
	o := &bolt.Options{
		Timeout:      lockTimeout,
		FreelistType: bolt.FreelistMapType,
		MmapFlags:    mapFlags,
		MaxSize:      db.o.MaxSize,
	}
	if db.faults.bolt != nil {
		db.faults.bolt(o)
	}
	return o
}

func (db *DB) openBolt() (*bolt.DB, error) { return openGuarded(db.path, db.boltOptions()) }

// openGuarded opens the file and turns bbolt's panics on a damaged one into
// ErrDamaged.
func openGuarded(path string, o *bolt.Options) (*bolt.DB, error) {
	var opened *os.File
	open := o.OpenFile
	if open == nil {
		open = os.OpenFile
	}
	o.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		// Not to be made again if it has just been moved away.
		f, err := open(name, flag&^os.O_CREATE, mode)
		opened = f
		return f, err
	}
	var b *bolt.DB
	var failed error
	panicked := guard(func() error {
		b, failed = bolt.Open(path, fileMode, o)
		return nil
	})
	switch {
	case panicked != nil:
		_ = opened.Close() // gives up the lock; bbolt itself never gets to it
		return nil, refusal(path, ErrDamaged, panicked.Error())
	case errors.Is(failed, bolterrors.ErrTimeout):
		return nil, refusal(path, ErrInUse, "")
	case failed != nil:
		return nil, fmt.Errorf("store: open %s: %w", path, failed)
	}
	return b, nil
}

// guardFaults runs fn and returns a read beyond the memory map as damage: a
// length that has changed in a page leads there, and bbolt's check does not see
// it. Every other panic goes on.
func guardFaults(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch p := recover().(type) {
		case nil:
		case interface{ Addr() uintptr }: // as package debug describes it
			err = damagedRecord("file", errBeyond)
		default:
			panic(p)
		}
	}()
	return fn()
}

var errBeyond = errors.New("it points beyond its end")

// guard runs fn and returns its panic as an error, also one of the memory map:
// bbolt asserts by panic, and reads pages that the disk may not give.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("bbolt: %v", p)
		}
	}()
	return fn()
}
