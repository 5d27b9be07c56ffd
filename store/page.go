package store

import (
	"fmt"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/store/badgelog"
)

// Page returns up to limit of the badge log's entries after entry seq of the
// epoch, oldest first and of one epoch, joined with what is kept of their
// visits. Where the log went on in another epoch it goes on there; of an epoch
// that the file does not know it begins with what it has. epoch is the rows', or
// the newest when there are none; head is the number of the newest entry.
func (db *DB) Page(epochID string, seq uint64, limit int) (epoch badgelog.Epoch, rows []badgelog.Row, head uint64, err error) {
	err = db.view(func(tx *bolt.Tx) error {
		epochs, err := badgelog.Epochs(tx)
		if err != nil {
			return err
		}
		if head, err = badgelog.Head(tx); err != nil {
			return err
		}
		entries, err := badgelog.After(tx, resume(epochs, epochID, seq), limit)
		if err != nil {
			return err
		}
		epoch = epochs[len(epochs)-1]
		if len(entries) > 0 {
			epoch = badgelog.EpochOf(epochs, entries[0].Seq)
		}
		source := badgelog.Source{Kiosk: epoch.Kiosk, Epoch: epoch.ID, Zone: db.o.Zone}
		for _, e := range entries {
			if badgelog.EpochOf(epochs, e.Seq).ID != epoch.ID {
				break
			}
			visit, host, err := db.vault.facts(tx, e)
			if err != nil {
				return err
			}
			rows = append(rows, source.Row(e, visit, host))
		}
		return nil
	})
	if err != nil {
		return epoch, nil, 0, fmt.Errorf("store: read the badge log: %w", err)
	}
	return epoch, rows, head, nil
}

// resume returns the number after which a reader goes on that has the epoch up
// to seq: no further than the base of the epoch that follows, for the file may
// have been restored from before what the reader has.
func resume(epochs []badgelog.Epoch, epochID string, seq uint64) uint64 {
	for i, e := range epochs {
		if e.ID != epochID {
			continue
		}
		if i+1 < len(epochs) {
			return min(seq, epochs[i+1].Base.Seq)
		}
		return seq
	}
	return 0
}
