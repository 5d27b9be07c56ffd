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
	family            family             // of the text that is being fitted
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
	lines     []string
	style     style
	baselines []int // of each line, from the top of the setting
	height    int
}

// leading is the usual distance between two baselines of a size.
func leading(size int) int { return size * 118 / 100 }

// set stacks lines: further apart than usual where what hangs from one would
// touch what stands on the next.
func (p *pen) set(lines []string, s style) setting {
	out := setting{lines: lines, style: s}
	y, hangs := 0, 0
	for i, line := range lines {
		above, below := p.extent(line, s)
		if i == 0 {
			y = above
		} else {
			y += max(leading(s.size), hangs+above+1)
		}
		out.baselines = append(out.baselines, y)
		hangs = below
	}
	out.height = y + hangs
	return out
}

// fit sets text as large as the place allows: on one line, on two where that is
// larger, and cut with an ellipsis where even the smallest size is too long.
func (p *pen) fit(text string, in place) setting {
	in.family = p.fonts.family(text)
	best := p.largest([]string{text}, in)
	for _, breaks := range [][]int{wordBreaks(text), characterBreaks(text), allBreaks(text)} {
		if in.lines == 1 {
			break
		}
		two := p.balanced(text, breaks, in)
		if two.style.size > best.style.size {
			best = two
		}
		if best.lines != nil {
			return best
		}
	}
	if best.lines != nil {
		return best
	}
	return p.cut(text, in)
}

// style returns the place's type at a size.
func (in place) style(size int) style { return style{in.weight, size, in.family} }

// largest returns the lines at the largest size at which they fit, or nothing.
func (p *pen) largest(lines []string, in place) setting {
	for size := in.largest; size >= in.smallest; size -= 2 {
		if !p.fits(lines, size, in) {
			continue
		}
		if set := p.set(lines, in.style(size)); in.height == 0 || set.height <= in.height {
			return set
		}
	}
	return setting{}
}

func (p *pen) fits(lines []string, size int, in place) bool {
	for i, line := range lines {
		if p.width(line, in.style(size)) > in.room(i, len(lines), size) {
			return false
		}
	}
	return true
}

// balanced breaks text in two where the longer line is shortest.
func (p *pen) balanced(text string, breaks []int, in place) setting {
	best, shortest := -1, 0
	s := in.style(in.smallest)
	for _, at := range breaks {
		first := p.width(strings.TrimSpace(text[:at]), s) + in.width - in.room(0, 2, in.smallest)
		second := p.width(strings.TrimSpace(text[at:]), s) + in.width - in.room(1, 2, in.smallest)
		if w := max(first, second); best < 0 || w < shortest {
			best, shortest = at, w
		}
	}
	if best < 0 {
		return setting{}
	}
	return p.largest([]string{strings.TrimSpace(text[:best]), strings.TrimSpace(text[best:])}, in)
}

// cut fills the place at its smallest size and ends with an ellipsis.
func (p *pen) cut(text string, in place) setting {
	s := in.style(in.smallest)
	runes := []rune(text)
	var lines []string
	for i := range in.lines {
		end, room := "", in.room(i, in.lines, in.smallest)
		if i == in.lines-1 {
			end = "…"
		}
		n := len(runes)
		for n > 0 && p.width(strings.TrimSpace(string(runes[:n]))+end, s) > room {
			n--
		}
		lines = append(lines, strings.TrimSpace(string(runes[:n]))+end)
		runes = runes[n:]
	}
	return p.set(lines, s)
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
