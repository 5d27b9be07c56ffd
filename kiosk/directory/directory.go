// Package directory is whom one can visit: hosts read from a spreadsheet's CSV,
// their names in pinyin, and the search a visitor types into.
package directory

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"lobby.internal/kiosk"
)

// minQuery is the fewest characters Find answers to: the directory is never a
// list to leaf through.
const minQuery = 2

// Directory finds hosts. Its zero value is empty. It may be used by many
// goroutines at once.
type Directory struct {
	byID    map[kiosk.HostID]kiosk.Host
	entries []entry
}

// entry is a host prepared for search.
type entry struct {
	host       kiosk.Host
	name       string   // lower case
	words      []string // syllables or Latin words of the name
	spelled    string   // words without what is between them
	department string
	deptWords  []string
}

// New returns the directory of these hosts.
func New(hosts []kiosk.Host) Directory {
	d := Directory{byID: make(map[kiosk.HostID]kiosk.Host, len(hosts))}
	for _, h := range hosts {
		d.byID[h.ID] = h
		words := strings.Fields(fold(h.Pinyin))
		d.entries = append(d.entries, entry{
			host: h, name: fold(h.Name), words: words, spelled: strings.Join(words, ""),
			department: fold(h.Department), deptWords: strings.Fields(Pinyin(h.Department)),
		})
	}
	return d
}

// Host returns the host with that staff number.
func (d Directory) Host(id kiosk.HostID) (kiosk.Host, bool) {
	h, ok := d.byID[id]
	return h, ok
}

// Find returns at most limit hosts that match what was typed, best first: by
// name, by pinyin whole or abbreviated ("zhangwei", "zhangw", "zw"), or by
// department. It answers only to two characters or more.
func (d Directory) Find(query string, limit int) []kiosk.Host {
	query = fold(strings.TrimSpace(query))
	if utf8.RuneCountInString(query) < minQuery {
		return nil
	}
	type hit struct {
		rank int
		host *kiosk.Host
	}
	letters := lettersOf.Replace(query)
	var hits []hit
	for i := range d.entries {
		e := &d.entries[i]
		if rank := e.rank(query, letters); rank > 0 {
			hits = append(hits, hit{rank, &e.host})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.host.Pinyin, b.host.Pinyin), cmp.Compare(a.host.ID, b.host.ID))
	})
	var hosts []kiosk.Host
	for _, h := range hits[:min(len(hits), limit)] {
		hosts = append(hosts, *h.host)
	}
	return hosts
}

// lettersOf leaves out what people type between syllables.
var lettersOf = strings.NewReplacer(" ", "", "'", "", "’", "", "-", "")

// rank says how well the host matches, 1 best, 0 not at all. letters is the
// query without what lettersOf leaves out.
func (e *entry) rank(query, letters string) int {
	switch {
	case e.name == query || e.spelled == letters:
		return 1
	case strings.HasPrefix(e.name, query):
		return 2
	case matches(e.words, letters):
		return 3
	case strings.Contains(e.name, query) || len(e.words) > 1 && matches(e.words[1:], letters):
		return 4
	case strings.Contains(e.department, query):
		return 5
	case matches(e.deptWords, letters):
		return 6
	}
	return 0
}

// matches reports whether letters spell the beginning of words, each word in
// full or cut short, none left out before the last.
func matches(words []string, letters string) bool {
	if letters == "" {
		return true
	}
	if len(words) == 0 {
		return false
	}
	for n := common(words[0], letters); n > 0; n-- {
		if matches(words[1:], letters[n:]) {
			return true
		}
	}
	return false
}

func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// fold makes spellings alike: narrow, lower case, ü as v.
func fold(s string) string {
	s = strings.Map(unicode.ToLower, width.Narrow.String(s))
	return strings.ReplaceAll(s, "ü", "v")
}
