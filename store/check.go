package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
)

const (
	checkEnv     = "LOBBY_STORE_CHECK" // the file that a child process is to check
	checkTimeout = 2 * time.Minute
	checkDetail  = 200 // bytes of a problem that are passed on

	exitDamaged = 3
	exitInUse   = 4
)

var childReady atomic.Bool

// CheckMain lets Open check a file's consistency in a child process of the same
// program, because bbolt's check can die by a signal on a torn file. Call it
// first thing in main: in the child it does not return. Without it Open checks
// the header alone.
func CheckMain() {
	path, child := os.LookupEnv(checkEnv)
	if !child {
		childReady.Store(true)
		return
	}
	os.Exit(checkFile(path, os.Stdout))
}

// checkFile writes the first problem of the file at path to w and returns the
// exit code.
func checkFile(path string, w io.Writer) int {
	o := &bolt.Options{Timeout: lockTimeout, ReadOnly: true, PreLoadFreelist: true, MmapFlags: mapFlags}
	b, err := openGuarded(path, o)
	if errors.Is(err, ErrInUse) {
		return exitInUse
	}
	if err == nil {
		err = errors.Join(b.View(checkTx), b.Close())
	}
	if err != nil {
		_, _ = fmt.Fprint(w, err) // the exit code says as much
		return exitDamaged
	}
	return 0
}

// checkTx returns the first inconsistency that bbolt finds.
func checkTx(tx *bolt.Tx) error {
	var first error
	for err := range tx.Check() { // to its end: its goroutine reads tx
		if first == nil {
			first = err
		}
	}
	return first
}

// checkInChild checks the file at path in a child process, if the program is
// made for it.
func checkInChild(path string) error {
	if !childReady.Load() {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("store: check %s: %w", path, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), checkTimeout)
	defer cancel()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), checkEnv+"="+path)
	cmd.Stdout = &out
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil || !errors.As(err, &exit):
		return fmt.Errorf("store: check %s: %w", path, err)
	case exit.ExitCode() == exitInUse:
		return refusal(path, ErrInUse, "")
	}
	detail := out.Bytes()
	return refusal(path, ErrDamaged, exit.String()+" "+string(detail[:min(len(detail), checkDetail)]))
}

// Check looks for inconsistencies in the open file's structure. It does not see
// a changed bit within a record.
func (db *DB) Check() error {
	if err := db.view(checkTx); err != nil {
		return fmt.Errorf("store: check %s: %w", db.path, err)
	}
	return nil
}
