package escpos

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"

	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// Slips are text in the printer's own fonts: characters of 12 by 24 dots, and
// of GB 18030 those of two bytes, as wide as two. What they look like is the
// printer's.
const (
	cmdChinese = "\x1C&"    // FS &: bytes from 81 on are Chinese, two a character
	cmdAlign   = "\x1Ba"    // ESC a n: 0 left, 1 middle
	cmdTimes   = "\x1D!"    // GS ! n: how often wider and higher, each less one, in four bits
	missing    = "\xA1\xFE" // 〓 in GB 18030: a character that the printer does not have
	timesLimit = 8

	defaultColumns = 48 // of 12 dots on paper of 80 mm; 32 on 58 mm
)

// PrintSlip prints lines of text and cuts them off. It returns how many
// characters the printer does not have: of a letter with a mark only the letter
// is printed, of any other a 〓. The error is nil when the printer said that the
// slip came out, or else as of printing.Printer.Print; a slip is printed as it
// arrives, so that a part of one that failed may hang out, and is cut off before
// the printer is ready again.
func (p *Printer) PrintSlip(ctx context.Context, lines []devices.TextLine) (int, error) {
	body, lost := encodeSlip(lines, p.columns)
	work := func() (printing.Job, error) { return p.language.slip(body), nil }
	outcome, err := p.Send(ctx, work, unkept{})
	if outcome != devices.OutcomeConfirmed {
		return lost, fmt.Errorf("escpos: slip: %s: %w", outcome, err)
	}
	return lost, nil
}

// unkept is the journal of what nobody asks after.
type unkept struct{}

func (unkept) Sending(int) error { return nil }
func (unkept) Committing() error { return nil }

// slip returns what prints body and cuts it off.
func (e *language) slip(body []byte) printing.Job {
	e.owes = true // until the cut is on its way
	job := e.finish(body, cmdCut)
	expect := job.Committing
	job.Committing = func() {
		e.owes = false
		expect()
	}
	return job
}

// encodeSlip returns lines as the printer takes them, and how many characters
// it does not have.
func encodeSlip(lines []devices.TextLine, columns int) (body []byte, lost int) {
	body = []byte(cmdInit + cmdChinese)
	for _, l := range lines {
		times := min(max(l.Times, 1), timesLimit)
		align := byte(0)
		if l.Middle {
			align = 1
		}
		body = append(append(body, cmdAlign...), align)
		body = append(append(body, cmdTimes...), byte((times-1)<<4|(times-1)))
		set, n := typeset(l.Text)
		lost += n
		for _, row := range rowsOf(set, max(columns/times, 2)) {
			body = append(append(body, row...), '\n')
		}
	}
	return body, lost
}

// char is a character: what it is, and its bytes, which are as many as the
// columns it takes.
type char struct {
	rune  rune
	bytes string
}

// typeset returns the characters of text, without those that are no text, and
// how many the printer does not have.
func typeset(text string) (set []char, lost int) {
	for _, r := range norm.NFC.String(text) {
		bytes, has := encodeRune(r)
		if !has {
			lost++
		}
		if bytes != "" {
			set = append(set, char{r, bytes})
		}
	}
	return set, lost
}

// encodeRune returns what is printed for r, and whether that is r itself. No
// byte of it means anything to a printer but a character.
func encodeRune(r rune) (bytes string, has bool) {
	switch {
	case r < ' ' || r == 0x7F:
		return "", true
	case r < utf8.RuneSelf:
		return string(r), true
	}
	// Four bytes stand for what is in no printer's font.
	if b, err := simplifiedchinese.GB18030.NewEncoder().String(string(r)); err == nil && len(b) == 2 {
		return b, true
	}
	if base := norm.NFD.String(string(r))[0]; base < utf8.RuneSelf {
		return string(rune(base)), false
	}
	return missing, false
}

// rowsOf breaks a line into rows of at most columns: behind a space, beside a
// Chinese character, or else anywhere.
func rowsOf(set []char, columns int) (rows []string) {
	for {
		n := fitting(set, columns)
		var row strings.Builder
		for _, c := range set[:n] {
			row.WriteString(c.bytes)
		}
		rows = append(rows, strings.TrimRight(row.String(), " "))
		for set = set[n:]; len(set) > 0 && set[0].rune == ' '; set = set[1:] {
		}
		if len(set) == 0 {
			return rows
		}
	}
}

// closing are characters that begin no row.
const closing = "，。、；：！？）》”’,.;:!?)"

// fitting returns how many characters make up the first row.
func fitting(set []char, columns int) int {
	width, n := 0, 0
	for n < len(set) && width+len(set[n].bytes) <= columns {
		width += len(set[n].bytes)
		n++
	}
	if n == len(set) || set[n].rune == ' ' {
		return n
	}
	for i := n; i > 0; i-- {
		before, after := set[i-1], set[i]
		wide := len(before.bytes) == 2 || len(after.bytes) == 2
		if (before.rune == ' ' || wide) && !strings.ContainsRune(closing, after.rune) {
			return i
		}
	}
	return n
}
