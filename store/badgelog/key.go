package badgelog

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Key signs a kiosk's checkpoints and knows those that it, and the kiosk's keys
// before it, have signed.
type Key struct {
	Signer note.Signer
	Known  note.Verifiers
}

// ErrKey is returned for text that is no key.
var ErrKey = errors.New("badgelog: no key of a badge log")

// ParseKeys reads public keys, one a line, as they stand in log.pub; empty lines
// are left out. Notes that any of them has signed are known.
func ParseKeys(text []byte) (note.Verifiers, error) {
	var all []note.Verifier
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		v, err := note.NewVerifier(line)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKey, err)
		}
		all = append(all, v)
	}
	if len(all) == 0 {
		return nil, ErrKey
	}
	return note.VerifierList(all...), nil
}

// Signed reports whether the note is a checkpoint that this key's signer, and
// not one before it, has signed.
func (k Key) Signed(signed []byte) bool {
	v, err := k.Known.Verifier(k.Signer.Name(), k.Signer.KeyHash())
	if err != nil {
		return false
	}
	_, err = OpenCheckpoint(signed, note.VerifierList(v))
	return err == nil
}
