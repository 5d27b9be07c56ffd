package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
	"lobby.internal/store/keyring"
)

const (
	saltBytes = 32
	// sealedFields names the set of fields that a sealed part holds.
	sealedFields = "visit"
)

// sealedPart is what is kept of a visit under its day's key: forgotten with the
// key, the record and what the log committed to say nothing of people any more.
type sealedPart struct {
	Personal kiosk.Personal `cbor:"1,keyasint"`
	Salt     []byte         `cbor:"2,keyasint"` // of the log's commitments
}

var errMissing = errors.New("a part of it is not there")

// vault reads and writes records in their two parts: the facts, and what is
// sealed.
type vault struct {
	keys   *keyring.Ring
	memory *memory
	kiosk  string
	zone   *time.Location
}

func (v vault) context(r kiosk.Record) keyring.Context {
	return keyring.Context{Kiosk: v.kiosk, Visit: string(r.ID), Fields: sealedFields, Rev: r.Rev}
}

// record returns the visit's record, or kiosk.ErrNotFound. Where the key is gone
// it is marked as erased.
func (v vault) record(tx *bolt.Tx, id kiosk.VisitID) (kiosk.Record, error) {
	facts, err := factsOf(tx, id)
	if err != nil || facts.Erased {
		return facts, err
	}
	part, err := v.unseal(tx, facts)
	switch {
	case errors.Is(err, keyring.ErrShredded):
		facts.Erased = true
		return facts, nil
	case err != nil:
		return kiosk.Record{}, err
	}
	return facts.With(part.Personal), nil
}

// factsOf returns the record without its sealed part, or kiosk.ErrNotFound.
func factsOf(tx *bolt.Tx, id kiosk.VisitID) (kiosk.Record, error) {
	data, err := tableOf(tx, bucketVisit).get([]byte(id))
	if err != nil {
		return kiosk.Record{}, err
	}
	if data == nil {
		return kiosk.Record{}, kiosk.ErrNotFound
	}
	r, err := decode[kiosk.Record](data)
	if err != nil {
		return kiosk.Record{}, damagedRecord("visit "+string(id), err)
	}
	return r, nil
}

// unseal returns the sealed part of the record whose facts those are, or
// keyring.ErrShredded.
func (v vault) unseal(tx *bolt.Tx, facts kiosk.Record) (sealedPart, error) {
	sealed, err := tableOf(tx, bucketSealed).get([]byte(facts.ID))
	if err != nil {
		return sealedPart{}, err
	}
	if sealed == nil {
		return sealedPart{}, damagedRecord("visit "+string(facts.ID), errMissing)
	}
	plain, err := v.keys.Unseal(sealed, v.context(facts))
	if errors.Is(err, keyring.ErrShredded) {
		return sealedPart{}, err
	}
	if err != nil {
		return sealedPart{}, damagedRecord("visit "+string(facts.ID), err)
	}
	part, err := decode[sealedPart](plain)
	if err != nil {
		return sealedPart{}, damagedRecord("visit "+string(facts.ID), err)
	}
	return part, nil
}

// put writes both parts of the record and returns its commitment: none when it
// is erased.
func (v vault) put(tx *bolt.Tx, r kiosk.Record) (commit badgelog.Hash, err error) {
	facts, personal := r.Split()
	if r.Erased {
		return commit, errors.Join(putFacts(tx, facts), tx.Bucket(bucketSealed).Delete([]byte(r.ID)))
	}
	salt, id, err := v.keep(tx, r)
	if err != nil {
		return commit, err
	}
	whole, err := encode(r)
	if err != nil {
		return commit, err
	}
	if err := v.seal(tx, facts, sealedPart{personal, salt}, id); err != nil {
		return commit, err
	}
	return commitment(salt, whole), putFacts(tx, facts)
}

func putFacts(tx *bolt.Tx, facts kiosk.Record) error {
	data, err := encode(facts)
	if err != nil {
		return err
	}
	return tableOf(tx, bucketVisit).put([]byte(facts.ID), data)
}

// seal writes the sealed part under that key.
func (v vault) seal(tx *bolt.Tx, facts kiosk.Record, part sealedPart, id keyring.ID) error {
	plain, err := encode(part)
	if err != nil {
		return err
	}
	sealed, err := v.keys.Seal(id, plain, v.context(facts))
	if err != nil {
		return err
	}
	return tableOf(tx, bucketSealed).put([]byte(facts.ID), sealed)
}

// keep returns the visit's salt and the key that it is sealed under, and makes
// both for a new visit: the key is that of its day of arrival.
func (v vault) keep(tx *bolt.Tx, r kiosk.Record) ([]byte, keyring.ID, error) {
	sealed, err := tableOf(tx, bucketSealed).get([]byte(r.ID))
	if err != nil {
		return nil, keyring.ID{}, err
	}
	if sealed == nil {
		salt := make([]byte, saltBytes)
		_, _ = rand.Read(salt) // never fails: crypto/rand ends the program instead
		id, err := v.keys.ForDay(arrivalDay(r, v.zone))
		if err != nil {
			return nil, id, fmt.Errorf("store: the day's key: %w", err)
		}
		return salt, id, nil
	}
	id, err := keyring.KeyOf(sealed)
	if err != nil {
		return nil, id, damagedRecord("visit "+string(r.ID), err)
	}
	kept, err := factsOf(tx, r.ID)
	if err != nil {
		return nil, id, err
	}
	part, err := v.unseal(tx, kept)
	return part.Salt, id, err
}

// arrivalDay returns the day of the visit's arrival as the keyring names it.
func arrivalDay(r kiosk.Record, zone *time.Location) string {
	return r.Registered.In(zone).Format(time.DateOnly)
}
