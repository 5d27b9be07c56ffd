package phrase

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"lobby.internal/kiosk"
)

// The longest that a document may be, in characters.
const (
	maxVersion  = 40
	maxDocument = 20000
)

// ReadDocument reads a text of the house: TOML with the version and the text in
// each language.
//
//	version = "2026-11"
//	zh-CN = """…"""
//	en = """…"""
//	ja = """…""" # may be left out: the English is shown
//
// Each {name} in the text is filled in by what fill, name, value, name, value,
// has for that language.
func ReadDocument(raw []byte, fill func(kiosk.Lang) []string) (kiosk.Document, error) {
	var file map[string]string
	if err := toml.Unmarshal(raw, &file); err != nil {
		if at, ok := errors.AsType[*toml.DecodeError](err); ok {
			line, _ := at.Position()
			return kiosk.Document{}, fmt.Errorf("line %d: %w; the sample in assets/texts shows how it is written", line, err)
		}
		return kiosk.Document{}, err
	}
	d := kiosk.Document{Version: strings.TrimSpace(file["version"]), Text: make(map[kiosk.Lang]string, len(file))}
	if n := utf8.RuneCountInString(d.Version); n == 0 || n > maxVersion {
		return kiosk.Document{}, fmt.Errorf("version must have 1 to %d characters, and has %d", maxVersion, n)
	}
	for _, lang := range []kiosk.Lang{kiosk.LangZH, kiosk.LangEN, kiosk.LangJA} {
		if _, given := file[string(lang)]; !given && lang == kiosk.LangJA {
			continue
		}
		text := strings.TrimSpace(file[string(lang)])
		if n := utf8.RuneCountInString(text); n == 0 || n > maxDocument {
			return kiosk.Document{}, fmt.Errorf("%s must have 1 to %d characters, and has %d", lang, maxDocument, n)
		}
		d.Text[lang] = filled(lang, text, fill(lang))
	}
	if len(file) != 1+len(d.Text) {
		return kiosk.Document{}, errors.New("it must have version, zh-CN and en, may have ja, and nothing else")
	}
	return d, nil
}

func filled(lang kiosk.Lang, text string, values []string) string {
	var pairs []string
	for i := 0; i+1 < len(values); i += 2 {
		pairs = append(pairs, "{"+values[i]+"}", blank(values[i+1]).String())
	}
	return join(lang, strings.NewReplacer(pairs...).Replace(text))
}
