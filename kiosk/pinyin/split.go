package pinyin

import (
	"cmp"
	"slices"
	"strings"
)

const (
	maxLetters   = 30 // a name of four syllables has 24 at most
	maxSyllables = 4
	longest      = 7 // letters of a syllable, with lü as lyu: "zhuang" has 6
	maxSplits    = 48
)

// typed is what was typed, made plain.
type typed struct {
	letters string // a to z, ü as v, without separators
	ends    []int  // after each letter, the number of bytes of the keys that are used up
	breaks  []bool // before each letter, whether a separator stands there
	whole   bool   // everything was understood
}

// read makes keys plain. It stops at what is no pinyin and after maxLetters.
func read(keys string) typed {
	t := typed{whole: true}
	separated := false
	for at, r := range keys {
		size := len(string(r))
		switch {
		case strings.ContainsRune("'’‘`´ -·", r):
			separated = true
			if n := len(t.ends); n > 0 {
				t.ends[n-1] = at + size // It goes with the syllable before.
			}
			continue
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case r == 'ü' || r == 'Ü':
			r = 'v'
		}
		if n := len(t.letters); r == 'v' && n > 0 && strings.IndexByte("jqxy", t.letters[n-1]) >= 0 {
			r = 'u'
		}
		if r < 'a' || r > 'z' || len(t.letters) == maxLetters {
			t.whole = false
			break
		}
		t.letters += string(r)
		t.ends = append(t.ends, at+size)
		t.breaks = append(t.breaks, separated)
		separated = false
	}
	return t
}

// split is one way to cut what was typed into syllables.
type split struct {
	pieces []piece
	short  int // pieces that are no whole syllable
}

// splitter finds all splits of one text.
type splitter struct {
	keys   keyboard
	typed  typed
	most   int // pieces
	pieces map[[2]int]piece
	splits []split
}

// splits returns the ways to cut t into 1 to most syllables, those with the
// fewest shortened ones first.
func (k keyboard) splits(t typed, most int) []split {
	if t.letters == "" {
		return nil
	}
	s := splitter{keys: k, typed: t, most: most, pieces: map[[2]int]piece{}}
	s.walk(0, nil)
	slices.SortStableFunc(s.splits, func(a, b split) int { return cmp.Compare(a.short, b.short) })
	return s.splits[:min(len(s.splits), maxSplits)]
}

func (s *splitter) walk(from int, before []piece) {
	if from == len(s.typed.letters) {
		found := split{pieces: slices.Clone(before)}
		for _, p := range before {
			if p.short {
				found.short++
			}
		}
		s.splits = append(s.splits, found)
		return
	}
	if len(before) == s.most || (s.most-len(before))*longest < len(s.typed.letters)-from {
		return
	}
	for to := from + 1; to <= min(from+longest, len(s.typed.letters)); to++ {
		if to > from+1 && s.typed.breaks[to-1] {
			return
		}
		if p, ok := s.piece(from, to); ok {
			s.walk(to, append(before, p))
		}
	}
}

// piece returns the letters from..to as one syllable, looked up once.
func (s *splitter) piece(from, to int) (piece, bool) {
	p, seen := s.pieces[[2]int{from, to}]
	if !seen {
		p, _ = s.keys.piece(s.typed.letters[from:to], to == len(s.typed.letters))
		s.pieces[[2]int{from, to}] = p
	}
	return p, p.letters != ""
}

// beginnings returns what the first letters may be alone: the longest syllable
// first, and the initial only where there is no syllable.
func (k keyboard) beginnings(t typed) []piece {
	var whole, short []piece
	for to := 1; to <= min(longest, len(t.letters)) && (to == 1 || !t.breaks[to-1]); to++ {
		p, ok := k.piece(t.letters[:to], to == len(t.letters))
		switch {
		case ok && p.short:
			short = append(short, p)
		case ok:
			whole = append(whole, p.inFull())
		}
	}
	if len(whole) == 0 {
		whole = short
	}
	slices.Reverse(whole)
	return whole
}

// inFull leaves out what the letters only begin.
func (p piece) inFull() piece {
	p.weights = slices.Clone(p.weights)
	for i, w := range p.weights {
		if w < byPlainU {
			p.weights[i] = 0
		}
	}
	return p
}
