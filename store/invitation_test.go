package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

// invited has the kiosk invite the fixture's visitor for a day of November 2026,
// on the day before.
func invited(t *testing.T, db *DB, day int) kiosk.Invitation {
	t.Helper()
	if err := db.ReplaceHosts([]kiosk.Host{host}); err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 11, day, 0, 0, 0, 0, shanghai)
	clock := db.o.Clock
	db.o.Clock = func() time.Time { return from.Add(-time.Hour) }
	defer func() { db.o.Clock = clock }()
	i, err := db.Invite(kiosk.Invitation{Host: host.ID, Visitor: visitor, From: from, Until: from.AddDate(0, 0, 1), Maker: kiosk.ActorStaff})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// using registers a visit with the invitation, as one decision.
func using(code string, id kiosk.VisitID, at time.Time) func(kiosk.Tx) (kiosk.VisitID, error) {
	register := registration(id, at)
	return func(tx kiosk.Tx) (kiosk.VisitID, error) {
		i, err := tx.Invitation(code)
		if err != nil {
			return "", err
		}
		if i, err = i.Redeem(id, at); err != nil {
			return "", err
		}
		if err := tx.PutInvitation(i); err != nil {
			return "", err
		}
		return register(tx)
	}
}

func TestInvite_KeptAndUsedOnce(t *testing.T) {
	db := newTest(t)
	if _, err := db.InvitationByCode("12345678"); !errors.Is(err, kiosk.ErrInvitation) {
		t.Errorf("before there is any: %v", err)
	}
	i := invited(t, db, 24)
	got, err := db.InvitationByCode(i.Code)
	if err != nil || got.Visitor != visitor || got.Host != host.ID || !got.Until.Equal(i.Until) || !kiosk.CodeTyped(i.Code) {
		t.Fatalf("kept as %+v, %v", got, err)
	}
	mustDecide(t, db, "use", using(i.Code, visitID(1), noon(24)))
	if got, err = db.InvitationByCode(i.Code); err != nil || got.Used != visitID(1) || got.Visitor != (kiosk.Visitor{}) {
		t.Errorf("used it is %+v, %v", got, err)
	}
	if _, err := db.Decide("again", using(i.Code, visitID(2), noon(24))); !errors.Is(err, kiosk.ErrInvitation) {
		t.Errorf("used twice: %v", err)
	}
	if _, err := db.VisitByID(visitID(2)); !errors.Is(err, kiosk.ErrNotFound) {
		t.Errorf("a visit was made of a used invitation: %v", err)
	}
}

func TestInvite_Refusals(t *testing.T) {
	db := newTest(t)
	if err := db.ReplaceHosts([]kiosk.Host{host}); err != nil {
		t.Fatal(err)
	}
	good := kiosk.Invitation{Host: host.ID, Visitor: visitor, From: morning, Until: morning.Add(time.Hour)}
	for name, change := range map[string]func(*kiosk.Invitation){
		"unknown host": func(i *kiosk.Invitation) { i.Host = "nobody" },
		"no name":      func(i *kiosk.Invitation) { i.Visitor = kiosk.Visitor{} },
		"over":         func(i *kiosk.Invitation) { i.From, i.Until = morning.AddDate(0, 0, -2), morning.AddDate(0, 0, -1) },
	} {
		i := good
		change(&i)
		if _, err := db.Invite(i); kiosk.CodeOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func fileHolds(t *testing.T, path, text string) bool {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(data, []byte(text))
}

func TestInvite_SealedAndForgottenWithItsDay(t *testing.T) {
	db := newTest(t)
	unused, used, later := invited(t, db, 24), invited(t, db, 24), invited(t, db, 26)
	mustDecide(t, db, "use", using(used.Code, visitID(1), noon(24)))
	if fileHolds(t, db.path, visitor.Name) || fileHolds(t, db.path, visitor.Phone) {
		t.Error("who is invited stands in the file")
	}
	var sealed []byte
	if err := db.view(func(tx *bolt.Tx) error {
		kept, err := storedInvitationOf(tx, unused.Code)
		sealed = bytes.Clone(kept.Sealed)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	db.o.Clock = func() time.Time { return noon(25) }
	mustForget(t, db, Forgetting{Cause: "period", Personal: noon(10)})
	for _, i := range []kiosk.Invitation{unused, used} {
		if _, err := db.InvitationByCode(i.Code); !errors.Is(err, kiosk.ErrInvitation) {
			t.Errorf("the day after it is still there: %v", err)
		}
	}
	if got, err := db.InvitationByCode(later.Code); err != nil || got.Visitor != visitor {
		t.Errorf("one for another day is %+v, %v", got, err)
	}
	if fileHolds(t, db.path, string(sealed)) {
		t.Error("the file holds what was sealed of it")
	}
	if _, err := db.Verify(nil); err != nil {
		t.Error(err)
	}
}

// Forgetting a visit renews the key of its day, under which others are invited.
func TestInvite_SurvivesTheForgettingOfAVisit(t *testing.T) {
	db := newTest(t)
	i, id := invited(t, db, 24), at(t, db, 1, 24, true)
	db.o.Clock = func() time.Time { return noon(24) }
	mustForget(t, db, Forgetting{Visit: id})
	if got, err := db.InvitationByCode(i.Code); err != nil || got.Visitor != visitor {
		t.Errorf("the invitation is %+v, %v", got, err)
	}
	if named1(t, db, id) != "" {
		t.Error("the visit was not forgotten")
	}
}

func TestInvite_IsInBackups(t *testing.T) {
	db, identity := newTest(t), newIdentity(t)
	testKey(t, filepath.Dir(db.path))
	i := invited(t, db, 24)
	backup := mustBackup(t, db, identity)
	path := filepath.Join(t.TempDir(), "lobby.db")
	o := optionsAt(noon(24))
	mustRestore(t, backup, identity, path, o)
	restored := openTest(t, path, o, faults{})
	if got, err := restored.InvitationByCode(i.Code); err != nil || got.Visitor != visitor {
		t.Errorf("restored as %+v, %v", got, err)
	}
}

func TestVerify_ReadsInvitations(t *testing.T) {
	for name, spoil := range map[string]func(storedInvitation) storedInvitation{
		"another's":      func(s storedInvitation) storedInvitation { s.Facts.Code = "00000000"; return s },
		"of nobody":      func(s storedInvitation) storedInvitation { s.Sealed = nil; return s },
		"sealed changed": func(s storedInvitation) storedInvitation { s.Sealed[len(s.Sealed)-1] ^= 1; return s },
	} {
		db := newTest(t)
		i := invited(t, db, 24)
		err := db.bolt.Update(func(tx *bolt.Tx) error {
			kept, err := storedInvitationOf(tx, i.Code)
			if err != nil {
				return err
			}
			kept.Sealed = bytes.Clone(kept.Sealed)
			data, err := encode(spoil(kept))
			if err := errors.Join(err, tableOf(tx, bucketInvitation).put([]byte(i.Code), data)); err != nil {
				return err
			}
			_, err = verify(tx, db.vault, nil)
			return err // and the change with it
		})
		if kiosk.CodeOf(err) != kiosk.CodeDamaged {
			t.Errorf("%s: %v", name, err)
		}
	}
}
