package screen

import (
	"strings"
	"unicode"
)

const (
	ellipsis = "…"
	rounding = 0.5 // pixels that a text may be wider than its room
)

// Fit returns s, cut short with an ellipsis so that it is no wider than width.
func Fit(s string, f Face, width float32) string {
	if s == "" || f.Width(s) <= width+rounding {
		return s
	}
	runes := []rune(s)
	low, high := 0, len(runes)-1
	for low < high {
		n := (low + high + 1) / 2
		if f.Width(string(runes[:n])+ellipsis) <= width+rounding {
			low = n
		} else {
			high = n - 1
		}
	}
	return strings.TrimRight(string(runes[:low]), " ") + ellipsis
}

// Wrap breaks s into at most limit lines no wider than width; what is left over
// ends in an ellipsis. Chinese breaks between any two characters, save that no
// line begins with a closing mark or ends with an opening one; Japanese before
// characters and after marks, so that what is inflected stays with its ending;
// Latin text breaks between words.
func Wrap(s string, f Face, width float32, limit int) []string {
	var lines []string
	line := ""
	pieces := pieces(s)
	for i, piece := range pieces {
		if line == "" || f.Width(strings.TrimRight(line+piece, " ")) <= width {
			line += piece
			continue
		}
		if len(lines) == limit-1 {
			rest := line + strings.Join(pieces[i:], "")
			return append(lines, Fit(strings.TrimSpace(rest), f, width))
		}
		lines = append(lines, strings.TrimRight(line, " "))
		line = strings.TrimLeft(piece, " ")
	}
	if line = strings.TrimSpace(line); line != "" {
		lines = append(lines, line)
	}
	return lines
}

// Balanced wraps s so that its lines are about equally long, and none stands
// alone with a character or two.
func Balanced(s string, f Face, width float32, limit int) []string {
	lines := Wrap(s, f, width, limit)
	for len(lines) > 1 && width > 4*f.Size {
		narrow := Wrap(s, f, width-f.Size/2, limit+1)
		if len(narrow) > len(lines) {
			break
		}
		width -= f.Size / 2
		lines = narrow
	}
	return lines
}

// Paragraph wraps s into as few lines as it takes, and leaves no character or
// two, nor a short word, alone on the last.
func Paragraph(s string, f Face, width float32) []string {
	limit := len(s) + 1
	lines := Wrap(s, f, width, limit)
	n := len(lines)
	for w := width; n > 1 && w > width*0.85 && f.Width(lines[n-1]) < 3*f.Size; w -= f.Size / 4 {
		if narrow := Wrap(s, f, w, limit); len(narrow) == n {
			lines = narrow
		}
	}
	return lines
}

// pieces cuts s where a line may break.
func pieces(s string) []string {
	var all []string
	var piece strings.Builder
	var last rune
	for _, r := range s {
		if piece.Len() > 0 && breakable(last, r) {
			all = append(all, piece.String())
			piece.Reset()
		}
		piece.WriteRune(r)
		last = r
	}
	if piece.Len() > 0 {
		all = append(all, piece.String())
	}
	return all
}

const (
	closing = "，。、；：？！）」』》〉”’…·,.;:?!)%"
	opening = "（「『《〈“‘("
)

func breakable(a, b rune) bool {
	switch {
	case strings.ContainsRune(closing, b), strings.ContainsRune(opening, a), b == ' ':
		return false
	case a == ' ':
		return true
	}
	const honorific, particles = "おご", "をにへがはの"
	if strings.ContainsRune(honorific, a) && unicode.Is(unicode.Han, b) {
		return false
	}
	if strings.ContainsRune(honorific, b) && strings.ContainsRune(particles, a) {
		return true
	}
	if unicode.Is(unicode.Hiragana, b) { // an ending, a particle or within a word, but for after a mark
		return wide(a) && !unicode.Is(unicode.Han, a)
	}
	return wide(a) || wide(b) || katakana(a) != katakana(b)
}

func katakana(r rune) bool { return unicode.Is(unicode.Katakana, r) || r == 'ー' }

func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || strings.ContainsRune("，。、；：？！（）「」『』《》", r)
}
