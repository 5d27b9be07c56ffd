package lock

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// hash is an Argon2id hash (RFC 9106) with what it was made with.
type hash struct {
	memory, passes uint32 // KiB, rounds
	threads        uint8
	salt, sum      []byte
}

// What a new hash is made with: enough to make guessing slow, and little enough
// that the kiosk does not stand still meanwhile.
const (
	memory  = 19 << 10
	passes  = 2
	threads = 1

	saltSize = 16
	sumSize  = 32
)

// The most that a file may ask of the kiosk.
const (
	mostMemory = 1 << 20
	mostPasses = 64
)

var errHash = errors.New("not an Argon2id hash")

func newHash(pin string) hash {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // crypto/rand ends the program rather than fail
	h := hash{memory: memory, passes: passes, threads: threads, salt: salt}
	h.sum = h.sumOf(pin)
	return h
}

func (h hash) sumOf(pin string) []byte {
	return argon2.IDKey([]byte(pin), h.salt, h.passes, h.memory, h.threads, sumSize)
}

// of reports whether h is the PIN's.
func (h hash) of(pin string) bool { return subtle.ConstantTimeCompare(h.sumOf(pin), h.sum) == 1 }

var base64s = base64.RawStdEncoding.Strict()

const form = "$argon2id$v=19$m=%d,t=%d,p=%d$"

// String returns the usual form of such hashes.
func (h hash) String() string {
	return fmt.Sprintf(form, h.memory, h.passes, h.threads) + base64s.EncodeToString(h.salt) + "$" + base64s.EncodeToString(h.sum)
}

// parse is the inverse of String; a line's end may follow.
func parse(text string) (hash, error) {
	var h hash
	fields := strings.Split(strings.TrimSuffix(text, "\n"), "$")
	if len(fields) != 6 {
		return hash{}, errHash
	}
	if _, err := fmt.Sscanf(strings.Join(fields[:4], "$")+"$", form, &h.memory, &h.passes, &h.threads); err != nil {
		return hash{}, errHash
	}
	var saltErr, sumErr error
	h.salt, saltErr = base64s.DecodeString(fields[4])
	h.sum, sumErr = base64s.DecodeString(fields[5])
	if saltErr != nil || sumErr != nil || len(h.salt) < saltSize || len(h.sum) != sumSize || !h.bearable() {
		return hash{}, errHash
	}
	return h, nil
}

func (h hash) bearable() bool {
	return h.memory > 0 && h.memory <= mostMemory && h.passes > 0 && h.passes <= mostPasses && h.threads > 0
}
