package csvlog

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// The files beside the days'.
const (
	fileState      = "cursor.json"
	fileSums       = "SHA256SUMS"
	fileAside      = "aside.jsonl"
	fileErased     = "erased.jsonl"
	fileCheckpoint = "checkpoint.txt"
)

// state is what cursor.json holds.
type state struct {
	Kiosk   string              `json:"kiosk"`
	Cursor  relay.Cursor        `json:"cursor"`
	Epochs  []string            `json:"epochs"`  // every epoch there are rows of, oldest first
	Files   map[string]fileInfo `json:"files"`   // by name
	Changed []string            `json:"changed"` // the files that came with this state
}

type fileInfo struct {
	SHA256   badgelog.Hash `json:"sha256"`
	Personal int           `json:"personal,omitempty"` // rows with personal columns
}

// folder is what is kept of one kiosk's log.
type folder struct {
	kiosk string
	disk  disk

	mu     sync.Mutex
	loaded bool
	state  state
	erased map[string]bool
}

// load reads the folder, unless it is known, and finishes what a crash broke
// off. An empty folder is no error.
func (f *folder) load() error {
	if f.loaded {
		return nil
	}
	if err := f.disk.makeDir(); err != nil {
		return err
	}
	f.state = state{Kiosk: f.kiosk, Files: map[string]fileInfo{}}
	text, err := f.disk.read(fileState)
	if err != nil {
		return err
	}
	if text != nil {
		if err := json.Unmarshal(text, &f.state); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrAltered, fileState, err)
		}
	}
	if f.state.Kiosk != f.kiosk {
		return fmt.Errorf("%w: %s is of kiosk %q", ErrAltered, fileState, f.state.Kiosk)
	}
	if err := f.recover(); err != nil {
		return err
	}
	if err := f.loadErased(); err != nil {
		return err
	}
	f.loaded = true
	return nil
}

// recover puts the files of the last state in their places and removes what
// belongs to none.
func (f *folder) recover() error {
	for _, name := range f.state.Changed {
		want := f.state.Files[name].SHA256
		content, err := f.disk.read(name)
		if err != nil {
			return err
		}
		if content != nil && sha256.Sum256(content) == want {
			continue
		}
		if content, err = f.disk.read(staged(name)); err != nil {
			return err
		}
		if sha256.Sum256(content) != want {
			return fmt.Errorf("%w: %s/%s", ErrAltered, f.kiosk, name)
		}
		if err := f.disk.settle(name); err != nil {
			return err
		}
	}
	if err := f.disk.removeStaged(); err != nil {
		return err
	}
	return f.disk.sync()
}

func (f *folder) loadErased() error {
	f.erased = map[string]bool{}
	text, err := f.verified(fileErased)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(text) {
		var visit string
		if err := json.Unmarshal(line, &visit); err != nil {
			return fmt.Errorf("%w: %s/%s: %w", ErrAltered, f.kiosk, fileErased, err)
		}
		f.erased[visit] = true
	}
	return nil
}

// verified returns the file as it was written; nil when it never was.
func (f *folder) verified(name string) ([]byte, error) {
	info, ok := f.state.Files[name]
	if !ok {
		return nil, nil
	}
	content, err := f.disk.read(name)
	if err != nil {
		return nil, err
	}
	if content == nil || sha256.Sum256(content) != info.SHA256 {
		return nil, fmt.Errorf("%w: %s/%s", ErrAltered, f.kiosk, name)
	}
	return content, nil
}

// commit makes the change, whole or not at all. After an error the folder is
// read again before anything else is done: the change may be made.
func (f *folder) commit(c *change) error {
	f.loaded = false
	c.put(fileSums, sums(c.state.Files), 0)
	c.state.Changed = slices.Sorted(maps.Keys(c.files))
	if err := f.stage(c); err != nil {
		return err
	}
	for _, name := range append([]string{fileState}, c.state.Changed...) {
		if err := f.disk.settle(name); err != nil {
			return err
		}
		if name != fileState {
			continue
		}
		// No file may take its place before the state has, for good.
		if err := f.disk.sync(); err != nil {
			return err
		}
	}
	if err := f.disk.sync(); err != nil {
		return err
	}
	f.state, f.erased, f.loaded = c.state, c.erased, true
	return nil
}

// stage writes everything that the change is of beside what is there.
func (f *folder) stage(c *change) error {
	for _, name := range c.state.Changed {
		if err := f.disk.stage(name, c.files[name]); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(c.state, "", " ")
	if err != nil {
		return fmt.Errorf("csvlog: encode the cursor: %w", err)
	}
	if err := f.disk.stage(fileState, append(text, '\n')); err != nil {
		return err
	}
	// The names of the staged files must outlive a crash that the state outlives.
	return f.disk.sync()
}

// sums returns the files' hashes in the form of sha256sum.
func sums(files map[string]fileInfo) []byte {
	var out bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if name != fileSums {
			fmt.Fprintf(&out, "%s  %s\n", files[name].SHA256, name)
		}
	}
	return out.Bytes()
}
