package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/jezek/xgb/screensaver"
	"github.com/jezek/xgb/xfixes"
	"github.com/jezek/xgb/xproto"
)

// twelve is what every hand types, a host of the sample directory.
const twelve = "zhaomingyuan"

// session plays what only a server with devices can show: the session's script
// with two monitors and two pointers, every finger, the PIN, a touchscreen that
// is unplugged. At last it takes the script and the fingers away, and wants the
// same hands to fail: a proof that could not fail would be none.
func (m *morning) session() error {
	return do(
		func() error { return m.openXorg(m.ctx) }, m.bySession, m.screen("welcome"), m.importHosts,
		m.touchAgain, m.onItsMonitor, m.cursorHidden, m.wakes,
		m.twoPeople, m.twoKeyboards, m.hands(ways...), m.replugged, m.cannotBeClosed, m.endedByPIN,
		m.withoutFingers,
	)
}

func (m *morning) importHosts() error {
	_, err := m.lobbyctl("hosts", "import", m.hosts)
	return err
}

// config writes a configuration in which the fingers may be left out.
func (m *morning) config(name string, fingers bool) (string, error) {
	text := fmt.Sprintf("[data]\ndir = %q\n[lobby_window]\nfull_screen = true\nmonitor = \"DUMMY0\"\n[desk_window]\nfull_screen = true\nmonitor = \"DUMMY1\"\n[touch]\nfingers = %t\n",
		filepath.Join(m.work, "data"), fingers)
	path := filepath.Join(m.work, name)
	return path, os.WriteFile(path, []byte(text), 0o600)
}

// bySession starts the kiosk by the session's script.
func (m *morning) bySession() error {
	settings := filepath.Join(m.work, "session.conf")
	text := "VISITOR_OUTPUT=DUMMY0 VISITOR_MODE=1080x1920 DESK_OUTPUT=DUMMY1 DESK_MODE=1920x1080\n"
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		return err
	}
	config, err := m.config("lobby.toml", true)
	if err != nil {
		return err
	}
	script, err := filepath.Abs("assets/session/lobby-session")
	if err != nil {
		return err
	}
	return m.start(script, settings, filepath.Join(m.bin, "lobby-checked"), "--config", config)
}

func (m *morning) start(name string, args ...string) error {
	trace := filepath.Join(m.work, "trace")
	if err := os.RemoveAll(trace); err != nil {
		return err
	}
	cmd := exec.Command(name, append(args, "--trace", trace)...)
	cmd.Env = append(os.Environ(), "DISPLAY="+m.x.name, "LIBGL_ALWAYS_SOFTWARE=1")
	return m.run(cmd, trace)
}

// window returns the X window that covers a window's monitor.
func (m *morning) window(name string) (xproto.Window, error) {
	tree, err := xproto.QueryTree(m.x.conn, m.x.root).Reply()
	if err != nil {
		return 0, err
	}
	want := m.windows[name]
	for _, w := range tree.Children {
		g, err := xproto.GetGeometry(m.x.conn, xproto.Drawable(w)).Reply()
		if err == nil && int(g.X) == want.Min.X && int(g.Y) == want.Min.Y && int(g.Width) == want.Dx() && int(g.Height) == want.Dy() {
			return w, nil
		}
	}
	return 0, fmt.Errorf("no window covers the monitor of the %s, %v", name, want)
}

func (m *morning) onItsMonitor() error {
	for name := range m.windows {
		if _, err := m.window(name); err != nil {
			return err
		}
	}
	m.say("by the session's script each window fills its monitor: %v and %v", m.windows["lobby"], m.windows["desk"])
	return nil
}

// cursorHidden looks at the mouse's cursor over either window.
func (m *morning) cursorHidden() error {
	if err := xfixes.Init(m.x.conn); err != nil {
		return err
	}
	if _, err := xfixes.QueryVersion(m.x.conn, 4, 0).Reply(); err != nil {
		return err
	}
	for name, hidden := range map[string]bool{"lobby": true, "desk": false} {
		m.x.move(m.windows[name].Min.X+500, m.windows[name].Min.Y+500)
		seen, deadline := hidden, time.Now().Add(patience)
		for seen == hidden && time.Now().Before(deadline) {
			time.Sleep(20 * time.Millisecond)
			c, err := xfixes.GetCursorImage(m.x.conn).Reply()
			if err != nil {
				return err
			}
			seen = false
			for _, pixel := range c.CursorImage {
				seen = seen || pixel>>24 != 0
			}
		}
		if seen == hidden {
			return fmt.Errorf("over the %s the cursor is seen: %t", name, seen)
		}
	}
	m.say("no cursor is seen on the visitor's window, and one at reception")
	return nil
}

// wakes has the server blank the screens and a finger wake them.
func (m *morning) wakes() error {
	if err := screensaver.Init(m.x.conn); err != nil {
		return err
	}
	const on = 1
	for _, step := range []struct {
		do func() error
		on bool
	}{
		{func() error { return xproto.ForceScreenSaverChecked(m.x.conn, xproto.ScreenSaverActive).Check() }, true},
		{func() error { return m.glass.tap(540, 1500) }, false},
	} {
		if err := step.do(); err != nil {
			return err
		}
		info, err := screensaver.QueryInfo(m.x.conn, xproto.Drawable(m.x.root)).Reply()
		if err != nil {
			return err
		}
		if (info.State == on) != step.on {
			return fmt.Errorf("the screens are blank: %t, want %t", info.State == on, step.on)
		}
	}
	m.say("a touch wakes screens that were turned off")
	return m.home()
}

// home goes back to the welcome screen, wherever the touch that woke it led.
func (m *morning) home() error {
	time.Sleep(300 * time.Millisecond)
	if m.agent.shows("lobby").Screen == "welcome" {
		return nil
	}
	return do(m.tapping("cancel"), m.screen("welcome"))
}

// replugged takes the touchscreen away with a finger on it and brings it back.
func (m *morning) replugged() error {
	if _, err := m.glass.put(540, 60); err != nil { // beside everything: the server takes it for a tap
		return err
	}
	for _, what := range []string{"disable", "reattach", "enable"} {
		args := []string{what, "glass"}
		if what == "reattach" { // where a device that is plugged in comes to
			args = append(args, "Virtual core pointer")
		}
		if _, err := m.tool("xinput", args...); err != nil {
			return err
		}
	}
	if err := m.touchAgain(); err != nil {
		return err
	}
	pointer, err := m.tool("xinput", "list", "--id-only", "visitor pointer")
	if err != nil {
		return err
	}
	deadline := time.Now().Add(patience)
	for {
		text, err := m.tool("xinput", "list", "--short", "glass")
		if err != nil {
			return err
		}
		if strings.Contains(text, "("+pointer+")") {
			break
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the touchscreen that came back is nobody's: %s", text)
		}
		time.Sleep(100 * time.Millisecond)
	}
	m.say("the touchscreen is unplugged with a finger on it, comes back to the visitor's pointer and goes on")
	return do(m.screen("welcome"), m.hands(ways[0]))
}

// withoutFingers shows what the reader, the script and the second pointer are
// for: without them the same hands fail, and a touch takes the keyboard.
func (m *morning) withoutFingers() error {
	config, err := m.config("without.toml", false)
	if err != nil {
		return err
	}
	if _, err := m.tool("xinput", "reattach", "glass", "Virtual core pointer"); err != nil {
		return err
	}
	if err := m.start(filepath.Join(m.bin, "lobby-checked"), "--config", config); err != nil {
		return err
	}
	if err := m.screen("waiting")(); err != nil {
		return err
	}
	before, err := m.atDesk()
	if err != nil {
		return err
	}
	if err := do(m.tapping("yield"), m.screen("welcome"), m.tapping("start"), m.screen("host")); err != nil {
		return err
	}
	after, err := m.reception()
	if err != nil {
		return err
	}
	if before == after {
		return fmt.Errorf("without a second pointer a touch leaves %s alone: the proof that it does proves nothing", before)
	}
	for _, h := range ways[2:] {
		letters, _, err := m.typedBy(h, time.Second)
		if err != nil {
			return err
		}
		if letters == len(twelve) {
			return fmt.Errorf("%s all letters arrive without the reader of fingers: the proof that they do with it proves nothing", h.name)
		}
		m.say("without the reader, %s %d of %d letters arrive", h.name, letters, len(twelve))
		if err := do(m.tapping("cancel"), m.screen("welcome"), m.tapping("start"), m.screen("host")); err != nil {
			return err
		}
	}
	m.say("without a second pointer a touch takes the receptionist's %s to %s", before, after)
	return nil
}
