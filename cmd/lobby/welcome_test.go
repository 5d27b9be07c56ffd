package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lobby.internal/kiosk"
)

func TestConfig_Purposes(t *testing.T) {
	c, err := load(t, "[welcome]\npurposes = [\"leaving\", \"visit\", \"invitation\"]\n")
	if want := []kiosk.Purpose{kiosk.PurposeInvited, kiosk.PurposeLeaving}; err != nil || !slices.Equal(c.Purposes, want) {
		t.Errorf("the screen offers %v, %v", c.Purposes, err)
	}
}

func TestConfig_SampleAnswers(t *testing.T) {
	answers, err := readAnswers(filepath.FromSlash("../../assets/answers/sample.toml"))
	if err != nil || len(answers) < 3 || answers[0].Topic[kiosk.LangZH] != "洗手间" || answers[0].Say[kiosk.LangEN] == "" {
		t.Errorf("%d answers, %v", len(answers), err)
	}
}

func TestConfig_BadAnswers(t *testing.T) {
	const good = "[[answer]]\ntopic = { zh-CN = \"停车\", en = \"Parking\" }\nsay = { zh-CN = \"在楼下。\", en = \"Below.\" }\n"
	for name, c := range map[string]struct{ text, want string }{
		"no TOML":        {"[[answer]\n", "answers.toml:1"},
		"unknown key":    {good + "also = 1\n", "keys that an answer does not have"},
		"one language":   {strings.Replace(good, ", en = \"Below.\"", "", 1), "answer 1: say.en must be 1 to 300 characters"},
		"third language": {strings.Replace(good, "topic = { ", "topic = { fr = \"P\", ", 1), "does not speak"},
		"too long":       {strings.Replace(good, "Parking", strings.Repeat("P", 21), 1), "topic.en must be 1 to 20 characters"},
		"no such icon":   {strings.Replace(good, "topic", "icon = \"car\"\ntopic", 1), "answer 1: icon must be one of back,"},
		"too many":       {strings.Repeat(good, 12), "it has 12 answers, and 11 have room"},
	} {
		path := filepath.Join(t.TempDir(), "answers.toml")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := load(t, fmt.Sprintf("[welcome]\nanswers = %q\n", path))
		if err == nil || !strings.Contains(err.Error(), "lobby.toml:2: welcome.answers") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := load(t, "[welcome]\nanswers = \"no/such/file\"\n"); err == nil {
		t.Error("a file that is not there is taken")
	}
}
