package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience is how long any step may take; the machines are slow and shared.
const patience = 30 * time.Second

// picture is what the agent says of one picture of a window, see cmd/lobby's
// trace.
type picture struct {
	Window  string
	Screen  string
	Lang    string
	Targets map[string][4]float64
	Typed   int
	Keys    int
	Picks   int
	Hosts   int
	Strip   int
	Visit   string
	State   string
	Answer  string
	Badge   string
	Problem string
	Queue   int
	OnSite  int `json:"on_site"`
	Notices []string
	Devices map[string]string
}

// agent is a running lobby and what its windows show.
type agent struct {
	cmd     *exec.Cmd
	log     *bytes.Buffer
	started time.Time
	first   time.Duration // until the first picture

	mu     sync.Mutex
	latest map[string]picture
	ended  chan struct{}
}

// layout is where each window is on the desktop.
type layout map[string]image.Rectangle

var (
	portrait  = layout{"lobby": image.Rect(0, 0, 1080, 1920), "desk": image.Rect(1080, 0, 3000, 1080)}
	landscape = layout{"lobby": image.Rect(1080, 1080, 3000, 2160), "desk": image.Rect(1080, 0, 3000, 1080)}
)

// house is how a kiosk is set up.
type house struct {
	windows layout
	sign    bool // visitors sign the rules
}

// configured writes the house's configuration.
func (m *morning) configured(h house) (string, error) {
	lobby, desk := h.windows["lobby"], h.windows["desk"]
	assets := filepath.Join(filepath.Dir(m.hosts), "..")
	text := fmt.Sprintf(`[data]
dir = %q
[house]
map = %q
[house_rules]
sign = %t
[visitor]
farewell = "5s"
[welcome]
answers = %q
[printer]
port = %q
baud = 115200
[reader]
port = %q
format = "auto"
[idcard]
port = %q
[lobby_window]
x = %d
y = %d
width = %d
height = %d
[desk_window]
x = %d
y = %d
`, filepath.Join(m.work, "data"), filepath.Join(assets, "map", "sample.toml"), h.sign, filepath.Join(assets, "answers", "sample.toml"),
		filepath.Join(m.work, "sim", "printer"), filepath.Join(m.work, "sim", "reader"), filepath.Join(m.work, "sim", "idcard"),
		lobby.Min.X, lobby.Min.Y, lobby.Dx(), lobby.Dy(), desk.Min.X, desk.Min.Y)
	path := filepath.Join(m.work, "lobby.toml")
	return path, os.WriteFile(path, []byte(text), 0o600)
}

func (m *morning) startAgent(h house) error {
	m.house, m.windows = h, h.windows
	path, err := m.configured(h)
	if err != nil {
		return err
	}
	trace := filepath.Join(m.work, "trace")
	if err := os.RemoveAll(trace); err != nil {
		return err
	}
	cmd := exec.Command(filepath.Join(m.bin, "lobby-checked"), "--config", path, "--trace", trace)
	cmd.Env = append(os.Environ(), "DISPLAY="+m.x.name, "FYNE_SCALE=1", "FYNE_DISABLE_DPI_DETECTION=1", "LANG=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1")
	return m.run(cmd, trace)
}

// stopAgent switches the kiosk off, as at night.
func (m *morning) stopAgent() error {
	if err := m.agent.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := m.agent.cmd.Wait(); err != nil {
		return fmt.Errorf("the agent ended with %w:\n%s", err, m.agent.log)
	}
	return nil
}

// run starts an agent that writes a trace.
func (m *morning) run(cmd *exec.Cmd, trace string) error {
	a := &agent{cmd: cmd, log: &bytes.Buffer{}, latest: map[string]picture{}, ended: make(chan struct{}), started: time.Now()}
	a.cmd.Stdout, a.cmd.Stderr = a.log, a.log
	if err := a.cmd.Start(); err != nil {
		return fmt.Errorf("start the agent: %w", err)
	}
	m.agent = a
	m.agents = append(m.agents, a)
	go a.follow(trace)
	return nil
}

// follow reads the trace as it grows, until the agent has ended.
func (a *agent) follow(path string) {
	defer close(a.ended)
	var f *os.File
	for f == nil {
		var err error
		if f, err = os.Open(path); err != nil {
			if a.cmd.ProcessState != nil || time.Since(a.started) > patience {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	defer f.Close()
	r := bufio.NewReader(f)
	var line []byte
	for {
		part, err := r.ReadBytes('\n')
		line = append(line, part...)
		if errors.Is(err, io.EOF) {
			if a.gone() {
				return
			}
			time.Sleep(5 * time.Millisecond)
			continue
		}
		var p picture
		if err != nil || json.Unmarshal(line, &p) != nil {
			return
		}
		line = nil
		a.mu.Lock()
		if a.first == 0 {
			a.first = time.Since(a.started)
		}
		a.latest[p.Window] = p
		a.mu.Unlock()
	}
}

func (a *agent) gone() bool {
	_, err := os.Stat(fmt.Sprintf("/proc/%d/fd", a.cmd.Process.Pid))
	if err != nil {
		return true
	}
	state, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", a.cmd.Process.Pid))
	return err != nil || strings.Contains(string(state), ") Z ")
}

func (a *agent) shows(window string) picture {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.latest[window]
}

// until waits until the window shows what ok asks for.
func (m *morning) until(window, what string, ok func(picture) bool) error {
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		if ok(m.agent.shows(window)) {
			return nil
		}
		if m.agent.gone() {
			return fmt.Errorf("the agent ended while waiting for %s:\n%s", what, m.agent.log)
		}
		if err := m.ctx.Err(); err != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Errorf("the %s did not show %s within %s; it shows %+v", window, what, patience, m.agent.shows(window))
}

// memory returns the agent's resident memory in KB.
func (a *agent) memory() string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", a.cmd.Process.Pid))
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return "unknown"
}
