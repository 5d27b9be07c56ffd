package pinyin

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/image/font/sfnt"

	"lobby.internal/assets"
)

// shared is the engine of all tests: it cannot be changed.
var shared = func() *Engine {
	e, err := New(Options{})
	if err != nil {
		panic(err)
	}
	return e
}()

func place(list []Candidate, text string) int {
	return slices.IndexFunc(list, func(c Candidate) bool { return c.Text == text })
}

func TestEngine_Candidates(t *testing.T) {
	for _, c := range []struct {
		what, keys, want string
		within           int
	}{
		{"in full", "wangxiaoming", "王晓明", 5},
		{"capitals", "WangXiaoMing", "王晓明", 5},
		{"one character", "zhangwei", "张伟", 3},
		{"initials", "wxm", "王晓明", 20},
		{"the surname in full, then initials", "wangxm", "王晓明", 10},
		{"initials of two letters", "zhzhq", "张志强", 10},
		{"an initial, then in full", "wxiaoming", "王晓明", 10},
		{"the last syllable begun", "wangxiaomi", "王晓敏", 10},
		{"an apostrophe", "li'an", "李安", 5},
		{"no apostrophe where both can be meant", "lian", "连", 5},
		{"a space", "wang xiao ming", "王晓明", 5},
		{"ü as v", "lvxiaoyan", "吕小燕", 5},
		{"ü as in passports", "lyuxiaoyan", "吕小燕", 5},
		{"ü itself", "lüxiaoyan", "吕小燕", 5},
		{"ü as v where it is written u", "xvjing", "徐静", 5},
		{"two characters of surname", "ouyangxiaohong", "欧阳晓红", 5},
		{"two characters of surname, one given", "simali", "司马丽", 5},
		{"initials of such a surname", "oyxiaohong", "欧阳晓红", 10},
		{"a surname alone", "shan", "单", 3},
		{"a surname read as it is elsewhere", "danxiaohong", "单晓红", 10},
		{"Xiè", "xiexiaohong", "解晓红", 10},
		{"Qiú", "qiuxiaohong", "仇晓红", 10},
		{"Zhā", "zhaxiaohong", "查晓红", 5},
		{"Gě", "gexiaohong", "盖晓红", 10},
		{"Ōu", "ouxiaohong", "区晓红", 10},
		{"Piáo", "piaoxiaohong", "朴晓红", 5},
		{"Yùchí", "yuchixiaohong", "尉迟晓红", 5},
	} {
		got := shared.Candidates(c.keys, 20)
		at := place(got, c.want)
		if at < 0 || at >= c.within {
			t.Errorf("%s: %s gives %v, want %s among the first %d", c.what, c.keys, got, c.want, c.within)
		} else if got[at].Keys != len(c.keys) {
			t.Errorf("%s: %s of %s uses up %d keys, want all", c.what, c.want, c.keys, got[at].Keys)
		}
	}
}

func TestEngine_Candidates_IsNoPinyin(t *testing.T) {
	for _, keys := range []string{"", "'", "123", "王", "vvv", "i", "\xff"} {
		if got := shared.Candidates(keys, 10); len(got) != 0 {
			t.Errorf("%q gives %v", keys, got)
		}
	}
	for _, limit := range []int{0, -1} {
		if got := shared.Candidates("wang", limit); len(got) != 0 {
			t.Errorf("limit %d gives %v", limit, got)
		}
	}
}

// What is no whole name can still be written in parts.
func TestEngine_Candidates_Parts(t *testing.T) {
	for _, c := range []struct {
		keys, want string
		left       string
	}{
		{"wangxiaoming", "王", "xiaoming"},
		{"wang'xiaoming", "王", "xiaoming"},
		{"wangxiaoming", "网", "xiaoming"},
		{"lüxiaoming", "吕", "xiaoming"},
		{"abudoulaxiemuxiding", "阿", "budoulaxiemuxiding"},
		{"wang1", "王", "1"},
	} {
		got := shared.Candidates(c.keys, MaxCandidates)
		at := place(got, c.want)
		if at < 0 {
			t.Errorf("%s does not give %s", c.keys, c.want)
		} else if left := c.keys[got[at].Keys:]; left != c.left {
			t.Errorf("%s of %s leaves %q, want %q", c.want, c.keys, left, c.left)
		}
	}
}

func TestEngine_After(t *testing.T) {
	for _, c := range []struct {
		picked, keys, want string
		within             int
	}{
		{"王", "xiaoming", "晓明", 5},
		{"王", "xm", "晓明", 20},
		{"王", "wei", "伟", 3},
		{"欧阳", "xiaohong", "晓红", 5},
		{"王晓", "ming", "明", 3},
		{"王志", "qiang", "强", 2},
		{"阿卜", "du", "杜", 10},
		{"王", "guiying", "桂", 200},
	} {
		got := shared.After(c.picked, c.keys, MaxCandidates)
		if at := place(got, c.want); at < 0 || at >= c.within {
			t.Errorf("%s after %s gives %v, want %s among the first %d", c.keys, c.picked, got[:min(len(got), 20)], c.want, c.within)
		}
	}
	if a, b := shared.After("", "wangwei", 9), shared.Candidates("wangwei", 9); !slices.Equal(a, b) {
		t.Errorf("after nothing %v, want %v", a, b)
	}
}

func TestEngine_Fuzzy(t *testing.T) {
	for _, c := range []struct {
		fuzzy      Fuzzy
		keys, want string
	}{
		{FuzzyZ, "zangzhiqiang", "张志强"},
		{FuzzyZ, "zangziqiang", "张志强"},
		{FuzzyC, "cengang", "陈刚"},
		{FuzzyS, "shunxiaohong", "孙晓红"},
		{FuzzyN, "niuxiaohong", "刘晓红"},
		{FuzzyIn, "ningxiaohong", "宁晓红"},
		{FuzzyIn, "lingxiaohong", "林晓红"},
		{FuzzyEn, "chengxiaohong", "陈晓红"},
		{FuzzyN | FuzzyIn, "ningxiaohong", "林晓红"},
	} {
		got := shared.With(Options{Fuzzy: c.fuzzy}).Candidates(c.keys, 20)
		if place(got, c.want) < 0 {
			t.Errorf("%s gives %v, want %s among them", c.keys, got, c.want)
		}
	}
	if got := shared.Candidates("zangzhiqiang", 20); place(got, "张志强") >= 0 {
		t.Errorf("zang gives 张 though nothing is fuzzy: %v", got)
	}
}

// Nothing is learned: whoever types after somebody else sees what the first saw.
func TestEngine_LearnsNothing(t *testing.T) {
	before := shared.Candidates("lixiaoyu", 50)
	for range 100 {
		shared.After("李", "xiaoyu", 50)
		shared.Candidates("lixiaoyan", 50)
	}
	if after := shared.Candidates("lixiaoyu", 50); !slices.Equal(before, after) {
		t.Errorf("%v became %v", before, after)
	}
}

// Every standard character is among those of its syllable, can be reached by
// typing that syllable alone, and is in both fonts.
func TestEngine_ReachesEveryCharacter(t *testing.T) {
	listed, typed := map[string]bool{}, map[string]bool{}
	for _, s := range shared.Syllables() {
		for _, c := range shared.Characters(s) {
			listed[c] = true
		}
		for _, c := range shared.Candidates(s, MaxCandidates) {
			typed[c.Text] = true
		}
	}
	fonts := map[string]*sfnt.Font{}
	for style, data := range map[string][]byte{"regular": assets.FontRegular(), "bold": assets.FontBold()} {
		f, err := sfnt.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		fonts[style] = f
	}
	n := 0
	var buf sfnt.Buffer
	for _, r := range assets.StandardCharacters() {
		n++
		if !listed[string(r)] || !typed[string(r)] {
			t.Errorf("%c: listed %t, typed %t", r, listed[string(r)], typed[string(r)])
		}
		for style, f := range fonts {
			if g, err := f.GlyphIndex(&buf, r); err != nil || g == 0 {
				t.Errorf("%c is not in the %s font: %v", r, style, err)
			}
		}
	}
	if n != 8105 {
		t.Errorf("%d characters, want 8105", n)
	}
}

func TestEngine_Characters(t *testing.T) {
	if got := shared.Characters("lü"); !slices.Equal(got, shared.Characters("lv")) || !slices.Contains(got, "吕") {
		t.Errorf("lü gives %v", got)
	}
	got := shared.Characters("min")
	if slices.Index(got, "敏") > 3 {
		t.Errorf("敏 is not among the first of min: %v", got)
	}
	if slices.Index(got, "明") < slices.Index(got, "黾") {
		t.Errorf("ming stands before the rarest of min: %v", got)
	}
	for _, none := range []string{"", "x'x", "zzz", "minmin", "王"} {
		if got := shared.Characters(none); len(got) != 0 {
			t.Errorf("%q gives %v", none, got)
		}
	}
}

func TestNew_DamagedNames(t *testing.T) {
	for _, data := range []string{
		"", "wang 王\n", "[readings]\na q\n", "[readings]\nyi 一\n[surnames]\n王 wang 1\n", "[readings]\nyi 一\n[surnames]\n一 yi x\n",
		"[readings]\nyi 一\n[given]\n一 a\n", "[readings]\nyi 一\n[given]\n一 aaa 王\n", "[readings]\nyi 一\n[given]\nx aaa\n",
	} {
		if _, err := newTable(data, "一"); err == nil || !strings.Contains(err.Error(), "assets/names") {
			t.Errorf("%q: %v, want an error that says what to do", data, err)
		}
	}
}

// Any keys: no panic, a bounded answer, and candidates that use up some keys.
func FuzzEngine(f *testing.F) {
	for _, keys := range []string{
		"wangxiaoming", "wxm", "zhzhzhzh", "lü'an", "''''", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "angangangang", "\xffwang", "wang\x00", "ŋ", "xianxianxianxian",
	} {
		f.Add(keys, "王", 20)
	}
	fuzzy := shared.With(Options{Fuzzy: FuzzyZ | FuzzyC | FuzzyS | FuzzyN | FuzzyIn | FuzzyEn})
	f.Fuzz(func(t *testing.T, keys, picked string, limit int) {
		if n := len(fuzzy.keys.splits(read(keys), maxSyllables)); n > maxSplits {
			t.Errorf("%q is split in %d ways", keys, n)
		}
		for _, got := range [][]Candidate{
			shared.Candidates(keys, limit), fuzzy.Candidates(keys, limit), fuzzy.After(picked, keys, limit),
		} {
			if len(got) > max(0, min(limit, MaxCandidates)) {
				t.Errorf("%q: %d candidates, limit %d", keys, len(got), limit)
			}
			seen := map[string]bool{}
			for _, c := range got {
				if c.Keys < 1 || c.Keys > len(keys) || c.Text == "" || !utf8.ValidString(c.Text) || seen[c.Text] {
					t.Errorf("%q: candidate %+v", keys, c)
				}
				seen[c.Text] = true
			}
		}
		shared.Characters(keys)
	})
}
