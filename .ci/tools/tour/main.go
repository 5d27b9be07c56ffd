// Command tour plays a morning on the kiosk: the real windows under Xvfb, a
// real bbolt file, simulated devices on real ports, real clicks and key
// presses. It leaves a picture of every screen, the printed badges and the
// badge log, and fails if any step does not happen.
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
	flag.Parse()
	xgb.Logger.SetOutput(io.Discard) // it tells of a display without a password, and of its end
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := tour(ctx, *bin, *out, *hosts)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "tour: FAILED:", err)
		os.Exit(1)
	}
}

func tour(ctx context.Context, bin, out, hosts string) (err error) {
	for _, p := range []*string{&bin, &out, &hosts} {
		if *p, err = filepath.Abs(*p); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	m := &morning{ctx: ctx, bin: bin, out: out, hosts: hosts}
	defer func() { err = errors.Join(err, m.close()) }()
	if err := m.open(); err != nil {
		return err
	}
	return m.play()
}
