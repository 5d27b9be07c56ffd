package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

// someFile makes a closed file of a few visits.
func someFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lobby.db")
	db := openTest(t, path, testOptions(), noSync)
	mustDecide(t, db, "many", func(tx kiosk.Tx) (id kiosk.VisitID, err error) {
		for n := range 200 {
			if id, err = registration(visitID(n), morning)(tx); err != nil {
				return "", err
			}
		}
		return id, nil
	})
	closeAudited(t, db)
	return path
}

// edited changes the bytes of a file.
func edited(change func([]byte) []byte) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		data, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, change(data), fileMode)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// updated changes a file through bbolt.
func updated(change func(*bolt.Tx) error) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		b, err := bolt.Open(path, fileMode, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(b.Update(change), b.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

func tear(data []byte, pages ...int) []byte {
	for _, p := range pages {
		at := p*os.Getpagesize() + pageHeader + metaTxidAt
		data[at] ^= 0xff
	}
	return data
}

func TestOpen_Refuses(t *testing.T) {
	cases := []struct {
		name  string
		spoil func(*testing.T, string)
		want  error
	}{
		{"empty", edited(func([]byte) []byte { return nil }), ErrForeign},
		{"text", edited(func([]byte) []byte { return []byte(strings.Repeat("name,floor\n", 900)) }), ErrForeign},
		{"short", edited(func(d []byte) []byte { return d[:100] }), ErrDamaged},
		{"two torn pages", edited(func(d []byte) []byte { return tear(d, 0, 1) }), ErrDamaged},
		{"cut short", edited(func(d []byte) []byte { return d[:4*os.Getpagesize()] }), ErrDamaged},
		{"cut within a page", edited(func(d []byte) []byte { return d[:len(d)/2+100] }), ErrDamaged},
		{"zeroed behind the header", edited(func(d []byte) []byte { clear(d[2*os.Getpagesize():]); return d }), ErrDamaged},
		{"another program's", func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			updated(func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("other")); return err })(t, path)
		}, ErrForeign},
		{"another kiosk's", updated(func(tx *bolt.Tx) error { return tableOf(tx, bucketMeta).put(metaKiosk, []byte("lobby-9")) }), ErrForeign},
		{"newer", updated(func(tx *bolt.Tx) error {
			return tx.Bucket(bucketMeta).Put(metaFormat, binary.BigEndian.AppendUint32(nil, format+1))
		}), ErrNewer},
		{"bucket gone", updated(func(tx *bolt.Tx) error { return tx.DeleteBucket(bucketLog) }), ErrDamaged},
		{"epoch gone", updated(func(tx *bolt.Tx) error { return tx.Bucket(bucketEpoch).Delete(make([]byte, 8)) }), ErrDamaged},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := someFile(t)
			c.spoil(t, path)
			before := fingerprint(t, path)
			db, err := Open(path, testOptions())
			if err == nil {
				_ = db.Close()
			}
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), advice[c.want]) {
				t.Errorf("error: %v", err)
			}
			if fingerprint(t, path) != before {
				t.Error("the refused file was changed")
			}
			if left := beside(t, path); len(left) != 2 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func fingerprint(t *testing.T, path string) [32]byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(data)
}

// beside returns the file, its keyring and what else begins with its name.
func beside(t *testing.T, path string) []string {
	t.Helper()
	all, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestOpen_OneTornMetaPage(t *testing.T) {
	// Without the newer of its two first pages the file is as it was before the
	// one decision that it holds.
	found := 0
	for _, page := range []int{0, 1} {
		path := someFile(t)
		edited(func(d []byte) []byte { return tear(d, page) })(t, path)
		db := openTest(t, path, testOptions(), faults{})
		open, err := db.Open()
		if err != nil {
			t.Fatal(err)
		}
		found += len(open)
		if _, err := db.Verify(nil); !errors.Is(err, ErrTorn) {
			t.Errorf("the verifier says %v", err)
		}
		mustRegister(t, db, 1000) // which writes the torn page anew
	}
	if found != 200 {
		t.Errorf("%d visits, not 200 in one and none in the other", found)
	}
}

func TestOpen_CheckInChild(t *testing.T) {
	childReady.Store(true)
	t.Cleanup(func() { childReady.Store(false) })
	path := someFile(t)
	openAndClose(t, path)

	// A page in another's place is for the check alone to see.
	from, to := visitPages(t, path)
	edited(func(d []byte) []byte {
		page := os.Getpagesize()
		copy(d[to*page+afterPageID:(to+1)*page], d[from*page+afterPageID:(from+1)*page])
		return d
	})(t, path)
	before := fingerprint(t, path)
	if _, err := Open(path, testOptions()); !errors.Is(err, ErrDamaged) {
		t.Errorf("error: %v", err)
	}
	if fingerprint(t, path) != before {
		t.Error("the refused file was changed")
	}
	childReady.Store(false)
	db, err := Open(path, testOptions())
	if err != nil {
		t.Fatalf("control: seen without the child too (%v), so the test shows nothing of it", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// afterPageID is where a page's content begins that does not say which page it is.
const afterPageID = 8

// visitPages returns two pages of the visit bucket.
func visitPages(t *testing.T, path string) (first, last int) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	holds := func(page int) bool {
		at := page * os.Getpagesize()
		return bytes.Contains(data[at:at+os.Getpagesize()], []byte(kiosk.LangZH))
	}
	updated(func(tx *bolt.Tx) error {
		for id := 2; ; id++ {
			info, err := tx.Page(id)
			if err != nil || info == nil {
				return err
			}
			if info.Type != "leaf" || !holds(id) {
				continue
			}
			if first == 0 {
				first = id
			}
			last = id
		}
	})(t, path)
	if first == last {
		t.Fatal("the visits are on one page")
	}
	return first, last
}

func openAndClose(t *testing.T, path string) {
	t.Helper()
	db, err := Open(path, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpen_InUse(t *testing.T) {
	path := someFile(t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), killEnv+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = child.Process.Kill(); _ = child.Wait() })
	if acks := readAcks(t, out, 1); len(acks) != 1 {
		t.Fatal("the other process did not begin")
	}
	_, err = Open(path, testOptions())
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), path) {
		t.Errorf("error: %v", err)
	}
}

func TestOpen_NoPlaceForIt(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(filepath.Join(dir, "missing", "lobby.db"), testOptions()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing folder: %v", err)
	}
	if _, err := Open(dir, testOptions()); !errors.Is(err, ErrForeign) {
		t.Errorf("a folder: %v", err)
	}
}

func TestOpen_CleansUpAfterABrokenBeginning(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lobby.db")
	if err := os.WriteFile(path+leftoverMark+"X", []byte("torn"), fileMode); err != nil {
		t.Fatal(err)
	}
	openAndClose(t, path)
	if left := beside(t, path); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != fileMode {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestPublish_KeepsAnothersFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lobby.db")
	made := path + leftoverMark + "X"
	if err := errors.Join(os.WriteFile(path, []byte("first"), fileMode), os.WriteFile(made, []byte("second"), fileMode)); err != nil {
		t.Fatal(err)
	}
	if err := publish(made, path); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "first" {
		t.Errorf("%q, %v", data, err)
	}
}
