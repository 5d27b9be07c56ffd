package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
)

// answersFile is the list of the house's answers as it is written (C2).
type answersFile struct {
	Answer []struct {
		Topic map[kiosk.Lang]string `toml:"topic"`
		Say   map[kiosk.Lang]string `toml:"say"`
		Icon  string                `toml:"icon"`
	} `toml:"answer"`
}

// The longest that an answer may be, in characters.
var (
	longestTopic = map[kiosk.Lang]int{kiosk.LangZH: 10, kiosk.LangEN: 20, kiosk.LangJA: 10}
	longestSay   = map[kiosk.Lang]int{kiosk.LangZH: 120, kiosk.LangEN: 300, kiosk.LangJA: 120}
)

// takeAnswers reads the file of answers that the configuration names.
func (c *config) takeAnswers(s *settings) {
	const key = "welcome.answers"
	path := ""
	s.text(key, &path, 0, 4096)
	if path == "" {
		return
	}
	answers, err := readAnswers(path)
	if err != nil {
		s.fault(key, "names a file that cannot be used: "+err.Error())
		return
	}
	c.Answers = answers
}

func readAnswers(path string) ([]checkin.Answer, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var f answersFile
	err = toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields().Decode(&f)
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		return nil, fmt.Errorf("%s: it has keys that an answer does not have: %s", path, strict.String())
	}
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ := wrong.Position()
		return nil, fmt.Errorf("%s:%d: %w", path, line, wrong)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(f.Answer) > checkin.MaxAnswers {
		return nil, fmt.Errorf("%s: it has %d answers, and %d have room on the screen", path, len(f.Answer), checkin.MaxAnswers)
	}
	var answers []checkin.Answer
	for i, a := range f.Answer {
		topic, err := inBoth("topic", a.Topic, longestTopic)
		say, sayErr := inBoth("say", a.Say, longestSay)
		if err := errors.Join(err, sayErr, knownIcon(a.Icon)); err != nil {
			return nil, fmt.Errorf("%s: answer %d: %w", path, i+1, err)
		}
		answers = append(answers, checkin.Answer{Topic: topic, Say: say, Icon: a.Icon})
	}
	return answers, nil
}

// knownIcon refuses a name that no icon has; none at all is none.
func knownIcon(name string) error {
	if _, ok := assets.Icon(name); !ok && name != "" {
		return fmt.Errorf("icon must be one of %s, and is %q", strings.Join(assets.IconNames(), ", "), name)
	}
	return nil
}

// inBoth returns the text cleaned in Chinese and English, and in Japanese where
// it is given.
func inBoth(what string, text map[kiosk.Lang]string, longest map[kiosk.Lang]int) (map[kiosk.Lang]string, error) {
	clean := make(map[kiosk.Lang]string, len(longest))
	for _, lang := range []kiosk.Lang{kiosk.LangZH, kiosk.LangEN, kiosk.LangJA} {
		if _, given := text[lang]; !given && lang == kiosk.LangJA {
			continue
		}
		words, err := kiosk.Clean(what, text[lang], longest[lang])
		if err != nil || words == "" {
			return nil, fmt.Errorf("%s.%s must be 1 to %d characters, and is %q", what, lang, longest[lang], text[lang])
		}
		clean[lang] = words
	}
	if len(text) > len(clean) {
		return nil, fmt.Errorf("%s is in a language that the kiosk does not speak", what)
	}
	return clean, nil
}
