package badge

import (
	"strings"
	"unicode"
)

// place is room for text: so wide, at most so many lines (and, for two, so
// high), in sizes from largest to smallest.
type place struct {
	width, height     int
	lines             int // 1 or 2
	largest, smallest int
	weight            weight
	beside            func(size int) int // room kept free for what stands in the same line, if anything
	leads             bool               // that stands before the first line, not after the last
}

// room returns how wide line i of n may be.
func (in place) room(i, n, size int) int {
	shared := n - 1
	if in.leads {
		shared = 0
	}
	if in.beside == nil || i != shared {
		return in.width
	}
	return in.width - in.beside(size)
}

// setting is text that fits its place: one line or two at one size.
type setting struct {
	lines []string
	size  int
}

// leading is the distance between two baselines of a size.
func leading(size int) int { return size * 118 / 100 }

// fit sets text as large as the place allows: on one line, on two where that is
// larger, and cut with an ellipsis where even the smallest size is too long.
func (p *pen) fit(text string, in place) setting {
	one := setting{lines: []string{text}}
	one.size = p.largest(one.lines, in)
	best := one
	for _, breaks := range [][]int{wordBreaks(text), characterBreaks(text), allBreaks(text)} {
		if in.lines == 1 {
			break
		}
		two := p.balanced(text, breaks, in)
		if two.size > best.size {
			best = two
		}
		if best.size > 0 {
			return best
		}
	}
	if best.size > 0 {
		return best
	}
	return p.cut(text, in)
}

// largest returns the largest size at which the lines fit, or 0.
func (p *pen) largest(lines []string, in place) int {
	for size := in.largest; size >= in.smallest; size -= 2 {
		if (len(lines) == 1 || leading(size)+size <= in.height) && p.fits(lines, size, in) {
			return size
		}
	}
	return 0
}

func (p *pen) fits(lines []string, size int, in place) bool {
	s := style{in.weight, size}
	for i, line := range lines {
		if p.width(line, s, 0) > in.room(i, len(lines), size) {
			return false
		}
	}
	return true
}

// balanced breaks text in two where the longer line is shortest.
func (p *pen) balanced(text string, breaks []int, in place) setting {
	best, shortest := -1, 0
	s := style{in.weight, in.smallest}
	for _, at := range breaks {
		first := p.width(strings.TrimSpace(text[:at]), s, 0) + in.width - in.room(0, 2, in.smallest)
		second := p.width(strings.TrimSpace(text[at:]), s, 0) + in.width - in.room(1, 2, in.smallest)
		if w := max(first, second); best < 0 || w < shortest {
			best, shortest = at, w
		}
	}
	if best < 0 {
		return setting{}
	}
	two := setting{lines: []string{strings.TrimSpace(text[:best]), strings.TrimSpace(text[best:])}}
	two.size = p.largest(two.lines, in)
	return two
}

// cut fills the place at its smallest size and ends with an ellipsis.
func (p *pen) cut(text string, in place) setting {
	s := style{in.weight, in.smallest}
	runes := []rune(text)
	var out setting
	out.size = in.smallest
	for i := range in.lines {
		end, room := "", in.room(i, in.lines, in.smallest)
		if i == in.lines-1 {
			end = "…"
		}
		n := len(runes)
		for n > 0 && p.width(strings.TrimSpace(string(runes[:n]))+end, s, 0) > room {
			n--
		}
		out.lines = append(out.lines, strings.TrimSpace(string(runes[:n]))+end)
		runes = runes[n:]
	}
	return out
}

// wordBreaks returns where text breaks between words: at spaces, and after a
// hyphen or the dot within a name.
func wordBreaks(text string) []int {
	return breaks(text, func(before, after rune) bool {
		return unicode.IsSpace(after) || strings.ContainsRune("·•-/", before)
	})
}

// characterBreaks returns where text breaks as Chinese does: beside any of its
// characters, but not before a closing mark or after an opening one.
func characterBreaks(text string) []int {
	return breaks(text, func(before, after rune) bool {
		return (unicode.Is(unicode.Han, before) || unicode.Is(unicode.Han, after)) &&
			!strings.ContainsRune("）)」』》】，。、；：！？·…%", after) && !strings.ContainsRune("（(「『《【", before)
	})
}

func allBreaks(text string) []int {
	return breaks(text, func(rune, rune) bool { return true })
}

func breaks(text string, ok func(before, after rune) bool) []int {
	var at []int
	var before rune
	for i, after := range text {
		if i > 0 && ok(before, after) {
			at = append(at, i)
		}
		before = after
	}
	return at
}
