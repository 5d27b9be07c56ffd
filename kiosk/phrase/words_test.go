package phrase_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/phrase"
)

var company = phrase.Company{ZH: "示例物业", EN: "Example Property"}

func openBook(t testing.TB) *phrase.Book {
	t.Helper()
	b, err := phrase.Open(assets.Words(), company)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var (
	wang    = kiosk.Person{Name: "王小明", Title: kiosk.TitleMr}
	manager = kiosk.Person{Name: "李明", Title: "经理", Pinyin: "li ming"}
)

// The house's own wording, clause by clause, as the conduct code has it.
func TestWords_OfTheConductCode(t *testing.T) {
	b := openBook(t)
	for id, want := range map[string]string{
		"house.greeting_before": "早上好",
		"house.greeting_after":  "再见",
		"house.phone_greeting":  "您好，示例物业",
		"house.phone_engaged":   "您好，王先生，电话占线，请稍后打来",
		"house.phone_no_answer": "您好，总机，电话无人接听，请您稍后再拨",
		"house.greeting":        "您好，有什么可以帮到您吗？",
		"house.promise":         "对不起，请您稍等，我了解一下再告诉您好吗？",
		"house.ask_name":        "请问怎么称呼您？",
		"house.ask_arranged":    "您是否已与李经理联系好？",
		"house.please_wait":     "请稍候，我马上帮您联系",
		"house.coming_down":     "王先生，李经理马上来见您，请您在前台接待厅稍等片刻",
		"house.go_up":           "让您久等了，请从这里坐电梯上楼",
		"house.absent":          "对不起，李经理不在公司，请您稍后与他联系",
		"house.farewell":        "王先生，请慢走",
	} {
		if got := b.Say(kiosk.LangZH, kiosk.Say(id).To(wang).About(manager)); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	if got := b.Say(kiosk.LangZH, kiosk.Say("house.farewell")); got != "请慢走" {
		t.Errorf("farewell to nobody known: %q", got)
	}
}

var blank = regexp.MustCompile(`\{\{[^}]*\.([A-Z][A-Za-z]*)`)

// Every phrase can be said in every language when its blanks are filled, and
// fills the same ones in each; nothing of a template is left in it.
func TestWords_EveryOneCanBeSaid(t *testing.T) {
	b := openBook(t)
	line := kiosk.Line{Visitor: wang, Host: manager, Args: map[string]string{}}
	for _, arg := range []string{"Place", "Minutes", "Limit", "Lift", "From", "Seconds", "Party"} {
		line.Args[arg] = "7"
	}
	for _, id := range b.Keys() {
		if !strings.HasPrefix(id, "house.") && !strings.HasPrefix(id, "error.") && !strings.HasPrefix(id, "notice.") &&
			!strings.HasPrefix(id, "device.") && !strings.HasPrefix(id, "title.") {
			continue // the windows' own words are said in the windows' tests
		}
		line.ID = id
		for _, lang := range b.Langs() {
			if lang == kiosk.LangJA && !b.Has(lang, id) {
				continue // TestWords_JapaneseIsTheVisitorsAlone knows which
			}
			got := b.Say(lang, line)
			if got == id || strings.Contains(got, "{{") || strings.Contains(got, "<no value>") || got != strings.TrimSpace(got) {
				t.Errorf("%s in %s: %q", id, lang, got)
			}
		}
	}
}

// A blank that one language fills and the other forgets is a fact lost in
// translation.
func TestWords_SameBlanksInEveryLanguage(t *testing.T) {
	b := openBook(t)
	for _, id := range b.Keys() {
		zh, en := blanks(b.Sources(kiosk.LangZH, id)), blanks(b.Sources(kiosk.LangEN, id))
		if !slices.Equal(zh, en) {
			t.Errorf("%s: %v in Chinese, %v in English", id, zh, en)
		}
		if ja := blanks(b.Sources(kiosk.LangJA, id)); b.Has(kiosk.LangJA, id) && !slices.Equal(zh, ja) {
			t.Errorf("%s: %v in Chinese, %v in Japanese", id, zh, ja)
		}
	}
}

func blanks(sources []string) []string {
	var names []string
	for _, s := range sources {
		for _, m := range blank.FindAllStringSubmatch(s, -1) {
			names = append(names, m[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// In Chinese the marks are Chinese ones, in English there are none of them;
// and a visitor is never called 你.
func TestWords_Typography(t *testing.T) {
	b := openBook(t)
	for _, id := range b.Keys() {
		for _, s := range b.Sources(kiosk.LangZH, id) {
			plain := regexp.MustCompile(`\{\{[^}]*\}\}`).ReplaceAllString(s, "")
			if strings.ContainsAny(plain, ",;!?") || strings.Contains(plain, "你") {
				t.Errorf("%s in Chinese: %q", id, s)
			}
		}
		for _, s := range b.Sources(kiosk.LangEN, id) {
			if strings.ContainsAny(s, "，。！？；：、’“”") {
				t.Errorf("%s in English: %q", id, s)
			}
		}
	}
}

func TestWords_TitlesAgreeWithAddress(t *testing.T) {
	b := openBook(t)
	for _, title := range []kiosk.Title{kiosk.TitleMr, kiosk.TitleMs} {
		word := b.Text(kiosk.LangZH, "title."+string(title))
		if got := b.Address(kiosk.LangZH, kiosk.Person{Name: "王小明", Title: title}); got != "王"+word {
			t.Errorf("%s: addressed as %q, the title is %q", title, got, word)
		}
		word = b.Text(kiosk.LangEN, "title."+string(title))
		if got := b.Address(kiosk.LangEN, kiosk.Person{Name: "Anna Exemplum", Title: title}); got != word+" Exemplum" {
			t.Errorf("%s: addressed as %q, the title is %q", title, got, word)
		}
	}
}

// Whatever a visitor may be shown is there in Japanese, and nothing that staff
// read.
func TestWords_JapaneseIsTheVisitorsAlone(t *testing.T) {
	b := openBook(t)
	if langs := b.Langs(); !slices.Equal(langs, []kiosk.Lang{kiosk.LangZH, kiosk.LangEN, kiosk.LangJA}) {
		t.Fatalf("the languages are %v", langs)
	}
	for _, id := range b.Keys() {
		table, _, _ := strings.Cut(id, ".")
		if staff := slices.Contains([]string{"desk", "notice", "device"}, table); b.Has(kiosk.LangJA, id) == staff {
			t.Errorf("%s: in Japanese: %t", id, !staff)
		}
	}
	id := "device.printer"
	if got, want := b.Text(kiosk.LangJA, id), b.Text(kiosk.LangZH, id); got != want {
		t.Errorf("what only staff read is %q in Japanese, want the Chinese %q", got, want)
	}
}

// Japanese marks, no ones of the other languages, and no word of theirs.
func TestWords_JapaneseTypography(t *testing.T) {
	b := openBook(t)
	for _, id := range b.Keys() {
		for _, s := range b.Sources(kiosk.LangJA, id) {
			plain := regexp.MustCompile(`\{\{[^}]*\}\}`).ReplaceAllString(s, "")
			if strings.ContainsAny(plain, ",;!?，；您请们") || strings.HasSuffix(plain, "。") {
				t.Errorf("%s in Japanese: %q", id, s)
			}
		}
	}
}

func TestAddress_Japanese(t *testing.T) {
	b := openBook(t)
	for _, c := range []struct {
		person        kiosk.Person
		address, name string
	}{
		{wang, "王様", "王小明"},
		{manager, "李様", "李明"},
		{kiosk.Person{Name: "欧阳示例", Title: kiosk.TitleMs}, "欧阳様", "欧阳示例"},
		{kiosk.Person{Name: "Anna Exemplum", Title: kiosk.TitleMs}, "Exemplum 様", "Anna Exemplum"},
		{kiosk.Person{Name: "欧阳示例"}, "欧阳示例様", "欧阳示例"},
		{kiosk.Person{Name: "Anna Exemplum"}, "Anna Exemplum 様", "Anna Exemplum"},
		{kiosk.Person{Name: b.Text(kiosk.LangJA, "house.front_desk")}, "受付", "受付"},
	} {
		if address, name := b.Address(kiosk.LangJA, c.person), b.Name(kiosk.LangJA, c.person); address != c.address || name != c.name {
			t.Errorf("%+v is addressed as %q and named %q, want %q and %q", c.person, address, name, c.address, c.name)
		}
	}
	if got := b.Text(kiosk.LangJA, "house.company"); got != company.EN {
		t.Errorf("the house is %q", got)
	}
	if got := b.Date(kiosk.LangJA, time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)); got != "11月24日 火曜日" {
		t.Errorf("the date is %q", got)
	}
}

func TestWords_Plural(t *testing.T) {
	b := openBook(t)
	for place, want := range map[string]string{"0": "You are next.", "1": "There is one visitor ahead", "2": "There are 2 visitors ahead"} {
		if got := b.Text(kiosk.LangEN, "house.waiting_place", "Place", place); !strings.HasPrefix(got, want) {
			t.Errorf("%s ahead: %q", place, got)
		}
	}
	if got := b.Text(kiosk.LangEN, "house.waiting_place", "Place", "many"); got != "house.waiting_place" {
		t.Errorf("no number: %q", got)
	}
}
