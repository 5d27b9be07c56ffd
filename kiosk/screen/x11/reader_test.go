//go:build linux && cgo && x11

package x11

import (
	"bufio"
	"context"
	"errors"
	"image"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// display starts an X server of its own and returns its root window.
func display(t *testing.T) uintptr {
	t.Helper()
	for _, program := range []string{"Xvfb", "xwininfo"} {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		if os.Getenv("LOBBY_CHECKS") != "" {
			t.Fatal(program + " is missing")
		}
		t.Skip(program + " is missing")
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = read.Close() }()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{write}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	_ = write.Close()
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal("Xvfb did not start: ", err)
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(number))
	text, err := exec.Command("xwininfo", "-root").Output()
	if err != nil {
		t.Fatal(err)
	}
	id := regexp.MustCompile(`Window id: (0x[0-9a-f]+)`).FindSubmatch(text)
	root, err := strconv.ParseUint(string(id[1]), 0, 32)
	if err != nil {
		t.Fatal(err)
	}
	return uintptr(root)
}

func TestTouchscreen(t *testing.T) {
	root := display(t)
	for _, none := range []uintptr{0, 0x7ffffff} { // an X error ends a program that does not take it
		if _, err := Open(none); !errors.Is(err, ErrNone) {
			t.Fatalf("no window: %v", err)
		}
	}
	glass, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(root); !errors.Is(err, ErrNone) {
		t.Errorf("a window whose touches are read already: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- glass.Serve(ctx, func(Touch) {}) }()
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("Serve does not end with its context")
	}
	again, err := Open(root)
	if err != nil {
		t.Fatal("after the first has ended: ", err)
	}
	cancelled, stop := context.WithCancel(t.Context())
	stop()
	if err := again.Serve(cancelled, func(Touch) {}); err != nil {
		t.Error(err)
	}
}

func TestMonitors(t *testing.T) {
	display(t)
	all, err := Monitors()
	if want := []Monitor{{Name: "screen", At: image.Rect(0, 0, 800, 600)}}; err != nil || !slices.Equal(all, want) {
		t.Errorf("%v (%v), want %v", all, err, want)
	}
	t.Setenv("DISPLAY", ":nowhere")
	if _, err := Monitors(); err == nil || !strings.Contains(err.Error(), "set DISPLAY") {
		t.Errorf("without a display: %v", err)
	}
}
