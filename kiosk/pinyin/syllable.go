package pinyin

import (
	"cmp"
	"slices"
	"strings"
)

// Fuzzy says which sounds count as the same, for people whose accent does not
// tell them apart. Its zero value tells all apart; values are added with |.
type Fuzzy uint8

// The pairs of sounds that many speakers do not tell apart.
const (
	FuzzyZ  Fuzzy = 1 << iota // zh and z
	FuzzyC                    // ch and c
	FuzzyS                    // sh and s
	FuzzyN                    // n and l at the beginning
	FuzzyIn                   // in and ing
	FuzzyEn                   // en and eng
)

// How much a way of typing a syllable counts against typing it in full.
const (
	byFuzzy   = 0.2    // another sound that counts as the same
	byPlainU  = 0.05   // lu for lü
	byInitial = 0.01   // its initial alone
	byPart    = 0.04   // its first letters, at the end of what was typed
	byMore    = 0.0004 // the same where they are a syllable themselves
)

// spelling is one way to write a syllable.
type spelling struct {
	letters  string
	syllable int
	weight   float32
}

var swaps = []struct {
	fuzzy Fuzzy
	a, b  string
}{{FuzzyZ, "zh", "z"}, {FuzzyC, "ch", "c"}, {FuzzyS, "sh", "s"}, {FuzzyN, "n", "l"}}

var endings = []struct {
	fuzzy Fuzzy
	a, b  string
}{{FuzzyIn, "ing", "in"}, {FuzzyEn, "eng", "en"}}

// spellings returns every way to write the syllables, sorted by letters.
func spellings(syllables []string, fuzzy Fuzzy) []spelling {
	var all []spelling
	for i, s := range syllables {
		all = append(all, spelling{s, i, 1})
		if strings.Contains(s, "v") {
			all = append(all, spelling{strings.Replace(s, "v", "yu", 1), i, 1}, // As in passports.
				spelling{strings.Replace(s, "v", "u", 1), i, byPlainU})
		}
		for _, other := range alike(s, fuzzy) {
			all = append(all, spelling{other, i, byFuzzy})
		}
	}
	slices.SortFunc(all, func(a, b spelling) int {
		return cmp.Or(cmp.Compare(a.letters, b.letters), cmp.Compare(a.syllable, b.syllable))
	})
	return all
}

// alike returns how else a syllable is written when those sounds count as the same.
func alike(s string, fuzzy Fuzzy) []string {
	all := []string{s}
	for _, swap := range swaps {
		if fuzzy&swap.fuzzy == 0 {
			continue
		}
		if rest, ok := strings.CutPrefix(s, swap.a); ok {
			all = append(all, swap.b+rest)
		} else if rest, ok := strings.CutPrefix(s, swap.b); ok {
			all = append(all, swap.a+rest)
		}
	}
	for _, swap := range endings {
		if fuzzy&swap.fuzzy == 0 {
			continue
		}
		for _, one := range all {
			if rest, ok := strings.CutSuffix(one, swap.a); ok {
				all = append(all, rest+swap.b)
			} else if rest, ok := strings.CutSuffix(one, swap.b); ok {
				all = append(all, rest+swap.a)
			}
		}
	}
	return all[1:]
}

// keyboard is how syllables are typed.
type keyboard struct {
	syllables []string
	spellings []spelling
}

func newKeyboard(syllables []string, fuzzy Fuzzy) keyboard {
	return keyboard{syllables, spellings(syllables, fuzzy)}
}

// piece is what was typed for one syllable.
type piece struct {
	letters string
	weights []float32 // by syllable; 0 where the letters do not fit
	short   bool      // no whole syllable
}

// piece returns what those letters may stand for; last says that nothing was
// typed after them. It reports false when they stand for nothing.
func (k keyboard) piece(letters string, last bool) (piece, bool) {
	var p piece
	initial := isInitial(letters)
	start, _ := slices.BinarySearchFunc(k.spellings, letters, func(s spelling, l string) int { return cmp.Compare(s.letters, l) })
	for _, s := range k.spellings[start:] {
		if !strings.HasPrefix(s.letters, letters) {
			break
		}
		w := s.weight
		switch {
		case s.letters == letters:
		case initial:
			w *= byInitial
		case last && p.weights != nil && !p.short:
			w *= byMore
		case last:
			w *= byPart
		default:
			continue
		}
		if p.weights == nil {
			p = piece{letters: letters, weights: make([]float32, len(k.syllables)), short: s.letters != letters}
		}
		p.weights[s.syllable] = max(p.weights[s.syllable], w)
	}
	return p, p.weights != nil
}

func isInitial(letters string) bool {
	return len(letters) == 1 || letters == "zh" || letters == "ch" || letters == "sh"
}
