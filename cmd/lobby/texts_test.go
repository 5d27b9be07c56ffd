package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/phrase"
)

func TestTexts_HaveTheHouseAndThePeriodFilledIn(t *testing.T) {
	c, err := load(t, "[house]\nname_zh = \"样例广场\"\n[retention]\npersonal = \"30d\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if text := c.Consent.Document.In(kiosk.LangZH); !strings.Contains(text, "样例广场") || !strings.Contains(text, "30 天") {
		t.Errorf("the text is %q", text)
	}
	if !c.Rules.Document.IsZero() {
		t.Error("visitors sign though nobody asked for it")
	}
	if got := agentConfig(c).Checkin; got.KeepDays != 30 || got.Terms().Consent != c.Consent.Document.Version || got.Terms().Consent == "" {
		t.Errorf("the visitor is told of version %q, %d days", got.Terms().Consent, got.KeepDays)
	}
}

func TestTexts_OfTheHouse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "text.toml")
	if err := os.WriteFile(path, []byte("version = \"7\"\nzh-CN = \"正文\"\nen = \"text\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := load(t, fmt.Sprintf("[consent]\nfile = %q\n", path))
	if err != nil || c.Consent.Document.Version != "7" || c.Consent.Document.In(kiosk.LangEN) != "text" {
		t.Errorf("the text is %+v, %v", c.Consent.Document, err)
	}
	c, err = load(t, fmt.Sprintf("[house_rules]\nsign = true\nfile = %q\n", path))
	if err != nil || agentConfig(c).Checkin.Terms().Rules != "7" {
		t.Errorf("the rules are %+v, %v", c.Rules.Document, err)
	}
	if c, err = load(t, "[consent]\nnotice = false\n"); err != nil || !c.Consent.Document.IsZero() {
		t.Errorf("without a notice the text is version %q, %v", c.Consent.Document.Version, err)
	}
	if err := os.WriteFile(path, []byte("version = \"7\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err = load(t, fmt.Sprintf("[consent]\nfile = %q\n", path)); err == nil || !strings.Contains(err.Error(), "lobby.toml:2: consent.file names a file that is no text") {
		t.Errorf("a text without words: %v", err)
	}
}

// A sample is versioned as a house should version its own: by the day from which
// the text holds.
func TestTexts_SamplesAreVersionedByDay(t *testing.T) {
	for name, raw := range map[string][]byte{"consent": assets.Consent(), "house rules": assets.HouseRules()} {
		d, err := phrase.ReadDocument(raw, func(kiosk.Lang) []string { return nil })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := time.Parse(time.DateOnly, d.Version); err != nil {
			t.Errorf("%s has version %q", name, d.Version)
		}
	}
}
