package kiosk

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Title is a form of address. A visitor chooses one of the constants; a host's
// may be any title of the house, such as 经理.
type Title string

// The forms of address that a visitor chooses from.
const (
	TitleNone Title = ""
	TitleMr   Title = "mr" // 先生
	TitleMs   Title = "ms" // 女士
)

// Person is somebody as they are addressed.
type Person struct {
	Name   string `json:"name"`
	Title  Title  `json:"title,omitempty"`
	Pinyin string `json:"pinyin,omitempty"` // syllables apart, surname first: "ouyang xiao ming"
}

// Visitor is who came.
type Visitor struct {
	Name    string `json:"name" cbor:"1,keyasint"`
	Title   Title  `json:"title,omitempty" cbor:"2,keyasint,omitempty"`
	Company string `json:"company,omitempty" cbor:"3,keyasint,omitempty"`
	Phone   string `json:"phone,omitempty" cbor:"4,keyasint,omitempty"`
}

// Person returns the visitor as addressed: a courier who gave no name by their
// company's.
func (v Visitor) Person() Person { return Person{Name: cmp.Or(v.Name, v.Company), Title: v.Title} }

// From returns the visitor's company, "" where it stands for their name.
func (v Visitor) From() string {
	if v.Name == "" {
		return ""
	}
	return v.Company
}

// HostID names a host for good: the house's staff number.
type HostID string

// FrontDesk stands for the staff number where things are left at the desk.
const FrontDesk HostID = "front-desk"

// Host is somebody who can be visited. Names of floors and lift banks are the
// house's own ("12", "A").
type Host struct {
	ID         HostID `json:"id" cbor:"1,keyasint"`
	Name       string `json:"name" cbor:"2,keyasint"`
	Title      Title  `json:"title,omitempty" cbor:"3,keyasint,omitempty"`
	Pinyin     string `json:"pinyin,omitempty" cbor:"4,keyasint,omitempty"`
	Department string `json:"department,omitempty" cbor:"5,keyasint,omitempty"`
	Floor      string `json:"floor,omitempty" cbor:"6,keyasint,omitempty"`
	LiftBank   string `json:"lift_bank,omitempty" cbor:"7,keyasint,omitempty"`
	Extension  string `json:"extension,omitempty" cbor:"8,keyasint,omitempty"`
	Deputy     HostID `json:"deputy,omitempty" cbor:"9,keyasint,omitempty"`
}

// Person returns the host as addressed.
func (h Host) Person() Person { return Person{Name: h.Name, Title: h.Title, Pinyin: h.Pinyin} }

// compoundSurnames are the two-character surnames in common use (the compound
// entries of the Hundred Family Surnames still borne).
var compoundSurnames = map[string]bool{
	"欧阳": true, "太史": true, "端木": true, "上官": true, "司马": true, "东方": true, "独孤": true, "南宫": true,
	"万俟": true, "闻人": true, "夏侯": true, "诸葛": true, "尉迟": true, "公羊": true, "赫连": true, "澹台": true,
	"皇甫": true, "宗政": true, "濮阳": true, "公冶": true, "太叔": true, "申屠": true, "公孙": true, "慕容": true,
	"仲孙": true, "钟离": true, "长孙": true, "宇文": true, "司徒": true, "鲜于": true, "司空": true, "闾丘": true,
	"子车": true, "亓官": true, "司寇": true, "巫马": true, "公西": true, "颛孙": true, "壤驷": true, "公良": true,
	"漆雕": true, "乐正": true, "宰父": true, "谷梁": true, "拓跋": true, "夹谷": true, "轩辕": true, "令狐": true,
	"段干": true, "百里": true, "呼延": true, "东郭": true, "南门": true, "羊舌": true, "微生": true, "公户": true,
	"公玉": true, "公仪": true, "梁丘": true, "公仲": true, "公上": true, "公门": true, "公山": true, "公坚": true,
	"左丘": true, "公伯": true, "西门": true, "公祖": true, "第五": true, "公乘": true, "贯丘": true, "公皙": true,
	"南荣": true, "东里": true, "东宫": true, "仲长": true, "子书": true, "子桑": true, "即墨": true, "达奚": true, "褚师": true,
}

// spaced are the scripts that put a space between the words of a name.
var spaced = []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Georgian}

// Surname returns the family name of a full name: the first character of a
// Chinese or Korean name, or two for a compound surname; the last word of a name
// with spaces. It returns "" where a name of one word cannot be divided.
func Surname(name string) string {
	name = strings.TrimSpace(name)
	first, size := utf8.DecodeRuneInString(name)
	if !unicode.In(first, unicode.Han, unicode.Hangul) {
		words := strings.Fields(name)
		if len(words) == 0 || len(words) == 1 && !unicode.In(first, spaced...) {
			return ""
		}
		return words[len(words)-1]
	}
	if n := utf8.RuneCountInString(name); n >= 3 {
		_, second := utf8.DecodeRuneInString(name[size:])
		if two := name[:size+second]; compoundSurnames[two] {
			return two
		}
	}
	return string(first)
}
