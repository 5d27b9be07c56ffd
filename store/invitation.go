package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/keyring"
)

// invitedFields names the set of fields that an invitation's sealed part holds.
const invitedFields = "invitation"

// storedInvitation is what is kept of an invitation: the facts, and who is
// invited, sealed under the key of the last day it is good for. A used one has
// nothing sealed: the visit has it.
type storedInvitation struct {
	Facts  kiosk.Invitation `cbor:"1,keyasint"`
	Sealed []byte           `cbor:"2,keyasint,omitempty"`
}

// errNobody is returned when an invitation that was not used has no sealed part.
var errNobody = errors.New("it invites nobody")

// invitationDay returns the last day that the invitation is good for.
func invitationDay(i kiosk.Invitation, zone *time.Location) string {
	return i.Until.Add(-1).In(zone).Format(time.DateOnly)
}

func (v vault) invitationContext(code string) keyring.Context {
	return keyring.Context{Kiosk: v.kiosk, Visit: code, Fields: invitedFields}
}

// storedInvitationOf returns what is kept under the code, or
// kiosk.ErrInvitation.
func storedInvitationOf(tx *bolt.Tx, code string) (storedInvitation, error) {
	if tx.Bucket(bucketInvitation) == nil {
		return storedInvitation{}, kiosk.ErrInvitation
	}
	data, err := tableOf(tx, bucketInvitation).get([]byte(code))
	if err != nil {
		return storedInvitation{}, err
	}
	if data == nil {
		return storedInvitation{}, kiosk.ErrInvitation
	}
	return decodeInvitation(code, data)
}

func decodeInvitation(code string, data []byte) (storedInvitation, error) {
	kept, err := decode[storedInvitation](data)
	if err == nil && kept.Facts.Code != code {
		err = ErrIndex
	}
	if err == nil && kept.Facts.Used == "" && kept.Sealed == nil {
		err = errNobody
	}
	if err != nil {
		return kept, damagedRecord("invitation", err)
	}
	return kept, nil
}

// invitation returns the invitation with that code, or kiosk.ErrInvitation: also
// for one whose key is gone.
func (v vault) invitation(tx *bolt.Tx, code string) (kiosk.Invitation, error) {
	kept, err := storedInvitationOf(tx, code)
	if err != nil || kept.Facts.Used != "" {
		return kept.Facts, err
	}
	kept.Facts.Visitor, err = v.invited(kept)
	if errors.Is(err, keyring.ErrShredded) {
		err = kiosk.ErrInvitation
	}
	return kept.Facts, err
}

// invited returns who is invited, or keyring.ErrShredded.
func (v vault) invited(kept storedInvitation) (kiosk.Visitor, error) {
	plain, err := v.keys.Unseal(kept.Sealed, v.invitationContext(kept.Facts.Code))
	if errors.Is(err, keyring.ErrShredded) {
		return kiosk.Visitor{}, err
	}
	if err != nil {
		return kiosk.Visitor{}, damagedRecord("invitation", err)
	}
	visitor, err := decode[kiosk.Visitor](plain)
	if err != nil {
		return visitor, damagedRecord("invitation", err)
	}
	return visitor, nil
}

// putInvitation keeps the invitation, sealed under that key.
func (v vault) putInvitation(tx *bolt.Tx, i kiosk.Invitation, id keyring.ID) error {
	kept := storedInvitation{Facts: i}
	kept.Facts.Visitor = kiosk.Visitor{}
	if i.Used == "" {
		plain, err := encode(i.Visitor)
		if err != nil {
			return err
		}
		if kept.Sealed, err = v.keys.Seal(id, plain, v.invitationContext(i.Code)); err != nil {
			return err
		}
	}
	data, err := encode(kept)
	if err != nil {
		return err
	}
	if _, err := tx.CreateBucketIfNotExists(bucketInvitation); err != nil {
		return err
	}
	return tableOf(tx, bucketInvitation).put([]byte(i.Code), data)
}

// Invitation implements kiosk.Tx.
func (t *tx) Invitation(code string) (kiosk.Invitation, error) {
	return t.vault.invitation(t.bolt, code)
}

// PutInvitation implements kiosk.Tx.
func (t *tx) PutInvitation(i kiosk.Invitation) error {
	if err := t.keepInvitation(i); err != nil {
		return t.fail(fmt.Errorf("store: invitation: %w", err))
	}
	return nil
}

func (t *tx) keepInvitation(i kiosk.Invitation) error {
	if i.Code == "" || i.Until.IsZero() {
		return incomplete("invitation")
	}
	if i.Used != "" { // the bytes of who was invited stay in the file until it is rewritten
		return errors.Join(t.vault.putInvitation(t.bolt, i, keyring.ID{}), tableOf(t.bolt, bucketMeta).put(metaDirty, nil))
	}
	id, err := t.vault.keys.ForDay(invitationDay(i, t.zone))
	if err != nil {
		return err
	}
	return t.vault.putInvitation(t.bolt, i, id)
}

// InvitationByCode implements kiosk.Records.
func (db *DB) InvitationByCode(code string) (i kiosk.Invitation, err error) {
	err = db.view(func(tx *bolt.Tx) (err error) {
		i, err = db.vault.invitation(tx, code)
		return err
	})
	return i, err
}

// codeTries is how many codes are tried before it is given up to find one that
// is free.
const codeTries = 100

// Invite keeps the invitation under a code that no other has, and returns it
// with that. The host must be in the directory. The badge log says in the same
// transaction that staff brought data in.
func (db *DB) Invite(i kiosk.Invitation) (kiosk.Invitation, error) {
	i, err := i.Check()
	if err != nil {
		return i, fmt.Errorf("store: invite: %w", err)
	}
	i.Made, i.Used = db.o.Clock(), ""
	if !i.Until.After(i.Made) {
		return i, fmt.Errorf("store: invite: %w", &kiosk.Error{Code: kiosk.CodeIncomplete, Field: "until", Detail: "the invitation is over already"})
	}
	_, err = db.Decide("", func(kt kiosk.Tx) (kiosk.VisitID, error) {
		btx := kt.(*tx).bolt //nolint:forcetypeassert // Decide gives no other
		if host, err := tableOf(btx, bucketHost).get([]byte(i.Host)); err != nil || host == nil {
			return "", errors.Join(err, &kiosk.Error{Code: kiosk.CodeNotFound, Field: "host", Detail: "there is no host with this number in the directory"})
		}
		code, err := freeCode(btx)
		if err != nil {
			return "", err
		}
		i.Code = code
		if err := kt.PutInvitation(i); err != nil {
			return "", err
		}
		return "", kt.Log(kiosk.Event{Kind: kiosk.EventAccess, At: i.Made, Actor: kiosk.ActorStaff})
	})
	return i, err
}

func freeCode(tx *bolt.Tx) (string, error) {
	for range codeTries {
		n, err := rand.Int(rand.Reader, big.NewInt(kiosk.CodeLimit))
		if err != nil {
			return "", err
		}
		code := kiosk.MakeCode(uint32(n.Uint64()))
		if _, err := storedInvitationOf(tx, code); errors.Is(err, kiosk.ErrInvitation) {
			return code, nil
		}
	}
	return "", errors.New("store: no free code was found for the invitation")
}

// eachInvitation calls fn with everything kept of invitations.
func eachInvitation(tx *bolt.Tx, fn func(storedInvitation) error) error {
	if tx.Bucket(bucketInvitation) == nil {
		return nil
	}
	return tableOf(tx, bucketInvitation).each(func(k, data []byte) error {
		kept, err := decodeInvitation(string(k), data)
		if err != nil {
			return err
		}
		return fn(kept)
	})
}
