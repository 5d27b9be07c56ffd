package store

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// mapFlags has the kernel read the whole file ahead when it is mapped; bbolt
// otherwise asks for no read-ahead at all.
const mapFlags = unix.MAP_POPULATE

// freeBytes returns what the disk that dir is on has left for this process.
func freeBytes(dir string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, &os.PathError{Op: "statfs", Path: dir, Err: err}
	}
	return s.Bavail * uint64(s.Bsize), nil
}

// reserve gives f that many bytes of real disk space.
func reserve(f *os.File, size int64) error {
	err := unix.Fallocate(int(f.Fd()), 0, 0, size)
	if errors.Is(err, unix.EOPNOTSUPP) {
		return fillUp(f, size)
	}
	return err
}

// sameOwner gives a file to the owner of another: what root writes in the agent's
// folder, the agent must be able to read.
func sameOwner(as, path string) error {
	var want, have unix.Stat_t
	if err := unix.Stat(as, &want); err != nil {
		return &os.PathError{Op: "stat", Path: as, Err: err}
	}
	if err := unix.Stat(path, &have); err != nil {
		return &os.PathError{Op: "stat", Path: path, Err: err}
	}
	if want.Uid == have.Uid && want.Gid == have.Gid {
		return nil
	}
	return os.Chown(path, int(want.Uid), int(want.Gid))
}
