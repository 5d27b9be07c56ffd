// Package keyring keeps the keys that seal personal fields: one random AES-256
// key for each day on which visitors arrive, in a small file that is wrapped by a
// key from elsewhere. What is sealed can be forgotten by forgetting its key: the
// file is written anew without it, under a new wrapping key, and the old bytes
// are overwritten as far as the disk lets them be.
package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"
)

// keyBytes is the size of every key here: AES-256.
const keyBytes = 32

var (
	// ErrMissing is returned by Open when there is no keyring at that path.
	ErrMissing = errors.New("keyring: there is none")
	// ErrDamaged is returned when the file, or what is to be unsealed, is not
	// what was written.
	ErrDamaged = errors.New("keyring: damaged")
	// ErrNewer is returned when a newer version of the program wrote the file.
	ErrNewer = errors.New("keyring: written by a newer version")
	// ErrLostKey is returned when the wrapping key is not there.
	ErrLostKey = errors.New("keyring: the wrapping key is not there")
	// ErrWrongKey is returned when the wrapping key is not the one that the file
	// was wrapped with.
	ErrWrongKey = errors.New("keyring: not the key that it was wrapped with")
	// ErrShredded is returned by Unseal when the key has been shredded, or went
	// with a keyring that was given up.
	ErrShredded = errors.New("keyring: the key has been shredded")
	// ErrUnknownKey is returned by Unseal when the key is newer than the keyring.
	ErrUnknownKey = errors.New("keyring: sealed with a key that is newer than this keyring")
)

// ID names a key for good: the keyring it was made for and its number there,
// from 1.
type ID struct {
	Ring uint32
	N    uint32
}

// Key is a key's name and the day it was made for, "2026-11-24".
type Key struct {
	ID  ID
	Day string
}

// Context is what something is sealed to: it opens nowhere else.
type Context struct {
	Kiosk  string
	Visit  string
	Fields string // names the set of fields
	Rev    int    // of the visit
}

// key is a day's key.
type key struct {
	n    uint32
	day  string
	raw  [keyBytes]byte
	aead cipher.AEAD
}

// Ring is an open keyring. It may be used by many goroutines at once.
type Ring struct {
	path string
	wrap Wrapping
	hook func(step) error // of tests: its error is the step's

	mu      sync.RWMutex
	ring    uint32
	version uint64 // of the wrapping key
	next    uint32 // the number of the next key
	keys    []key  // in order of their numbers
}

// Open reads the keyring at path. It returns ErrMissing, ErrDamaged, ErrNewer,
// ErrLostKey or ErrWrongKey with what to do about it.
func Open(path string, w Wrapping) (*Ring, error) {
	data, err := readLimited(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s: put it back from the last backup; if it is lost for good, so are the personal fields "+
			"that it sealed: lobbyctl keys renew gives them up and begins a new keyring", ErrMissing, path)
	}
	if err != nil {
		return nil, fmt.Errorf("keyring: read %s: %w", path, err)
	}
	r := &Ring{path: path, wrap: w}
	if err := r.parse(data); err != nil {
		return nil, err
	}
	if err := r.finish(); err != nil {
		return nil, err
	}
	return r, nil
}

// finish does what an interrupted change left undone.
func (r *Ring) finish() error {
	if err := scrub(r.path + tempSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keyring: clean up beside %s: %w", r.path, err)
	}
	if err := r.wrap.Retire(r.version); err != nil {
		return fmt.Errorf("keyring: retire old wrapping keys: %w", err)
	}
	return nil
}

// Create makes a keyring without keys. It replaces nothing.
func Create(path string, w Wrapping) (*Ring, error) { return Import(path, w, Contents{}) }

// Import makes a keyring with what Export returned. It replaces nothing.
func Import(path string, w Wrapping, c Contents) (*Ring, error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("keyring: make %s: %w", path, errors.Join(fs.ErrExist, err))
	}
	r := &Ring{path: path, wrap: w, version: newVersion(0), next: 1}
	if len(c.Keys) == 0 && c.Next == 0 {
		r.ring = randomRing()
	} else if err := r.fill(c); err != nil {
		return nil, err
	}
	if err := r.wrap.Renew(r.version); err != nil {
		return nil, err
	}
	if err := r.save(); err != nil {
		return nil, err
	}
	return r, nil
}

func randomRing() uint32 {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return binary.BigEndian.Uint32(b[:])
}

// newVersion returns a version of the wrapping key later than old. It goes by the
// clock, so that a keyring made anew does not come to a version that a wrapping
// key was retired as.
func newVersion(old uint64) uint64 { return max(old+1, uint64(time.Now().UnixMilli())) }

// Name returns the number by which the keyring's keys are told from another's.
func (r *Ring) Name() uint32 { return r.ring }

// Keys returns the keys, oldest first.
func (r *Ring) Keys() []Key {
	r.mu.RLock()
	defer r.mu.RUnlock()
	all := make([]Key, len(r.keys))
	for i, k := range r.keys {
		all[i] = Key{ID{r.ring, k.n}, k.day}
	}
	return all
}

// ForDay returns the newest key of a day, such as "2026-11-24". When there is
// none it makes one, and has it on the disk before it returns.
func (r *Ring) ForDay(day string) (ID, error) {
	r.mu.RLock()
	for _, k := range slices.Backward(r.keys) {
		if k.day == day {
			r.mu.RUnlock()
			return ID{r.ring, k.n}, nil
		}
	}
	r.mu.RUnlock()
	return r.Fresh(day)
}

// Fresh makes another key for a day, and has it on the disk before it returns.
func (r *Ring) Fresh(day string) (ID, error) {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return ID{}, fmt.Errorf("keyring: make a key: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	k := key{n: r.next, day: day}
	_, _ = rand.Read(k.raw[:]) // never fails: crypto/rand ends the program instead
	if err := k.ready(); err != nil {
		return ID{}, err
	}
	before := len(r.keys)
	r.keys = append(r.keys, k)
	r.next++
	if err := r.save(); err != nil {
		// The number is not given again: the file may have been replaced.
		r.keys = r.keys[:before]
		return ID{}, err
	}
	return ID{r.ring, k.n}, nil
}

func (k *key) ready() (err error) {
	k.aead, err = newAEAD(k.raw[:])
	return err
}

func newAEAD(raw []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	return aead, nil
}

func (r *Ring) find(n uint32) (key, bool) {
	i, ok := slices.BinarySearchFunc(r.keys, n, func(k key, n uint32) int { return int(int64(k.n) - int64(n)) })
	if !ok {
		return key{}, false
	}
	return r.keys[i], true
}

// Shred forgets keys for good. What they sealed cannot be read from then on, even
// if Shred fails; called again, it finishes.
func (r *Ring) Shred(ids ...ID) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys = slices.DeleteFunc(r.keys, func(k key) bool { return slices.Contains(ids, ID{r.ring, k.n}) })
	old := r.version
	renewed := newVersion(old)
	if err := r.at(stepRenew); err != nil {
		return err
	}
	if err := r.wrap.Renew(renewed); err != nil {
		return err
	}
	r.version = renewed
	if err := r.save(); err != nil {
		r.version = old
		return err
	}
	if err := r.at(stepRetire); err != nil {
		return err
	}
	if err := r.wrap.Retire(r.version); err != nil {
		return fmt.Errorf("keyring: retire the old wrapping key: %w", err)
	}
	return nil
}
