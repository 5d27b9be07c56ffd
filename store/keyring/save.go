package keyring

import (
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	fileMode = 0o600
	// tempSuffix is of a file that is to take another's place. The name is
	// always the same, so that nothing is left under names nobody knows.
	tempSuffix = ".new"
)

// step is a place at which tests end a change.
type step string

const (
	stepRenew   step = "renew the wrapping key"
	stepWrite   step = "write"
	stepSync    step = "sync"
	stepRename  step = "rename"
	stepSyncDir step = "sync the directory"
	stepScrub   step = "overwrite the old file"
	stepRetire  step = "retire the wrapping key"
)

func (r *Ring) at(s step) error {
	if r.hook == nil {
		return nil
	}
	return r.hook(s)
}

func (r *Ring) wrapping() (cipher.AEAD, error) {
	raw, err := r.wrap.Key(r.version)
	if err != nil {
		return nil, err
	}
	defer clear(raw)
	return newAEAD(raw)
}

// save puts the keyring as it stands on the disk.
func (r *Ring) save() error {
	data, err := r.marshal()
	if err != nil {
		return err
	}
	if err := replace(r.path, data, r.at); err != nil {
		return fmt.Errorf("keyring: write %s: %w", r.path, err)
	}
	return nil
}

// replace puts data into the file at path: as a new file under its name, whole
// or not at all and lasting, with the old file's bytes overwritten where the disk
// keeps a file in place.
func replace(path string, data []byte, at func(step) error) (err error) {
	old, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if old != nil {
		defer func() { err = errors.Join(err, old.Close()) }()
	}
	temp := path + tempSuffix
	if err := writeSynced(temp, data, at); err != nil {
		return err
	}
	if old != nil {
		if err := sameOwner(old, temp); err != nil {
			return err
		}
	}
	if err := at(stepRename); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	if err := at(stepSyncDir); err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return err
	}
	if err := at(stepScrub); err != nil || old == nil {
		return err
	}
	return overwrite(old)
}

func writeSynced(path string, data []byte, at func(step) error) error {
	if err := at(stepWrite); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := at(stepSync); err != nil {
		return errors.Join(err, f.Close())
	}
	return errors.Join(f.Sync(), f.Close())
}

// overwrite puts zeros where the file's bytes are.
func overwrite(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := io.CopyN(f, zeros{}, info.Size()); err != nil {
		return err
	}
	return f.Sync()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// scrub overwrites a file and removes it.
func scrub(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(overwrite(f), f.Close(), os.Remove(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// readLimited reads a file of at most limit bytes; a longer one it returns cut
// off, which no reader takes for whole.
func readLimited(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	return data, errors.Join(err, f.Close())
}
