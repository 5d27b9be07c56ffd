package main

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/width"
)

// table is lines of cells; a line without cells parts two tables.
type table [][]string

// write writes the lines with their cells below each other, also where some are
// of wide characters.
func (t table) write(w io.Writer) error {
	for len(t) > 0 {
		n := 0
		for n < len(t) && len(t[n]) > 0 {
			n++
		}
		if err := t[:n].writePart(w); err != nil {
			return err
		}
		if t = t[n:]; len(t) > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return fmt.Errorf("write the table: %w", err)
			}
			t = t[1:]
		}
	}
	return nil
}

func (t table) writePart(w io.Writer) error {
	var wide []int
	for _, line := range t {
		for i, cell := range line {
			if i == len(wide) {
				wide = append(wide, 0)
			}
			wide[i] = max(wide[i], places(cell))
		}
	}
	for _, line := range t {
		var b strings.Builder
		for i, cell := range line {
			b.WriteString(cell)
			if i < len(line)-1 {
				b.WriteString(strings.Repeat(" ", wide[i]-places(cell)+2))
			}
		}
		if _, err := fmt.Fprintln(w, b.String()); err != nil {
			return fmt.Errorf("write the table: %w", err)
		}
	}
	return nil
}

// places returns how many columns of a terminal the text takes.
func places(s string) int {
	n := 0
	for _, r := range s {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}
