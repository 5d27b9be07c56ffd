package store

import (
	"crypto/rand"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

// decisionName is how a decision is found again after a commit that failed.
type decisionName interface {
	find(tx *bolt.Tx) (operation, bool, error)
	put(tx *bolt.Tx, done operation) error
}

func naming(op kiosk.OpID) decisionName {
	if op == "" {
		return unnamed(rand.Text())
	}
	return named(op)
}

// named is a decision remembered by its operation.
type named kiosk.OpID

func (n named) find(tx *bolt.Tx) (operation, bool, error) { return findOp(tx, kiosk.OpID(n)) }

func (n named) put(tx *bolt.Tx, done operation) error { return putOp(tx, kiosk.OpID(n), done) }

// unnamed is a decision nobody asks for again: a random mark, of which the file
// keeps only the last, tells whether its commit took effect.
type unnamed string

var keyUnnamed = []byte("unnamed")

func (u unnamed) find(tx *bolt.Tx) (operation, bool, error) {
	last, err := tableOf(tx, bucketMeta).get(keyUnnamed)
	return operation{}, string(last) == string(u), err
}

func (u unnamed) put(tx *bolt.Tx, _ operation) error {
	if err := tableOf(tx, bucketMeta).put(keyUnnamed, []byte(u)); err != nil {
		return fmt.Errorf("store: mark the decision: %w", err)
	}
	return nil
}
