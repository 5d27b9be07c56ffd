package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// morning is one tour.
type morning struct {
	ctx             context.Context
	bin, out, hosts string
	work            string // what only the tour needs
	x               *display
	house           house
	windows         layout
	glass           *touchscreen // of the visitor, when there is one
	sim             *exec.Cmd
	agent           *agent
	agents          []*agent
	pictures        int
	steps           int
	touches         int   // of the visitor's window
	last            touch // of them
}

func (m *morning) open() (err error) {
	if m.x, err = openDisplay(m.ctx, 3000, 2200); err != nil {
		return err
	}
	m.sim = exec.CommandContext(m.ctx, filepath.Join(m.bin, "lobbyctl"), "simulate", "--dir", filepath.Join(m.work, "sim"), "run", "--labels", filepath.Join(m.out, "badges"))
	m.sim.Stderr = os.Stderr
	if err := m.sim.Start(); err != nil {
		return fmt.Errorf("start the simulators: %w", err)
	}
	return m.startAgent(house{windows: portrait})
}

func (m *morning) close() error {
	var errs []error
	if m.agent != nil && !m.agent.gone() {
		errs = append(errs, m.agent.cmd.Process.Signal(syscall.SIGTERM))
		if err := m.agent.cmd.Wait(); err != nil {
			errs = append(errs, fmt.Errorf("the agent ended with %w:\n%s", err, m.agent.log))
		}
	}
	for i, a := range m.agents {
		<-a.ended
		if strings.Contains(a.log.String(), "Error in Fyne call thread") {
			errs = append(errs, fmt.Errorf("Fyne was called from the wrong goroutine:\n%s", a.log))
		}
		errs = append(errs, os.WriteFile(filepath.Join(m.out, fmt.Sprintf("agent-%d.log", i+1)), a.log.Bytes(), 0o644))
	}
	if m.sim != nil && m.sim.Process != nil {
		errs = append(errs, m.sim.Process.Signal(syscall.SIGTERM))
		if err := m.sim.Wait(); err != nil {
			errs = append(errs, fmt.Errorf("the simulators ended with %w", err))
		}
	}
	if m.x != nil {
		m.x.close()
	}
	return errors.Join(errs...)
}

// say prints a line of what happened.
func (m *morning) say(format string, args ...any) {
	m.steps++
	fmt.Printf("%2d  %s\n", m.steps, fmt.Sprintf(format, args...))
}

// shoot keeps a picture of a window once it has come to rest.
func (m *morning) shoot(window, name string) error {
	m.x.away()
	time.Sleep(450 * time.Millisecond)
	m.pictures++
	path := filepath.Join(m.out, fmt.Sprintf("%02d-%s-%s.png", m.pictures, window, name))
	if err := m.x.shoot(m.windows[window], path); err != nil {
		return err
	}
	fmt.Println("    " + path)
	return nil
}

// lobbyctl runs the command line beside the agent.
func (m *morning) lobbyctl(args ...string) (string, error) {
	cmd := exec.CommandContext(m.ctx, filepath.Join(m.bin, "lobbyctl"), append([]string{"--data", filepath.Join(m.work, "data")}, args...)...)
	text, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("lobbyctl %s: %w\n%s", strings.Join(args, " "), err, text)
	}
	return string(text), nil
}

func (m *morning) simulate(args ...string) error {
	_, err := m.lobbyctl(append([]string{"simulate", "--dir", filepath.Join(m.work, "sim")}, args...)...)
	return err
}
