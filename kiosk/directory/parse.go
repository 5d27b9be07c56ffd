package directory

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lobby.internal/kiosk"
)

// MaxFile is the largest file that Parse takes, in bytes.
const MaxFile = 32 << 20

// maxProblems is how many lines at fault are named before Parse stops counting.
const maxProblems = 50

// Problem is one line of a file that cannot be taken. It never holds what
// stands in the line.
type Problem struct {
	Line   int
	Column string // the column's name, "" when it is about the whole line
	Text   string
}

// ImportError is returned when a file cannot be taken: nothing of it is.
type ImportError struct {
	Problems []Problem
}

// Error names every line at fault.
func (e *ImportError) Error() string {
	lines := []string{"directory: nothing was imported"}
	for _, p := range e.Problems {
		where := fmt.Sprintf("line %d", p.Line)
		if p.Column != "" {
			where += ", " + p.Column
		}
		lines = append(lines, where+": "+p.Text)
	}
	return strings.Join(lines, "\n  ")
}

// columns are the names a header may give to each column.
var columns = map[string]string{
	"id": "id", "工号": "id", "编号": "id",
	"name": "name", "姓名": "name",
	"title": "title", "称谓": "title", "称呼": "title", "职务": "title",
	"pinyin": "pinyin", "拼音": "pinyin",
	"department": "department", "部门": "department",
	"floor": "floor", "楼层": "floor",
	"lift_bank": "lift_bank", "lift": "lift_bank", "电梯": "lift_bank", "电梯区": "lift_bank",
	"extension": "extension", "分机": "extension", "分机号": "extension",
	"deputy": "deputy", "代理人": "deputy", "代理人工号": "deputy",
}

var required = []string{"id", "name"}

// Parse reads hosts from CSV with a header line: UTF-8 with or without a byte
// order mark, or GB18030, with commas, semicolons or tabs. The columns, in any
// order, are id, name, title, pinyin, department, floor, lift_bank, extension
// and deputy, or their Chinese names; id and name are needed. Pinyin that is
// not given is derived. The error is an *ImportError naming each line at fault.
func Parse(r io.Reader) ([]kiosk.Host, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("directory: read the file: %w", err)
	}
	if len(raw) > MaxFile {
		return nil, whole("the file is larger than 32 MB; is it the right one?")
	}
	text, err := decode(raw)
	if err != nil {
		return nil, err
	}
	p := &parser{seen: make(map[kiosk.HostID]int)}
	if err := p.read(text); err != nil {
		return nil, err
	}
	p.checkDeputies()
	if len(p.problems) > 0 {
		return nil, &ImportError{Problems: p.problems}
	}
	if len(p.hosts) == 0 {
		return nil, whole("the file has no hosts below its header")
	}
	return p.hosts, nil
}

func whole(text string) error { return &ImportError{Problems: []Problem{{Line: 1, Text: text}}} }

// decode returns the file's text, or an *ImportError that names the lines whose
// bytes are none.
func decode(raw []byte) (string, error) {
	raw, marked := bytes.CutPrefix(raw, []byte("\ufeff"))
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}) || bytes.HasPrefix(raw, []byte{0xfe, 0xff}) || bytes.HasPrefix(raw, []byte("PK")):
		return "", whole("this is no CSV file; in the spreadsheet choose “save as”, “CSV UTF-8”")
	case utf8.Valid(raw):
		return string(raw), nil
	case marked || brokenUTF8(raw):
		return "", &ImportError{Problems: badLines(raw)}
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil {
		return "", fmt.Errorf("directory: decode GB18030: %w", err)
	}
	if before, _, bad := bytes.Cut(text, []byte(string(utf8.RuneError))); bad {
		return "", &ImportError{Problems: []Problem{{
			Line: 1 + bytes.Count(before, []byte("\n")),
			Text: "the text is neither UTF-8 nor GB18030; save the file again as “CSV UTF-8”",
		}}}
	}
	return string(text), nil
}

// brokenUTF8 tells UTF-8 with some bytes lost from GB18030: Chinese stands
// before the first bad byte, or good characters are no fewer than bad bytes. One
// good character alone says little, because a fifth of all lists in GB18030
// begin with bytes that could be one of UTF-8, such as those of 卓.
func brokenUTF8(raw []byte) bool {
	good, bad := 0, 0
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		raw = raw[size:]
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case bad == 0 && unicode.Is(unicode.Han, r):
			return true
		case size > 1:
			good++
		}
	}
	return good >= bad
}

// badLines names the lines that are not UTF-8.
func badLines(raw []byte) []Problem {
	var problems []Problem
	line := 0
	for text := range bytes.Lines(raw) {
		line++
		if !utf8.Valid(text) && len(problems) < maxProblems {
			problems = append(problems, Problem{Line: line, Text: "has bytes that are not UTF-8; write the line anew, or save the file again as “CSV UTF-8”"})
		}
	}
	return problems
}

type parser struct {
	hosts    []kiosk.Host
	lines    []int
	seen     map[kiosk.HostID]int
	problems []Problem
	header   []string
}

func (p *parser) problem(line int, column, text string) {
	if len(p.problems) < maxProblems {
		p.problems = append(p.problems, Problem{line, column, text})
	}
}

func (p *parser) read(text string) error {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma(text), -1
	for {
		cells, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			if at, ok := errors.AsType[*csv.ParseError](err); ok {
				p.problem(at.Line, "", "a quotation mark is not closed or stands inside a cell")
			}
			return &ImportError{Problems: p.problems}
		}
		line, _ := r.FieldPos(0)
		if p.header == nil {
			if err := p.readHeader(cells); err != nil {
				return err
			}
			continue
		}
		p.readHost(line, cells)
	}
}

// comma returns the separator that the header uses most.
func comma(text string) rune {
	header, _, _ := strings.Cut(text, "\n")
	best := ','
	for _, c := range []rune{';', '\t'} {
		if strings.Count(header, string(c)) > strings.Count(header, string(best)) {
			best = c
		}
	}
	return best
}

func (p *parser) readHeader(cells []string) error {
	p.header = make([]string, len(cells))
	for i, cell := range cells {
		column, ok := columns[strings.ToLower(strings.TrimSpace(cell))]
		if !ok {
			known := slices.Compact(slices.Sorted(maps.Values(columns)))
			return whole(fmt.Sprintf("column %d of the header is not one this program knows; it knows %s, and their Chinese names", i+1, strings.Join(known, ", ")))
		}
		if slices.Contains(p.header[:i], column) {
			return whole("the column " + column + " stands in the header twice")
		}
		p.header[i] = column
	}
	for _, need := range required {
		if !slices.Contains(p.header, need) {
			return whole("the header lacks the column " + need)
		}
	}
	return nil
}

func (p *parser) readHost(line int, cells []string) {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return
	}
	if len(cells) > len(p.header) {
		p.problem(line, "", fmt.Sprintf("%d cells, but the header has %d", len(cells), len(p.header)))
		return
	}
	row := make(map[string]string, len(cells))
	for i, cell := range cells {
		row[p.header[i]] = cell
	}
	h, problems := Make(row)
	for _, at := range problems {
		p.problem(line, at.Column, at.Text)
	}
	if h.ID == "" || h.Name == "" {
		return
	}
	if first, ok := p.seen[h.ID]; ok {
		p.problem(line, "id", fmt.Sprintf("the same as in line %d", first))
		return
	}
	p.seen[h.ID] = line
	p.hosts, p.lines = append(p.hosts, h), append(p.lines, line)
}

func (p *parser) checkDeputies() {
	for i, h := range p.hosts {
		switch {
		case h.Deputy == "":
		case h.Deputy == h.ID:
			p.problem(p.lines[i], "deputy", "a host cannot be their own deputy")
		case p.seen[h.Deputy] == 0:
			p.problem(p.lines[i], "deputy", "no host has this id")
		}
	}
}
