package phrase_test

import (
	"strings"
	"testing"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/phrase"
)

func fill(lang kiosk.Lang) []string {
	return []string{"company", map[kiosk.Lang]string{kiosk.LangZH: "示例大厦", kiosk.LangEN: "Sample Tower", kiosk.LangJA: "Sample Tower"}[lang], "days", "90"}
}

// TestDocument_SampleIsWhole reads what ships: every blank is filled in.
func TestDocument_SampleIsWhole(t *testing.T) {
	for name, raw := range map[string][]byte{"consent": assets.Consent(), "house rules": assets.HouseRules()} {
		d, err := phrase.ReadDocument(raw, fill)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for lang, text := range d.Text {
			if strings.ContainsAny(text, "{}") || !strings.Contains(text, fill(lang)[1]) {
				t.Errorf("%s in %s: the text is %q", name, lang, text)
			}
		}
		if d.IsZero() || d.In(kiosk.LangJA) == d.Text[kiosk.LangEN] || d.In("fr") != d.Text[kiosk.LangEN] {
			t.Errorf("%s: version %q", name, d.Version)
		}
	}
}

func TestDocument_Refusals(t *testing.T) {
	for want, raw := range map[string]string{
		"line 2: ":                   "version = \"1\"\nzh-CN = 你好\n",
		"version must have 1 to 40":  "zh-CN = \"文\"\nen = \"text\"\n",
		"en must have 1 to 20000":    "version = \"1\"\nzh-CN = \"文\"\n",
		"zh-CN must have 1 to 20000": "version = \"1\"\nzh-CN = \"" + strings.Repeat("长", 20001) + "\"\nen = \"text\"\n",
		"and nothing else":           "version = \"1\"\nzh-CN = \"文\"\nen = \"text\"\nfr = \"texte\"\n",
		"line 1: ":                   "version = 1\n",
	} {
		if _, err := phrase.ReadDocument([]byte(raw), fill); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q in it", err, want)
		}
	}
}
