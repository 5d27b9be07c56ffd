// Package phrase is the words said to people: every sentence of the house's
// conduct code and every label on a screen, in each language the product
// speaks, and how a person is addressed in it.
//
// The words live in TOML catalogues, one file a subject and language
// ("house.zh-CN.toml", "house.en.toml"). A key is the path of tables that leads
// to it, joined with dots; its value is a Go text template. What fills a blank
// is data and is never read as a template itself.
//
//	[house]
//	absent = "对不起，{{.Host}}不在公司，请您稍后与他联系"
//
// The blanks are:
//
//	{{.Visitor}} {{.Host}}          the person as addressed: 王先生, Mr Wang
//	{{.VisitorName}} {{.HostName}}  the person's full name
//	{{.Company}}                    the house
//	{{.Anything}}                   the argument of that name
//
// A phrase whose form depends on a number is a table with the CLDR plural forms
// and the name of the argument that holds the number:
//
//	ahead = { number = "Count", one = "1 visitor", other = "{{.Count}} visitors" }
package phrase

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"

	"lobby.internal/kiosk"
)

// Company is the house's name. Where one language has none, the other's stands
// in. Japanese has the English one.
type Company struct{ ZH, EN string }

func (c Company) in(lang kiosk.Lang) string {
	first, second := c.ZH, c.EN
	if lang != kiosk.LangZH {
		first, second = c.EN, c.ZH
	}
	if first == "" {
		return second
	}
	return first
}

// Book is the phrases of every language. It does not change once opened and
// may be used from any goroutine.
type Book struct {
	company    Company
	localizers map[kiosk.Lang]*i18n.Localizer
	catalogues map[kiosk.Lang]catalogue
}

// Open reads every "*.<language>.toml" at the root of words. It refuses a file
// that does not parse or is in a language the product does not speak, a phrase
// that is no template, a key given twice, and a key that one language has and
// another lacks; Japanese, which is the visitor's alone, has none of the tables
// desk, notice and device, and may be left out whole.
func Open(words fs.FS, company Company) (*Book, error) {
	catalogues, err := readAll(words)
	if err != nil {
		return nil, err
	}
	bundle := i18n.NewBundle(language.MustParse(string(kiosk.LangZH)))
	b := &Book{company: company, catalogues: catalogues, localizers: make(map[kiosk.Lang]*i18n.Localizer)}
	for lang, c := range catalogues {
		if err := bundle.AddMessages(language.MustParse(string(lang)), c.messages()...); err != nil {
			return nil, fmt.Errorf("phrase: %s: %w", lang, err)
		}
	}
	for _, lang := range b.Langs() {
		b.localizers[lang] = i18n.NewLocalizer(bundle, string(lang))
	}
	return b, nil
}

// Langs returns the languages that there are words in, Chinese first.
func (b *Book) Langs() []kiosk.Lang {
	langs := []kiosk.Lang{kiosk.LangZH, kiosk.LangEN, kiosk.LangJA}
	return slices.DeleteFunc(langs, func(l kiosk.Lang) bool { return b.catalogues[l] == nil })
}

// Has reports whether there is such a phrase.
func (b *Book) Has(lang kiosk.Lang, id string) bool {
	_, ok := b.catalogues[lang][id]
	return ok
}

// Keys returns the names of all phrases, sorted. Chinese and
// English have them all, Japanese those that a visitor may read.
func (b *Book) Keys() []string { return slices.Sorted(maps.Keys(b.catalogues[kiosk.LangZH])) }

// Say puts a line into words, with its people addressed as lang addresses
// them. A line whose phrase is missing, or lacks something to fill a blank
// with, is returned as the phrase's name, so that the fault can be seen. A
// language the product does not speak, or that is the visitor's alone and has not
// what staff read, is answered in Chinese. Nothing to say
// is "".
func (b *Book) Say(lang kiosk.Lang, l kiosk.Line) string {
	if l.IsZero() {
		return ""
	}
	if _, ok := b.catalogues[lang][l.ID]; !ok {
		lang = kiosk.LangZH
	}
	message, ok := b.catalogues[lang][l.ID]
	if !ok {
		return l.ID
	}
	config := &i18n.LocalizeConfig{MessageID: l.ID, TemplateData: b.blanks(lang, l), TemplateParser: strict}
	if message.number != "" {
		n, err := strconv.Atoi(l.Args[message.number])
		if err != nil {
			return l.ID
		}
		config.PluralCount = n
	}
	words, err := b.localizers[lang].Localize(config)
	if err != nil {
		return l.ID
	}
	return join(lang, words)
}

// strict fails on a blank that nothing fills. It is text/template: a name with
// an ampersand in it is written as it is.
var strict = &template.TextParser{Option: "missingkey=error"}

// blanks returns what fills the blanks of l. A person comes before an argument
// of the same name; one the line does not speak of is "".
func (b *Book) blanks(lang kiosk.Lang, l kiosk.Line) map[string]blank {
	data := map[string]blank{"Visitor": "", "VisitorName": "", "Host": "", "HostName": "", "Company": blank(b.company.in(lang))}
	for name, value := range l.Args {
		data[name] = blank(value)
	}
	if l.Visitor.Name != "" {
		data["Visitor"], data["VisitorName"] = blank(b.Address(lang, l.Visitor)), blank(b.Name(lang, l.Visitor))
	}
	if l.Host.Name != "" {
		data["Host"], data["HostName"] = blank(b.Address(lang, l.Host)), blank(b.Name(lang, l.Host))
	}
	return data
}

// Text returns a phrase that speaks of nobody; args are name, value, name,
// value. It is Say of such a line.
func (b *Book) Text(lang kiosk.Lang, id string, args ...string) string {
	return b.Say(lang, kiosk.Say(id, args...))
}
