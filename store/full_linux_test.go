package store

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"lobby.internal/kiosk"
)

// registerUntilRefused registers visitors from number n on and returns how many
// there are when the first is refused, and why.
func registerUntilRefused(tb testing.TB, db *DB, n int) (int, error) {
	tb.Helper()
	for ; n < 20000; n++ {
		id := visitID(n)
		if _, err := db.Decide(kiosk.OpID(id), registration(id, morning.Add(time.Duration(n)*time.Second))); err != nil {
			return n, err
		}
	}
	tb.Fatal("never refused")
	return n, nil
}

// expectAll makes sure that the visits below n are there, and that n is not.
func expectAll(tb testing.TB, db *DB, n int) {
	tb.Helper()
	if err := audit(db); err != nil {
		tb.Error(err)
	}
	if open, err := db.Open(); err != nil || len(open) != n {
		tb.Errorf("%d of %d visits, %v", len(open), n, err)
	}
	if _, err := db.VisitByID(visitID(n)); !errors.Is(err, kiosk.ErrNotFound) {
		tb.Errorf("refused visit: %v", err)
	}
}

func TestFull_MaxSize(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lobby.db")
	o := testOptions()
	o.MaxSize = 512 << 10
	db := openTest(t, path, o, noSync)
	if db.Low() {
		t.Error("low from the beginning")
	}
	n, err := registerUntilRefused(t, db, 0)
	if kiosk.CodeOf(err) != kiosk.CodeFull || !errors.Is(err, bolterrors.ErrMaxSizeReached) {
		t.Fatalf("after %d: %v", n, err)
	}
	if n < 100 {
		t.Fatalf("only %d visits fit", n)
	}
	if !db.Low() {
		t.Error("full and not low")
	}
	expectAll(t, db, n)
	closeAudited(t, db)
	db = openTest(t, path, o, noSync)
	expectAll(t, db, n)

	o.MaxSize = 0
	closeAudited(t, db)
	db = openTest(t, path, o, noSync)
	mustDecide(t, db, string(visitID(n)), registration(visitID(n), morning))
}

// withFullDisk makes every commit from now on meet the kernel's own ENOSPC, as
// long as it returns true.
func withFullDisk(t *testing.T, db *DB, full func() bool) {
	t.Helper()
	var file *os.File
	db.faults.bolt = func(o *bolt.Options) {
		o.OpenFile = func(name string, flag int, mode os.FileMode) (_ *os.File, err error) {
			file, err = os.OpenFile(name, flag, mode)
			return file, err
		}
	}
	if err := db.reopen(); err != nil {
		t.Fatal(err)
	}
	db.faults.before = func() error {
		if !full() {
			return nil
		}
		return swap(file)
	}
}

// swap puts a device that is always full in file's place.
func swap(file *os.File) error {
	device, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(unix.Dup3(int(device.Fd()), int(file.Fd()), unix.O_CLOEXEC), device.Close())
}

// TestDecide_KeptButNotConfirmed has a commit fail of which the file then shows
// the effect, on a disk that refuses the commit to make sure of it.
func TestDecide_KeptButNotConfirmed(t *testing.T) {
	db := newTest(t)
	for n := range 20 {
		mustRegister(t, db, n)
	}
	var file *os.File
	db.faults.bolt = func(o *bolt.Options) {
		o.OpenFile = func(name string, flag int, mode os.FileMode) (_ *os.File, err error) {
			file, err = os.OpenFile(name, flag, mode)
			return file, err
		}
	}
	db.faults.after = func() error { return syscall.EIO }
	err := db.update(func(tx *bolt.Tx) error {
		return putOp(tx, "op", operation{Visit: visitID(1), At: morning})
	}, func(*bolt.Tx) bool { return swap(file) == nil })
	if kiosk.CodeOf(err) != kiosk.CodeStorage || !errors.Is(err, syscall.ENOSPC) || !errors.Is(err, syscall.EIO) {
		t.Fatalf("error %v", err)
	}

	db.faults.after = nil
	db.faults.bolt = func(o *bolt.Options) {
		o.OpenFile = func(string, int, os.FileMode) (*os.File, error) { return nil, syscall.EIO }
	}
	if id, err := db.Decide("op", registration(visitID(30), morning)); kiosk.CodeOf(err) != kiosk.CodeStorage {
		t.Errorf("said to be kept (%q, %v) and nobody has made sure", id, err)
	}
	db.faults.bolt = nil
	if id := mustDecide(t, db, "op", registration(visitID(30), morning)); id != visitID(1) {
		t.Errorf("the operation was about %q", id)
	}
}

func TestFull_BallastMakesRoom(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lobby.db")
	o := testOptions()
	o.NoBallast = false
	db := openTest(t, path, o, faults{})
	for n := range 50 { // so that commits find free pages and need not grow the file
		mustDecide(t, db, string(visitID(n)), registration(visitID(n), morning))
		mustDecide(t, db, "out "+string(visitID(n)), func(tx kiosk.Tx) (kiosk.VisitID, error) {
			v, err := tx.Visit(visitID(n))
			if err != nil {
				return "", err
			}
			return visitID(n), errors.Join(v.Cancel(kiosk.ActorReception, morning), tx.Put(v))
		})
	}
	info, err := os.Stat(path + ".ballast")
	if err != nil || info.Size() != ballastSize || info.Sys().(*syscall.Stat_t).Blocks*512 < ballastSize {
		t.Fatalf("ballast: %v, %v", info, err)
	}
	if db.Low() {
		t.Error("low with the ballast in place")
	}
	ballastThere := func() bool { _, err := os.Stat(path + ".ballast"); return err == nil }

	withFullDisk(t, db, ballastThere)
	runs := 0
	id := mustDecide(t, db, "last", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		runs++
		return registration(visitID(100), morning)(tx)
	})
	if id != visitID(100) || runs != 2 || ballastThere() || !db.Low() {
		t.Errorf("visit %q after %d runs, ballast %t, low %t", id, runs, ballastThere(), db.Low())
	}

	before := contents(t, db)
	withFullDisk(t, db, func() bool { return true })
	if _, err := db.Decide("one more", registration(visitID(101), morning)); kiosk.CodeOf(err) != kiosk.CodeFull || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error: %v", err)
	}
	if got := contents(t, db); !reflect.DeepEqual(got, before) {
		t.Error("the refused decision left something")
	}
	db.faults = faults{}
	mustDecide(t, db, "one more", registration(visitID(101), morning))
	closeAudited(t, db)
	db = openTest(t, path, o, faults{})
	if !ballastThere() || db.Low() {
		t.Error("no new ballast")
	}
}

func TestFull_Tmpfs(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=64m"); err != nil {
		t.Skipf("cannot mount a small disk here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	path := filepath.Join(dir, "lobby.db")
	o := testOptions()
	o.NoBallast = false
	db := openTest(t, path, o, faults{})
	next := 0
	for ; next < 50; next++ {
		mustDecide(t, db, string(visitID(next)), registration(visitID(next), morning))
	}
	fillDisk(t, filepath.Join(dir, "filler-1"))
	if !db.Low() {
		t.Error("a full disk is not low")
	}
	for !db.ballast.spent.Load() { // until the ballast has had to go
		mustDecide(t, db, string(visitID(next)), registration(visitID(next), morning))
		next++
	}
	fillDisk(t, filepath.Join(dir, "filler-2"))
	next, err := registerUntilRefused(t, db, next)
	if kiosk.CodeOf(err) != kiosk.CodeFull {
		t.Fatalf("after %d: %v", next, err)
	}
	expectAll(t, db, next)
	if err := os.Remove(filepath.Join(dir, "filler-1")); err != nil {
		t.Fatal(err)
	}
	mustDecide(t, db, "room again", registration(visitID(next), morning))
	expectAll(t, db, next+1)
}

// fillDisk writes to path until the disk takes no more.
func fillDisk(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 64<<10); len(block) > 0; {
		if _, err := f.Write(block); errors.Is(err, syscall.ENOSPC) {
			block = block[:len(block)/2]
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestIsFull(t *testing.T) {
	for _, err := range []error{
		&os.PathError{Op: "write", Err: syscall.ENOSPC}, &os.PathError{Err: syscall.EDQUOT},
		errors.New("file resize error: truncate x: " + syscall.EFBIG.Error()), bolterrors.ErrMaxSizeReached,
	} {
		if !isFull(err) {
			t.Errorf("%v is not full", err)
		}
	}
	for _, err := range []error{nil, syscall.EIO, errors.New("no space in the name")} {
		if isFull(err) {
			t.Errorf("%v is full", err)
		}
	}
}
