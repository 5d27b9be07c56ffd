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

func TestSkipped_NamesEveryTestAndItsReason(t *testing.T) {
	log := filepath.Join(t.TempDir(), "tests.json")
	text := `{"Action":"run","Package":"m/a","Test":"TestOne"}
{"Action":"output","Package":"m/a","Test":"TestOne","Output":"    one_test.go:12: \"tool\" is not installed\n"}
{"Action":"output","Package":"m/a","Test":"TestOne","Output":"--- SKIP: TestOne (0.00s)\n"}
{"Action":"skip","Package":"m/a","Test":"TestOne","Elapsed":0}
{"Action":"output","Package":"m/b","Test":"TestOne","Output":"    one_test.go:3: said by the way\n"}
{"Action":"pass","Package":"m/b","Test":"TestOne","Elapsed":0}
{"Action":"skip","Package":"m/b","Test":"TestTwo/part","Elapsed":0}
{"Action":"skip","Package":"m/c","Elapsed":0}
`
	if err := os.WriteFile(log, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("../.ci/skipped", log).CombinedOutput()
	want := "m/a TestOne: \"tool\" is not installed\nm/b TestTwo/part: no reason given\n"
	if err != nil || string(out) != want {
		t.Errorf("got %v and %q, want %q", err, out, want)
	}
}
