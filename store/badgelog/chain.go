package badgelog

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

// Hash is a SHA-256, written as 64 hexadecimal digits.
type Hash [sha256.Size]byte

// String returns the digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText implements encoding.TextMarshaler.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hash) UnmarshalText(text []byte) error {
	if hex.DecodedLen(len(text)) != len(h) {
		return fmt.Errorf("badgelog: a hash has %d hexadecimal digits, not %d", hex.EncodedLen(len(h)), len(text))
	}
	if _, err := hex.Decode(h[:], text); err != nil {
		return fmt.Errorf("badgelog: no hash: %w", err)
	}
	return nil
}

// Position is a place in the chain: the number of an entry and its hash.
type Position struct {
	Seq  uint64 `json:"seq" cbor:"1,keyasint"`
	Hash Hash   `json:"hash" cbor:"2,keyasint"`
}

// Epoch is one stretch of a kiosk's log, from when its file was made or
// restored from a backup. Numbers go on from one epoch to the next; the first
// entry of an epoch links to its Base.
type Epoch struct {
	Kiosk string   `json:"kiosk" cbor:"1,keyasint"`
	ID    string   `json:"epoch" cbor:"2,keyasint"` // 32 hexadecimal digits, random
	Base  Position `json:"base" cbor:"3,keyasint"`
}

// Begin returns the epoch that follows what the log held until then, the zero
// Position for a new log.
func Begin(kiosk, id string, last Position) Epoch {
	h := sha256.New()
	h.Write([]byte{domainEpoch})
	for _, part := range []string{kiosk, id} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write([]byte(part))
	}
	h.Write(binary.BigEndian.AppendUint64(nil, last.Seq))
	h.Write(last.Hash[:])
	return Epoch{Kiosk: kiosk, ID: id, Base: Position{Seq: last.Seq, Hash: Hash(h.Sum(nil))}}
}

// What a hash is of, so that one is never taken for another.
const (
	domainEntry byte = 0
	domainEpoch byte = 1
	domainValue byte = 2
)

var errChanged = errors.New("its hash is wrong")

// seal returns a value with a hash behind it, as it is kept under the key.
func seal(key, value []byte) []byte {
	sum := sealOf(key, value)
	return append(slices.Clip(value), sum[:]...)
}

// unseal returns the value of what is kept under the key.
func unseal(key, stored []byte) ([]byte, error) {
	n := len(stored) - sha256.Size
	if n < 0 || Hash(stored[n:]) != sealOf(key, stored[:n]) {
		return nil, errChanged
	}
	return stored[:n:n], nil
}

func sealOf(key, value []byte) Hash {
	h := sha256.New()
	h.Write([]byte{domainValue})
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(key))))
	h.Write(key)
	h.Write(value)
	return Hash(h.Sum(nil))
}

// chained returns the entry's hash over the one before it, its number and its
// canonical encoding.
func chained(previous Hash, seq uint64, encoded []byte) Hash {
	h := sha256.New()
	h.Write([]byte{domainEntry})
	h.Write(previous[:])
	h.Write(binary.BigEndian.AppendUint64(nil, seq))
	h.Write(encoded)
	return Hash(h.Sum(nil))
}

// The ways in which a chain breaks. A *BreakError says where.
var (
	// ErrMissing is returned when an entry is not there, or is there twice.
	ErrMissing = errors.New("badgelog: an entry is missing, or there twice")
	// ErrAltered is returned when an entry is not what its hash was made of.
	ErrAltered = errors.New("badgelog: an entry was altered")
	// ErrForked is returned when an entry does not continue the one before it:
	// something was inserted, removed or exchanged between the two.
	ErrForked = errors.New("badgelog: an entry does not continue the one before it")
)

// BreakError says at which entry a chain breaks.
type BreakError struct {
	Seq    uint64 // of the first entry that is wrong
	Reason error  // such as ErrMissing, ErrAltered or ErrForked
}

// Error returns the sentence.
func (e *BreakError) Error() string { return fmt.Sprintf("%s: entry %d", e.Reason, e.Seq) }

// Unwrap returns the reason.
func (e *BreakError) Unwrap() error { return e.Reason }

// Verifier follows a chain, entry by entry.
type Verifier struct{ at Position }

// NewVerifier returns a verifier of the entries after a position.
func NewVerifier(after Position) *Verifier { return &Verifier{at: after} }

// At returns the position of the last entry that was verified.
func (v *Verifier) At() Position { return v.at }

// Next verifies the next entry. After a *BreakError the verifier stays where it
// was.
func (v *Verifier) Next(e Entry) error {
	if e.Seq != v.at.Seq+1 {
		return &BreakError{v.at.Seq + 1, ErrMissing}
	}
	encoded, err := encoding.Marshal(e)
	if err != nil {
		return fmt.Errorf("badgelog: encode entry %d: %w", e.Seq, err)
	}
	switch {
	case chained(e.Previous, e.Seq, encoded) != e.Hash:
		return &BreakError{e.Seq, ErrAltered}
	case e.Previous != v.at.Hash:
		return &BreakError{e.Seq, ErrForked}
	}
	v.at = Position{e.Seq, e.Hash}
	return nil
}
