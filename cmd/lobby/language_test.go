package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lobby.internal/kiosk"
)

func TestConfig_Languages(t *testing.T) {
	for text, want := range map[string]string{
		`languages = ["zh-CN", "en", "ja"]` + "\nlanguage = \"ja\"": "",
		`languages = ["zh-CN", "ja"]`:                               "house.languages",
		`languages = ["zh-CN", "en", "en"]`:                         "house.languages",
		`languages = ["zh-CN", "en", "fr"]`:                         "house.languages",
		`language = "ja"`:                                           "house.language",
	} {
		path := filepath.Join(t.TempDir(), "lobby.toml")
		if err := os.WriteFile(path, []byte("[house]\n"+text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := loadConfig(path)
		switch {
		case want == "" && (err != nil || c.House.Language != kiosk.LangJA || !slices.Contains(c.House.Languages, kiosk.LangJA)):
			t.Errorf("%s: %v, %v", text, c.House.Languages, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: the error is %v", text, err)
		}
	}
}
