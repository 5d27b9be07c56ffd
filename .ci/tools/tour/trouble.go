package main

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
)

// paperRunsOut registers a third visitor while the printer has no paper.
func (m *morning) paperRunsOut() error {
	return do(
		func() error { return m.simulate("fault", "printer", "paper-out") },
		m.deskShows("the printer held up", func(p picture) bool { return p.Devices["printer"] == "not_ready" }),
		m.picture("desk", "paper-out"),
		m.saying("the printer runs out of paper, reception is told in words"),
		func() error {
			return m.checkIn(visitor{lang: "zh-CN", host: "lzx", name: "lzx", pick: 1, title: 3, hasty: true, album: "-"})
		},
	)
}

// powerFails kills the agent while the third visitor waits, and starts it again.
func (m *morning) powerFails() error {
	visit := m.agent.shows("lobby").Visit
	if err := m.agent.cmd.Process.Kill(); err != nil {
		return err
	}
	err := m.agent.cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		return fmt.Errorf("the agent did not end by kill -9: %w", err)
	}
	if err := do(func() error { return m.startAgent(m.house) }, m.screen("waiting")); err != nil {
		return err
	}
	if got := m.agent.shows("lobby").Visit; got != visit {
		return fmt.Errorf("after the restart the wait screen is about %q, not %q", got, visit)
	}
	m.say("the agent is killed and started again: the wait screen and the queue are back")
	return nil
}

// paperIsPutIn serves the third visitor, whose badge comes out by itself.
func (m *morning) paperIsPutIn() error {
	return do(
		m.deskShows("the third still waiting", func(p picture) bool { return p.Queue == 1 }),
		m.serving,
		m.desk("coming_down"), m.outcome("coming_down"), m.picture("lobby", "coming-down-waiting-for-paper"), m.picture("desk", "badge-waits"),
		func() error { return m.simulate("fault", "printer", "clear") },
		m.badgeOut, m.picture("lobby", "coming-down"),
		func() error {
			labels, err := filepath.Glob(filepath.Join(m.out, "badges", "*.png"))
			if err != nil || len(labels) != 2 {
				return fmt.Errorf("%d badges were printed in all, want 2 (%w)", len(labels), err)
			}
			m.say("paper is put in and the badge comes out by itself: %s", m.label(2))
			return nil
		},
	)
}

func (m *morning) readerUnplugged() error {
	return do(
		func() error { return m.simulate("fault", "reader", "unplug") },
		m.deskShows("the reader unplugged", func(p picture) bool { return p.Devices["reader"] == "absent" }),
		m.picture("desk", "reader-unplugged"),
		func() error { return m.simulate("fault", "reader", "replug") },
		m.deskShows("the reader back", func(p picture) bool { return p.Devices["reader"] == "ready" }),
		m.saying("the reader is unplugged and plugged in again; reception saw both"),
	)
}

// serving has reception serve who came first.
func (m *morning) serving() error {
	return do(m.desk("serve_next"), m.deskShows("the visit being served", func(p picture) bool { return p.State == "contacting" }))
}
