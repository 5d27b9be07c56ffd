package store

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	bolterrors "go.etcd.io/bbolt/errors"

	"lobby.internal/kiosk"
)

// The reasons for which Open refuses a file.
var (
	// ErrInUse is returned when another process has the file open.
	ErrInUse = errors.New("in use by another process")
	// ErrForeign is returned when the file is not this program's, or another
	// kiosk's.
	ErrForeign = errors.New("not this kiosk's file")
	// ErrDamaged is returned when the file's structure is broken.
	ErrDamaged = errors.New("damaged")
	// ErrNewer is returned when a newer version of the program wrote the file.
	ErrNewer = errors.New("written by a newer version")
)

var advice = map[error]string{
	ErrInUse:   "stop the other agent first, or give this one a file of its own",
	ErrForeign: "nothing was changed; set the store's path to another place, or move this file away",
	ErrDamaged: "nothing was changed; put the last backup in its place with: lobbyctl restore BACKUP --identity KEY --replace; without one, move it away to begin a new one",
	ErrNewer:   "nothing was changed; run the newer version, or put a backup of this version in its place with: lobbyctl restore BACKUP --identity KEY --replace",
}

// refusal returns the error with which Open refuses the file at path.
func refusal(path string, reason error, detail string) error {
	if detail != "" {
		detail = " (" + detail + ")"
	}
	return fmt.Errorf("store: %s: %w%s: %s", path, reason, detail, advice[reason])
}

// noRoom are the errors of a disk, a quota or a limit that is used up.
var noRoom = []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}

// isFull reports whether err says that the file could not grow.
func isFull(err error) bool {
	if errors.Is(err, bolterrors.ErrMaxSizeReached) {
		return true
	}
	for _, e := range noRoom {
		// bbolt 1.5 wraps the error of growing the file with %s, so that only
		// its text is left.
		if errors.Is(err, e) || err != nil && strings.HasSuffix(err.Error(), e.Error()) {
			return true
		}
	}
	return false
}

// uncommitted returns the error for a decision that is known not to be kept.
func uncommitted(err error) error {
	refused := &kiosk.Error{Code: kiosk.CodeStorage, Detail: "the disk did not take it"}
	if isFull(err) {
		refused = &kiosk.Error{Code: kiosk.CodeFull, Detail: "make room on the kiosk's disk"}
	}
	return fmt.Errorf("store: %w: %w", refused, err)
}

// unknown returns the error for a decision of which it is not known whether it
// was kept. The same operation asked for again gives the answer.
func unknown(errs ...error) error {
	refused := &kiosk.Error{Code: kiosk.CodeStorage, Detail: "not known whether it was kept; ask again"}
	return fmt.Errorf("store: %w: %w", refused, errors.Join(errs...))
}

func (db *DB) unavailable() error {
	detail := "the file could not be opened again"
	if db.closed {
		detail = "the file is closed"
	}
	return fmt.Errorf("store: %s: %w", db.path, &kiosk.Error{Code: kiosk.CodeStorage, Detail: detail})
}

func damagedRecord(what string, err error) error {
	return fmt.Errorf("store: %s: %w: %w", what, &kiosk.Error{Code: kiosk.CodeDamaged, Detail: "unreadable record"}, err)
}

func incomplete(field string) error { return &kiosk.Error{Code: kiosk.CodeIncomplete, Field: field} }
