package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// scrub overwrites a file's bytes, where the disk keeps a file in place, and
// removes it.
func scrub(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(blank(f), f.Close(), os.Remove(path))
}

func scrubIfThere(path string) error {
	if err := scrub(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// blank puts zeros where the file's bytes are, and has them on the disk.
func blank(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.NewOffsetWriter(f, 0), io.LimitReader(zeros{}, info.Size())); err != nil {
		return err
	}
	return f.Sync()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// besides returns the files beside path whose names begin with its own and one
// of the marks.
func besides(path string, marks ...string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("store: look beside %s: %w", path, err)
	}
	var found []string
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), filepath.Base(path))
		for _, m := range marks {
			if ok && len(rest) > len(m) && strings.HasPrefix(rest, m) {
				found = append(found, filepath.Join(filepath.Dir(path), e.Name()))
			}
		}
	}
	return found, nil
}

// removeLeftovers removes what was being made when the program ended.
func removeLeftovers(path string) error {
	found, err := besides(path, leftoverMark)
	if err != nil {
		return err
	}
	for _, f := range found {
		// A beginning that was interrupted leaves a second name of the file itself.
		if err := remover(path, f)(f); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("store: clean up beside %s: %w", path, err)
		}
	}
	return nil
}

func remover(path, other string) func(string) error {
	one, oneErr := os.Stat(path)
	two, twoErr := os.Stat(other)
	if oneErr == nil && twoErr == nil && !os.SameFile(one, two) {
		return scrub
	}
	return os.Remove
}
