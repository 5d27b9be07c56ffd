package badgelog

import (
	"bytes"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// AddEpoch makes what is appended from now on belong to that epoch, whose base
// must be the newest entry.
func AddEpoch(tx *bolt.Tx, e Epoch) error {
	head, err := Head(tx)
	if err != nil {
		return err
	}
	if head != e.Base.Seq {
		return fmt.Errorf("badgelog: an epoch based on entry %d cannot follow entry %d", e.Base.Seq, head)
	}
	value, err := encoding.Marshal(e)
	if err != nil {
		return fmt.Errorf("badgelog: encode the epoch: %w", err)
	}
	b := tx.Bucket([]byte(BucketEpoch))
	if b.Get(key(e.Base.Seq)) == nil { // otherwise one that has no entry gives way
		_, err = b.NextSequence() // which counts the epochs
	}
	if err == nil {
		err = b.Put(key(e.Base.Seq), seal(key(e.Base.Seq), value))
	}
	if err != nil {
		return fmt.Errorf("badgelog: keep the epoch: %w", err)
	}
	return nil
}

// Epochs returns the log's epochs, oldest first.
func Epochs(tx *bolt.Tx) ([]Epoch, error) {
	b := tx.Bucket([]byte(BucketEpoch))
	if b == nil {
		return nil, ErrNoLog
	}
	var all []Epoch
	err := b.ForEach(func(k, v []byte) error {
		if string(k) == keyTrimmed {
			return nil
		}
		var e Epoch
		value, err := unseal(k, v)
		if err == nil {
			err = decoding.Unmarshal(value, &e)
		}
		if err != nil {
			return fmt.Errorf("%w: epoch: %w", ErrDamaged, err)
		}
		if !bytes.Equal(k, key(e.Base.Seq)) {
			return fmt.Errorf("%w: an epoch at another's place", ErrDamaged)
		}
		all = append(all, e)
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0:
		return nil, ErrNoLog
	case uint64(len(all)) != b.Sequence():
		return nil, fmt.Errorf("%w: %d epochs of %d", ErrDamaged, len(all), b.Sequence())
	}
	return all, nil
}

// EpochOf returns that of epochs, oldest first, to which the entry with that
// number belongs.
func EpochOf(epochs []Epoch, seq uint64) Epoch {
	of := Epoch{}
	for _, e := range epochs {
		if e.Base.Seq >= seq {
			break
		}
		of = e
	}
	return of
}
