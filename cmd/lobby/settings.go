package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
)

// settings is what one file says: each method reads one key into its place, or
// leaves the place as it was and keeps a sentence of what is accepted.
type settings struct {
	path   string
	tree   map[string]any
	lines  map[string]int // the line of each key and table
	known  map[place]bool // what was asked for
	faults []fault
}

// place is a key in its table, or a whole table when key is "".
type place struct{ table, key string }

func at(name string) place {
	table, key, _ := strings.Cut(name, ".")
	return place{table, key}
}

type fault struct {
	line int
	text string
}

// value returns what the file says for the key.
func (s *settings) value(key string) (any, bool) {
	p := at(key)
	s.known[p] = true
	v, ok := s.tree[p.table]
	if !ok || p.key == "" {
		return v, ok
	}
	table, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	v, ok = table[p.key]
	return v, ok
}

func (s *settings) given(key string) bool {
	_, ok := s.value(key)
	return ok
}

// keys returns the keys that the file gives in a table that may hold any.
func (s *settings) keys(table string) []string {
	v, _ := s.value(table)
	keys, ok := v.(map[string]any)
	if v != nil && !ok {
		s.wrong(table, "a table", "")
	}
	return slices.Sorted(maps.Keys(keys))
}

// fault keeps a sentence about a key.
func (s *settings) fault(key, text string) {
	s.faults = append(s.faults, fault{s.lines[key], fmt.Sprintf("%s:%d: %s %s", s.path, s.lines[key], key, text)})
}

func (s *settings) wrong(key, accepts, advice string) {
	v, _ := s.value(key)
	if advice != "" {
		advice = "; " + advice
	}
	s.fault(key, "must be "+accepts+", and is "+written(v)+advice)
}

// listWritten returns a list of short texts as it stands in the file.
func listWritten(list []any) string {
	var all []string
	for _, v := range list {
		s, ok := v.(string)
		if !ok || len(all) == 12 {
			return "a list"
		}
		all = append(all, written(s))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// written returns the value much as it stands in the file.
func written(v any) string {
	switch v := v.(type) {
	case string:
		if r := []rune(v); len(r) > maxWritten {
			v = string(r[:maxWritten]) + "…"
		}
		return strconv.Quote(v)
	case map[string]any:
		return "a table"
	case []any:
		return listWritten(v)
	}
	return fmt.Sprint(v)
}

// maxWritten is how much of a text a sentence repeats, in characters.
const maxWritten = 60

func (s *settings) flag(key string, to *bool) {
	v, ok := s.value(key)
	if !ok {
		return
	}
	b, ok := v.(bool)
	if !ok {
		s.wrong(key, "true or false", "")
		return
	}
	*to = b
}

func (s *settings) number(key string, to *int, low, high int) {
	v, ok := s.value(key)
	if !ok {
		return
	}
	n, ok := v.(int64)
	if !ok || n < int64(low) || n > int64(high) {
		s.wrong(key, fmt.Sprintf("from %d to %d", low, high), numberAdvice(v))
		return
	}
	*to = int(n)
}

func numberAdvice(v any) string {
	if _, ok := v.(int64); ok {
		return ""
	}
	return "write a whole number without quotation marks"
}

// text reads a text of low to high characters.
func (s *settings) text(key string, to *string, low, high int) {
	v, ok := s.value(key)
	if !ok {
		return
	}
	text, ok := v.(string)
	n := utf8.RuneCountInString(strings.TrimSpace(text))
	switch {
	case !ok:
		s.wrong(key, fmt.Sprintf("%d to %d characters in quotation marks", low, high), "")
	case n < low || n > high:
		s.wrong(key, fmt.Sprintf("%d to %d characters long", low, high), fmt.Sprintf("it has %d", n))
	default:
		*to = text
	}
}

func (s *settings) oneOf(key string, to *string, accepted ...string) {
	v, ok := s.value(key)
	if !ok {
		return
	}
	text, ok := v.(string)
	if !ok || !slices.Contains(accepted, text) {
		s.wrong(key, `one of "`+strings.Join(accepted, `", "`)+`"`, "")
		return
	}
	*to = text
}

// refuseUnknown keeps a sentence for each key that nobody asked for.
func (s *settings) refuseUnknown() {
	tables := map[string]bool{}
	for p := range s.known {
		tables[p.table] = true
	}
	for name, v := range s.tree {
		table, ok := v.(map[string]any)
		switch {
		case s.known[place{name, ""}]:
		case !tables[name]:
			s.unknown(name)
		case !ok:
			s.wrong(name, "a table", "")
		default:
			s.refuseKeys(name, table)
		}
	}
}

func (s *settings) refuseKeys(name string, table map[string]any) {
	for key := range table {
		if !s.known[place{name, key}] {
			s.unknown(name + "." + key)
		}
	}
}

func (s *settings) unknown(key string) {
	s.fault(key, "is not a key this program knows; lobby --print-config shows them all")
}

// err returns what is wrong with the file, in its order, or nil.
func (s *settings) err() error {
	slices.SortFunc(s.faults, func(a, b fault) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.text, b.text)) })
	var errs []error
	for _, f := range s.faults {
		errs = append(errs, errors.New(f.text))
	}
	return errors.Join(errs...)
}

// keyLines returns the line on which each key and each table first stands.
func keyLines(raw []byte) map[string]int {
	lines := make(map[string]int)
	var p unstable.Parser
	p.Reset(raw)
	table := ""
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = addLines(lines, &p, "", e)
		case unstable.KeyValue:
			addLines(lines, &p, table, e)
		}
	}
	return lines
}

// addLines adds the key of one node and those within its inline table, and
// returns what stands before the keys of its table.
func addLines(lines map[string]int, p *unstable.Parser, prefix string, node *unstable.Node) string {
	for k := node.Key(); k.Next(); {
		key := prefix + string(k.Node().Data)
		if _, ok := lines[key]; !ok {
			lines[key] = p.Shape(k.Node().Raw).Start.Line
		}
		prefix = key + "."
	}
	if node.Kind == unstable.KeyValue && node.Value().Kind == unstable.InlineTable {
		for inner := node.Value().Children(); inner.Next(); {
			addLines(lines, p, prefix, inner.Node())
		}
	}
	return prefix
}
