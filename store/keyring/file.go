package keyring

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"
)

// The file: a header, the keys wrapped with AES-256-GCM under the wrapping key
// with the header as additional data, and the SHA-256 of all that, which tells
// damage from a wrong key. Integers are big-endian.
//
//	"lobbykey" ‖ format 2 ‖ ring 4 ‖ version 8 ‖ next 4 ‖ nonce 12 ‖ keys ‖ tag 16 ‖ SHA-256 32
//	a key is number 4 ‖ day 10 ‖ key 32
const (
	magic       = "lobbykey"
	fileFormat  = 1
	headerBytes = len(magic) + 2 + 4 + 8 + 4
	wrapBytes   = 12 + 16
	dayBytes    = len(time.DateOnly)
	entryBytes  = 4 + dayBytes + keyBytes
	minFile     = headerBytes + wrapBytes + sha256.Size
	maxFile     = int64(minFile + maxKeys*entryBytes)
	// maxKeys is more than a kiosk comes to in a century.
	maxKeys = 100_000
)

const putBack = "put it back from the last backup"

// marshal returns the file's bytes.
func (r *Ring) marshal() ([]byte, error) {
	aead, err := r.wrapping()
	if err != nil {
		return nil, err
	}
	header := append([]byte(magic), 0, fileFormat)
	header = binary.BigEndian.AppendUint32(header, r.ring)
	header = binary.BigEndian.AppendUint64(header, r.version)
	header = binary.BigEndian.AppendUint32(header, r.next)
	plain := make([]byte, 0, len(r.keys)*entryBytes)
	for _, k := range r.keys {
		plain = binary.BigEndian.AppendUint32(plain, k.n)
		plain = append(plain, k.day...)
		plain = append(plain, k.raw[:]...)
	}
	data := aead.Seal(bytes.Clone(header), nil, plain, header)
	clear(plain)
	sum := sha256.Sum256(data)
	return append(data, sum[:]...), nil
}

// parse takes over what the file holds.
func (r *Ring) parse(data []byte) error {
	if len(data) < minFile || !bytes.HasPrefix(data, []byte(magic)) {
		return fmt.Errorf("%w: %s is no keyring: %s", ErrDamaged, r.path, putBack)
	}
	body, sum := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	if want := sha256.Sum256(body); !bytes.Equal(sum, want[:]) {
		return fmt.Errorf("%w: %s does not add up: %s", ErrDamaged, r.path, putBack)
	}
	header, wrapped := body[:headerBytes], body[headerBytes:]
	fields := header[len(magic):]
	if v := binary.BigEndian.Uint16(fields); v != fileFormat {
		return fmt.Errorf("%w: %s has format %d, this version reads %d: run the newer version", ErrNewer, r.path, v, fileFormat)
	}
	r.ring = binary.BigEndian.Uint32(fields[2:])
	r.version = binary.BigEndian.Uint64(fields[6:])
	r.next = binary.BigEndian.Uint32(fields[14:])
	aead, err := r.wrapping()
	if err != nil {
		return err
	}
	plain, err := aead.Open(nil, nil, wrapped, header)
	if err != nil {
		return fmt.Errorf("%w: %s: give the kiosk the wrapping key it had, from %s", ErrWrongKey, r.path, r.wrap)
	}
	defer clear(plain)
	return r.parseKeys(plain)
}

func (r *Ring) parseKeys(plain []byte) error {
	if len(plain)%entryBytes != 0 {
		return fmt.Errorf("%w: %s: %s", ErrDamaged, r.path, putBack)
	}
	c := Contents{Ring: r.ring, Next: r.next}
	for ; len(plain) > 0; plain = plain[entryBytes:] {
		e := Entry{N: binary.BigEndian.Uint32(plain), Day: string(plain[4 : 4+dayBytes]), Key: bytes.Clone(plain[4+dayBytes : entryBytes])}
		c.Keys = append(c.Keys, e)
	}
	return r.fill(c)
}

// Entry is one key with nothing to protect it.
type Entry struct {
	N   uint32 `json:"n"`
	Day string `json:"day"`
	Key []byte `json:"key"`
}

// Contents is a whole keyring with nothing to protect it, for a backup that is
// itself encrypted.
type Contents struct {
	Ring uint32  `json:"ring"`
	Next uint32  `json:"next"`
	Keys []Entry `json:"keys"`
}

// Export returns the keys themselves.
func (r *Ring) Export() Contents {
	r.mu.RLock()
	defer r.mu.RUnlock()
	c := Contents{Ring: r.ring, Next: r.next}
	for _, k := range r.keys {
		c.Keys = append(c.Keys, Entry{N: k.n, Day: k.day, Key: bytes.Clone(k.raw[:])})
	}
	return c
}

// fill takes over contents, which must be in order.
func (r *Ring) fill(c Contents) error {
	keys := make([]key, 0, len(c.Keys))
	last := uint32(0)
	for _, e := range c.Keys {
		_, err := time.Parse(time.DateOnly, e.Day)
		if err != nil || e.N <= last || e.N >= c.Next || len(e.Key) != keyBytes {
			return fmt.Errorf("%w: %s: its keys are out of order: %s", ErrDamaged, r.path, putBack)
		}
		k := key{n: e.N, day: e.Day, raw: [keyBytes]byte(e.Key)}
		if err := k.ready(); err != nil {
			return err
		}
		keys, last = append(keys, k), e.N
	}
	r.ring, r.next, r.keys = c.Ring, c.Next, keys
	return nil
}
