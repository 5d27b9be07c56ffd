package main

import (
	"strings"
	"testing"

	"lobby.internal/assets"
)

var planSides = map[string]string{"A": "left", "B": "right", "C": "right"}

func TestParsePlan_TheSample(t *testing.T) {
	p, err := parsePlan(assets.SampleMap(), planSides)
	if err != nil {
		t.Fatal(err)
	}
	for _, bank := range []string{"A", "B", "C"} {
		if len(p.Way(bank)) == 0 {
			t.Errorf("no way leads to lift bank %s", bank)
		}
	}
}

func TestParsePlan_SaysWhatIsWrong(t *testing.T) {
	const good = "width = 10\nheight = 10\nhere = [5, 9]\nwalls = [[0, 4, 8, 1]]\n[lifts.B]\nat = [7, 0, 2, 2]\ncorners = [[9, 9]]\n"
	if _, err := parsePlan([]byte(good), planSides); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ from, to, want string }{
		"no size":      {"width = 10", "width = 0", "width and height must be above 0"},
		"long":         {"width = 10", "width = 100", "four times the other"},
		"outside":      {"here = [5, 9]", "here = [5, 11]", "here must be [x, y] within the map, and is [5 11]"},
		"no point":     {"here = [5, 9]", "", "here must be [x, y]"},
		"wall":         {"[0, 4, 8, 1]", "[0, 4, 8]", "wall 1 must be [x, y, width, height]"},
		"through":      {"corners = [[9, 9]]", "", "the way to lift bank B runs through a wall"},
		"other side":   {"at = [7, 0, 2, 2]", "at = [1, 0, 2, 2]", "lift bank B lies to the left here"},
		"unknown bank": {"lifts.B", "lifts.Z", `write Z = "right" under [lifts]`},
		"unknown key":  {"height = 10", "height = 10\ncolour = 1", `line 3: a map has no key ["colour"]`},
		"not TOML":     {"width = 10", "width ten", "line 1: "},
	} {
		text := strings.Replace(good, c.from, c.to, 1)
		if _, err := parsePlan([]byte(text), planSides); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
