package idcard

import (
	"encoding/binary"
	"errors"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Errors of a card's text. None holds anything of the text.
var (
	// ErrLayout is returned for a kind of card that is not known; permanent.
	ErrLayout = errors.New("idcard: this kind of card is not known")
	// ErrNumber is returned for a number that no card can bear: its length or
	// its check digit is wrong.
	ErrNumber = errors.New("idcard: the number's check digit is wrong")
	// ErrName is returned for a card without a legible name.
	ErrName = errors.New("idcard: there is no legible name")
)

// Type is the letter that tells the kinds of card apart.
type Type byte

// The kinds of card.
const (
	TypeResident  Type = ' ' // GA/T 490
	TypeForeigner Type = 'I' // permanent residence, layout of 2017
	TypeForeign23 Type = 'Y' // permanent residence, layout of 2023
	TypeHMT       Type = 'J' // residence of Hong Kong, Macau and Taiwan residents
)

// The text: 256 bytes of UTF-16, little endian, filled up with spaces.
const (
	textBytes  = 256
	typeOffset = 248
	unit       = 2 // bytes of a UTF-16 code unit
)

// field is a place in the text, in bytes.
type field struct{ from, size int }

// layout is where a kind of card has what is taken from it. Nothing else of
// the text is looked at.
type layout struct {
	name, latin field // latin stands in where name is blank
	number      field
	digits      int // of the number; 18 end in a check digit
}

// The layouts: residents by GA/T 490, the others by the vendors' descriptions
// of 2017, 2018 and 2023. The foreigners' number of 2017 has fifteen
// characters, three letters first; how its last is worked out is not published.
var layouts = map[Type]layout{
	TypeResident:  {name: field{0, 30}, number: field{122, 36}, digits: 18},
	TypeHMT:       {name: field{0, 30}, number: field{122, 36}, digits: 18},
	TypeForeign23: {name: field{0, 30}, latin: field{52, 70}, number: field{122, 36}, digits: 18},
	TypeForeigner: {name: field{158, 30}, latin: field{0, 120}, number: field{122, 30}, digits: 15},
}

// Document is what is taken from a card.
type Document struct {
	Type   Type
	Name   string
	Number string
}

// String hides the document.
func (d Document) String() string { return "identity card (redacted)" }

// Parse reads a card's text. It returns ErrLayout, ErrNumber or ErrName.
func Parse(text [textBytes]byte) (Document, error) {
	d := Document{Type: Type(text[typeOffset])}
	if d.Type == 0 {
		d.Type = TypeResident
	}
	l, known := layouts[d.Type]
	if !known || text[typeOffset+1] != 0 {
		return Document{}, ErrLayout
	}
	d.Number = l.number.read(text)
	if d.Name = l.name.read(text); d.Name == "" {
		d.Name = l.latin.read(text)
	}
	switch {
	case !l.accepts(d.Number):
		return Document{}, ErrNumber
	case d.Name == "" || strings.ContainsFunc(d.Name, illegible):
		return Document{}, ErrName
	}
	return d, nil
}

func illegible(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsGraphic(r) }

// Text returns the text of a card of that type with the name and the number
// and nothing else. What does not fit is cut off.
func (d Document) Text() [textBytes]byte {
	var text [textBytes]byte
	for i := 0; i < textBytes; i += unit {
		text[i] = ' '
	}
	l := layouts[d.Type]
	name := l.name
	foreign := !strings.ContainsFunc(d.Name, func(r rune) bool { return r > unicode.MaxLatin1 })
	if l.latin.size > 0 && (foreign || len(utf16.Encode([]rune(d.Name)))*unit > name.size) {
		name = l.latin
	}
	name.write(&text, d.Name)
	l.number.write(&text, d.Number)
	text[typeOffset] = byte(d.Type)
	return text
}

func (f field) read(text [textBytes]byte) string {
	var units []uint16
	for at := f.from; at < f.from+f.size; at += unit {
		units = append(units, binary.LittleEndian.Uint16(text[at:]))
	}
	return strings.Trim(string(utf16.Decode(units)), " \x00\u3000")
}

func (f field) write(text *[textBytes]byte, s string) {
	for i, u := range utf16.Encode([]rune(s)) {
		if i*unit >= f.size {
			return
		}
		binary.LittleEndian.PutUint16(text[f.from+i*unit:], u)
	}
}

func (l layout) accepts(number string) bool {
	if len(number) != l.digits {
		return false
	}
	if l.digits == 15 {
		return strings.Trim(number[:3], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && strings.Trim(number[3:], "0123456789") == ""
	}
	check, ok := CheckDigit(number[:17])
	return ok && check == number[17]
}

// CheckDigit returns the eighteenth character of a number by its first
// seventeen digits: '0' to '9', or 'X' for ten (GB 11643, ISO/IEC 7064
// MOD 11-2). It depends on the digits alone: a number of an area or a day that
// does not exist has one too.
func CheckDigit(digits string) (byte, bool) {
	if len(digits) != 17 || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	sum := 0
	for _, c := range []byte(digits) {
		sum = (sum + int(c-'0')) * 2 % 11
	}
	return "0123456789X"[(12-sum)%11], true
}
