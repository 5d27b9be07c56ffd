//go:build !unix

package csvlog

import "os"

// lockFile does nothing where there is no flock: take care that one sync at a
// time writes to a folder.
func lockFile(*os.File) error { return nil }

// syncFolder does nothing where folders cannot be synced.
func syncFolder(string) error { return nil }
