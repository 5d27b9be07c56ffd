//go:build !ppc64 && !ppc64le

package serial

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// holder names another process that has path open, as "name (pid 123)", or
// returns "" when /proc shows none: other users' processes are hidden.
func holder(path string) string {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	// A list cut short only makes the message less helpful.
	processes, _ := os.ReadDir("/proc")
	self := os.Getpid()
	for _, p := range processes {
		pid, err := strconv.Atoi(p.Name())
		if err != nil || pid == self || !opened(pid, path) {
			continue
		}
		name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
		if err != nil {
			continue
		}
		return fmt.Sprintf("%s (pid %d)", strings.TrimSpace(string(name)), pid)
	}
	return ""
}

func opened(pid int, path string) bool {
	dir := fmt.Sprintf("/proc/%d/fd", pid)
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		if target, err := os.Readlink(filepath.Join(dir, f.Name())); err == nil && target == path {
			return true
		}
	}
	return false
}
