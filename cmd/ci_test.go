package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// setup returns the packages that .ci/setup would install on a fresh machine.
func setup(t *testing.T, what string) []string {
	t.Helper()
	bin := t.TempDir()
	for name, script := range map[string]string{
		"dpkg-query": "exit 1", "apt-get": "exit 0", "id": "echo 0",
	} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("../.ci/setup", what)
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("setup %s: %v\n%s", what, err, out)
	}
	list, ok := strings.CutPrefix(string(out), "installing: ")
	if !ok {
		t.Fatalf("setup %s said %q", what, out)
	}
	return strings.Fields(list)
}

// TestSetup_InstallsWhatTheTourRuns: without a display, make run plays the tour,
// which runs these programs.
func TestSetup_InstallsWhatTheTourRuns(t *testing.T) {
	for _, what := range []string{"run", "test"} {
		list := setup(t, what)
		for program, pkg := range map[string]string{"Xvfb": "xvfb", "zbarimg": "zbar-tools"} {
			if !slices.Contains(list, pkg) {
				t.Errorf("setup %s does not install %s, and the tour runs %s", what, pkg, program)
			}
		}
	}
}
