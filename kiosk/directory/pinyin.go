package directory

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"

	"lobby.internal/kiosk"
)

// surnameReadings are the surnames that are not read as the character mostly is.
var surnameReadings = map[string]string{
	"单": "shan", "解": "xie", "仇": "qiu", "曾": "zeng", "区": "ou", "查": "zha", "朴": "piao", "盖": "ge",
	"翟": "zhai", "任": "ren", "乐": "yue", "员": "yun", "缪": "miao", "折": "she", "黑": "he", "秘": "bi",
	"繁": "po", "宿": "su", "种": "chong", "召": "shao", "覃": "qin", "冼": "xian", "洗": "xian", "重": "chong",
	"尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "令狐": "ling hu", "呼延": "hu yan",
	"鲜于": "xian yu", "夏侯": "xia hou", "拓跋": "tuo ba", "亓官": "qi guan", "乐正": "yue zheng", "宰父": "zai fu",
}

// NamePinyin returns the syllables of a person's name, surname first, without
// tones: "ouyang" is two syllables, "ou yang". Letters that are not Chinese are
// kept as words in lower case.
func NamePinyin(name string) string {
	surname := kiosk.Surname(name)
	reading, special := surnameReadings[surname]
	if !special {
		return Pinyin(name)
	}
	return strings.TrimSpace(reading + " " + Pinyin(strings.TrimPrefix(name, surname)))
}

// Pinyin returns the syllables of a text likewise, each character with its
// commonest reading.
func Pinyin(text string) string {
	args := pinyin.NewArgs()
	var words []string
	latin := ""
	flush := func() {
		if latin != "" {
			words = append(words, latin)
			latin = ""
		}
	}
	for _, r := range fold(text) {
		switch {
		case unicode.Is(unicode.Han, r):
			flush()
			if reading := pinyin.SinglePinyin(r, args); len(reading) > 0 {
				words = append(words, fold(reading[0]))
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			latin += string(r)
		default:
			flush()
		}
	}
	flush()
	return strings.Join(words, " ")
}
