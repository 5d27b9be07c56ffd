package csvlog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const fileMode = 0o600

// The names under which files wait beside those that they will replace.
const (
	stagedPrefix = "."
	stagedSuffix = ".new"
)

func staged(name string) string { return stagedPrefix + name + stagedSuffix }

// disk is one folder. step, for tests, is told of every step before it is
// taken; its error takes the step's place.
type disk struct {
	dir  string
	step func(what string) error
}

// in returns the folder of that name within.
func (d disk) in(name string) disk { return disk{filepath.Join(d.dir, name), d.step} }

func (d disk) path(name string) string { return filepath.Join(d.dir, name) }

func (d disk) before(what string) error {
	if d.step == nil {
		return nil
	}
	return d.step(what)
}

// makeDir makes the folder, so that it is there after a crash.
func (d disk) makeDir() error {
	err := d.before("make " + filepath.Base(d.dir))
	if err == nil {
		err = os.Mkdir(d.dir, 0o700)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("csvlog: make the folder: %w", err)
	}
	return d.syncDir(filepath.Dir(d.dir))
}

// stage writes the file beside the one that it will replace, and syncs it.
func (d disk) stage(name string, content []byte) (err error) {
	f, err := os.OpenFile(d.path(staged(name)), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, fileMode)
	if err != nil {
		return fmt.Errorf("csvlog: write %s: %w", name, err)
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = fmt.Errorf("csvlog: write %s: %w", name, err)
		}
	}()
	if err := d.before("write " + name); err != nil {
		_, _ = f.Write(content[:len(content)/2]) // as much as a crash may leave
		return err
	}
	if _, err := f.Write(content); err != nil {
		return err
	}
	if err := d.before("sync " + name); err != nil {
		return err
	}
	return f.Sync()
}

// settle gives the staged file its place.
func (d disk) settle(name string) error {
	err := d.before("rename " + name)
	if err == nil {
		err = os.Rename(d.path(staged(name)), d.path(name))
	}
	if err != nil {
		return fmt.Errorf("csvlog: put %s in its place: %w", name, err)
	}
	return nil
}

// sync makes the names in the folder outlive a crash.
func (d disk) sync() error { return d.syncDir(d.dir) }

func (d disk) syncDir(dir string) error {
	err := d.before("sync the folder " + filepath.Base(dir))
	if err == nil {
		err = syncFolder(dir)
	}
	if err != nil {
		return fmt.Errorf("csvlog: sync the folder: %w", err)
	}
	return nil
}

// read returns the file's content; nil when there is none.
func (d disk) read(name string) ([]byte, error) {
	content, err := os.ReadFile(d.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("csvlog: %w", err)
	}
	return content, nil
}

// removeStaged removes every staged file: nothing speaks of them any more.
func (d disk) removeStaged() error {
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return fmt.Errorf("csvlog: %w", err)
	}
	for _, e := range entries {
		if n := e.Name(); strings.HasPrefix(n, stagedPrefix) && strings.HasSuffix(n, stagedSuffix) {
			if err := os.Remove(d.path(n)); err != nil {
				return fmt.Errorf("csvlog: remove what a crash left: %w", err)
			}
		}
	}
	return nil
}
