package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
	"golang.org/x/mod/sumdb/note"
)

// reportsDir is where the reports of what was forgotten are kept, in the folder
// of the file.
const reportsDir = "deletions"

// ForgetReported forgets, and keeps the report of it, signed with the badge log's
// key, in the folder "deletions" beside the file. It returns the report's path:
// none when there was nothing to forget.
func (db *DB) ForgetReported(f Forgetting) (d Deletion, path string, err error) {
	key, err := OpenLogKey(filepath.Dir(db.path), db.kiosk)
	if err != nil {
		return d, "", err
	}
	d, err = db.Forget(f)
	if err != nil || d.DryRun || d.Erased+d.Removed+d.Trimmed+d.Keys+d.Copies == 0 {
		return d, "", err
	}
	path, err = db.keepReport(d, key.Signer)
	return d, path, err
}

func (db *DB) keepReport(d Deletion, signer note.Signer) (string, error) {
	signed, err := d.Sign(signer)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(filepath.Dir(db.path), reportsDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("store: keep the report: %w", err)
	}
	path := filepath.Join(dir, d.Begun.UTC().Format("20060102T150405.000Z")+"-"+d.Cause+".txt")
	if err := renameio.WriteFile(path, signed, fileMode); err != nil {
		return "", fmt.Errorf("store: keep the report: %w", err)
	}
	if err := errors.Join(sameOwner(db.path, dir), sameOwner(db.path, path)); err != nil {
		return "", fmt.Errorf("store: keep the report: %w", err)
	}
	return path, nil
}
