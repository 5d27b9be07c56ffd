package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// interrupted runs lobbyctl as if it were interrupted at once.
func interrupted(t *testing.T, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	code := run(ctx, args, strings.NewReader(""), &stdout, &stderr)
	return result{code, stdout.String(), stderr.String()}
}

func TestSimulate_AloneRunsTheSimulators(t *testing.T) {
	for name, args := range map[string][]string{
		"alone": {"simulate"}, "run": {"simulate", "run"},
		"another language": {"simulate", "run", "--printer", "tspl"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			ports := "printer " + filepath.Join(dir, "printer") + "\nreader  " + filepath.Join(dir, "reader") + "\n"
			interrupted(t, append(args, "--dir", dir)...).want(t, exitDone, ports)
		})
	}
}

func TestSimulate_UnknownCommandIsWrongUsage(t *testing.T) {
	call(t, "", "simulate", "--dir", t.TempDir(), "dance").want(t, exitUsage, "", "dance")
}
