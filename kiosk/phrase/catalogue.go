package phrase

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"text/template"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"

	"lobby.internal/kiosk"
)

// phrase is one key's words: a template for each plural form it has, "other"
// always among them, and the argument that chooses between them.
type phrase struct {
	number string
	forms  map[string]string
}

// catalogue is the phrases of one language by key.
type catalogue map[string]phrase

// staff are the tables of phrases that only staff read, who have Chinese and
// English: a visitor's language has none of them.
var staff = []string{"desk.", "notice.", "device."}

// readAll reads the catalogues of all languages and checks them against the
// Chinese ones.
func readAll(words fs.FS) (map[kiosk.Lang]catalogue, error) {
	files, err := fs.Glob(words, "*.toml")
	if err != nil {
		return nil, fmt.Errorf("phrase: list catalogues: %w", err)
	}
	if len(files) == 0 {
		return nil, errors.New("phrase: no catalogues")
	}
	all := map[kiosk.Lang]catalogue{kiosk.LangZH: {}, kiosk.LangEN: {}, kiosk.LangJA: {}}
	for _, name := range files {
		c, ok := all[languageOf(name)]
		if !ok {
			return nil, fmt.Errorf("phrase: %s: the name ends in no language of ours (want zh-CN.toml, en.toml or ja.toml)", name)
		}
		if err := c.read(words, name); err != nil {
			return nil, fmt.Errorf("phrase: %s: %w", name, err)
		}
	}
	if len(all[kiosk.LangJA]) == 0 {
		delete(all, kiosk.LangJA)
	}
	return all, agree(all)
}

// agree returns an error if a language lacks a phrase that another has.
func agree(all map[kiosk.Lang]catalogue) error {
	zh := all[kiosk.LangZH]
	visitors := maps.Clone(zh)
	maps.DeleteFunc(visitors, func(key string, _ phrase) bool {
		return slices.ContainsFunc(staff, func(table string) bool { return strings.HasPrefix(key, table) })
	})
	for lang, c := range all {
		want, from := zh, kiosk.LangZH
		if lang == kiosk.LangJA {
			want, from = visitors, "what a visitor may read in zh-CN"
		}
		if err := errors.Join(c.lacks(want, lang), want.lacks(c, from)); err != nil {
			return err
		}
	}
	return nil
}

// languageOf returns the language in a catalogue's name: "en" of "house.en.toml".
func languageOf(name string) kiosk.Lang {
	name = strings.TrimSuffix(name, ".toml")
	return kiosk.Lang(name[strings.LastIndexByte(name, '.')+1:])
}

// lacks returns an error that names what other has and c, of that language, has
// not.
func (c catalogue) lacks(other catalogue, lang kiosk.Lang) error {
	var missing []string
	for key := range other {
		if _, ok := c[key]; !ok {
			missing = append(missing, key)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	return fmt.Errorf("phrase: not in %s: %s", lang, strings.Join(missing, ", "))
}

func (c catalogue) read(words fs.FS, name string) error {
	text, err := fs.ReadFile(words, name)
	if err != nil {
		return err
	}
	var tree map[string]any
	if err := toml.Unmarshal(text, &tree); err != nil {
		if at, ok := errors.AsType[*toml.DecodeError](err); ok {
			line, column := at.Position()
			return fmt.Errorf("line %d, column %d: %w", line, column, err)
		}
		return err
	}
	return c.add("", tree)
}

// add puts the phrases of a table into the catalogue. The keys are joined here
// and not by go-i18n, which reads a key such as "other" or "id" as its own.
func (c catalogue) add(prefix string, table map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(table)) {
		key := prefix + name
		if inner, ok := table[name].(map[string]any); ok && !plural(inner) {
			if err := c.add(key+".", inner); err != nil {
				return err
			}
			continue
		}
		p, err := parse(table[name])
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		if _, ok := c[key]; ok {
			return fmt.Errorf("%s: given twice", key)
		}
		c[key] = p
	}
	return nil
}

// plural tells a phrase with plural forms from a table of phrases.
func plural(table map[string]any) bool {
	_, number := table["number"].(string)
	_, other := table["other"].(string)
	return number && other
}

func parse(value any) (phrase, error) {
	p := phrase{forms: make(map[string]string)}
	switch value := value.(type) {
	case string:
		p.forms["other"] = value
	case map[string]any:
		for form, words := range value {
			text, ok := words.(string)
			switch {
			case !ok:
				return p, fmt.Errorf("%s is no string", form)
			case form == "number":
				p.number = text
			case form == "one" || form == "other":
				p.forms[form] = text
			default:
				return p, fmt.Errorf("%s is no plural form of our languages", form)
			}
		}
	default:
		return p, errors.New("neither words nor a table")
	}
	return p, p.check()
}

// check tries the templates, so that a slip of the pen is found at the start
// and not before a visitor.
func (p phrase) check() error {
	for form, words := range p.forms {
		if strings.TrimSpace(words) == "" {
			return errors.New("empty")
		}
		if _, err := template.New(form).Parse(words); err != nil {
			return err
		}
	}
	return nil
}

func (c catalogue) messages() []*i18n.Message {
	messages := make([]*i18n.Message, 0, len(c))
	for id, p := range c {
		messages = append(messages, &i18n.Message{ID: id, One: p.forms["one"], Other: p.forms["other"]})
	}
	return messages
}
