package keyring

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Wrapping is where the key comes from that wraps the keyring. A version of it is
// used until something is shredded, and then the next. String says where it is,
// for people.
type Wrapping interface {
	fmt.Stringer
	// Key returns the 32 bytes of that version, which the caller may overwrite,
	// or ErrLostKey.
	Key(version uint64) ([]byte, error)
	// Renew makes that version, and has it last, if there is none yet.
	Renew(version uint64) error
	// Retire destroys every version but that one, as far as it can.
	Retire(version uint64) error
}

const (
	credentialName = "lobby-kek"
	credentialsEnv = "CREDENTIALS_DIRECTORY"
	defaultFile    = "lobby.kek"
)

// Default returns the wrapping that the machine is set up for: the file that was
// named; else systemd's credential, if the service has one; else a file in dir,
// which is made when it is first needed.
func Default(named, dir string) Wrapping {
	if named != "" {
		return &File{path: named}
	}
	if given := os.Getenv(credentialsEnv); given != "" {
		path := filepath.Join(given, credentialName)
		if _, err := os.Stat(path); err == nil {
			return NewCredential(path)
		}
	}
	return NewFile(filepath.Join(dir, defaultFile), true)
}

// Credential derives the wrapping keys from a secret that it cannot change, such
// as a credential that systemd decrypts for the service. Nobody can retire a
// version of it: see docs/store.md.
type Credential struct{ path string }

// NewCredential returns the wrapping by the secret in the file at path, at least
// 32 bytes.
func NewCredential(path string) *Credential { return &Credential{path: path} }

// String returns where the credential is.
func (c *Credential) String() string { return "the credential " + c.path }

// Key derives the key of that version (HKDF-SHA-256).
func (c *Credential) Key(version uint64) ([]byte, error) {
	secret, err := readLimited(c.path, maxWrapping)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, lost(c)
	}
	if err != nil {
		return nil, fmt.Errorf("keyring: read %s: %w", c, err)
	}
	defer clear(secret)
	if len(secret) < keyBytes {
		return nil, fmt.Errorf("%w: %s has %d bytes, and needs %d", ErrWrongKey, c, len(secret), keyBytes)
	}
	return hkdf.Key(sha256.New, secret, nil, "lobby keyring "+strconv.FormatUint(version, 10), keyBytes)
}

// Renew does nothing: every version can be derived.
func (*Credential) Renew(uint64) error { return nil }

// Retire does nothing: every version can be derived.
func (*Credential) Retire(uint64) error { return nil }

// File keeps random wrapping keys in a file that only its owner may read: a line
// for each version, its number and the key in base 64.
type File struct {
	path string
	make bool
}

// NewFile returns the wrapping by the file at path. mayMake says that it is made
// when a keyring is, if it is missing; an empty file is filled in either case.
func NewFile(path string, mayMake bool) *File { return &File{path: path, make: mayMake} }

// String returns where the file is.
func (f *File) String() string { return "the file " + f.path }

// errEmpty is of a file that was made for a wrapping key that is not there yet.
var errEmpty = errors.New("it is empty")

// maxWrapping is more bytes than a wrapping key's file ever has.
const maxWrapping = 1 << 16

type version struct {
	number uint64
	key    []byte
}

// Key returns the key of that version.
func (f *File) Key(number uint64) ([]byte, error) {
	all, err := f.read()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, lost(f)
	}
	if err != nil {
		return nil, err
	}
	for _, v := range all {
		if v.number == number {
			return v.key, nil
		}
	}
	return nil, fmt.Errorf("%w: %s has no version %d: put back the file that belongs to this keyring", ErrWrongKey, f, number)
}

// Renew adds a random key.
func (f *File) Renew(number uint64) error {
	all, err := f.read()
	switch {
	case errors.Is(err, fs.ErrNotExist) && !f.make:
		return lost(f)
	case err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errEmpty):
		return err
	}
	for _, v := range all {
		if v.number == number {
			return nil
		}
	}
	made := make([]byte, keyBytes)
	_, _ = rand.Read(made) // never fails: crypto/rand ends the program instead
	return f.write(append(all, version{number, made}))
}

// Retire writes the file with that version alone and overwrites the old one.
func (f *File) Retire(number uint64) error {
	if err := scrub(f.path + tempSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keyring: clean up beside %s: %w", f, err)
	}
	all, err := f.read()
	if err != nil {
		return err
	}
	for _, v := range all {
		if v.number == number && len(all) > 1 {
			return f.write([]version{v})
		}
	}
	return nil
}

func (f *File) write(all []version) error {
	var text []byte
	for _, v := range all {
		text = strconv.AppendUint(text, v.number, 10)
		text = append(text, ' ')
		text = base64.StdEncoding.AppendEncode(text, v.key)
		text = append(text, '\n')
	}
	defer clear(text)
	if err := replace(f.path, text, func(step) error { return nil }); err != nil {
		return fmt.Errorf("keyring: write %s: %w", f, err)
	}
	return nil
}

func (f *File) read() ([]version, error) {
	info, err := os.Stat(f.path)
	if err != nil {
		return nil, fmt.Errorf("keyring: read %s: %w", f, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("keyring: others may read %s: run chmod 600 %s", f, f.path)
	}
	text, err := readLimited(f.path, maxWrapping)
	if err != nil {
		return nil, fmt.Errorf("keyring: read %s: %w", f, err)
	}
	defer clear(text)
	all, err := parseVersions(string(text))
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w: put it back from where you keep a copy", ErrWrongKey, f, err)
	}
	return all, nil
}

func parseVersions(text string) ([]version, error) {
	var all []version
	for line := range strings.Lines(text) {
		number, encoded, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		n, err := strconv.ParseUint(number, 10, 64)
		if err != nil || !ok {
			return nil, errors.New("a line is no version and key")
		}
		raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
		if err != nil || len(raw) != keyBytes {
			return nil, errors.New("a line holds no key")
		}
		all = append(all, version{n, raw})
	}
	if len(all) == 0 {
		return nil, errEmpty
	}
	return all, nil
}

func lost(w Wrapping) error {
	return fmt.Errorf("%w: %s: give the one that the kiosk has (its service's credential "+credentialName+", or --kek FILE), or put it back; if it is lost for good, so are the personal fields that it protected: "+
		"lobbyctl keys renew gives them up and begins a new keyring", ErrLostKey, w)
}
