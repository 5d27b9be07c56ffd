package keyring

import (
	"os"

	"golang.org/x/sys/unix"
)

// sameOwner gives a file to the owner of another: what root writes in the agent's
// folder, the agent must be able to read.
func sameOwner(as *os.File, path string) error {
	var want, have unix.Stat_t
	if err := unix.Fstat(int(as.Fd()), &want); err != nil {
		return &os.PathError{Op: "stat", Path: as.Name(), Err: err}
	}
	if err := unix.Stat(path, &have); err != nil {
		return &os.PathError{Op: "stat", Path: path, Err: err}
	}
	if want.Uid == have.Uid && want.Gid == have.Gid {
		return nil
	}
	return os.Chown(path, int(want.Uid), int(want.Gid))
}
