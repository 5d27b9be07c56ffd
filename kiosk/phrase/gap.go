package phrase

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lobby.internal/kiosk"
)

// seam parts what filled a blank from the words around it until the sentence is
// joined. Unicode keeps it free for such use: no text has it.
const seam = "\uFDD0"

// blank is what fills a blank. It prints with seams around it; a template sees
// the plain value, so that an empty one counts as none.
type blank string

// String returns the value between seams.
func (b blank) String() string { return seam + string(b) + seam }

// join returns a sentence without its seams. In Chinese a gap is left where one
// runs between a character and letters, as printers set it: 请 Anna Exemplum
// 女士稍候. Where the words have a space or a mark there is none.
func join(lang kiosk.Lang, sentence string) string {
	if lang != kiosk.LangZH {
		return strings.ReplaceAll(sentence, seam, "")
	}
	var b strings.Builder
	before := ""
	for part := range strings.SplitSeq(sentence, seam) {
		if part == "" {
			continue
		}
		if gapped(before, part) {
			b.WriteByte(' ')
		}
		b.WriteString(part)
		before = part
	}
	return b.String()
}

// gapped reports whether a gap is left between two parts of a sentence.
func gapped(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	return unicode.Is(unicode.Han, last) && latin(first, after) || latin(last, before) && unicode.Is(unicode.Han, first)
}

// latin reports whether r, at an edge of part, is a letter, or a digit of
// something that has letters: 3M. A number alone stands as the words have it.
func latin(r rune, part string) bool {
	return unicode.Is(unicode.Latin, r) ||
		unicode.IsDigit(r) && strings.ContainsFunc(part, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
}
