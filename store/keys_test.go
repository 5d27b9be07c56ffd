package store

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"lobby.internal/kiosk"
	"lobby.internal/store/keyring"
)

// fullDisk is a wrapping that finds no room a number of times, as writing the
// keyring would.
type fullDisk struct {
	keyring.Wrapping
	times int
}

func (f *fullDisk) Key(version uint64) ([]byte, error) {
	if f.times > 0 {
		f.times--
		return nil, &os.PathError{Op: "write", Path: "keyring", Err: syscall.ENOSPC}
	}
	return f.Wrapping.Key(version)
}

// TestDecide_NoRoomForTheDaysKey: the ballast is given up for the key of the
// day's first visitor too.
func TestDecide_NoRoomForTheDaysKey(t *testing.T) {
	dir := t.TempDir()
	disk := &fullDisk{Wrapping: keyring.Default("", dir)}
	o := testOptions()
	o.NoBallast, o.Keys = false, disk
	db := openTest(t, filepath.Join(dir, "lobby.db"), o, faults{})
	disk.times = 1
	mustRegister(t, db, 1)
	if _, err := os.Stat(db.path + ".ballast"); err == nil {
		t.Error("the ballast is there")
	}
	mustForget(t, db, Forgetting{Personal: noon(30)})
	disk.times = 1
	// Of another day, and without ballast.
	_, err := db.Decide("full", registration(visitID(2), noon(28)))
	if kiosk.CodeOf(err) != kiosk.CodeFull {
		t.Errorf("error is %v", err)
	}
	if _, err := db.VisitByID(visitID(2)); err == nil {
		t.Error("the visit is there")
	}
	mustDecide(t, db, "full", registration(visitID(2), noon(28)))
}
