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

// TestSetup_InstallsWhatTheSessionRuns: the session's script and its proof run
// these.
func TestSetup_InstallsWhatTheSessionRuns(t *testing.T) {
	list := setup(t, "test")
	for _, pkg := range []string{"xserver-xorg-core", "xserver-xorg-video-dummy", "x11-xserver-utils", "x11-utils", "xinput"} {
		if !slices.Contains(list, pkg) {
			t.Errorf("setup test does not install %s", pkg)
		}
	}
}

// TestSession_SettingsAreDescribed: each setting of the session's script is in
// session.conf, with the value that it has without it.
func TestSession_SettingsAreDescribed(t *testing.T) {
	told := exec.Command("sh", "-c", `. ../assets/session/session.conf && set`)
	script := exec.Command("sh", "-c", `eval "$(sed -n "/^[A-Z_]*=/p" ../assets/session/lobby-session)" && set`)
	var settings [2][]string
	for i, cmd := range []*exec.Cmd{told, script} {
		cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(out)) {
			name, _, _ := strings.Cut(line, "=")
			for _, prefix := range []string{"VISITOR_", "DESK_", "TOUCH", "SCALE", "SESSION_"} {
				if strings.HasPrefix(name, prefix) {
					settings[i] = append(settings[i], line)
				}
			}
		}
	}
	if len(settings[0]) != 9 || !slices.Equal(settings[0], settings[1]) {
		t.Errorf("session.conf says %q, the script %q", settings[0], settings[1])
	}
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
