package main

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/bzip2"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

const tableSize = 8105 // characters of the Table of General Standard Chinese Characters

// readings are a character's syllables without tones, ü as v, each with how
// common it is: 9 is the commonest, each less is half as common.
type readings map[string]int

// characters is the standard table.
type characters struct {
	order []rune // the table's
	read  map[rune]readings
	main  map[rune]string // the reading a dictionary gives first
}

// readCharacters reads the table (kTGH), the readings (kTGHZ2013, and what
// kXHC1983 and kMandarin have besides) and how common they are (kHanyuPinlu
// counts them, kMandarin names the first).
func readCharacters(dir string) (*characters, error) {
	numbers, err := unihan(dir, "OtherMappings", "kTGH")
	if err != nil {
		return nil, err
	}
	props := map[string]map[rune]string{}
	for _, name := range []string{"kTGHZ2013", "kXHC1983", "kHanyuPinlu", "kMandarin"} {
		if props[name], err = unihan(dir, "Readings", name); err != nil {
			return nil, err
		}
	}
	c := &characters{order: make([]rune, tableSize), read: map[rune]readings{}, main: map[rune]string{}}
	for r, value := range numbers {
		n, err := strconv.Atoi(strings.TrimPrefix(strings.Fields(value)[0], "2013:"))
		if err != nil || n < 1 || n > tableSize {
			return nil, fmt.Errorf("kTGH of %c is %q, not a number up to %d", r, value, tableSize)
		}
		c.order[n-1] = r
		c.main[r] = syllable(strings.Fields(props["kMandarin"][r])[0])
		listed := props["kTGHZ2013"][r] + " " + props["kXHC1983"][r] + " 0:" + strings.Join(strings.Fields(props["kMandarin"][r]), " 0:")
		c.read[r] = weigh(listed, props["kHanyuPinlu"][r], c.main[r])
		if len(c.read[r]) == 0 {
			return nil, fmt.Errorf("%c has no reading", r)
		}
	}
	if i := slices.Index(c.order, 0); i >= 0 {
		return nil, fmt.Errorf("kTGH lacks number %d", i+1)
	}
	return c, nil
}

// unihan returns one property of every character that has it.
func unihan(dir, file, property string) (map[rune]string, error) {
	f, err := os.Open(filepath.Join(dir, "Unihan_"+file+".txt.bz2"))
	if err != nil {
		return nil, fmt.Errorf("Unihan is missing: apt-get install unicode-data: %w", err)
	}
	defer func() { _ = f.Close() }() // Nothing was written.
	all := map[rune]string{}
	lines := bufio.NewScanner(bzip2.NewReader(f))
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) != 3 || fields[1] != property {
			continue
		}
		code, err := strconv.ParseInt(strings.TrimPrefix(fields[0], "U+"), 16, 32)
		if err != nil {
			return nil, fmt.Errorf("Unihan_%s: %q is no character", file, fields[0])
		}
		all[rune(code)] = fields[2]
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return all, nil
}

var counted = regexp.MustCompile(`^(\S+)\((\d+)\)$`)

// weigh returns the listed readings ("064.090:dān 325.010:shàn"), weighed by the
// counts of kHanyuPinlu ("dān(283)"), else with first before the others.
func weigh(listed, counts, first string) readings {
	count := map[string]int{}
	most := 0
	for field := range strings.FieldsSeq(counts) {
		if m := counted.FindStringSubmatch(field); m != nil {
			n, _ := strconv.Atoi(m[2]) // The pattern lets digits through alone.
			s := syllable(m[1])
			count[s] += n
			most = max(most, count[s])
		}
	}
	out := readings{}
	for field := range strings.FieldsSeq(listed) {
		_, reading, _ := strings.Cut(field, ":")
		s := syllable(reading)
		switch {
		case count[s] > 0:
			out[s] = octave(float64(count[s]) / float64(most))
		case most == 0 && s == first:
			out[s] = 9
		default:
			out[s] = 1
		}
	}
	// The commonest has 9 even where the sources disagree about which it is.
	top := 0
	for _, w := range out {
		top = max(top, w)
	}
	for s, w := range out {
		out[s] = w + 9 - top
	}
	return out
}

// octave is the weight of what is so common beside the commonest.
func octave(part float64) int {
	if part <= 0 {
		return 1
	}
	return max(1, 9+int(math.Round(math.Log2(part))))
}

// syllable takes the tones off and writes ü as v. The interjections that have no
// vowel are found under "en".
func syllable(reading string) string {
	var out strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(reading)) {
		switch {
		case r == '\u0308':
			s := strings.TrimSuffix(out.String(), "u")
			out.Reset()
			out.WriteString(s + "v")
		case r >= 'a' && r <= 'z':
			out.WriteRune(r)
		}
	}
	if !strings.ContainsAny(out.String(), "aeiouv") {
		return "en"
	}
	return out.String()
}

// write writes a line a syllable: its characters in the table's order, each
// followed by its weight where that is not 9.
func (c *characters) write(out *bytes.Buffer) {
	bySyllable := map[string]*strings.Builder{}
	for _, r := range c.order {
		for s, w := range c.read[r] {
			if bySyllable[s] == nil {
				bySyllable[s] = &strings.Builder{}
			}
			bySyllable[s].WriteRune(r)
			if w != 9 {
				bySyllable[s].WriteByte(byte('0' + w))
			}
		}
	}
	out.WriteString("[readings]\n")
	for _, s := range slices.Sorted(maps.Keys(bySyllable)) {
		fmt.Fprintf(out, "%s %s\n", s, bySyllable[s])
	}
}

// byWeight returns the syllables, the commonest first.
func (r readings) byWeight() []string {
	return slices.SortedFunc(maps.Keys(r), func(a, b string) int {
		return cmp.Or(cmp.Compare(r[b], r[a]), cmp.Compare(a, b))
	})
}
