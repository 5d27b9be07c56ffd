package phrase

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lobby.internal/kiosk"
)

// Address returns how a person is spoken to. In Chinese that is the surname and
// the form of address (王先生, 李经理), or the full name where there is none. In
// English it is "Mr Wang" or "Ms Ouyang" and, for any other title, the full
// name; a Chinese name whose pinyin is not known is not guessed at but addressed
// as in Chinese. In Japanese it is the surname and 様, whatever the title, or the
// full name and 様 where there is none; the front desk, which is nobody, goes
// without.
func (b *Book) Address(lang kiosk.Lang, p kiosk.Person) string {
	if lang == kiosk.LangJA {
		return b.addressJapanese(p)
	}
	if lang == kiosk.LangEN && (p.Pinyin != "" || !chinese(p.Name)) {
		return addressEnglish(p)
	}
	return addressChinese(p)
}

// Name returns a person's full name; in English a Chinese name as pinyin, where
// that is known: "Wang Xiaoming".
func (b *Book) Name(lang kiosk.Lang, p kiosk.Person) string { return fullName(lang, p) }

func fullName(lang kiosk.Lang, p kiosk.Person) string {
	if lang == kiosk.LangEN && p.Pinyin != "" && chinese(p.Name) {
		surname, given := romanised(p)
		return strings.TrimSpace(surname + " " + given)
	}
	return p.Name
}

func addressChinese(p kiosk.Person) string {
	title := string(p.Title)
	switch gender(p.Title) {
	case kiosk.TitleMr:
		title = "先生"
	case kiosk.TitleMs:
		title = "女士"
	}
	if title == "" {
		return p.Name
	}
	return honoured(surname(p.Name), title)
}

func (b *Book) addressJapanese(p kiosk.Person) string {
	switch {
	case p.Title != kiosk.TitleNone:
		return honoured(surname(p.Name), "様")
	case p.Name == "" || b.frontDesk(p.Name):
		return p.Name
	}
	return honoured(p.Name, "様")
}

// frontDesk reports whether a name is that of the front desk.
func (b *Book) frontDesk(name string) bool {
	return slices.ContainsFunc(b.Langs(), func(lang kiosk.Lang) bool { return b.Text(lang, "house.front_desk") == name })
}

// honoured puts a form of address after a name: at once after characters, apart
// from letters.
func honoured(name, title string) string {
	if last, _ := utf8.DecodeLastRuneInString(name); !unicode.In(last, unicode.Han, unicode.Hiragana, unicode.Katakana) {
		return strings.TrimSpace(name + " " + title)
	}
	return name + title
}

func addressEnglish(p kiosk.Person) string {
	name := surname(p.Name)
	if chinese(p.Name) {
		name, _ = romanised(p)
	}
	switch gender(p.Title) {
	case kiosk.TitleMr:
		return strings.TrimSpace("Mr " + name)
	case kiosk.TitleMs:
		return strings.TrimSpace("Ms " + name)
	}
	return fullName(kiosk.LangEN, p)
}

// gender returns TitleMr or TitleMs for a title that says no more than that, in
// whichever words the directory had it, and TitleNone for every other.
func gender(t kiosk.Title) kiosk.Title {
	switch strings.ToLower(strings.TrimSuffix(string(t), ".")) {
	case "mr", "先生":
		return kiosk.TitleMr
	case "ms", "mrs", "miss", "女士", "小姐":
		return kiosk.TitleMs
	}
	return kiosk.TitleNone
}

func chinese(name string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimSpace(name))
	return unicode.Is(unicode.Han, first)
}

// surname returns the part of a name that goes with a title. A name written
// with a middle dot is another people's in Chinese characters: which part of it
// is the surname cannot be told, so that it stays whole, as does a name of one
// word in a script without spaces. Two characters that
// make a compound surname are a surname alone, as the open tickets show it.
func surname(name string) string {
	if strings.ContainsAny(name, "·•・‧") {
		return name
	}
	if chinese(name) && utf8.RuneCountInString(name) == 2 {
		return kiosk.Surname(name + "某")
	}
	return cmp.Or(kiosk.Surname(name), name)
}

// romanised returns the surname and the given name in pinyin as a passport
// spaces them: "Ouyang", "Xiaoming".
func romanised(p kiosk.Person) (family, given string) {
	syllables := strings.Fields(strings.ToLower(strings.ReplaceAll(p.Pinyin, "v", "ü")))
	if len(syllables) == 0 {
		return p.Name, ""
	}
	n := 1
	if len(syllables) == utf8.RuneCountInString(p.Name) {
		n = utf8.RuneCountInString(surname(p.Name))
	}
	return joined(syllables[:n]), joined(syllables[n:])
}

// joined writes syllables as one word, with the apostrophe that keeps "xi'an"
// from reading "xian".
func joined(syllables []string) string {
	var b strings.Builder
	for i, s := range syllables {
		if i > 0 && strings.ContainsAny(s[:1], "aoe") {
			b.WriteByte('\'')
		}
		if i == 0 {
			first, size := utf8.DecodeRuneInString(s)
			s = string(unicode.ToUpper(first)) + s[size:]
		}
		b.WriteString(s)
	}
	return b.String()
}
