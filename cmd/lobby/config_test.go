package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func load(t *testing.T, text string) (config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lobby.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return loadConfig(path)
}

func TestConfig_DefaultsAreAccepted(t *testing.T) {
	plain, err := loadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	same, err := load(t, string(defaults))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(plain, same) {
		t.Error("the commented file differs from the defaults")
	}
}

// TestConfig_EveryKeyIsShown requires that each key of the program stands in the
// commented file.
func TestConfig_EveryKeyIsShown(t *testing.T) {
	var shown map[string]map[string]any
	if err := toml.Unmarshal(defaults, &shown); err != nil {
		t.Fatal(err)
	}
	sections := reflect.TypeFor[config]()
	for section := range sections.Fields() {
		name := section.Tag.Get("toml")
		if section.Type.Kind() == reflect.Map {
			continue
		}
		for field := range section.Type.Fields() {
			key := field.Tag.Get("toml")
			if _, ok := shown[name][key]; !ok {
				t.Errorf("%s.%s is not in lobby.toml", name, key)
			}
		}
	}
}

func TestConfig_Refusals(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":       {"[house]\nname_zh = \"示例\"\nopen = \"09:00\"\n", "lobby.toml:3: house.open is not a key"},
		"unknown table":     {"\n[cafe]\nx = 1\n", "cafe"},
		"wrong type":        {"[visitor]\nask_company = \"yes\"\n", "lobby.toml:2: "},
		"bad duration":      {"[visitor]\nidle = \"soon\"\n", "lobby.toml:2: "},
		"bad time of day":   {"[house]\nopens = \"25:00\"\n", "lobby.toml:2: "},
		"number too small":  {"[printer]\nport = \"\"\nbaud = 5\n", "lobby.toml:3: printer.baud must be from 1200 to 921600, and is 5"},
		"duration too long": {"[visitor]\n# a comment\nidle = \"1h\"\n", "lobby.toml:3: visitor.idle must be from 10s to 10m0s"},
		"not one of":        {"[lifts]\nA = \"up\"\n", "lobby.toml:2: lifts.A must be one of"},
		"closes first":      {"[house]\nopens = \"18:00\"\ncloses = \"09:00\"\n", "lobby.toml:3: house.closes must be later"},
		"not TOML":          {"[house\n", "lobby.toml:1: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, c.text)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestConfig_OverridesOneKey(t *testing.T) {
	c, err := load(t, "[house]\nname_zh = \"示例中心\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if c.House.NameZH != "示例中心" || c.House.NameEN != "Yunqi Tower" || c.LobbyWindow.Width != 1080 {
		t.Errorf("names are %q, %q; width %d", c.House.NameZH, c.House.NameEN, c.LobbyWindow.Width)
	}
}
