package kiosk

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest a field may be, in characters (runes).
const (
	MaxName    = 40
	MaxCompany = 60
	MaxPhone   = 20
	MaxMessage = 200
	MaxReason  = 200
	MaxQuery   = 40
)

// Clean returns text as it is kept: outer white space gone, inner white space
// folded to single spaces. It refuses, with the field's name, more than limit
// characters (CodeTooLong), invalid UTF-8, control characters, bidi controls
// and invisible characters, and text with no letter or digit (CodeBadText).
// Empty text is returned as it is.
func Clean(field, text string, limit int) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return "", nil
	}
	if utf8.RuneCountInString(text) > limit {
		return "", &Error{Code: CodeTooLong, Field: field}
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, hidden) || !strings.ContainsFunc(text, readable) {
		return "", &Error{Code: CodeBadText, Field: field}
	}
	return text, nil
}

// Typeable reports whether a character may be typed into a field at all.
func Typeable(r rune) bool { return r != utf8.RuneError && !hidden(r) }

func readable(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// hidden tells characters that cannot be seen and can change how others look:
// controls, the format characters (bidi overrides, zero-width joiners) and
// fillers that take no ink.
func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) ||
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// CleanPhone returns a telephone number as it is kept: digits, with a leading
// plus and single spaces or hyphens between groups. Empty text is returned as
// it is; anything else is refused with CodeBadPhone.
func CleanPhone(text string) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return "", nil
	}
	digits := 0
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, r == ' ', r == '-', r == '(', r == ')':
		default:
			return "", &Error{Code: CodeBadPhone, Field: "phone"}
		}
	}
	if digits < 5 || len(text) > MaxPhone {
		return "", &Error{Code: CodeBadPhone, Field: "phone"}
	}
	return text, nil
}

// Check returns the visitor with every field cleaned, or the first refusal.
func (v Visitor) Check() (Visitor, error) {
	var err error
	if v.Name, err = Clean("name", v.Name, MaxName); err != nil {
		return v, err
	}
	if v.Name == "" {
		return v, &Error{Code: CodeIncomplete, Field: "name"}
	}
	if v.Company, err = Clean("company", v.Company, MaxCompany); err != nil {
		return v, err
	}
	if v.Phone, err = CleanPhone(v.Phone); err != nil {
		return v, err
	}
	if v.Title != TitleNone && v.Title != TitleMr && v.Title != TitleMs {
		return v, &Error{Code: CodeBadText, Field: "title"}
	}
	return v, nil
}
