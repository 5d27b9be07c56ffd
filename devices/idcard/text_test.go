package idcard_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"lobby.internal/devices/idcard"
)

func TestCheckDigit(t *testing.T) {
	for digits, want := range map[string]byte{
		"11010519491231002": 'X', // the examples of GB 11643
		"44052418800101001": '4',
		"00000019000101001": '7', // no place has this area: the digit is worked out all the same
	} {
		if got, ok := idcard.CheckDigit(digits); !ok || got != want {
			t.Errorf("%s: %c, want %c", digits, got, want)
		}
	}
	for _, bad := range []string{"", "1101051949123100", "110105194912310021", "1101051949123100X"} {
		if _, ok := idcard.CheckDigit(bad); ok {
			t.Errorf("%q has a check digit", bad)
		}
	}
}

// put writes into a text as a card has it, apart from the package's encoder.
func put(text *[256]byte, at int, s string) {
	for i, u := range utf16.Encode([]rune(s)) {
		text[at+2*i], text[at+2*i+1] = byte(u), byte(u>>8)
	}
}

func blank() (text [256]byte) {
	put(&text, 0, strings.Repeat(" ", 128))
	return text
}

func TestParse_Layouts(t *testing.T) {
	for _, tt := range []struct {
		name string
		put  map[int]string
		want idcard.Document
	}{
		{"resident", map[int]string{0: "访客甲", 30: "2", 32: "01", 36: "19000101", 52: "示例路一号", 122: fictional, 158: "示例公安局"}, idcard.Document{Type: ' ', Name: "访客甲", Number: fictional}},
		{"a name with a dot", map[int]string{0: "示例·访客", 122: fictional}, idcard.Document{Type: ' ', Name: "示例·访客", Number: fictional}},
		{"Hong Kong, Macau, Taiwan", map[int]string{0: "访客乙", 122: fictional, 220: "X00000000", 248: "J"}, idcard.Document{Type: 'J', Name: "访客乙", Number: fictional}},
		{"foreigner of 2017", map[int]string{0: "SAMPLE, VISITOR", 120: "1", 122: "XXX000000000001", 152: "XXX", 248: "I"}, idcard.Document{Type: 'I', Name: "SAMPLE, VISITOR", Number: "XXX000000000001"}},
		{"with a Chinese name", map[int]string{0: "SAMPLE, VISITOR", 122: "XXX000000000001", 158: "访客丙", 248: "I"}, idcard.Document{Type: 'I', Name: "访客丙", Number: "XXX000000000001"}},
		{"foreigner of 2023", map[int]string{30: "1", 52: "SAMPLE, VISITOR", 122: fictional, 248: "Y"}, idcard.Document{Type: 'Y', Name: "SAMPLE, VISITOR", Number: fictional}},
		{"of 2023 with a Chinese name", map[int]string{0: "访客丁", 52: "SAMPLE, VISITOR", 122: fictional, 248: "Y"}, idcard.Document{Type: 'Y', Name: "访客丁", Number: fictional}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := blank()
			for at, s := range tt.put {
				put(&text, at, s)
			}
			if got, err := idcard.Parse(text); err != nil || got != tt.want {
				t.Errorf("%q %q %q, %v", got.Type, got.Name, got.Number, err)
			}
		})
	}
}

func TestParse_Refused(t *testing.T) {
	for _, tt := range []struct {
		name string
		put  map[int]string
		want error
	}{
		{"another kind", map[int]string{0: "访客甲", 122: fictional, 248: "Z"}, idcard.ErrLayout},
		{"a letter that is none", map[int]string{0: "访客甲", 122: fictional, 248: "Ĭ"}, idcard.ErrLayout},
		{"blank", nil, idcard.ErrNumber},
		{"wrong digit", map[int]string{0: "访客甲", 122: "000000190001010014"}, idcard.ErrNumber},
		{"a digit short", map[int]string{0: "访客甲", 122: "00000019000101001"}, idcard.ErrNumber},
		{"a foreigner's old number on a new card", map[int]string{0: "访客甲", 122: "XXX000000000001", 248: "Y"}, idcard.ErrNumber},
		{"an old number of digits", map[int]string{0: "SAMPLE", 122: "000000000000001", 248: "I"}, idcard.ErrNumber},
		{"no name", map[int]string{122: fictional}, idcard.ErrName},
		{"half a character", map[int]string{0: "访客\xed", 122: fictional}, idcard.ErrName},
		{"a control character", map[int]string{0: "访客\u202e", 122: fictional}, idcard.ErrName},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := blank()
			for at, s := range tt.put {
				put(&text, at, s)
			}
			d, err := idcard.Parse(text)
			if !errors.Is(err, tt.want) || d != (idcard.Document{}) {
				t.Errorf("%v, want %v and no document", err, tt.want)
			}
		})
	}
}

func TestDocument_HidesItself(t *testing.T) {
	d := idcard.Document{Type: idcard.TypeResident, Name: "访客甲", Number: fictional}
	if got := fmt.Sprintf("%v %+v %s", d, d, d); strings.Contains(got, "访客") || strings.Contains(got, "1900") {
		t.Error("a document shows what it holds")
	}
}

// FuzzText: whatever a card says is refused or legible; what is taken from it,
// written on a card of its kind, is read again.
func FuzzText(f *testing.F) {
	for _, d := range []idcard.Document{
		{Type: idcard.TypeResident, Name: "访客甲", Number: fictional}, {Type: idcard.TypeHMT, Name: "访客乙", Number: fictional},
		{Type: idcard.TypeForeigner, Name: "Sample", Number: "XXX000000000001"}, {Type: idcard.TypeForeign23, Name: "Sample", Number: fictional},
	} {
		text := d.Text()
		f.Add(text[:])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) != 256 {
			t.Skip()
		}
		d, err := idcard.Parse([256]byte(b))
		if err != nil {
			return
		}
		if again, err := idcard.Parse(d.Text()); err != nil || again != d {
			t.Fatalf("a card of kind %q is not read again: %v", d.Type, err)
		}
	})
}
