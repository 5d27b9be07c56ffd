package keyring

import (
	"encoding/binary"
	"fmt"
)

// idBytes is how a sealed text begins: the ID of its key.
const idBytes = 8

// Overhead is how many bytes longer a sealed text is than the plain one: the
// key's ID, a random nonce of 12 and a tag of 16.
const Overhead = idBytes + 12 + 16

// Seal seals plain under the key: AES-256-GCM with a random nonce, bound to the
// context, its revision and the key's name.
func (r *Ring) Seal(id ID, plain []byte, c Context) ([]byte, error) {
	r.mu.RLock()
	k, ok := r.find(id.N)
	r.mu.RUnlock()
	if !ok || id.Ring != r.ring {
		return nil, ErrShredded
	}
	sealed := make([]byte, 0, len(plain)+Overhead)
	sealed = appendID(sealed, id)
	return k.aead.Seal(sealed, nil, plain, c.bytes(id)), nil
}

// Unseal returns what was sealed in that context. It returns ErrShredded when the
// key is gone, ErrUnknownKey when the keyring is older than the text and
// ErrDamaged when the text was changed or belongs elsewhere.
func (r *Ring) Unseal(sealed []byte, c Context) ([]byte, error) {
	id, err := KeyOf(sealed)
	if err != nil {
		return nil, err
	}
	r.mu.RLock()
	k, ok := r.find(id.N)
	next := r.next
	r.mu.RUnlock()
	switch {
	case id.Ring != r.ring, !ok && id.N < next:
		return nil, ErrShredded
	case !ok:
		return nil, fmt.Errorf("%w: %s: put back the keyring that was backed up with the file, or a later one", ErrUnknownKey, r.path)
	}
	plain, err := k.aead.Open(nil, nil, sealed[idBytes:], c.bytes(id))
	if err != nil {
		return nil, fmt.Errorf("%w: sealed fields: %w", ErrDamaged, err)
	}
	return plain, nil
}

// Has reports whether the key is still there.
func (r *Ring) Has(id ID) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	_, ok := r.find(id.N)
	return ok && id.Ring == r.ring
}

// KeyOf returns which key something was sealed under.
func KeyOf(sealed []byte) (ID, error) {
	if len(sealed) < Overhead {
		return ID{}, fmt.Errorf("%w: sealed fields of %d bytes", ErrDamaged, len(sealed))
	}
	return ID{binary.BigEndian.Uint32(sealed), binary.BigEndian.Uint32(sealed[4:])}, nil
}

func appendID(b []byte, id ID) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, id.Ring), id.N)
}

// bytes is the context as GCM authenticates it: each text after its length, so
// that no two contexts are alike.
func (c Context) bytes(id ID) []byte {
	b := make([]byte, 0, 128)
	for _, part := range [...]string{c.Kiosk, c.Visit, c.Fields} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	return appendID(binary.BigEndian.AppendUint64(b, uint64(c.Rev)), id)
}
