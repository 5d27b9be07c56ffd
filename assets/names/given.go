package main

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	common  = 300  // a pair this frequent as a word that is no person is no name
	trusted = 2e-4 // surnames this common tell a name of two characters from a word
)

// tally is how often a character stands where in a given name.
type tally struct{ first, second, alone float64 }

// given is what is known of given names.
type given struct {
	pairs map[rune]map[rune]float64 // by first and second character
	chars map[rune]*tally
}

// entryOf is one line of the dictionary.
type entryOf struct {
	word   []rune
	freq   int
	person bool
}

// readGiven counts given names: those of the persons in gse's dictionary, by
// persons and not by how often they are written of, and those of the project's lists.
func readGiven(from sources, chars *characters, known surnames) (*given, error) {
	entries, err := readDictionary(filepath.Join(from.gse, "data/dict/zh/s_1.txt"))
	if err != nil {
		return nil, err
	}
	listed, err := readListed(filepath.Join(from.own, "characters.txt"), chars)
	if err != nil {
		return nil, err
	}
	g := &given{pairs: map[rune]map[rune]float64{}, chars: map[rune]*tally{}}
	filter := newFilter(entries, known)
	for _, e := range entries {
		if name := filter.givenName(e); name != nil && chars.has(string(name)) {
			g.add(name, 1)
		}
	}
	if err := g.addOwn(from.own, chars); err != nil {
		return nil, err
	}
	g.favour(listed)
	g.addExpected()
	return g, nil
}

func (g *given) add(name []rune, n float64) {
	for _, r := range name {
		if g.chars[r] == nil {
			g.chars[r] = &tally{}
		}
	}
	if len(name) == 1 {
		g.chars[name[0]].alone += n
		return
	}
	g.chars[name[0]].first += n
	g.chars[name[1]].second += n
	if g.pairs[name[0]] == nil {
		g.pairs[name[0]] = map[rune]float64{}
	}
	g.pairs[name[0]][name[1]] += n
}

func readDictionary(path string) ([]entryOf, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("gse is missing: go mod download -json github.com/go-ego/gse, name the folder with -gse: %w", err)
	}
	defer func() { _ = f.Close() }() // Nothing was written.
	var all []entryOf
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) != 3 {
			continue
		}
		freq, err := strconv.Atoi(fields[1])
		if err != nil {
			continue // A word with a space in it; none is a name.
		}
		all = append(all, entryOf{[]rune(fields[0]), freq, fields[2] == "nr" || fields[2] == "nrfg"})
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(all) < 100_000 {
		return nil, fmt.Errorf("%s has %d entries, fewer than expected: is it another version?", path, len(all))
	}
	return all, nil
}

// filter tells given names from what else the dictionary calls a person: titles
// (王先生) and phrases. Foreign names and places need no filter, for their
// characters are not in characters.txt.
type filter struct {
	known surnames
	words map[string]bool // frequent words of other kinds
}

func newFilter(entries []entryOf, known surnames) filter {
	f := filter{known, map[string]bool{}}
	for _, e := range entries {
		if !e.person && len(e.word) == 2 && e.freq >= common {
			f.words[string(e.word)] = true
		}
	}
	return f
}

// givenName returns the given name of one or two characters of an entry that is a
// Chinese name, surname first, else nil.
func (f filter) givenName(e entryOf) []rune {
	if !e.person || len(e.word) < 2 || len(e.word) > 4 {
		return nil
	}
	cut := max(1, len(e.word)-2)
	surname, name := string(e.word[:cut]), e.word[cut:]
	least := 0.0
	if len(name) == 1 {
		least = trusted
	}
	if f.known[surname].share <= least || f.words[string(name)] {
		return nil
	}
	return name
}

// write writes a line a character: three letters for twice how often it stands first,
// second and alone, then the characters that follow it in names, each with a
// letter for how often where that is more than once.
func (g *given) write(out *bytes.Buffer) {
	out.WriteString("[given]\n")
	for _, r := range slices.Sorted(maps.Keys(g.chars)) {
		t := g.chars[r]
		counts := letter(2*t.first) + letter(2*t.second) + letter(2*t.alone)
		if counts == "---" {
			continue
		}
		fmt.Fprintf(out, "%c %s", r, counts)
		if pairs := g.pairs[r]; len(pairs) > 0 {
			out.WriteByte(' ')
			for _, second := range slices.Sorted(maps.Keys(pairs)) {
				out.WriteRune(second)
				if n := pairs[second]; n > 1 {
					out.WriteString(letter(2 * n))
				}
			}
		}
		out.WriteByte('\n')
	}
}

// letter writes a count in steps of half an octave: a is 1, c 2, e 4; - is none.
func letter(n float64) string {
	if n < 0.7 {
		return "-"
	}
	return string(rune('a' + min(25, max(0, int(math.Round(2*math.Log2(n)))))))
}
