package badgelog

import (
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Trimmed returns the newest entry that retention has removed, the zero Position
// when it has removed none.
func Trimmed(tx *bolt.Tx) (Position, error) {
	var p Position
	b := tx.Bucket([]byte(BucketEpoch))
	if b == nil {
		return p, ErrNoLog
	}
	v := b.Get([]byte(keyTrimmed))
	if v == nil {
		return p, nil
	}
	value, err := unseal([]byte(keyTrimmed), v)
	if err == nil {
		err = decoding.Unmarshal(value, &p)
	}
	if err != nil {
		return p, fmt.Errorf("%w: trimmed: %w", ErrDamaged, err)
	}
	return p, nil
}

// Trim removes the oldest entries up to and with seq, at most limit of them, with
// the checkpoints before the last of them, and returns how many entries it
// removed. What is left still verifies.
func Trim(tx *bolt.Tx, seq uint64, limit int) (int, error) {
	entries, err := firstEntries(tx, seq, limit)
	if err != nil || len(entries) == 0 {
		return 0, err
	}
	log := tx.Bucket([]byte(Bucket))
	for _, p := range entries {
		if err := log.Delete(key(p.Seq)); err != nil {
			return 0, fmt.Errorf("badgelog: trim entry %d: %w", p.Seq, err)
		}
	}
	last := entries[len(entries)-1]
	if err := trimCheckpoints(tx, last.Seq); err != nil {
		return 0, err
	}
	value, err := encoding.Marshal(last)
	if err != nil {
		return 0, fmt.Errorf("badgelog: encode a position: %w", err)
	}
	if err := tx.Bucket([]byte(BucketEpoch)).Put([]byte(keyTrimmed), seal([]byte(keyTrimmed), value)); err != nil {
		return 0, fmt.Errorf("badgelog: trim: %w", err)
	}
	return len(entries), nil
}

// trimCheckpoints removes the checkpoints of entries before seq, which nothing
// is left to compare with.
func trimCheckpoints(tx *bolt.Tx, seq uint64) error {
	all, err := Checkpoints(tx)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Seq >= seq {
			break
		}
		if err := tx.Bucket([]byte(BucketCheckpoint)).Delete(key(c.Seq)); err != nil {
			return fmt.Errorf("badgelog: trim a checkpoint: %w", err)
		}
	}
	return nil
}

// firstEntries returns the positions of the oldest entries up to seq, the newest
// of the log left out: what comes next links to it.
func firstEntries(tx *bolt.Tx, seq uint64, limit int) ([]Position, error) {
	log := tx.Bucket([]byte(Bucket))
	if log == nil {
		return nil, ErrNoLog
	}
	seq = min(seq, max(1, log.Sequence())-1)
	var all []Position
	c := log.Cursor()
	for k, v := c.First(); k != nil && len(all) < limit; k, v = c.Next() {
		_, hash, err := split(k, v)
		if err != nil {
			return nil, err
		}
		p := Position{binary.BigEndian.Uint64(k), hash}
		if p.Seq > seq {
			break
		}
		all = append(all, p)
	}
	return all, nil
}
