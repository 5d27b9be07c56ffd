package store

import (
	"bytes"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/store/badgelog"
)

// Checkpoint signs how the log stands, keeps the note and returns it. When
// nothing was recorded since the last one that this key signed, it returns that
// one.
func (db *DB) Checkpoint(key badgelog.Key) ([]byte, error) {
	var signed []byte
	err := db.view(func(tx *bolt.Tx) (err error) {
		signed, err = keptCheckpoint(tx, key)
		return err
	})
	if err != nil || signed != nil {
		return signed, err
	}
	body := func(tx *bolt.Tx) error {
		at, epoch, err := badgelog.At(tx)
		if err != nil {
			return err
		}
		c := badgelog.Checkpoint{Kiosk: epoch.Kiosk, Epoch: epoch.ID, Position: at}
		if signed, err = c.Sign(key.Signer); err != nil {
			return err
		}
		return badgelog.PutCheckpoint(tx, at.Seq, signed)
	}
	stored := func(tx *bolt.Tx) bool {
		last, err := badgelog.LastCheckpoint(tx)
		return err == nil && bytes.Equal(last.Note, signed)
	}
	if err := db.update(body, stored); err != nil {
		return nil, fmt.Errorf("store: checkpoint: %w", err)
	}
	return signed, nil
}

// keptCheckpoint returns the checkpoint of the newest entry, nil when there is
// none by that key.
func keptCheckpoint(tx *bolt.Tx, key badgelog.Key) ([]byte, error) {
	at, _, err := badgelog.At(tx)
	if err != nil {
		return nil, err
	}
	last, err := badgelog.LastCheckpoint(tx)
	if err != nil || last.Seq != at.Seq || !key.Signed(last.Note) {
		return nil, err
	}
	return last.Note, nil
}
