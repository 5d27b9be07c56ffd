package directory

import (
	"fmt"
	"strings"

	"lobby.internal/kiosk"
)

// fields are what a host is made of, in the order in which problems are named:
// the longest each may be, in characters, and whether it is needed.
var fields = []struct {
	column string
	limit  int
	needed bool
}{
	{"id", 20, true}, {"name", kiosk.MaxName, true}, {"title", 12, false}, {"pinyin", 80, false}, {"department", 40, false},
	{"floor", 8, false}, {"lift_bank", 8, false}, {"extension", 12, false}, {"deputy", 20, false},
}

// titles are the forms of address that have a name of their own.
var titles = map[string]kiosk.Title{"先生": kiosk.TitleMr, "女士": kiosk.TitleMs, "mr": kiosk.TitleMr, "ms": kiosk.TitleMs}

// Columns returns the names of what a host is made of, as Make knows them.
func Columns() []string {
	names := make([]string, len(fields))
	for i, c := range fields {
		names[i] = c.column
	}
	return names
}

// Make returns the host that the cells of a row say, by the name of their
// column. Each is cleaned; one at fault is left empty and named in a Problem
// without a line. Pinyin that is not given is derived.
func Make(row map[string]string) (kiosk.Host, []Problem) {
	var problems []Problem
	clean := make(map[string]string, len(fields))
	for _, c := range fields {
		text, err := kiosk.Clean(c.column, row[c.column], c.limit)
		switch {
		case kiosk.CodeOf(err) == kiosk.CodeTooLong:
			problems = append(problems, Problem{Column: c.column, Text: fmt.Sprintf("longer than %d characters", c.limit)})
		case err != nil:
			problems = append(problems, Problem{Column: c.column, Text: "has characters that cannot be read or nothing but signs"})
		case text == "" && c.needed:
			problems = append(problems, Problem{Column: c.column, Text: "is empty"})
		}
		clean[c.column] = text
	}
	h := kiosk.Host{
		ID: kiosk.HostID(clean["id"]), Name: clean["name"], Title: kiosk.Title(clean["title"]), Pinyin: fold(clean["pinyin"]),
		Department: clean["department"], Floor: clean["floor"], LiftBank: clean["lift_bank"], Extension: clean["extension"],
		Deputy: kiosk.HostID(clean["deputy"]),
	}
	if title, ok := titles[strings.ToLower(clean["title"])]; ok {
		h.Title = title
	}
	if h.Pinyin == "" {
		h.Pinyin = NamePinyin(h.Name)
	}
	return h, problems
}
