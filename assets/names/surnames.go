package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// surname is one surname with one reading.
type surname struct {
	text      string
	syllables []string
	share     float64    // of the population, about
	also      [][]string // how some of its bearers, or those who read its name, say it
}

// surnames are all surnames by text.
type surnames map[string]surname

// readSurnames puts together the project's ranks and the readings of pinyin-pro.
func readSurnames(from sources, chars *characters) (surnames, error) {
	readings, err := readPinyinPro(filepath.Join(from.pinyinPro, "dist/esm/data/surname.mjs"))
	if err != nil {
		return nil, err
	}
	own, err := words(filepath.Join(from.own, "surnames.txt"))
	if err != nil {
		return nil, err
	}
	all := surnames{}
	ranks := map[int]int{} // by number of characters
	for _, word := range own {
		text, reading, special := strings.Cut(word, ":")
		reading, second, _ := strings.Cut(reading, "/")
		ranks[utf8.RuneCountInString(text)]++
		s := surname{text: text, share: share(utf8.RuneCountInString(text), ranks[utf8.RuneCountInString(text)])}
		switch {
		case special:
			s.syllables = split(reading, text, chars)
		case readings[text] != nil:
			s.syllables = readings[text]
		default:
			s.syllables = chars.usual(text)
		}
		if s.syllables == nil {
			return nil, fmt.Errorf("surnames.txt: %s has no reading, or one that none of its characters has", word)
		}
		if s.also = append(s.also, split(second, text, chars)); s.also[0] == nil {
			s.also = nil
		}
		all[text] = s
	}
	for text, syllables := range readings {
		_, known := all[text]
		if !known && chars.has(text) {
			all[text] = surname{text: text, syllables: syllables, share: 1e-5}
		}
	}
	return all, nil
}

// share is the part of the population that bears the surname of that rank: the
// ten commonest by the census, the others by the curve through them; two
// characters have their own ranks.
func share(characters, rank int) float64 {
	top := []float64{0.072, 0.070, 0.067, 0.051, 0.046, 0.032, 0.024, 0.021, 0.0205, 0.019}
	r := float64(rank)
	switch {
	case characters > 1:
		return max(1e-5, 3e-3*math.Pow(r, -1.7))
	case rank <= len(top):
		return top[rank-1]
	case rank <= 100:
		return 0.019 * math.Pow(10/r, 1.13)
	}
	return max(2e-5, 14/(r*r))
}

var entry = regexp.MustCompile(`(?m)^\s+(\p{Han}+): '([^']+)',\r?$`)

func readPinyinPro(path string) (map[string][]string, error) {
	script, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("pinyin-pro is missing: npm pack pinyin-pro, unpack it, name the folder with -pinyin-pro: %w", err)
	}
	all := map[string][]string{}
	for _, m := range entry.FindAllSubmatch(script, -1) {
		var syllables []string
		for reading := range strings.FieldsSeq(string(m[2])) {
			syllables = append(syllables, syllable(reading))
		}
		all[string(m[1])] = syllables
	}
	if len(all) < 400 {
		return nil, fmt.Errorf("%s has %d surnames, fewer than expected: is it another version?", path, len(all))
	}
	return all, nil
}

// usual returns the dictionary's first reading of every character.
func (c *characters) usual(text string) []string {
	var out []string
	for _, r := range text {
		if c.main[r] == "" {
			return nil
		}
		out = append(out, c.main[r])
	}
	return out
}

func (c *characters) has(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return c.read[r] == nil })
}

// split cuts a reading into as many syllables as the text has characters.
func split(reading, text string, chars *characters) []string {
	known := map[string]bool{}
	for _, r := range chars.read {
		for s := range r {
			known[s] = true
		}
	}
	if utf8.RuneCountInString(text) == 1 {
		if known[reading] {
			return []string{reading}
		}
		return nil
	}
	for i := 1; i < len(reading); i++ {
		if known[reading[:i]] && known[reading[i:]] {
			return []string{reading[:i], reading[i:]}
		}
	}
	return nil
}

// write writes a line a surname and reading, with its share in millionths. A
// third goes to a second reading that surnames.txt names, and to the one that the
// characters have elsewhere: some bear the surname so, more type it so.
func (s surnames) write(out *bytes.Buffer, chars *characters) {
	out.WriteString("[surnames]\n")
	sorted := slices.SortedFunc(maps.Values(s), func(a, b surname) int {
		return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.text, b.text))
	})
	for _, one := range sorted {
		millionths := max(1, int(math.Round(one.share*1e6)))
		fmt.Fprintf(out, "%s %s %d\n", one.text, strings.Join(one.syllables, " "), millionths)
		for _, other := range one.others(chars) {
			fmt.Fprintf(out, "%s %s %d\n", one.text, strings.Join(other, " "), max(1, millionths/3))
		}
	}
}

// others returns the surname's readings besides the first.
func (s surname) others(chars *characters) [][]string {
	var out [][]string
	for _, other := range append(s.also, chars.usual(s.text)) {
		known := slices.ContainsFunc(out, func(o []string) bool { return slices.Equal(o, other) })
		if other != nil && !known && !slices.Equal(other, s.syllables) {
			out = append(out, other)
		}
	}
	return out
}

// words returns the words of a list; a line that begins with # is a comment.
func words(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			out = append(out, strings.Fields(line)...)
		}
	}
	return out, nil
}
