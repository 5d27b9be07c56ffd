package phrase_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/phrase"
)

func TestOpen_Refuses(t *testing.T) {
	const good = "[a]\nb = 'words'\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"no files":          {map[string]string{"notes.txt": ""}, "no catalogues"},
		"not TOML":          {map[string]string{"x.zh-CN.toml": "a = 'b'\nc d", "x.en.toml": good}, "x.zh-CN.toml: line 2"},
		"other language":    {map[string]string{"x.zh-CN.toml": good, "x.en.toml": good, "x.fr.toml": good}, "x.fr.toml"},
		"only in Chinese":   {map[string]string{"x.zh-CN.toml": good + "c = '…'\n", "x.en.toml": good}, "not in en: a.c"},
		"only in English":   {map[string]string{"x.zh-CN.toml": good, "x.en.toml": good + "c = 'x'\n"}, "not in zh-CN: a.c"},
		"twice":             {map[string]string{"x.zh-CN.toml": good, "y.zh-CN.toml": good, "x.en.toml": good}, "a.b: given twice"},
		"template unclosed": {map[string]string{"x.zh-CN.toml": "a = '{{.B'", "x.en.toml": "a = 'x'"}, "unclosed"},
		"unknown function":  {map[string]string{"x.zh-CN.toml": "a = '{{rot13 .B}}'", "x.en.toml": "a = 'x'"}, "rot13"},
		"a number":          {map[string]string{"x.zh-CN.toml": "a = 5", "x.en.toml": "a = 'x'"}, "neither words"},
		"empty":             {map[string]string{"x.zh-CN.toml": "a = ' '", "x.en.toml": "a = 'x'"}, "empty"},
		"foreign plural":    {map[string]string{"x.zh-CN.toml": "a = {number='N', few='x', other='y'}", "x.en.toml": "a = 'x'"}, "few"},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, text := range c.files {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			_, err := phrase.Open(files, company)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "phrase: ") {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func smallBook(t *testing.T, words string) *phrase.Book {
	t.Helper()
	b, err := phrase.Open(fstest.MapFS{
		"x.zh-CN.toml": {Data: []byte(words)}, "x.en.toml": {Data: []byte(words)},
	}, company)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Keys that go-i18n keeps for itself are keys like any other here.
func TestOpen_AnyKey(t *testing.T) {
	b := smallBook(t, "[a]\nother = 'o'\nid = 'i'\none = '1'\n'b.next' = 'n'\nb = 'b'")
	for id, want := range map[string]string{"a.other": "o", "a.id": "i", "a.one": "1", "a.b": "b", "a.b.next": "n"} {
		if got := b.Text(kiosk.LangEN, id); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	if got := strings.Join(b.Keys(), " "); got != "a.b a.b.next a.id a.one a.other" {
		t.Errorf("Keys: %s", got)
	}
}

// What people type is shown as they typed it: neither escaped nor run.
func TestSay_NamesAreData(t *testing.T) {
	b := smallBook(t, "hello = 'Hello {{.Visitor}} of {{.From}}'")
	name := `{{.Company}} <b>&amp; "O'Neill" {{define "x"}}`
	got := b.Say(kiosk.LangEN, kiosk.Say("hello", "From", "{{printf `%s` .Host}}").To(kiosk.Person{Name: name}))
	if want := "Hello " + name + " of {{printf `%s` .Host}}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSay_FaultsAreVisible(t *testing.T) {
	b := smallBook(t, "lift = 'Lift {{.Lift}}'")
	for name, line := range map[string]kiosk.Line{"no such phrase": kiosk.Say("stairs"), "unfilled blank": kiosk.Say("lift")} {
		if got := b.Say(kiosk.LangZH, line); got != line.ID {
			t.Errorf("%s: %q, want %q", name, got, line.ID)
		}
	}
	if got := b.Say(kiosk.LangZH, kiosk.Line{}); got != "" {
		t.Errorf("nothing to say: %q", got)
	}
	if got := b.Text("xx", "lift", "Lift", "B"); got != "Lift B" {
		t.Errorf("in a language not spoken: %q", got)
	}
	if b.Has(kiosk.LangEN, "stairs") || !b.Has(kiosk.LangEN, "lift") || b.Has("xx", "lift") {
		t.Error("Has is wrong")
	}
}

func TestSay_Company(t *testing.T) {
	words := fstest.MapFS{"x.zh-CN.toml": {Data: []byte("c = '{{.Company}}'")}, "x.en.toml": {Data: []byte("c = '{{.Company}}'")}}
	for _, c := range []struct {
		company phrase.Company
		zh, en  string
	}{{phrase.Company{ZH: "示例"}, "示例", "示例"}, {phrase.Company{EN: "Example"}, "Example", "Example"}, {company, company.ZH, company.EN}} {
		b, err := phrase.Open(words, c.company)
		if err != nil {
			t.Fatal(err)
		}
		if zh, en := b.Text(kiosk.LangZH, "c"), b.Text(kiosk.LangEN, "c"); zh != c.zh || en != c.en {
			t.Errorf("%v: %q and %q", c.company, zh, en)
		}
	}
}

// Two windows say things at the same time.
func TestSay_Concurrent(t *testing.T) {
	b := openBook(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				b.Say(kiosk.LangEN, kiosk.Say("house.coming_down").To(wang).About(manager))
			}
		})
	}
	wg.Wait()
}

func TestAddress(t *testing.T) {
	b := openBook(t)
	for _, c := range []struct {
		person kiosk.Person
		zh, en string
	}{
		{kiosk.Person{Name: "王小明", Title: kiosk.TitleMr, Pinyin: "wang xiao ming"}, "王先生", "Mr Wang"},
		{kiosk.Person{Name: "王小明", Title: "女士", Pinyin: "wang xiao ming"}, "王女士", "Ms Wang"},
		{kiosk.Person{Name: "李明", Title: "经理", Pinyin: "li ming"}, "李经理", "Li Ming"},
		{kiosk.Person{Name: "李明", Pinyin: "li ming"}, "李明", "Li Ming"},
		{kiosk.Person{Name: "欧阳小明", Title: kiosk.TitleMr, Pinyin: "ouyang xiao ming"}, "欧阳先生", "Mr Ouyang"},
		{kiosk.Person{Name: "欧阳小明", Title: "总监", Pinyin: "ou yang xiao ming"}, "欧阳总监", "Ouyang Xiaoming"},
		{kiosk.Person{Name: "欧阳", Title: kiosk.TitleMs}, "欧阳女士", "欧阳女士"},
		{kiosk.Person{Name: "王", Title: kiosk.TitleMs}, "王女士", "王女士"},
		{kiosk.Person{Name: "李西安", Title: "经理", Pinyin: "li xi an"}, "李经理", "Li Xi'an"},
		{kiosk.Person{Name: "吕律", Title: "经理", Pinyin: "lv lv"}, "吕经理", "Lü Lü"},
		{kiosk.Person{Name: "王小明", Title: kiosk.TitleMr}, "王先生", "王先生"},
		{kiosk.Person{Name: "阿卜杜拉·买买提", Title: kiosk.TitleMr}, "阿卜杜拉·买买提先生", "阿卜杜拉·买买提先生"},
		{kiosk.Person{Name: "Anna Exemplum", Title: kiosk.TitleMs}, "Exemplum 女士", "Ms Exemplum"},
		{kiosk.Person{Name: "Anna Exemplum", Title: "经理"}, "Exemplum 经理", "Anna Exemplum"},
		{kiosk.Person{Name: "Anna Exemplum"}, "Anna Exemplum", "Anna Exemplum"},
		{kiosk.Person{}, "", ""},
	} {
		if zh, en := b.Address(kiosk.LangZH, c.person), b.Address(kiosk.LangEN, c.person); zh != c.zh || en != c.en {
			t.Errorf("%+v: %q and %q, want %q and %q", c.person, zh, en, c.zh, c.en)
		}
	}
}

func TestName(t *testing.T) {
	b := openBook(t)
	for _, c := range []struct {
		person kiosk.Person
		zh, en string
	}{
		{kiosk.Person{Name: "王小明", Pinyin: "wang xiao ming"}, "王小明", "Wang Xiaoming"},
		{kiosk.Person{Name: "诸葛亮亮", Pinyin: "zhuge liang liang"}, "诸葛亮亮", "Zhuge Liangliang"},
		{kiosk.Person{Name: "王小明"}, "王小明", "王小明"},
		{kiosk.Person{Name: "Anna Exemplum", Pinyin: "anna exemplum"}, "Anna Exemplum", "Anna Exemplum"},
	} {
		if zh, en := b.Name(kiosk.LangZH, c.person), b.Name(kiosk.LangEN, c.person); zh != c.zh || en != c.en {
			t.Errorf("%+v: %q and %q, want %q and %q", c.person, zh, en, c.zh, c.en)
		}
	}
}

func TestDateAndClock(t *testing.T) {
	b := openBook(t)
	at := time.Date(2026, 11, 24, 9, 5, 0, 0, time.FixedZone("UTC+8", 8*3600))
	if got := b.Date(kiosk.LangZH, at); got != "11月24日 星期二" {
		t.Errorf("in Chinese: %q", got)
	}
	if got := b.Date(kiosk.LangEN, at); got != "Tuesday 24 November" {
		t.Errorf("in English: %q", got)
	}
	if got := b.Clock(at); got != "09:05" {
		t.Errorf("clock: %q", got)
	}
	if got := b.Date(kiosk.LangZH, at.AddDate(0, 0, 5)); got != "11月29日 星期日" {
		t.Errorf("a Sunday: %q", got)
	}
}
