package escpos

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lobby.internal/devices"
)

func TestEncodeSlip_Bytes(t *testing.T) {
	body, lost := encodeSlip([]devices.TextLine{{Text: "007", Times: 6, Middle: true}, {Text: "您好 A"}}, 48)
	want := "\x1B@\x1C&" + "\x1Ba\x01\x1D!\x55007\n" + "\x1Ba\x00\x1D!\x00\xC4\xFA\xBA\xC3 A\n"
	if string(body) != want || lost != 0 {
		t.Errorf("%q, %d lost, want %q", body, lost, want)
	}
}

// What a printer has no character for is printed as near as it can be, and
// counted; what is no text is not printed at all.
func TestEncodeSlip_WhatPrintersLack(t *testing.T) {
	for text, tt := range map[string]struct {
		want string
		lost int
	}{
		"é":             {"\xA8\xA6", 0}, // GB 2312 has it
		"ñŁ":            {"n\xA1\xFE", 2},
		"e\u0301":       {"\xA8\xA6", 0},
		"𠮷田":            {"\xA1\xFE\xCC\xEF", 1},
		"\x1B@\x10\x04": {"@", 0},
		"龍":             {"\xFD\x88", 0}, // not in GB 2312
	} {
		set, lost := typeset(text)
		if got := strings.Join(rowsOf(set, 48), "|"); got != tt.want || lost != tt.lost {
			t.Errorf("%q is %q, %d lost", text, got, lost)
		}
	}
}

func TestRowsOf(t *testing.T) {
	for _, tt := range []struct {
		text    string
		columns int
		want    []string
	}{
		{"", 8, []string{""}},
		{"Sample visitor here", 14, []string{"Sample visitor", "here"}},
		{"Sample visitor here", 13, []string{"Sample", "visitor here"}},
		{"Supercalifragilistic", 8, []string{"Supercal", "ifragili", "stic"}},
		{"请您稍候片刻", 8, []string{"请您稍候", "片刻"}},
		{"请您稍候，谢谢", 8, []string{"请您稍", "候，谢谢"}},
		{"前面还有 12 位", 9, []string{"前面还有", "12 位"}},
	} {
		set, _ := typeset(tt.text)
		var got []string
		for _, row := range rowsOf(set, tt.columns) {
			text, err := simplifiedchinese.GB18030.NewDecoder().String(row)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, text)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q in %d columns is %q, want %q", tt.text, tt.columns, got, tt.want)
		}
	}
}

// Whatever the text, a row fits the paper and no byte of it is a command.
func FuzzRowsOf(f *testing.F) {
	f.Add("Sample 访客甲，您好\x1b@", uint8(32))
	f.Add("ééé𠮷", uint8(2))
	f.Fuzz(func(t *testing.T, text string, columns uint8) {
		if columns < 2 || !utf8.ValidString(text) {
			t.Skip()
		}
		set, _ := typeset(text)
		for _, row := range rowsOf(set, int(columns)) {
			if len(row) > int(columns) {
				t.Fatalf("%q has more than %d columns", row, columns)
			}
			if i := strings.IndexFunc(row, func(r rune) bool { return r < ' ' || r == 0x7F }); i >= 0 {
				t.Fatalf("%q has a control character", row)
			}
		}
	})
}
