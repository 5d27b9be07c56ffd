package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"

	"lobby.internal/store/relay"
)

// progress shows what relays tell: on a terminal in one line that is drawn over
// again, elsewhere in a line each, and not in one for every batch. What is out
// of the ordinary has a line of its own in either case.
type progress struct {
	out   io.Writer
	width func() int // of the terminal, in columns; nil when there is none

	mu    sync.Mutex
	order []string
	last  map[string]relay.News // what each kiosk was last told to do
	shown map[string]relay.News // what the last line of each said
	drawn bool                  // a line is on the terminal that is not ended
}

const (
	eraseLine    = "\r\x1b[K"
	defaultWidth = 80
	// linesPerRun is about how many lines tell of one run through a log.
	linesPerRun = 10
)

func newProgress(out io.Writer) *progress {
	p := &progress{out: out, last: map[string]relay.News{}, shown: map[string]relay.News{}}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.width = func() int {
			if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
				return columns
			}
			return defaultWidth
		}
	}
	return p
}

// tell shows the news.
func (p *progress) tell(n relay.News) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.last[n.Kiosk]; !known {
		p.order = append(p.order, n.Kiosk)
	}
	p.last[n.Kiosk] = n
	switch {
	case p.width != nil && n.Routine():
		p.draw()
	case p.width != nil:
		fmt.Fprintf(p.out, "%s%s\n", eraseLine, n)
		p.draw()
	case !n.Routine() || p.worthALine(n):
		p.shown[n.Kiosk] = n
		fmt.Fprintln(p.out, n)
	}
}

// say shows a sentence about no kiosk in particular.
func (p *progress) say(sentence string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.width == nil {
		fmt.Fprintln(p.out, sentence)
		return
	}
	fmt.Fprintf(p.out, "%s%s\n", eraseLine, sentence)
	p.draw()
}

// worthALine reports whether routine news says something new where lines stay.
func (p *progress) worthALine(n relay.News) bool {
	shown, known := p.shown[n.Kiosk]
	if n.State == relay.Idle {
		return !known || shown.State != relay.Idle || shown.At != n.At
	}
	return !known || n.At.Seq >= shown.At.Seq+n.Head/linesPerRun
}

// draw draws the line with how far each kiosk is.
func (p *progress) draw() {
	var parts []string
	for _, kiosk := range p.order {
		n := p.last[kiosk]
		switch n.State {
		case relay.Carrying:
			parts = append(parts, fmt.Sprintf("%s %d/%d", kiosk, n.At.Seq, n.Head))
		case relay.Idle:
			parts = append(parts, fmt.Sprintf("%s complete at %d", kiosk, n.At.Seq))
		default:
			parts = append(parts, fmt.Sprintf("%s %s", kiosk, n.State))
		}
	}
	fmt.Fprint(p.out, eraseLine+cut(strings.Join(parts, " · "), p.width()-1))
	p.drawn = true
}

// cut shortens the line to so many columns.
func cut(line string, columns int) string {
	used := 0
	for i, r := range line {
		used++
		if r >= 0x1100 { // from here on most are two columns wide
			used++
		}
		if used > columns {
			return line[:i]
		}
	}
	return line
}

// end ends the line that is drawn.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn {
		fmt.Fprintln(p.out)
		p.drawn = false
	}
}
