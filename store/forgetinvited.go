package store

import (
	"errors"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/keyring"
)

// dropInvitations deletes the invitations whose last day is over, used or not,
// whatever is being forgotten.
func (w *forgetting) dropInvitations() error {
	today := w.now.In(w.db.o.Zone).Format(time.DateOnly)
	over, err := w.invitations(func(kept storedInvitation) bool { return invitationDay(kept.Facts, w.db.o.Zone) < today })
	if err != nil {
		return err
	}
	return w.eachBatch(over, func(tx *bolt.Tx, code string) error { return tx.Bucket(bucketInvitation).Delete([]byte(code)) })
}

// keptInvitations returns those that are sealed under a key to be shredded.
func (w *forgetting) keptInvitations() ([]string, error) {
	return w.invitations(func(kept storedInvitation) bool {
		key, err := keyring.KeyOf(kept.Sealed)
		_, goes := w.keys[key]
		return kept.Sealed != nil && err == nil && goes
	})
}

func (w *forgetting) resealInvitations() error {
	left, err := w.keptInvitations()
	if err != nil {
		return err
	}
	return w.eachBatch(left, w.resealInvitation)
}

func (w *forgetting) resealInvitation(tx *bolt.Tx, code string) error {
	i, err := w.db.vault.invitation(tx, code)
	switch {
	case errors.Is(err, kiosk.ErrInvitation), i.Used != "":
		return nil // used meanwhile, or its key is gone already
	case err != nil:
		return err
	}
	id, err := w.freshFor(invitationDay(i, w.db.o.Zone))
	if err != nil {
		return err
	}
	return w.db.vault.putInvitation(tx, i, id)
}

// invitations returns the codes of those that are wanted.
func (w *forgetting) invitations(wanted func(storedInvitation) bool) ([]string, error) {
	var codes []string
	err := w.db.view(func(tx *bolt.Tx) error {
		return eachInvitation(tx, func(kept storedInvitation) error {
			if wanted(kept) {
				codes = append(codes, kept.Facts.Code)
			}
			return nil
		})
	})
	return codes, err
}

func (w *forgetting) eachBatch(codes []string, fn func(*bolt.Tx, string) error) error {
	for some := range slices.Chunk(codes, forgetBy) {
		err := w.db.batch(func(tx *bolt.Tx) error {
			for _, code := range some {
				if err := fn(tx, code); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// invitations reads every invitation.
func (a *auditor) invitations() error {
	return eachInvitation(a.tx, func(kept storedInvitation) error {
		if kept.Sealed == nil {
			return nil
		}
		_, err := a.vault.invited(kept)
		if errors.Is(err, keyring.ErrShredded) {
			return nil // forgotten
		}
		return err
	})
}
