package printing

import (
	"time"

	"lobby.internal/devices/serial"
)

// answerLimit is how much of what comes in is searched for an answer: noise
// must not fill memory, and no answer is as long as half of it.
const answerLimit = 4096

// Link asks a printer and listens to it. Once the port has failed it stays
// failed.
type Link struct {
	conn    serial.Conn
	timing  Timing
	baud    int
	in      []byte // since the question
	scratch [256]byte
	unheard int   // bytes written since the printer last answered
	late    bool  // the answer to an earlier question may still come
	broken  error // of the port

	// Tap, when set, sees every byte that comes in, in order.
	Tap func([]byte)
}

// Write hands b to the port and returns how much it took.
func (l *Link) Write(b []byte) (int, error) {
	if l.broken != nil {
		return 0, l.broken
	}
	n, err := l.conn.Write(b)
	l.unheard += n
	l.broken = err
	return n, err
}

func (l *Link) read() (int, error) {
	if l.broken != nil {
		return 0, l.broken
	}
	n, err := l.conn.Read(l.scratch[:])
	l.broken = err
	if l.Tap != nil {
		l.Tap(l.scratch[:n])
	}
	return n, err
}

// restart drops what is on the way in both directions and forgets a stall.
func (l *Link) restart() error {
	l.broken = l.conn.Discard()
	l.unheard, l.late = 0, true
	return l.broken
}

// Ask writes a question and reads until parse finds its answer in what came
// since, and reports whether it came in time. What is still on its way to the
// printer goes first, so it is allowed its time on the line.
func (l *Link) Ask(question string, parse func([]byte) bool) (bool, error) {
	if err := l.hush(); err != nil {
		return false, err
	}
	l.in = l.in[:0]
	if _, err := l.Write([]byte(question)); err != nil {
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

// AskTwice asks once more if there is no answer.
func (l *Link) AskTwice(question string, parse func([]byte) bool) (bool, error) {
	heard, err := l.Ask(question, parse)
	if err == nil && !heard {
		heard, err = l.Ask(question, parse)
	}
	return heard, err
}

// hush reads away an answer that comes late, which must not pass for the next.
func (l *Link) hush() error {
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
