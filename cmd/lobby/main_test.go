package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// call runs lobby as a shell would, up to where its windows would open.
func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(args, &out, &err)
	return code, out.String(), err.String()
}

func TestRun_PrintConfig(t *testing.T) {
	code, out, stderr := call(t, "--print-config")
	if code != 0 || out != string(defaults) || stderr != "" {
		t.Fatalf("exit code %d, error %q, %d bytes printed, want the file's %d", code, stderr, len(out), len(defaults))
	}
	path := filepath.Join(t.TempDir(), "lobby.toml")
	if err := os.WriteFile(path, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, stderr := call(t, "--check-config", "--config", path); code != 0 || stderr != "" {
		t.Errorf("what was printed is not accepted: exit code %d, %q, %q", code, out, stderr)
	}
}

func TestRun_CheckConfig(t *testing.T) {
	code, out, stderr := call(t, "--check-config")
	if code != 0 || out != "lobby: the configuration is accepted\n" || stderr != "" {
		t.Errorf("the defaults: exit code %d, %q, %q", code, out, stderr)
	}
	path := filepath.Join(t.TempDir(), "lobby.toml")
	if err := os.WriteFile(path, []byte("[printer]\nbaud = 5\n\n[reader]\nformat = \"tap\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, stderr = call(t, "--check-config", "--config", path)
	if code != 1 || out != "" {
		t.Errorf("a bad file: exit code %d, %q", code, out)
	}
	for _, want := range []string{"the configuration is not accepted", path + ":2: printer.baud", path + ":5: reader.format"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("the error is %q, want %q in it", stderr, want)
		}
	}
}

func TestRun_NoSuchConfig(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lobby.toml")
	for _, args := range [][]string{{"--config", path}, {"--config", path, "--check-config"}} {
		if code, _, stderr := call(t, args...); code != 1 || !strings.Contains(stderr, path) || !strings.Contains(stderr, "there is no such configuration") {
			t.Errorf("%v: exit code %d, %q", args, code, stderr)
		}
	}
}

func TestRun_Usage(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		code int
		want string
	}{
		"help":         {[]string{"--help"}, 0, "-check-config"},
		"unknown flag": {[]string{"--fullscreen"}, 2, "-fullscreen"},
		"an argument":  {[]string{"lobby.toml"}, 2, `unexpected "lobby.toml"; see lobby --help`},
		"no value":     {[]string{"--config"}, 2, "-config"},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, stderr := call(t, c.args...)
			if code != c.code || out != "" || !strings.Contains(stderr, c.want) {
				t.Errorf("exit code %d, output %q, error %q", code, out, stderr)
			}
		})
	}
}

func TestRun_Version(t *testing.T) {
	if code, out, stderr := call(t, "--version"); code != 0 || !strings.HasPrefix(out, "lobby ") || stderr != "" {
		t.Errorf("exit code %d, %q, %q", code, out, stderr)
	}
}
