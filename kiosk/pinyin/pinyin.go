// Package pinyin turns what a visitor types, pinyin without tones or spaces, into
// the Chinese name that is meant: "wangxiaoming", "wangxm", "lyu", "xi'an".
//
// A name is the surname, then one or two characters. Names are ranked by how
// common the surname is and how common the given name, most by its characters
// together, the rest by each where it stands. What that does not find is picked
// character by character: every character of the general standard list can be
// reached. Nothing is learned: the same keys always give the same candidates, so
// that no visitor sees a trace of another.
package pinyin

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"lobby.internal/assets"
)

// MaxCandidates is the most that one look-up returns, whatever its limit.
const MaxCandidates = 400

// Candidate is one thing that the keys may stand for.
type Candidate struct {
	Text string // a name, a surname or one character
	Keys int    // how many bytes of the keys it uses up: keys[c.Keys:] is still to be written
}

// Options are the settings of an engine.
type Options struct {
	Fuzzy Fuzzy // sounds that count as the same
}

// Engine finds names by pinyin. It may be used by many goroutines at once.
type Engine struct {
	table *table
	keys  keyboard
}

// New returns an engine with the data of package assets, about 3 MB. An error
// means that the data are damaged.
func New(options Options) (*Engine, error) {
	t, err := newTable(assets.Names(), assets.StandardCharacters())
	if err != nil {
		return nil, err
	}
	return &Engine{table: t, keys: newKeyboard(t.syllables, options.Fuzzy)}, nil
}

// With returns an engine of other settings that shares the data.
func (e *Engine) With(options Options) *Engine {
	return &Engine{table: e.table, keys: newKeyboard(e.table.syllables, options.Fuzzy)}
}

// Candidates returns what a name's keys may stand for, surname first, the
// likeliest first: whole names, which use up all keys, then surnames and then
// single characters for the first syllable, to write the name in parts (see
// [Engine.After]). It returns at most limit, and nothing for keys that are no pinyin.
func (e *Engine) Candidates(keys string, limit int) []Candidate {
	t := read(keys)
	found := newList(t, limit)
	if t.whole {
		e.names(t, found)
	}
	e.parts(t, found, true)
	return found.items
}

// After returns what further keys may stand for when the beginning of the name is
// already picked: the rest of the given name, then single characters for the first syllable.
func (e *Engine) After(picked, keys string, limit int) []Candidate {
	if picked == "" {
		return e.Candidates(keys, limit)
	}
	t := read(keys)
	found := newList(t, limit)
	if t.whole {
		e.rest(picked, t, found)
	}
	e.parts(t, found, false)
	return found.items
}

// Characters returns every character of the general standard list with that
// syllable, typed in full or in part, those of the syllable itself first and the
// commoner in names before the rarer. It returns nothing for what is no syllable.
func (e *Engine) Characters(syllable string) []string {
	t := read(syllable)
	if !t.whole || t.letters == "" || len(t.letters) > longest {
		return nil
	}
	p, ok := e.keys.piece(t.letters, true)
	if !ok {
		return nil
	}
	whole := p.inFull()
	var full, part []string
	for _, g := range e.table.likeliest(p, len(e.table.runes), e.table.common) {
		if e.table.weight(g.first, whole) > 0 {
			full = append(full, e.table.text(g))
		} else {
			part = append(part, e.table.text(g))
		}
	}
	return append(full, part...)
}

// Syllables returns all syllables, sorted, with ü as v.
func (e *Engine) Syllables() []string { return slices.Clone(e.table.syllables) }

// names finds whole names.
func (e *Engine) names(t typed, found *list) {
	var all []bearer
	short := maxSyllables
	for _, s := range e.keys.splits(t, maxSyllables) {
		if s.short > short {
			break // Whoever typed syllables did not mean initials.
		}
		before := len(all)
		for n := 1; n <= min(2, len(s.pieces)); n++ {
			all = e.name(all, s.pieces[:n], s.pieces[n:])
		}
		if len(all) > before {
			short = s.short
		}
	}
	slices.SortStableFunc(all, func(a, b bearer) int { return cmp.Compare(b.score, a.score) })
	for _, b := range all[:min(len(all), wholes)] {
		found.add(b.text, len(t.letters))
	}
}

// name adds the likeliest names of one split: a surname and none to two characters.
func (e *Engine) name(all []bearer, family, rest []piece) []bearer {
	if len(rest) > 2 {
		return all
	}
	surnames := e.table.surnamesFor(family)
	if len(surnames) == 0 {
		return all
	}
	if len(rest) == 0 {
		for _, s := range surnames {
			all = append(all, bearer{s.text, s.score * noGiven})
		}
		return all
	}
	shape := float32(oneGiven)
	if len(rest) == 2 {
		shape = twoGiven
	}
	given := e.table.givenNames(rest)
	for i, s := range surnames {
		// Both are sorted, so nothing further down is among the first kept.
		for _, g := range given[:min(len(given), kept/(i+1))] {
			all = append(all, bearer{s.text + e.table.text(g), shape * s.score * g.score})
		}
	}
	return all
}

// rest finds the rest of a given name.
func (e *Engine) rest(picked string, t typed, found *list) {
	r, size := utf8.DecodeLastRuneInString(picked)
	last, known := e.table.numbers[r]
	surname := e.table.isSurname(picked)
	middle := known && !surname && e.table.isSurname(picked[:len(picked)-size])
	var all []guess
	for _, s := range e.keys.splits(t, 2) {
		switch {
		case surname:
			all = append(all, e.table.givenNames(s.pieces)...)
		case middle && len(s.pieces) == 1:
			all = append(all, e.table.after(last, s.pieces[0])...)
		}
	}
	slices.SortStableFunc(all, func(a, b guess) int { return cmp.Compare(b.score, a.score) })
	for _, g := range all {
		found.add(e.table.text(g), len(t.letters))
	}
}

// parts adds surnames and characters for the first syllable alone.
func (e *Engine) parts(t typed, found *list, surnames bool) {
	pieces := e.keys.beginnings(t)
	if surnames {
		for _, p := range pieces {
			for _, s := range e.table.surnamesFor([]piece{p}) {
				found.add(s.text, len(p.letters))
			}
		}
	}
	for _, p := range pieces {
		for _, g := range e.table.likeliest(p, MaxCandidates, e.table.common) {
			found.add(e.table.text(g), len(p.letters))
		}
	}
}

// list is the candidates found so far, each text once.
type list struct {
	typed typed
	limit int
	items []Candidate
	seen  map[string]bool
}

func newList(t typed, limit int) *list {
	return &list{typed: t, limit: min(limit, MaxCandidates), seen: map[string]bool{}}
}

// add adds a candidate that uses up so many letters.
func (l *list) add(text string, letters int) {
	if len(l.items) < l.limit && !l.seen[text] {
		l.seen[text] = true
		l.items = append(l.items, Candidate{text, l.typed.ends[letters-1]})
	}
}
