package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/store/keyring"
)

// keysSuffix is of the keyring beside the file.
const keysSuffix = ".keys"

// openKeys opens the file's keyring, or makes it for a file that has none yet.
// Only who holds the file may call it.
func (db *DB) openKeys() error {
	var name []byte
	if db.older != 0 {
		return db.makeKeys()
	}
	err := db.bolt.View(func(tx *bolt.Tx) error {
		kept, err := tableOf(tx, bucketMeta).get(metaKeys)
		name = append(name, kept...)
		return err
	})
	switch {
	case err != nil:
		return fmt.Errorf("store: read %s: %w", db.path, err)
	case len(name) == 0:
		return db.bindKeys()
	}
	ring, err := keyring.Open(db.path+keysSuffix, db.o.Keys)
	if err != nil {
		return fmt.Errorf("store: open %s: %w", db.path, err)
	}
	if len(name) != 4 || ring.Name() != binary.BigEndian.Uint32(name) {
		return fmt.Errorf("store: %s%s is not the keyring of %s: put back the one that was backed up with it; %s",
			db.path, keysSuffix, db.path, giveUp)
	}
	db.vault = vault{keys: ring, memory: newMemory(db.o.Clock), kiosk: db.kiosk, zone: db.o.Zone}
	return nil
}

const giveUp = "if it is lost for good, so are the personal fields that it sealed: lobbyctl keys renew gives them up and begins a new one"

// makeKeys opens a keyring for a file that has none yet: one that a start which
// was interrupted has left there, or a new one.
func (db *DB) makeKeys() error {
	path := db.path + keysSuffix
	ring, err := keyring.Open(path, db.o.Keys)
	if errors.Is(err, keyring.ErrMissing) {
		ring, err = keyring.Create(path, db.o.Keys)
	}
	if err != nil {
		return fmt.Errorf("store: open %s: %w", db.path, err)
	}
	db.vault = vault{keys: ring, memory: newMemory(db.o.Clock), kiosk: db.kiosk, zone: db.o.Zone}
	return nil
}

// bindKeys gives the file a keyring and writes its name down.
func (db *DB) bindKeys() error {
	if err := db.makeKeys(); err != nil {
		return err
	}
	err := db.bolt.Update(func(tx *bolt.Tx) error {
		return putKeysName(tx, db.vault.keys)
	})
	if err != nil {
		return fmt.Errorf("store: name the keyring in %s: %w", db.path, err)
	}
	return nil
}

func putKeysName(tx *bolt.Tx, ring *keyring.Ring) error {
	return tableOf(tx, bucketMeta).put(metaKeys, binary.BigEndian.AppendUint32(nil, ring.Name()))
}

// RenewKeys gives up the keyring of the file at path, and with it everything
// sealed under it, and begins a new one. It is for a keyring, or the key that
// wraps it, that is lost for good.
func RenewKeys(path string, o Options) (err error) {
	db := newDB(path, o, faults{})
	if err := db.inspect(); err != nil {
		return err
	}
	b, err := db.openBolt()
	if err != nil {
		return err
	}
	db.bolt = b
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := scrubIfThere(path + keysSuffix); err != nil {
		return fmt.Errorf("store: give up the keyring: %w", err)
	}
	return db.bindKeys()
}

// defaultKeys is the wrapping of a file whose options name none.
func defaultKeys(path string) keyring.Wrapping { return keyring.Default("", filepath.Dir(path)) }
