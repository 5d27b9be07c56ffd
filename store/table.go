package store

import (
	"encoding/binary"
	"errors"
	"hash/crc32"

	bolt "go.etcd.io/bbolt"
)

// checksumBytes follow every value that the store keeps, also the empty ones of
// the indexes: bbolt has no checksums on its data pages.
const checksumBytes = 4

// sequentialFill packs pages: the keys come in growing order, since they begin
// with times or are ULIDs. bbolt else leaves half of each page for keys between.
const sequentialFill = 0.9

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	errChanged = errors.New("its checksum is wrong")
)

// table is a bucket whose values carry a checksum over the bucket's name, the
// key and the value. A value, or a key, that has changed is an error with
// kiosk.CodeDamaged when it is read.
type table struct {
	name   []byte
	bucket *bolt.Bucket
}

func tableOf(tx *bolt.Tx, name []byte) table { return table{name: name, bucket: tx.Bucket(name)} }

// get returns the value, nil when there is none.
func (t table) get(key []byte) ([]byte, error) {
	stored := t.bucket.Get(key)
	if stored == nil {
		return nil, nil
	}
	return t.unseal(key, stored)
}

func (t table) put(key, value []byte) error {
	t.bucket.FillPercent = sequentialFill
	stored := make([]byte, 0, len(value)+checksumBytes)
	stored = append(stored, value...)
	return t.bucket.Put(key, binary.BigEndian.AppendUint32(stored, t.checksum(key, value)))
}

// each calls fn with every key and its value, in order of the keys.
func (t table) each(fn func(key, value []byte) error) error {
	return t.bucket.ForEach(func(key, stored []byte) error {
		value, err := t.unseal(key, stored)
		if err != nil {
			return err
		}
		return fn(key, value)
	})
}

// unseal returns the value of what is stored under the key.
func (t table) unseal(key, stored []byte) ([]byte, error) {
	n := len(stored) - checksumBytes
	if n < 0 || binary.BigEndian.Uint32(stored[n:]) != t.checksum(key, stored[:n]) {
		return nil, damagedRecord(string(t.name), errChanged)
	}
	return stored[:n:n], nil
}

func (t table) checksum(key, value []byte) uint32 {
	// With the lengths, so that a boundary that has moved is another sum.
	var short [128]byte // long enough for most keys, and not on the heap
	head := short[:0]
	head = binary.BigEndian.AppendUint32(head, uint32(len(t.name)))
	head = append(head, t.name...)
	head = binary.BigEndian.AppendUint32(head, uint32(len(key)))
	head = append(head, key...)
	return crc32.Update(crc32.Checksum(head, castagnoli), castagnoli, value)
}
