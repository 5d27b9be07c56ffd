package assets_test

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/encoding/traditionalchinese"

	"lobby.internal/assets"
)

func faces(t *testing.T) map[string]*sfnt.Font {
	t.Helper()
	return parsed(t, map[string][]byte{"Regular": assets.FontRegular(), "Bold": assets.FontBold()})
}

func latinFaces(t *testing.T) map[string]*sfnt.Font {
	t.Helper()
	return parsed(t, map[string][]byte{"Regular": assets.FontLatinRegular(), "Bold": assets.FontLatinBold()})
}

func parsed(t *testing.T, fonts map[string][]byte) map[string]*sfnt.Font {
	t.Helper()
	out := map[string]*sfnt.Font{}
	for style, data := range fonts {
		f, err := sfnt.Parse(data)
		if err != nil {
			t.Fatalf("%s: %v", style, err)
		}
		out[style] = f
	}
	return out
}

func missing(t *testing.T, f *sfnt.Font, text string) string {
	t.Helper()
	var (
		buf sfnt.Buffer
		out strings.Builder
	)
	for _, r := range text {
		if unicode.IsControl(r) {
			continue
		}
		g, err := f.GlyphIndex(&buf, r)
		if err != nil {
			t.Fatalf("%q: %v", r, err)
		}
		if g == 0 {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func TestFonts_HaveTheStandardCharacters(t *testing.T) {
	table := []rune(assets.StandardCharacters())
	if len(table) != 8105 {
		t.Fatalf("%d characters, want 8105", len(table))
	}
	if table[0] != '一' {
		t.Errorf("the table begins with %c", table[0])
	}
	slices.Sort(table)
	if n := len(slices.Compact(table)); n != 8105 {
		t.Errorf("%d of 8105 characters differ", n)
	}
	for style, f := range faces(t) {
		if m := missing(t, f, assets.StandardCharacters()); m != "" {
			t.Errorf("%s lacks %s", style, m)
		}
	}
}

func TestFonts_HaveWhatScreensShow(t *testing.T) {
	for style, f := range faces(t) {
		for what, text := range map[string]string{
			"Latin":       "ABCXYZ abcxyz 0123456789 ÄÖÜäöüßéèêñçøåÆ",
			"pinyin":      "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü",
			"punctuation": "，。、；：？！“”‘’（）《》【】…—·～ ｜％＋ ‑ – — •",
			"full width":  "ＡＺａｚ０９",
			"kana":        "あいうえおアイウエオがぱーゃ",
			"symbols":     "←↑→↓↗✓×①②③℃№●○■□▲△▼▽◆★☆",
			"directory":   string(assets.SampleDirectory()),
			"words":       words(t),
		} {
			if m := missing(t, f, text); m != "" {
				t.Errorf("%s, %s: lacks %q", style, what, m)
			}
		}
		if missing(t, f, "\U0001F600") == "" {
			t.Errorf("%s has an emoji: the check itself cannot fail", style)
		}
	}
}

// Big5 is what names in Hong Kong and Taiwan are kept in: its first level, rows
// A4 to C6, is what they are commonly written with.
func TestFonts_HaveTraditionalCharacters(t *testing.T) {
	var level strings.Builder
	decoder := traditionalchinese.Big5.NewDecoder()
	for first := 0xa4; first <= 0xc6; first++ {
		for second := 0x40; second <= 0xfe; second++ {
			if second > 0x7e && second < 0xa1 || first == 0xc6 && second > 0x7e {
				continue
			}
			c, err := decoder.Bytes([]byte{byte(first), byte(second)})
			if err != nil {
				t.Fatal(err)
			}
			level.Write(c)
		}
	}
	if n := utf8.RuneCountInString(level.String()); n != 5401 {
		t.Fatalf("%d characters, want 5401", n)
	}
	const surnames = "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范宋鄧" +
		"杜傅侯曹薛丁卓阮馬董溫唐藍蔣石古紀姚連馮歐程湯田康姜白汪鄒尤巫鐘涂黎龔嚴韓袁金童陸夏柳凃邵錢關鄺譚龐聶顧龍萬賀閻閆霍駱齊鮑賈鄔饒" +
		"邊欒單竇車甄麥冼勞蘭倫黨區畢祁鄢酈鄖佘諸葛歐陽司徒東郭長孫聞尉遲"
	for style, f := range faces(t) {
		for what, text := range map[string]string{
			"Big5": level.String(), "surnames": surnames, "given names": "峯邨堃喆淼妤姵媃瑄筠嫺綉粧裏衞裵晧",
		} {
			if m := missing(t, f, text); m != "" {
				t.Errorf("%s, %s: lacks %s", style, what, m)
			}
		}
	}
}

// Whole alphabets, and beside them the letters that names share with English, so
// that a name need not be of two designs.
func TestLatinFonts_HaveTheAlphabets(t *testing.T) {
	for style, f := range latinFaces(t) {
		for what, text := range map[string]string{
			"English":    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-'&()/",
			"Polish":     "ĄĆĘŁŃÓŚŹŻąćęłńóśźż",
			"Czech":      "ÁČĎÉĚÍŇÓŘŠŤÚŮÝŽáčďéěíňóřšťúůýž",
			"Slovak":     "ĽĹŔľĺŕôä",
			"Hungarian":  "ŐŰőű",
			"Romanian":   "ĂÂÎȘȚăâîșț",
			"Turkish":    "ÇĞİÖŞÜçğıöşü",
			"Azeri":      "Əə",
			"Baltic":     "ĀČĒĢĪĶĻŅŠŪŽāčēģīķļņšūžĄĘĖĮŲąęėįų",
			"Icelandic":  "ÐÞÆðþæ",
			"Maltese":    "ĊĠĦŻċġħż",
			"Welsh":      "ŴŶŵŷ",
			"Sámi":       "ĐŊŦđŋŧ",
			"German":     "ÄÖÜẞäöüß",
			"Vietnamese": vietnamese,
			"Russian":    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя",
			"Ukrainian":  "ҐЄІЇґєії’ʼ",
			"Serbian":    "ЂЈЉЊЋЏђјљњћџ",
			"Kazakh":     "ӘҒҚҢӨҰҮҺәғқңөұүһ",
			"Greek":      "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰΆΈΉΊΌΎΏ",
			"dashes":     "‐‑–—‘’“”…·",
		} {
			if m := missing(t, f, text); m != "" {
				t.Errorf("%s, %s: lacks %q", style, what, m)
			}
		}
		if missing(t, f, "\u0e01") == "" {
			t.Errorf("%s has Thai: the check itself cannot fail", style)
		}
	}
}

const vietnamese = "ĂÂĐÊÔƠƯăâđêôơư" +
	"ÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴ" +
	"àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"

// A font that parses may still be hollow: rare characters and Latin have ink, and
// the bold face has more of it.
func TestFonts_HaveOutlines(t *testing.T) {
	all := faces(t)
	for _, r := range "云您欧𬱖A9" {
		regular, bold := advance(t, all["Regular"], r), advance(t, all["Bold"], r)
		if regular <= 0 || bold <= 0 {
			t.Errorf("%c: advance %v and %v", r, regular, bold)
		}
	}
	wider(t, all, 'w')
	for _, r := range "łễЩΩ" {
		wider(t, latinFaces(t), r)
	}
}

func wider(t *testing.T, all map[string]*sfnt.Font, r rune) {
	t.Helper()
	if a, b := advance(t, all["Regular"], r), advance(t, all["Bold"], r); a <= 0 || b <= a {
		t.Errorf("bold %c is %v wide, regular %v", r, b, a)
	}
}

func advance(t *testing.T, f *sfnt.Font, r rune) fixed.Int26_6 {
	t.Helper()
	var buf sfnt.Buffer
	g, err := f.GlyphIndex(&buf, r)
	if err != nil {
		t.Fatal(err)
	}
	ppem := fixed.I(64)
	path, err := f.LoadGlyph(&buf, g, ppem, nil)
	if err != nil {
		t.Fatalf("%c: %v", r, err)
	}
	if len(path) < 4 {
		t.Errorf("%c: an outline of %d segments", r, len(path))
	}
	a, err := f.GlyphAdvance(&buf, g, ppem, font.HintingNone)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The licence lets a modified font be embedded when notice and licence go along
// and a reserved name is not used.
func TestFonts_AreRenamedAndLicensed(t *testing.T) {
	for _, c := range []struct {
		faces                 map[string]*sfnt.Font
		family, name, creator string
	}{
		{faces(t), "Lobby Sans", "LobbySans", "Adobe"},
		{latinFaces(t), "Lobby Sans Latin", "LobbySansLatin", "Google"},
	} {
		for style, f := range c.faces {
			var buf sfnt.Buffer
			for id, want := range map[sfnt.NameID]string{
				sfnt.NameIDFamily: c.family, sfnt.NameIDSubfamily: style,
				sfnt.NameIDFull: c.family + " " + style, sfnt.NameIDPostScript: c.name + "-" + style,
			} {
				if got, err := f.Name(&buf, id); err != nil || got != want {
					t.Errorf("%s %s: name %d is %q, %v; want %q", c.family, style, id, got, err, want)
				}
			}
			if got, err := f.Name(&buf, sfnt.NameIDCopyright); err != nil || !strings.Contains(got, c.creator) {
				t.Errorf("%s %s: copyright %q, %v", c.family, style, got, err)
			}
		}
	}
	for _, want := range []string{
		"SIL OPEN FONT LICENSE Version 1.1", "Copyright © 2014-2021 Adobe", "Copyright 2015 Google LLC", "PERMISSION & CONDITIONS",
	} {
		if !strings.Contains(assets.FontLicence(), want) {
			t.Errorf("the licence lacks %q", want)
		}
	}
}

func words(t *testing.T) string {
	t.Helper()
	names, err := fs.Glob(assets.Words(), "*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"desk.zh-CN.toml", "desk.en.toml", "house.zh-CN.toml", "house.en.toml", "lobby.zh-CN.toml", "lobby.en.toml",
	} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is missing among %v", want, names)
		}
	}
	var all strings.Builder
	for _, name := range names {
		b, err := fs.ReadFile(assets.Words(), name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}

func TestSampleDirectory_IsConsistent(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(assets.SampleDirectory())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0], ","); got != "工号,姓名,称谓,拼音,部门,楼层,电梯,分机,代理人" {
		t.Fatalf("header %s", got)
	}
	hosts := rows[1:]
	if len(hosts) < 40 {
		t.Errorf("%d hosts", len(hosts))
	}
	department, names, lift := map[string]string{}, map[string][]string{}, map[string]string{}
	for _, h := range hosts {
		if department[h[0]] != "" {
			t.Errorf("number %s twice", h[0])
		}
		department[h[0]] = h[4]
		names[h[1]] = append(names[h[1]], h[4])
		if _, err := strconv.Atoi(h[5]); err != nil || !strings.Contains("ABC", h[6]) || len(h[6]) != 1 {
			t.Errorf("%s: floor %q, lift %q", h[0], h[5], h[6])
		}
		if was, ok := lift[h[5]]; ok && was != h[6] {
			t.Errorf("floor %s has the lifts %s and %s", h[5], was, h[6])
		}
		lift[h[5]] = h[6]
	}
	for _, h := range hosts {
		if d := h[8]; d != "" && (department[d] == "" || d == h[0]) {
			t.Errorf("%s: deputy %s", h[0], d)
		}
		if strings.Contains("单解仇曾区查朴乐翟覃", string([]rune(h[1])[0])) && h[3] == "" {
			t.Errorf("%s: an ambiguous surname without pinyin", h[0])
		}
	}
	if same := names["李雨桐"]; len(same) != 2 || same[0] == same[1] {
		t.Errorf("李雨桐 works in %v, want two departments", same)
	}
}
