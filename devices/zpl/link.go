package zpl

import (
	"slices"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/serial"
)

// answerLimit is how much of what comes in is searched for an answer: noise
// must not fill memory, and no answer is as long as half of it.
const answerLimit = 4096

// link asks and listens. Once the port has failed it stays failed.
type link struct {
	conn    serial.Conn
	timing  Timing
	baud    int
	in      []byte // since the question
	scratch [256]byte
	unheard int   // bytes written since the printer last answered
	late    bool  // the answer to an earlier question may still come
	mute    bool  // answers ~HS and not ~HQES
	broken  error // of the port
}

// condition is what is known of the printer after asking it.
type condition struct {
	heard   bool // answered ~HS
	idle    bool // holds nothing of any job
	partial bool // holds the beginning of a job
	held    bool // says that something keeps it from printing
	causes  []devices.Cause
	detail  string
}

// ready reports whether a job may begin.
func (c condition) ready() bool { return c.heard && c.idle && !c.held }

func (c condition) status() devices.Status {
	s := devices.Status{Health: devices.HealthReady, Causes: c.causes, Detail: c.detail, At: time.Now()}
	switch {
	case c.held, !c.heard:
		s.Health = devices.HealthNotReady
	case !c.idle:
		s.Health = devices.HealthBusy
	}
	return s
}

// write hands b to the port and returns how much it took.
func (l *link) write(b []byte) (int, error) {
	if l.broken != nil {
		return 0, l.broken
	}
	n, err := l.conn.Write(b)
	l.unheard += n
	l.broken = err
	return n, err
}

func (l *link) read() (int, error) {
	if l.broken != nil {
		return 0, l.broken
	}
	n, err := l.conn.Read(l.scratch[:])
	l.broken = err
	return n, err
}

// restart drops what is on the way in both directions and forgets a stall.
func (l *link) restart() error {
	l.broken = l.conn.Discard()
	l.unheard, l.late, l.mute = 0, true, false
	return l.broken
}

// condition asks the printer how it is: ~HS, once more if there is no answer,
// and ~HQES. The latter knows faults that ~HS does not tell, and some firmware
// answers it when a fault keeps ~HS silent (docs.zebra.com, ~HS). The error is
// the port's; a silent printer is a condition.
func (l *link) condition() (condition, error) {
	var status HostStatus
	var health HostHealth
	isStatus := func(b []byte) (ok bool) { status, ok = ParseHostStatus(b); return ok }
	isHealth := func(b []byte) (ok bool) { health, ok = ParseHostHealth(b); return ok }

	heard, err := l.ask(cmdStatus, isStatus)
	if err == nil && !heard {
		heard, err = l.ask(cmdStatus, isStatus)
	}
	if err != nil {
		return condition{}, err
	}
	if !heard || !l.mute {
		answered, err := l.ask(cmdHealth, isHealth)
		if err != nil {
			return condition{}, err
		}
		l.mute = heard && !answered
	}
	return describe(heard, status, health), nil
}

func describe(heard bool, status HostStatus, health HostHealth) condition {
	var said findings
	if heard {
		said = status.findings()
	}
	c := condition{heard: heard, idle: heard && status.Idle(), partial: heard && status.Partial}
	c.causes, c.detail = merge(said, health.findings())
	c.held = slices.ContainsFunc(c.causes, holds)
	if !heard && !c.held {
		c.causes, c.detail = merge(findings{causes: append(c.causes, devices.CauseSilent), words: []string{"no answer to ~HS"}})
	}
	return c
}

// holds reports whether a cause keeps labels from coming out. A full buffer
// empties by itself.
func holds(c devices.Cause) bool {
	return c != devices.CausePaperLow && c != devices.CauseBufferFull
}

// ask writes a question and reads until parse finds its answer, and reports
// whether it came in time. What is still on its way to the printer goes first,
// so it is allowed its time on the line.
func (l *link) ask(question string, parse func([]byte) bool) (bool, error) {
	if err := l.hush(); err != nil {
		return false, err
	}
	l.in = l.in[:0]
	if _, err := l.write([]byte(question)); err != nil {
		return false, err
	}
	deadline := time.Now().Add(l.timing.Reply + onLine(l.unheard, l.baud))
	for time.Now().Before(deadline) {
		n, err := l.read()
		if err != nil {
			return false, err
		}
		l.in = append(l.in, l.scratch[:n]...)
		if n > 0 && parse(l.in) {
			l.unheard = 0
			return true, nil
		}
		if len(l.in) > answerLimit {
			l.in = append(l.in[:0], l.in[len(l.in)-answerLimit/2:]...)
		}
	}
	l.late, l.unheard = true, 0
	return false, nil
}

// hush reads away an answer that comes late, which must not pass for the next.
func (l *link) hush() error {
	deadline := time.Now().Add(l.timing.Reply)
	for l.late && time.Now().Before(deadline) {
		n, err := l.read()
		if err != nil {
			return err
		}
		l.late = n > 0
	}
	l.late = false
	return nil
}

// onLine is how long n bytes may take: ten bits a byte, and half as long again.
func onLine(n, baud int) time.Duration {
	return time.Duration(n) * 15 * time.Second / time.Duration(baud)
}
