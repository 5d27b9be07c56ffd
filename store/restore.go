package store

import (
	"cmp"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/google/renameio/v2"
	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
	"lobby.internal/store/keyring"
)

// ErrExists is returned by Restore when there is a file already.
var ErrExists = errors.New("there is a file already")

// Restored says what was restored.
type Restored struct {
	Manifest
	NewEpoch  string
	Replaced  string // what the file that was there is called now, "" when there was none
	Forgotten int    // visits that were forgotten in the file that was there, and so again
}

// Restore puts a backup in the place of the file at path: r is what Backup wrote
// and identity an age identity file. It refuses to replace a file without being
// told, one that is in use always, and leaves everything as it was when it
// fails.
//
// The log begins a new epoch. No badge's number is given again, though the
// backup does not know which have been since: see jump.
func Restore(r io.Reader, identity io.Reader, path string, o Options, replace bool) (Restored, error) {
	identities, err := age.ParseIdentities(identity)
	if err != nil {
		return Restored{}, fmt.Errorf("store: restore: the identity is a file such as age-keygen writes (AGE-SECRET-KEY-1…): %w", err)
	}
	db := newDB(path, o, faults{})
	done, err := db.restore(r, identities, replace)
	if err != nil {
		return done, fmt.Errorf("store: restore %s: %w", path, err)
	}
	return done, nil
}

func (db *DB) restore(r io.Reader, identities []age.Identity, replace bool) (done Restored, err error) {
	old, err := db.current(replace)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, old.close()) }()
	made := db.path + leftoverMark + rand.Text()
	defer func() { err = errors.Join(err, scrubIfThere(made), scrubIfThere(made+keysSuffix)) }()
	u, err := unpack(r, identities, made, int64(db.o.MaxSize))
	if err != nil {
		return done, fmt.Errorf("this is no backup that this identity opens: %w", err)
	}
	done.Manifest = u.manifest
	if done.NewEpoch, err = db.prepare(made, u, old); err != nil {
		return done, err
	}
	if done.Replaced, err = db.exchange(made); err != nil {
		return done, err
	}
	if err := db.putBeside(u.beside); err != nil {
		return done, err
	}
	if err := old.close(); err != nil {
		return done, err
	}
	done.Forgotten, err = db.forgetAgain(old.erased)
	if _, gone := os.Lstat(done.Replaced); gone != nil { // forgotten with the rest
		done.Replaced = ""
	}
	return done, err
}

// previous is the file whose place a backup takes, as far as it can be read.
type previous struct {
	bolt     *bolt.DB
	readable bool
	counters map[string]uint64
	erased   map[kiosk.VisitID]bool
}

func (p *previous) close() error {
	if p == nil || p.bolt == nil {
		return nil
	}
	b := p.bolt
	p.bolt = nil
	return b.Close()
}

// current opens the file that is there, nil when there is none, so that nobody
// else does. That it is damaged is no reason to refuse: that is what backups are
// for.
func (db *DB) current(replace bool) (*previous, error) {
	if _, err := os.Lstat(db.path); errors.Is(err, fs.ErrNotExist) {
		return &previous{}, nil
	}
	if !replace {
		return nil, fmt.Errorf("%w: name another data directory, or give --replace to have it replaced", ErrExists)
	}
	p := &previous{counters: map[string]uint64{}, erased: map[kiosk.VisitID]bool{}}
	b, err := db.openBolt()
	if errors.Is(err, ErrInUse) {
		return nil, err
	}
	if err != nil {
		return p, nil //nolint:nilerr // a file that cannot be opened is replaced all the same
	}
	p.bolt = b
	p.readable = guard(func() error { return b.View(p.read) }) == nil
	return p, nil
}

func (p *previous) read(tx *bolt.Tx) error {
	if tx.Bucket(bucketCounter) == nil || tx.Bucket(bucketVisit) == nil {
		return ErrForeign
	}
	err := tableOf(tx, bucketCounter).each(func(k, v []byte) error {
		if len(v) == 8 {
			p.counters[string(k)] = binary.BigEndian.Uint64(v)
		}
		return nil
	})
	return errors.Join(err, eachEntry(tx, func(e badgelog.Entry) {
		if e.Kind == kiosk.EventErased {
			p.erased[e.Visit] = true
		}
	}))
}

func eachEntry(tx *bolt.Tx, fn func(badgelog.Entry)) error {
	for seq := uint64(0); ; {
		entries, err := badgelog.After(tx, seq, exportBatch)
		if err != nil || len(entries) == 0 {
			return err
		}
		for _, e := range entries {
			fn(e)
		}
		seq = entries[len(entries)-1].Seq
	}
}

// prepare makes what was unpacked a file to go on with, with a keyring beside it.
func (db *DB) prepare(made string, u unpacked, old *previous) (epoch string, err error) {
	fresh := newDB(made, Options{Keys: db.o.Keys, MaxSize: db.o.MaxSize}, faults{})
	if err := fresh.inspect(); err != nil {
		return "", err
	}
	if fresh.older != 0 {
		return "", errors.New("an older version made this backup: restore it with that one, then start this one")
	}
	var keys keyring.Contents
	if err := json.Unmarshal(u.keys, &keys); err != nil {
		return "", err
	}
	ring, err := keyring.Import(made+keysSuffix, db.o.Keys, keys)
	if err != nil {
		return "", err
	}
	b, err := fresh.openBolt()
	if err != nil {
		return "", err
	}
	epoch = newEpoch()
	err = b.Update(func(tx *bolt.Tx) error {
		now := db.o.Clock()
		return errors.Join(
			renewEpoch(tx, fresh.kiosk, epoch, now),
			raise(tx, old.counters),
			jump(tx, u.manifest.Made, now, db.o.Zone, old.readable),
			questionJobs(tx),
		)
	})
	if err == nil {
		// A copy's first pages are in the order of a live file's after two commits.
		err = b.Update(func(*bolt.Tx) error { return nil })
	}
	if err == nil {
		err = proved(b, vault{keys: ring, kiosk: fresh.kiosk, zone: db.o.Zone})
	}
	return epoch, errors.Join(err, b.Close())
}

// proved reads a whole file through, as Verify does. That a keyring was given up
// is not held against it.
func proved(b *bolt.DB, sealed vault) error {
	return guard(func() error {
		return b.View(func(tx *bolt.Tx) error {
			if err := checkTx(tx); err != nil {
				return err
			}
			if _, err := verify(tx, sealed, nil); !errors.Is(err, ErrNoKey) {
				return err
			}
			return nil
		})
	})
}

// renewEpoch begins the log's new epoch, with an entry that says so.
func renewEpoch(tx *bolt.Tx, kioskID, id string, now time.Time) error {
	at, _, err := badgelog.At(tx)
	if err != nil {
		return err
	}
	if err := badgelog.AddEpoch(tx, badgelog.Begin(kioskID, id, at)); err != nil {
		return err
	}
	_, err = badgelog.Append(tx, kiosk.Event{Kind: kiosk.EventAccess, At: now, Actor: kiosk.ActorStaff}, badgelog.Hash{})
	return err
}

// exchange puts the file made and its keyring in their places. The file that was
// there is kept under the name that is returned.
func (db *DB) exchange(made string) (replaced string, err error) {
	if _, err := os.Lstat(db.path); err == nil {
		replaced = db.path + replacedMark + db.o.Clock().UTC().Format("20060102T150405.000Z")
		if err := os.Link(db.path, replaced); err != nil {
			return "", err
		}
	}
	// The file that was there, or the folder, says whose they are to be.
	like := cmp.Or(replaced, filepath.Dir(db.path))
	if err := errors.Join(sameOwner(like, made), sameOwner(like, made+keysSuffix)); err != nil {
		return replaced, err
	}
	// The keyring last: the one that is there can do more than none.
	if err := os.Rename(made, db.path); err != nil {
		return replaced, err
	}
	if err := os.Rename(made+keysSuffix, db.path+keysSuffix); err != nil {
		return replaced, err
	}
	return replaced, syncDir(filepath.Dir(db.path))
}

// putBeside puts the other files of a backup where there are none.
func (db *DB) putBeside(files map[string][]byte) error {
	for name, data := range files {
		path := filepath.Join(filepath.Dir(db.path), name)
		if _, err := os.Lstat(path); err == nil || !slices.Contains(besidesFile, name) {
			continue
		}
		mode := os.FileMode(fileMode)
		if strings.HasSuffix(name, ".pub") {
			mode = 0o644
		}
		if err := renameio.WriteFile(path, data, mode); err != nil {
			return err
		}
		if err := sameOwner(db.path, path); err != nil {
			return err
		}
	}
	return nil
}

// forgetAgain opens the restored file and forgets what had been forgotten.
func (db *DB) forgetAgain(erased map[kiosk.VisitID]bool) (int, error) {
	restored, err := Open(db.path, db.o)
	if err != nil {
		return 0, err
	}
	if len(erased) == 0 {
		return 0, restored.Close()
	}
	d, err := restored.Forget(Forgetting{Cause: "restored", again: erased})
	return d.Erased, errors.Join(err, restored.Close())
}
