package pinyin

import (
	"cmp"
	"slices"
)

// The shape of names: two characters after the surname, one, or nothing yet.
const (
	twoGiven = 0.7
	oneGiven = 0.3
	noGiven  = 0.3
)

// apart is the part of a name's likelihood that comes from each character where
// it stands; the rest comes from both together.
const apart = 0.25

const (
	width = 48 // characters on each side that are paired whether seen together or not
	kept  = 60 // given names of one split that are kept

	wholes = 100 // whole names of one look-up: what follows are parts of names
)

// guess is one or two characters and how likely they are.
type guess struct {
	first, second uint16 // second may be none
	score         float32
}

// best keeps the likeliest guesses.
type best struct {
	limit int
	items []guess
	floor float32
}

func (b *best) add(g guess) {
	if g.score <= b.floor {
		return
	}
	b.items = append(b.items, g)
	if len(b.items) >= 4*b.limit {
		b.cut()
	}
}

func (b *best) cut() {
	slices.SortFunc(b.items, func(x, y guess) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.first, y.first), cmp.Compare(x.second, y.second))
	})
	if len(b.items) > b.limit {
		b.items = b.items[:b.limit]
		b.floor = b.items[b.limit-1].score
	}
}

// each calls do with every character that fits a piece, and how well, once.
func (t *table) each(p piece, do func(c uint16, fit float32)) {
	for s, w := range p.weights {
		if w == 0 {
			continue
		}
		for _, c := range t.chars[s] {
			if t.fits(c, p) == s {
				do(c, t.weight(c, p))
			}
		}
	}
}

// fits returns the first syllable of a character that fits a piece.
func (t *table) fits(c uint16, p piece) int {
	for _, r := range t.readings[c] {
		if p.weights[r.syllable] > 0 {
			return r.syllable
		}
	}
	return -1
}

// likeliest returns the likeliest characters for a piece: how well each fits
// times what likely says of it.
func (t *table) likeliest(p piece, limit int, likely func(c uint16) float32) []guess {
	top := best{limit: limit}
	t.each(p, func(c uint16, fit float32) { top.add(guess{c, none, fit * likely(c)}) })
	top.cut()
	return top.items
}

func (t *table) first(c uint16) float32  { return t.given[c].first }
func (t *table) second(c uint16) float32 { return t.given[c].second }
func (t *table) alone(c uint16) float32  { return t.given[c].alone }

// common is how common a character is in names, then in the language.
func (t *table) common(c uint16) float32 { return t.given[c].common + 100/float32(c+100) }

// text returns the characters of a guess.
func (t *table) text(g guess) string {
	if g.second == none {
		return string(t.runes[g.first])
	}
	return string([]rune{t.runes[g.first], t.runes[g.second]})
}

// givenNames returns the likeliest given names of one or two pieces. Two
// characters count mostly for how often they were seen together, else for how
// often each stands where it does.
func (t *table) givenNames(pieces []piece) []guess {
	if len(pieces) == 1 {
		return t.likeliest(pieces[0], kept, t.alone)
	}
	top := best{limit: kept}
	t.each(pieces[0], func(c uint16, fit float32) {
		for _, next := range t.given[c].next {
			if w := t.weight(next.number, pieces[1]); w > 0 {
				top.add(guess{c, next.number, fit * w * t.together(c, next.number, next.count)})
			}
		}
	})
	seconds := t.likeliest(pieces[1], width, t.second)
	for _, a := range t.likeliest(pieces[0], width, t.first) {
		for _, b := range seconds {
			if t.follows(a.first, b.first) == 0 {
				top.add(guess{a.first, b.first, apart * a.score * b.score})
			}
		}
	}
	top.cut()
	return top.items
}

// together is how likely two characters are as a given name.
func (t *table) together(first, second uint16, count float32) float32 {
	return (1-apart)*count/t.pairs + apart*t.given[first].first*t.given[second].second
}

// after returns the likeliest characters for a piece that follow another in a
// given name.
func (t *table) after(first uint16, p piece) []guess {
	return t.likeliest(p, kept, func(c uint16) float32 {
		return t.together(first, c, t.follows(first, c)) / t.given[first].first
	})
}

// bearer is a surname and how likely it is for what was typed.
type bearer struct {
	text  string
	score float32
}

// surnamesFor returns the likeliest surnames of these pieces.
func (t *table) surnamesFor(pieces []piece) []bearer {
	var all []bearer
	for _, s := range t.surnames {
		if len(s.syllables) != len(pieces) {
			continue
		}
		score := s.share
		for i, syllable := range s.syllables {
			score *= pieces[i].weights[syllable]
		}
		if score > 0 {
			all = append(all, bearer{s.text, score})
		}
	}
	slices.SortStableFunc(all, func(a, b bearer) int { return cmp.Compare(b.score, a.score) })
	return all[:min(len(all), kept)]
}

func (t *table) isSurname(text string) bool {
	return slices.ContainsFunc(t.surnames, func(s surname) bool { return s.text == text })
}
