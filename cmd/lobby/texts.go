package main

import (
	"os"
	"strconv"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/phrase"
)

// textConfig is a text of the house that visitors are shown.
type textConfig struct {
	Shown    bool
	File     string
	Document kiosk.Document // zero when it is not shown
}

// takeTexts reads the texts of the house and the files that they stand in.
func (c *config) takeTexts(s *settings) {
	s.flag("consent.notice", &c.Consent.Shown)
	s.text("consent.file", &c.Consent.File, 0, 4096)
	c.Consent.read(s, "consent.file", assets.Consent(), c.blanks)
	s.flag("house_rules.sign", &c.Rules.Shown)
	s.text("house_rules.file", &c.Rules.File, 0, 4096)
	c.Rules.read(s, "house_rules.file", assets.HouseRules(), c.blanks)
}

// blanks are what fills the blanks of a text in that language.
func (c *config) blanks(lang kiosk.Lang) []string {
	company := c.House.NameZH
	if lang != kiosk.LangZH {
		company = c.House.NameEN
	}
	return []string{"company", company, "days", strconv.Itoa(int(c.Retention.Personal))}
}

// read reads the text from its file, or the sample where none is named.
func (t *textConfig) read(s *settings, key string, sample []byte, blanks func(kiosk.Lang) []string) {
	t.Document = kiosk.Document{}
	if !t.Shown {
		return
	}
	raw := sample
	if t.File != "" {
		var err error
		if raw, err = os.ReadFile(t.File); err != nil {
			s.fault(key, "names a file that cannot be read: "+err.Error())
			return
		}
	}
	d, err := phrase.ReadDocument(raw, blanks)
	if err != nil {
		s.fault(key, "names a file that is no text of the house: "+err.Error())
		return
	}
	t.Document = d
}
