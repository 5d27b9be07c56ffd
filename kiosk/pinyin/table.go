package pinyin

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// none stands for no character.
const none = math.MaxUint16

// temper is the power that shares of surnames are raised to: by their bare shares
// the bearers of a rare surname would find all names of its commoner homophones
// before their own.
const temper = 0.6

// table is what is known of characters and names. Characters are numbered in the
// order of the standard table; nothing is written after newTable.
type table struct {
	runes     []rune
	numbers   map[rune]uint16
	syllables []string
	chars     [][]uint16  // by syllable
	readings  [][]reading // by character
	surnames  []surname
	given     []given // by character
	pairs     float32 // all pairs counted
}

// reading is a syllable of a character; the weight of its commonest is 1.
type reading struct {
	syllable int
	weight   float32
}

// surname is a surname with one reading.
type surname struct {
	text      string
	syllables []int
	share     float32 // of the population, tempered
}

// given is how a character stands in given names.
type given struct {
	first, second, alone float32 // probabilities
	common               float32 // how often altogether
	next                 []pair  // sorted by number
}

// pair is a character that follows another, and how often.
type pair struct {
	number uint16
	count  float32
}

// newTable reads the data of assets.Names; standard are the characters in order.
func newTable(data, standard string) (*table, error) {
	t := &table{runes: []rune(standard), numbers: make(map[rune]uint16, utf8.RuneCountInString(standard))}
	for i, r := range t.runes {
		t.numbers[r] = uint16(i)
	}
	t.readings = make([][]reading, len(t.runes))
	t.given = make([]given, len(t.runes))
	section, line := "", 0
	for text := range strings.Lines(data) {
		line++
		text = strings.TrimSuffix(text, "\n")
		switch {
		case strings.HasPrefix(text, "#"):
			continue
		case strings.HasPrefix(text, "["):
			section = text
			continue
		}
		if err := t.read(section, text); err != nil {
			return nil, fmt.Errorf("pinyin: line %d of the names: %w; make the file anew with assets/names", line, err)
		}
	}
	for i := range t.runes {
		if len(t.readings[i]) == 0 {
			return nil, fmt.Errorf("pinyin: the names have no reading of %c; make the file anew with assets/names", t.runes[i])
		}
	}
	t.normalise()
	return t, nil
}

func (t *table) read(section, text string) error {
	first, rest, _ := strings.Cut(text, " ")
	switch section {
	case "[readings]":
		return t.readReadings(first, rest)
	case "[surnames]":
		return t.readSurname(first, strings.Fields(rest))
	case "[given]":
		return t.readGiven(first, rest)
	}
	return fmt.Errorf("there is no section %q", section)
}

// readReadings reads "单 9…" of a syllable: a digit weighs the character before it.
func (t *table) readReadings(syllable, text string) error {
	number := len(t.syllables)
	t.syllables = append(t.syllables, syllable)
	var chars []uint16
	for _, r := range text {
		if r >= '1' && r <= '9' && len(chars) > 0 {
			of := t.readings[chars[len(chars)-1]]
			of[len(of)-1].weight = float32(math.Exp2(float64(r - '9')))
			continue
		}
		c, ok := t.numbers[r]
		if !ok {
			return fmt.Errorf("%q is no standard character", r)
		}
		chars = append(chars, c)
		t.readings[c] = append(t.readings[c], reading{number, 1})
	}
	t.chars = append(t.chars, chars)
	return nil
}

func (t *table) readSurname(text string, fields []string) error {
	if len(fields) != utf8.RuneCountInString(text)+1 {
		return fmt.Errorf("%s needs a syllable a character and a share", text)
	}
	s := surname{text: text}
	for _, f := range fields[:len(fields)-1] {
		number, ok := slices.BinarySearch(t.syllables, f)
		if !ok {
			return fmt.Errorf("%q is no syllable", f)
		}
		s.syllables = append(s.syllables, number)
	}
	millionths, err := strconv.Atoi(fields[len(fields)-1])
	s.share = float32(math.Pow(float64(millionths)/1e6, temper))
	t.surnames = append(t.surnames, s)
	return err
}

// readGiven reads "abc 国k志": three letters of counts, then what follows.
func (t *table) readGiven(text, rest string) error {
	r, _ := utf8.DecodeRuneInString(text)
	c, ok := t.numbers[r]
	if !ok {
		return fmt.Errorf("%q is no standard character", text)
	}
	if len(rest) < 3 {
		return fmt.Errorf("%s needs three letters", text)
	}
	g := &t.given[c]
	g.first, g.second, g.alone = count(rest[0]), count(rest[1]), count(rest[2])
	for _, r := range strings.TrimSpace(rest[3:]) {
		if r < utf8.RuneSelf && len(g.next) > 0 {
			g.next[len(g.next)-1].count = count(byte(r))
			continue
		}
		second, ok := t.numbers[r]
		if !ok {
			return fmt.Errorf("%q is no standard character", r)
		}
		g.next = append(g.next, pair{second, 1})
	}
	slices.SortFunc(g.next, func(a, b pair) int { return cmp.Compare(a.number, b.number) })
	return nil
}

// count is what a letter stands for: a is 1/2, each further one half an octave.
func count(letter byte) float32 {
	if letter < 'a' || letter > 'z' {
		return 0
	}
	return float32(math.Exp2(float64(letter-'a')/2 - 1))
}

// normalise makes probabilities of counts.
func (t *table) normalise() {
	var first, second, alone float32
	for i := range t.given {
		g := &t.given[i]
		g.common = g.first + g.second + g.alone
		// Every character may occur, the commoner ones of the language rather.
		rare := 20 / float32(i+1000)
		g.alone += 0.005*(g.first+g.second) + rare
		g.first += rare
		g.second += rare
		first, second, alone = first+g.first, second+g.second, alone+g.alone
		for _, p := range g.next {
			t.pairs += p.count
		}
	}
	for i := range t.given {
		g := &t.given[i]
		g.first, g.second, g.alone = g.first/first, g.second/second, g.alone/alone
	}
}

// weight says how well a character fits a piece, 0 not at all.
func (t *table) weight(c uint16, p piece) float32 {
	var w float32
	for _, r := range t.readings[c] {
		w = max(w, r.weight*p.weights[r.syllable])
	}
	return w
}

// follows returns how often second comes after first.
func (t *table) follows(first, second uint16) float32 {
	next := t.given[first].next
	i, ok := slices.BinarySearchFunc(next, second, func(p pair, n uint16) int { return cmp.Compare(p.number, n) })
	if !ok {
		return 0
	}
	return next[i].count
}
