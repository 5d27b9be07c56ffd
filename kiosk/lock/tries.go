package lock

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/google/renameio/v2"
)

// triesMark follows the name of the hash file for the file that keeps how many
// wrong PINs there were: who turns the power off and on again gets no fresh ones.
const triesMark = ".tries"

// many is how many wrong tries a file stands for that cannot be read.
const many = free + 10

// tries is how many wrong PINs there were since the right one, and until when no
// other is looked at.
type tries struct {
	wrong int
	until time.Time
}

// load reads what was kept. No file is none, and one that cannot be read many: it
// is no way around the waits.
func load(path string, now time.Time) tries {
	text, err := os.ReadFile(path + triesMark)
	if errors.Is(err, fs.ErrNotExist) {
		return tries{}
	}
	var t tries
	var until int64
	if _, bad := fmt.Sscanf(string(text), "%d %d\n", &t.wrong, &until); err != nil || bad != nil || t.wrong < 0 {
		return tries{wrong: many}
	}
	t.until = time.Unix(until, 0)
	if latest := now.Add(longest); t.until.After(latest) { // the clock was set back
		t.until = latest
	}
	return t
}

// keep writes t down before anybody is told of it.
func (t tries) keep(path string) error {
	text := fmt.Appendf(nil, "%d %d\n", t.wrong, t.until.Unix())
	if err := renameio.WriteFile(path+triesMark, text, fileMode); err != nil {
		return fmt.Errorf("lock: keep the number of wrong PINs: %w", err)
	}
	return nil
}

// forget begins the count anew.
func forget(path string) error {
	if err := os.Remove(path + triesMark); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("lock: remove the number of wrong PINs: %w", err)
	}
	return nil
}
