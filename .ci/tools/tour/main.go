// Command tour plays a day on the kiosk: the real windows under Xvfb, a real
// bbolt file, simulated devices on real ports, and people who do everything by
// touch, in both languages and both orientations. It leaves a picture of every
// screen, the printed badges and the badge log, and fails if any step does not
// happen, or takes more touches than it may.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/jezek/xgb"
)

func main() {
	bin := flag.String("bin", "bin", "the folder with lobby-checked and lobbyctl")
	out := flag.String("out", "var/tour", "the folder for what the tour leaves; it is emptied first")
	hosts := flag.String("hosts", "assets/directory/sample.csv", "the directory to import")
	session := flag.Bool("session", false, "play what a session on real hardware is made of, under Xorg: fingers, two monitors, two pointers")
	flag.Parse()
	xgb.Logger.SetOutput(io.Discard) // it tells of a display without a password, and of its end
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	m := &morning{ctx: ctx, bin: *bin, out: *out, hosts: *hosts, windows: portrait}
	play := m.tour
	if *session {
		play = m.session
	}
	err := m.prepared(play)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "tour: FAILED:", err)
		os.Exit(1)
	}
}

// prepared empties the folder for what is left, and plays.
func (m *morning) prepared(play func() error) (err error) {
	for _, p := range []*string{&m.bin, &m.out, &m.hosts} {
		if *p, err = filepath.Abs(*p); err != nil {
			return err
		}
	}
	m.work = filepath.Join(m.out, "work")
	if err := errors.Join(os.RemoveAll(m.out), os.MkdirAll(m.work, 0o700)); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.close()) }()
	return play()
}

// tour plays a morning in portrait, an afternoon in landscape, and an evening on
// which the house has its rules signed.
func (m *morning) tour() error {
	return do(m.open, m.play, m.afternoon, m.evening, m.facilities, m.endedByPIN)
}
