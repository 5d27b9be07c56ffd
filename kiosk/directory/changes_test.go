package directory

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"lobby.internal/kiosk"
)

func TestCompare(t *testing.T) {
	before := []kiosk.Host{{ID: "3", Name: "丙样"}, {ID: "1", Name: "甲样"}, {ID: "2", Name: "乙样"}, {ID: "4", Name: "丁样"}}
	after := []kiosk.Host{{ID: "6", Name: "己样"}, {ID: "2", Name: "乙样", Floor: "8"}, {ID: "5", Name: "戊样"}, {ID: "1", Name: "甲样"}}
	got := Compare(before, after)
	for name, ids := range map[string][2][]kiosk.HostID{
		"added":   {got.Added, {"5", "6"}},
		"changed": {got.Changed, {"2"}},
		"removed": {got.Removed, {"3", "4"}},
	} {
		if !slices.Equal(ids[0], ids[1]) {
			t.Errorf("%s: %v, want %v", name, ids[0], ids[1])
		}
	}
	if got.None() || !Compare(before, before).None() {
		t.Error("None is wrong")
	}
}

func TestChanges_Allow(t *testing.T) {
	for _, c := range []struct {
		before, removed, percent int
		allowed                  bool
	}{
		{100, 10, 10, true}, {100, 11, 10, false}, {100, 29, 29, true}, {5, 1, 10, false}, {5, 0, 0, true},
		{5, 1, 0, false}, {5, 5, 100, true}, {0, 0, 10, true}, {3, 1, 33, false}, {3, 1, 34, true},
	} {
		t.Run(fmt.Sprintf("%d of %d at %d%%", c.removed, c.before, c.percent), func(t *testing.T) {
			var before []kiosk.Host
			for i := range c.before {
				before = append(before, kiosk.Host{ID: kiosk.HostID(fmt.Sprint(i))})
			}
			err := Compare(before, before[c.removed:]).Allow(c.percent)
			if (err == nil) != c.allowed || err != nil && !errors.Is(err, ErrTooManyRemoved) {
				t.Errorf("error is %v, want allowed %v", err, c.allowed)
			}
		})
	}
}
