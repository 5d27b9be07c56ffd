package store

import (
	"archive/tar"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	bolt "go.etcd.io/bbolt"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/keyring"
)

// What a backup consists of: a tar within age, in this order.
const (
	partManifest = "manifest.json"
	partKeys     = "keys.json"
	partFile     = "lobby.db"
)

// besidesFile are the files of the folder that a backup has too, where they are
// there: without them checkpoints and badges could not be proved genuine.
var besidesFile = []string{logKeyName, logPubName, "badge.key"}

// backupVersion is of the form of a backup.
const backupVersion = 1

// Manifest says what a backup holds, without personal data.
type Manifest struct {
	Version int               `json:"version"`
	Kiosk   string            `json:"kiosk"`
	Epoch   string            `json:"epoch"`
	Made    time.Time         `json:"made"`
	Log     badgelog.Position `json:"log"`    // how the log stood
	Visits  int               `json:"visits"` // in the file
	Sum     []byte            `json:"sha256"` // of the file
}

// Backup writes a backup of the file as it stands to w, encrypted for the
// recipients, each an age public key ("age1…"), after an entry in the badge log
// that staff take data out. Decisions go on meanwhile. It is read through, as
// Verify does, before the first byte is written. It holds the keys of the
// keyring: what is forgotten later can be read from it by who has the identity,
// so backups are to be kept no longer than personal fields.
func (db *DB) Backup(w io.Writer, recipients ...string) (Manifest, error) {
	to, err := age.ParseRecipients(strings.NewReader(strings.Join(recipients, "\n")))
	if err != nil {
		return Manifest{}, fmt.Errorf("store: back up: a recipient is an age public key, such as age-keygen prints (age1…): %w", err)
	}
	m, err := db.backup(w, to)
	if err != nil {
		return m, fmt.Errorf("store: back up: %w", err)
	}
	return m, nil
}

func (db *DB) backup(w io.Writer, to []age.Recipient) (m Manifest, err error) {
	if err := db.LogAccess(); err != nil {
		return m, err
	}
	snapshot := db.path + leftoverMark + rand.Text()
	defer func() { err = errors.Join(err, scrubIfThere(snapshot)) }()
	m, keys, err := db.snapshot(snapshot)
	if err != nil {
		return m, err
	}
	sealed, err := age.Encrypt(w, to...)
	if err != nil {
		return m, err
	}
	archive := tar.NewWriter(sealed)
	if err := db.pack(archive, m, keys, snapshot); err != nil {
		return m, err
	}
	return m, errors.Join(archive.Close(), sealed.Close())
}

// snapshot writes the file as it stands to path and returns the keys to it. It
// does not wait for whoever the backup is for.
func (db *DB) snapshot(path string) (m Manifest, keys keyring.Contents, err error) {
	db.upkeep.Lock() // no key is shredded meanwhile, and the file not exchanged
	defer db.upkeep.Unlock()
	if err := db.view(func(tx *bolt.Tx) error { return writeTo(tx, path) }); err != nil {
		return m, keys, err
	}
	m, err = db.manifest(path)
	return m, db.vault.keys.Export(), err
}

// manifest reads the snapshot through and says what it holds.
func (db *DB) manifest(snapshot string) (Manifest, error) {
	m := Manifest{Version: backupVersion, Kiosk: db.kiosk, Epoch: db.epoch, Made: db.o.Clock()}
	if err := checkInChild(snapshot); err != nil {
		return m, err
	}
	o := db.boltOptions()
	o.ReadOnly = true
	b, err := openGuarded(snapshot, o)
	if err != nil {
		return m, err
	}
	err = proved(b, db.vault)
	if err == nil {
		err = b.View(func(tx *bolt.Tx) (err error) {
			m.Visits = tx.Bucket(bucketVisit).Inspect().KeyN
			m.Log, _, err = badgelog.At(tx)
			return err
		})
	}
	if err := errors.Join(err, b.Close()); err != nil {
		return m, err
	}
	m.Sum, err = sumOf(snapshot)
	return m, err
}

func sumOf(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return sum.Sum(nil), errors.Join(err, f.Close())
}

func (db *DB) pack(archive *tar.Writer, m Manifest, contents keyring.Contents, snapshot string) error {
	manifest, err := json.Marshal(m)
	if err != nil {
		return err
	}
	keys, err := json.Marshal(contents)
	if err != nil {
		return err
	}
	defer clear(keys)
	if err := errors.Join(packBytes(archive, partManifest, manifest), packBytes(archive, partKeys, keys)); err != nil {
		return err
	}
	for _, name := range besidesFile {
		data, err := os.ReadFile(filepath.Join(filepath.Dir(db.path), name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := errors.Join(err, packBytes(archive, name, data)); err != nil {
			return err
		}
	}
	return packFile(archive, partFile, snapshot)
}

func packBytes(archive *tar.Writer, name string, data []byte) error {
	err := archive.WriteHeader(&tar.Header{Name: name, Mode: fileMode, Size: int64(len(data))})
	if err == nil {
		_, err = archive.Write(data)
	}
	return err
}

func packFile(archive *tar.Writer, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		err = archive.WriteHeader(&tar.Header{Name: name, Mode: fileMode, Size: info.Size()})
	}
	if err == nil {
		_, err = io.Copy(archive, f)
	}
	return errors.Join(err, f.Close())
}

// unpacked is what a backup held; the file is at the path that it was unpacked
// to.
type unpacked struct {
	manifest Manifest
	keys     []byte
	beside   map[string][]byte
}

// maxPart is more bytes than any part of a backup has but the file.
const maxPart = 16 << 20

// unpack decrypts a backup and unpacks its file to path. It takes nothing for
// whole that is cut short or altered.
func unpack(r io.Reader, identities []age.Identity, path string, maxSize int64) (unpacked, error) {
	u := unpacked{beside: map[string][]byte{}}
	plain, err := age.Decrypt(r, identities...)
	if err != nil {
		return u, err
	}
	sum := sha256.New()
	archive := tar.NewReader(plain)
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return u, err
		}
		if err := u.take(h, archive, path, maxSize, sum); err != nil {
			return u, err
		}
	}
	// age tells at the very end whether something is missing there.
	if _, err := io.Copy(io.Discard, plain); err != nil {
		return u, err
	}
	if !bytes.Equal(sum.Sum(nil), u.manifest.Sum) {
		return u, errors.New("its file does not add up")
	}
	return u, nil
}

func (u *unpacked) take(h *tar.Header, part io.Reader, path string, maxSize int64, sum hash.Hash) error {
	if h.Name == partFile {
		if h.Size > maxSize {
			return fmt.Errorf("its file has %d bytes, and may have %d", h.Size, maxSize)
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.MultiWriter(f, sum), part)
		return errors.Join(err, f.Sync(), f.Close())
	}
	data, err := io.ReadAll(io.LimitReader(part, maxPart))
	if err != nil {
		return err
	}
	switch h.Name {
	case partKeys:
		u.keys = data
	case partManifest:
		err = json.Unmarshal(data, &u.manifest)
		if err == nil && u.manifest.Version > backupVersion {
			err = errors.New("a newer version made it: run that one")
		}
	default:
		u.beside[h.Name] = data
	}
	return err
}
