package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// xorgConfig is, beside the session's own, a server without hardware: pictures in memory, a touchscreen that
// is a socket, and outputs that can be plugged together with xrandr.
const xorgConfig = `
Section "Monitor"
	Identifier "monitor"
	HorizSync 5-1000
	VertRefresh 5-200
EndSection
Section "Device"
	Identifier "card"
	Driver "dummy"
	VideoRam 65536
EndSection
Section "Screen"
	Identifier "screen"
	Device "card"
	Monitor "monitor"
	DefaultDepth 24
	SubSection "Display"
		Depth 24
		Virtual 3000 1920
	EndSubSection
EndSection
Section "InputDevice"
	Identifier "glass"
	Driver "inputtest"
	Option "DeviceType" "Touch"
	Option "SocketPath" "%s"
EndSection
Section "ServerLayout"
	Identifier "layout"
	Screen "screen"
	InputDevice "glass"
	Option "AutoAddDevices" "false"
EndSection
`

// openXorg starts a server that knows a portrait and a landscape monitor, with
// nothing set up yet.
func (m *morning) openXorg(ctx context.Context) error {
	const config = "lobby-xorg.conf" // who is not root may not name a folder
	own, err := os.ReadFile("assets/session/xorg.conf")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(m.work, config), fmt.Appendf(own, xorgConfig, m.socket()), 0o600); err != nil {
		return err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer read.Close()
	cmd := exec.CommandContext(ctx, server(), "-config", config, "-logfile", filepath.Join(m.out, "xorg.log"),
		"-displayfd", "3", "-noreset", "-nolisten", "tcp", "-novtswitch", "-sharevts")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.Dir = m.work
	cmd.ExtraFiles = []*os.File{write}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start Xorg: %w", err)
	}
	write.Close()
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		return fmt.Errorf("Xorg did not start, see %s: %w", filepath.Join(m.out, "xorg.log"), err)
	}
	if m.x, err = reach(cmd, ":"+strings.TrimSpace(number)); err != nil {
		return err
	}
	for _, args := range []string{
		"--newmode 1080x1920 173.00 1080 1152 1264 1448 1920 1923 1933 1992", "--addmode DUMMY0 1080x1920", "--addmode DUMMY1 1920x1080",
	} {
		if _, err := m.tool("xrandr", strings.Fields(args)...); err != nil {
			return err
		}
	}
	return nil
}

// server is Xorg itself, past the wrapper that lets nobody but who sits at the
// console start one.
func server() string {
	const program = "/usr/lib/xorg/Xorg"
	if _, err := os.Stat(program); err != nil {
		return "Xorg"
	}
	return program
}

func (m *morning) socket() string { return filepath.Join(m.work, "glass") }

// tool runs a program beside the kiosk, on its display.
func (m *morning) tool(name string, args ...string) (string, error) {
	cmd := exec.CommandContext(m.ctx, name, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+m.x.name)
	text, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, text)
	}
	return strings.TrimSpace(string(text)), nil
}

// touchAgain reaches the touchscreen, as when it was plugged in.
func (m *morning) touchAgain() (err error) {
	if m.glass != nil {
		m.glass.conn.Close()
	}
	deadline := time.Now().Add(patience)
	for {
		if m.glass, err = openTouchscreen(m.socket(), 1080, 1920); err == nil || time.Now().After(deadline) {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}
