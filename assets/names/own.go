package main

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// What the project's lists count for, in bearers in the dictionary.
const (
	popular   = 60   // a name of two characters of given.txt
	foremost  = 1200 // the first name of one character of given.txt, half of it the 16th
	paired    = 10   // a name of pairs.txt
	likeliest = 30.0 // the first name of a line of alike.txt, half of it the second
	oneOfTwo  = 40   // a bearer that characters.txt gives a name of two characters
	alone     = 2    // the same of one
	unlisted  = 0.4  // a bearer of the dictionary whose character is not in characters.txt
)

// addOwn counts the names of given.txt, pairs.txt and alike.txt.
func (g *given) addOwn(dir string, chars *characters) error {
	if err := g.addPopular(filepath.Join(dir, "given.txt"), chars); err != nil {
		return err
	}
	if err := g.addPairs(filepath.Join(dir, "pairs.txt"), chars); err != nil {
		return err
	}
	return g.addAlike(filepath.Join(dir, "alike.txt"), chars)
}

// addPopular counts the names of given.txt.
func (g *given) addPopular(path string, chars *characters) error {
	names, err := words(path)
	if err != nil {
		return err
	}
	place := 0.0 // Of the next name of one character; the list has the commonest first.
	for _, name := range names {
		switch {
		case !chars.has(name) || utf8.RuneCountInString(name) > 2:
			return fmt.Errorf("given.txt: %s is no given name of one or two standard characters", name)
		case utf8.RuneCountInString(name) == 1:
			g.add([]rune(name), max(foremost/24, foremost/(1+place/15)))
			place++
		default:
			g.add([]rune(name), popular)
		}
	}
	return nil
}

// addPairs counts the names of pairs.txt.
func (g *given) addPairs(path string, chars *characters) error {
	pairs, err := words(path)
	if err != nil {
		return err
	}
	if len(pairs)%2 != 0 {
		return errors.New("pairs.txt: a line needs a character and those that go with it")
	}
	for pair := range slices.Chunk(pairs, 2) {
		first := []rune(pair[0])
		if len(first) != 1 || !chars.has(pair[0]+pair[1]) {
			return fmt.Errorf("pairs.txt: %s %s are not all standard characters", pair[0], pair[1])
		}
		for _, second := range pair[1] {
			g.add([]rune{first[0], second}, paired)
		}
	}
	return nil
}

// addAlike counts the names of alike.txt, the less the further back in its line.
func (g *given) addAlike(path string, chars *characters) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		names := strings.Fields(line)
		for i, name := range names {
			if utf8.RuneCountInString(name) != 2 || !chars.alike(names[0], name) {
				return fmt.Errorf("alike.txt: %s does not sound like %s", name, names[0])
			}
			g.add([]rune(name), likeliest/float64(i+1))
		}
	}
	return nil
}

// alike says whether two texts have a reading in common.
func (c *characters) alike(a, b string) bool {
	other := []rune(b)
	for i, r := range []rune(a) {
		common := false
		for s := range c.read[r] {
			common = common || c.read[other[i]][s] > 0
		}
		if !common {
			return false
		}
	}
	return true
}

// rating is how common a character is in each place of a given name, as bearers.
type rating = tally

// ratings are those of characters.txt.
type ratings map[rune]rating

// readListed returns what characters.txt says of every character, and weighs the
// readings of those that have several by it.
func readListed(path string, chars *characters) (ratings, error) {
	list, err := words(path)
	if err != nil {
		return nil, err
	}
	listed := ratings{}
	bySyllable := map[rune]map[string]float64{}
	reading := ""
	for _, word := range list {
		if word[0] < utf8.RuneSelf {
			reading = word
			continue
		}
		r, size := utf8.DecodeRuneInString(word)
		digits := word[size:]
		if chars.read[r][reading] == 0 || len(digits) != 3 || strings.Trim(digits, "0123456789") != "" {
			return nil, fmt.Errorf("characters.txt: %s needs three digits and is read %v, not %s", word, chars.read[r].byWeight(), reading)
		}
		one := rating{rated(digits[0]), rated(digits[1]), rated(digits[2])}
		all := listed[r]
		listed[r] = rating{max(all.first, one.first), max(all.second, one.second), max(all.alone, one.alone)}
		if bySyllable[r] == nil {
			bySyllable[r] = map[string]float64{}
		}
		bySyllable[r][reading] = one.first + one.second + one.alone
	}
	for r, sums := range bySyllable {
		chars.read[r].reweigh(sums)
	}
	return listed, nil
}

// rated is what a digit of characters.txt stands for.
func rated(digit byte) float64 {
	if digit == '0' {
		return 0.25
	}
	return math.Exp2(float64(digit - '1'))
}

// reweigh weighs readings by how common names are that are read so; those that
// no name is read by keep the least weight.
func (r readings) reweigh(sums map[string]float64) {
	top := 0.0
	for _, n := range sums {
		top = max(top, n)
	}
	for s := range r {
		r[s] = octave(sums[s] / top)
	}
}

// favour adds the bearers that characters.txt estimates and lowers the characters
// that it lacks, which the dictionary has from nicknames, foreign names and phrases.
func (g *given) favour(listed ratings) {
	for r, t := range g.chars {
		if _, ok := listed[r]; !ok {
			*t = tally{unlisted * t.first, unlisted * t.second, unlisted * t.alone}
			delete(g.pairs, r)
		}
		maps.DeleteFunc(g.pairs[r], func(second rune, _ float64) bool { _, ok := listed[second]; return !ok })
	}
	for r, one := range listed {
		if g.chars[r] == nil {
			g.chars[r] = &tally{}
		}
		t := g.chars[r]
		*t = tally{t.first + oneOfTwo*one.first, t.second + oneOfTwo*one.second, t.alone + alone*one.alone}
	}
}
