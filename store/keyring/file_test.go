package keyring

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func summed(body []byte) []byte {
	sum := sha256.Sum256(body)
	return append(bytes.Clone(body), sum[:]...)
}

func TestOpen_Refuses(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(p place, data []byte)
		want  error
		says  string
	}{
		"no keyring":    {func(p place, _ []byte) { _ = os.Remove(p.ring) }, ErrMissing, "lobbyctl keys renew"},
		"empty":         {func(p place, _ []byte) { _ = os.Truncate(p.ring, 0) }, ErrDamaged, putBack},
		"cut short":     {func(p place, d []byte) { _ = os.Truncate(p.ring, int64(len(d)-1)) }, ErrDamaged, putBack},
		"a changed bit": {func(p place, d []byte) { d[headerBytes+20] ^= 4; _ = os.WriteFile(p.ring, d, 0o600) }, ErrDamaged, putBack},
		"no wrapping":   {func(p place, _ []byte) { _ = os.Remove(p.kek) }, ErrLostKey, "lobbyctl keys renew"},
		"newer": {func(p place, d []byte) {
			binary.BigEndian.PutUint16(d[len(magic):], fileFormat+1)
			_ = os.WriteFile(p.ring, summed(d[:len(d)-sha256.Size]), 0o600)
		}, ErrNewer, "run the newer version"},
		"another header": {func(p place, d []byte) {
			d[len(magic)+2] ^= 1
			_ = os.WriteFile(p.ring, summed(d[:len(d)-sha256.Size]), 0o600)
		}, ErrWrongKey, "give the kiosk the wrapping key it had"},
		"another wrapping key": {func(p place, _ []byte) {
			_ = os.Remove(p.kek)
			_ = NewFile(p.kek, true).Renew(1)
		}, ErrWrongKey, "put back the file"},
		"a damaged wrapping key": {func(p place, _ []byte) { _ = os.WriteFile(p.kek, []byte("1 AAAA\n"), 0o600) }, ErrWrongKey, p0},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			mustSeal(t, p.create(t), "2026-11-24")
			c.spoil(p, mustRead(t, p.ring))
			_, err := p.open()
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error is %v", err)
			}
		})
	}
}

const p0 = "put it back from where you keep a copy"

func TestFile_IsPrivateAndMadeOnlyWhenItMayBe(t *testing.T) {
	p := newPlace(t)
	if _, err := Create(p.ring, NewFile(p.kek, false)); !errors.Is(err, ErrLostKey) {
		t.Errorf("a named file that is not there: %v", err)
	}
	write(t, p.kek, nil)
	if _, err := Create(p.ring, NewFile(p.kek, false)); err != nil {
		t.Errorf("a named file that is empty: %v", err)
	}
	if err := os.Chmod(p.kek, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := p.open(); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a file that others may read: %v", err)
	}
}

func TestCredential(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(credentialsEnv, dir)
	secret := filepath.Join(dir, credentialName)
	write(t, secret, bytes.Repeat([]byte("s"), keyBytes))
	ring := filepath.Join(t.TempDir(), "keys")
	r, err := Create(ring, Default("", dir))
	if err != nil {
		t.Fatal(err)
	}
	id, lost := mustSeal(t, r, "2026-11-24")
	_, kept := mustSeal(t, r, "2026-11-25")
	if err := r.Shred(id); err != nil {
		t.Fatal(err)
	}
	if r, err = Open(ring, Default("", dir)); err != nil {
		t.Fatal(err)
	}
	mustUnseal(t, r, kept)
	if _, err := r.Unseal(lost, here); !errors.Is(err, ErrShredded) {
		t.Errorf("what was shredded: %v", err)
	}
	write(t, secret, bytes.Repeat([]byte("o"), keyBytes))
	if _, err := Open(ring, NewCredential(secret)); !errors.Is(err, ErrWrongKey) {
		t.Errorf("another secret: %v", err)
	}
	write(t, secret, []byte("short"))
	if _, err := Open(ring, NewCredential(secret)); !errors.Is(err, ErrWrongKey) {
		t.Errorf("a short secret: %v", err)
	}
	if err := os.Remove(secret); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ring, NewCredential(secret)); !errors.Is(err, ErrLostKey) {
		t.Errorf("no secret: %v", err)
	}
}

func TestDefault(t *testing.T) {
	t.Setenv(credentialsEnv, t.TempDir()) // without the credential in it
	for named, want := range map[string]string{"": "the file /data/lobby.kek", "/etc/lobby/kek": "the file /etc/lobby/kek"} {
		if got := Default(named, "/data").String(); got != want {
			t.Errorf("named %q: %s", named, got)
		}
	}
}

// FuzzParse: no bytes are taken for a keyring but those that the program writes,
// and none make it fail otherwise than by saying so.
func FuzzParse(f *testing.F) {
	p := newPlace(f)
	r := p.create(f)
	mustSeal(f, r, "2026-11-24")
	mustSeal(f, r, "2026-11-25")
	good := mustRead(f, p.ring)
	f.Add(good)
	f.Add(good[:len(good)-sha256.Size])
	f.Add(summed([]byte(magic)))
	f.Fuzz(func(t *testing.T, data []byte) {
		// Also with the sum made right, or hardly anything gets past it.
		for _, d := range [][]byte{data, summed(data)} {
			got := &Ring{path: "x", wrap: NewFile(p.kek, false)}
			err := got.parse(d)
			if err == nil {
				if !bytes.Equal(d, good) {
					t.Errorf("%d bytes were taken for a keyring", len(d))
				}
				continue
			}
			known := errors.Is(err, ErrDamaged) || errors.Is(err, ErrNewer) || errors.Is(err, ErrWrongKey) || errors.Is(err, ErrLostKey)
			if !known {
				t.Errorf("error is %v", err)
			}
		}
	})
}

func FuzzParseVersions(f *testing.F) {
	f.Add("1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parseVersions(text)
		if err == nil && len(all) == 0 {
			t.Error("no key and no error")
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	r := newPlace(b).create(b)
	id, _ := mustSeal(b, r, "2026-11-24")
	plain := make([]byte, 200)
	b.SetBytes(int64(len(plain)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Seal(id, plain, here); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnseal(b *testing.B) {
	r := newPlace(b).create(b)
	id, _ := mustSeal(b, r, "2026-11-24")
	sealed, err := r.Seal(id, make([]byte, 200), here)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(200)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Unseal(sealed, here); err != nil {
			b.Fatal(err)
		}
	}
}
