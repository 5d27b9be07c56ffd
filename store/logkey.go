package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
	"golang.org/x/mod/sumdb/note"

	"lobby.internal/store/badgelog"
)

// The files beside the store's: the key that signs checkpoints, and the public
// halves of it and of the kiosk's keys before it, one a line, the newest last.
const (
	logKeyName = "log.key"
	logPubName = "log.pub"
)

// LogPub returns the path of the public keys in a data directory.
func LogPub(dir string) string { return filepath.Join(dir, logPubName) }

// OpenLogKey reads the kiosk's key from its data directory, or makes one. What
// earlier keys have signed stays known.
func OpenLogKey(dir, kioskID string) (badgelog.Key, error) {
	path := filepath.Join(dir, logKeyName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := makeLogKey(path, badgelog.KeyName(kioskID)); err != nil {
			return badgelog.Key{}, fmt.Errorf("store: make the badge log's key: %w", err)
		}
	}
	return ReadLogKey(dir)
}

// ReadLogKey reads the kiosk's key from its data directory. An error wraps
// fs.ErrNotExist when there is none.
func ReadLogKey(dir string) (badgelog.Key, error) {
	path := filepath.Join(dir, logKeyName)
	text, err := os.ReadFile(path)
	if err != nil {
		return badgelog.Key{}, fmt.Errorf("store: the badge log's key: %w", err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(text)))
	if err != nil { // which is not wrapped: it is about the secret
		return badgelog.Key{}, fmt.Errorf("store: %s is no key: restore it from a backup, or remove it to make a new one (%s keeps what it has signed known)", path, logPubName)
	}
	known, err := ReadLogPub(LogPub(dir))
	if err != nil {
		return badgelog.Key{}, err
	}
	if _, err := known.Verifier(signer.Name(), signer.KeyHash()); err != nil {
		return badgelog.Key{}, fmt.Errorf("store: %s lacks the public half of %s: restore both from a backup, or remove %[2]s to make a new one", LogPub(dir), path)
	}
	return badgelog.Key{Signer: signer, Known: known}, nil
}

// ReadLogPub reads the public keys in the file at path.
func ReadLogPub(path string) (note.Verifiers, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("store: the badge log's public key: %w", err)
	}
	known, err := badgelog.ParseKeys(text)
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", path, err)
	}
	return known, nil
}

// makeLogKey makes a key and puts its public half behind those before it. That
// comes first: a public half too many does no harm.
func makeLogKey(path, name string) error {
	private, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return err
	}
	pub := filepath.Join(filepath.Dir(path), logPubName)
	earlier, err := os.ReadFile(pub)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := renameio.WriteFile(pub, append(earlier, public+"\n"...), 0o644); err != nil {
		return err
	}
	return renameio.WriteFile(path, []byte(private+"\n"), fileMode)
}
