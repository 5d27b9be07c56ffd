package main

import (
	"slices"

	"lobby.internal/kiosk"
)

// deskLanguage reads the language of staff, who have Chinese and English.
func (s *settings) deskLanguage(key string, to *kiosk.Lang) {
	text := string(*to)
	s.oneOf(key, &text, string(kiosk.LangZH), string(kiosk.LangEN))
	*to = kiosk.Lang(text)
}

// takeLanguages reads what visitors may switch between, and which of these is
// shown first.
func (c *config) takeLanguages(s *settings) {
	const key = "house.languages"
	if v, ok := s.value(key); ok {
		langs, good := languages(v)
		if !good {
			s.wrong(key, `"zh-CN" and "en", and "ja" beside them if you like, in any order`, "")
			return
		}
		c.House.Languages = langs
	}
	accepted := make([]string, len(c.House.Languages))
	for i, l := range c.House.Languages {
		accepted[i] = string(l)
	}
	text := string(c.House.Language)
	s.oneOf("house.language", &text, accepted...)
	c.House.Language = kiosk.Lang(text)
	if !slices.Contains(c.House.Languages, c.House.Language) {
		s.wrong("house.language", "one of house.languages", "")
	}
}

// languages returns the languages of a list that has both of staff's, which the
// smaller lines are in, none twice and none that there are no words for.
func languages(v any) (langs []kiosk.Lang, good bool) {
	list, _ := v.([]any)
	for _, item := range list {
		text, _ := item.(string)
		l := kiosk.Lang(text)
		if slices.Contains(langs, l) || !slices.Contains([]kiosk.Lang{kiosk.LangZH, kiosk.LangEN, kiosk.LangJA}, l) {
			return nil, false
		}
		langs = append(langs, l)
	}
	return langs, slices.Contains(langs, kiosk.LangZH) && slices.Contains(langs, kiosk.LangEN)
}
