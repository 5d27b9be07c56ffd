package screen

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a line costs, and what it costs to end it where it ends: Phrased looks
// for the breaks of the least cost. One that tears a Chinese phrase apart costs
// more than a line does.
const (
	lineCost   = 1.0
	tornCost   = 1.6
	spaceCost  = 0.15
	raggedCost = 0.6
)

// Phrased breaks s into lines no wider than width where a reader would pause:
// after a mark rather than in the middle of a phrase, even if it takes one more
// line. What needs more than limit lines is wrapped as by Balanced.
func Phrased(s string, f Face, width float32, limit int) []string {
	pieces := pieces(s)
	text, n := strings.Join(pieces, ""), len(pieces)
	start := make([]int, n+1) // of each piece in text
	for i, piece := range pieces {
		start[i+1] = start[i] + len(piece)
	}
	cost := make([]float64, n+1) // of what follows each piece
	next := make([]int, n)
	for i := n - 1; i >= 0; i-- {
		cost[i], next[i] = math.Inf(1), n
		for j := i; j < n; j++ {
			line := text[start[i]:start[j+1]]
			wide := f.Width(strings.TrimRight(line, " "))
			if wide > width && j > i {
				break
			}
			slack := max(0, float64(1-wide/width))
			c := cost[j+1] + lineCost + raggedCost*slack*slack
			if j+1 < n {
				c += breakCost(line)
			}
			if c < cost[i] {
				cost[i], next[i] = c, j+1
			}
		}
	}
	var lines []string
	for i := 0; i < n; i = next[i] {
		lines = append(lines, strings.TrimSpace(text[start[i]:start[next[i]]]))
	}
	if len(lines) > limit {
		return Balanced(s, f, width, limit)
	}
	return lines
}

// breakCost returns what it costs to break after line.
func breakCost(line string) float64 {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(line, " "))
	switch {
	case strings.ContainsRune(closing, last):
		return 0
	case strings.HasSuffix(line, " "), unicode.Is(unicode.Hiragana, last): // after a particle, as a rule
		return spaceCost
	}
	return tornCost
}

// Fitted returns f, made smaller by as much as is needed and never below least,
// and the lines of s, so that they fit into b. A little smaller comes before a
// phrase torn apart.
func Fitted(b Box, s string, f Face, least float32) (Face, []string) {
	const step, little = 0.96, 0.8
	var torn Face
	least = max(least, min(f.Size, f.Least))
	for {
		lines := Phrased(s, f, b.W, max(1, int((b.H+1)/f.Line())))
		whole, clean := judge(lines, f, b.W)
		switch {
		case whole && clean:
			return f, lines
		case whole && torn.Size == 0:
			torn = f
		}
		switch next := f.Size * step; {
		case torn.Size > 0 && next < max(least, torn.Size*little):
			return torn, Phrased(s, torn, b.W, max(1, int((b.H+1)/torn.Line())))
		case next < least:
			return f, lines
		}
		f.Size *= step
	}
}

// judge reports whether lines are all there, and whether each ends where a
// reader would pause.
func judge(lines []string, f Face, width float32) (whole, clean bool) {
	whole, clean = true, true
	for i, line := range lines {
		last, _ := utf8.DecodeLastRuneInString(line)
		if f.Width(line) > width+rounding || strings.HasSuffix(line, ellipsis) {
			whole = false
		}
		if i < len(lines)-1 && wide(last) && !strings.ContainsRune(closing, last) {
			clean = false
		}
	}
	return whole, clean
}
