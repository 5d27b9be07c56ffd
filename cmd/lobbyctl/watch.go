package main

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"lobby.internal/devices"
	"lobby.internal/devices/rfid"
	"lobby.internal/devices/serial"
)

type readCmd struct {
	Watch readWatch `cmd:"" help:"Say what a reader reads, without its numbers, until interrupted."`
}

type readWatch struct {
	Port   string        `required:"" help:"The port, as lobbyctl devices list names it."`
	Baud   int           `help:"Its speed." default:"9600"`
	Settle time.Duration `help:"Wait so long after opening: some readers start anew then." default:"0s"`
	Format string        `help:"What it sends: card, line or auto." enum:"card,line,auto" default:"auto"`
	Show   bool          `help:"Show the numbers, which are personal."`
}

var formats = map[string]rfid.Format{"card": rfid.FormatCard, "line": rfid.FormatLine, "auto": rfid.FormatAuto}

// Run opens the port once, so that one in use is refused and not waited for, and
// says what comes.
func (c *readWatch) Run(e *env) error {
	conn, err := serial.Open(serial.Options{Path: c.Port, Baud: c.Baud, Settle: c.Settle})
	if err != nil {
		return err
	}
	w := &watch{e: e, show: c.Show}
	ctx, stop := context.WithCancel(e.ctx)
	defer stop()
	w.ctx, w.stop = ctx, stop
	reader := rfid.New(rfid.Options{Format: formats[c.Format], Open: func() (serial.Conn, error) { return conn, nil }})
	err = reader.Serve(ctx, w.status, w.read)
	return errors.Join(err, w.err, conn.Close())
}

// watch says what a reader reports. Its methods are called from one goroutine.
type watch struct {
	ctx  context.Context
	stop func()
	e    *env
	show bool
	err  error
}

// errGone is returned when the reader was unplugged.
var errGone = errors.New("the reader is gone: plug it in and start again")

func (w *watch) status(s devices.Status) {
	switch s.Health {
	case devices.HealthReady:
		w.say("ready: hold a card or a code to the reader; Ctrl+C ends\n")
	case devices.HealthAbsent:
		if w.ctx.Err() == nil {
			w.err = errGone
		}
		w.stop()
	}
}

// read says what kind it is and how long, and the number only if told to.
func (w *watch) read(r devices.Read) {
	text := ""
	if w.show {
		text = ": " + r.Data
	}
	w.say("%s %s, %d characters%s\n", r.At.Format("15:04:05"), r.Kind, utf8.RuneCountInString(r.Data), text)
}

func (w *watch) say(format string, args ...any) {
	if _, err := fmt.Fprintf(w.e.stdout, format, args...); err != nil && w.err == nil {
		w.err = err
	}
}
