package main

import (
	"bytes"
	"context"
	"os"
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
		"another reader":   {"simulate", "run", "--reader", "osdp"},
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

func TestSimulate_ReaderKey(t *testing.T) {
	key := filepath.Join(t.TempDir(), "reader.key")
	if err := os.WriteFile(key, []byte("000102030405060708090A0B0C0D0E0F\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		say  string
	}{
		"given":        {[]string{"--reader", "osdp", "--reader-key", key}, exitDone, ""},
		"missing":      {[]string{"--reader", "osdp", "--reader-key", key + "x"}, exitFailed, "read the reader's key"},
		"of the other": {[]string{"--reader-key", key}, exitUsage, "--reader osdp"},
	} {
		t.Run(name, func(t *testing.T) {
			got := interrupted(t, append([]string{"simulate", "run", "--dir", t.TempDir()}, c.args...)...)
			if got.code != c.code || !strings.Contains(got.err, c.say) {
				t.Errorf("exit %d, %q", got.code, got.err)
			}
		})
	}
}
