package main

import (
	"errors"
	"image"
	"strings"
	"testing"

	"lobby.internal/kiosk/screen/x11"
)

func TestPlace(t *testing.T) {
	two := func() ([]x11.Monitor, error) {
		return []x11.Monitor{{Name: "HDMI-1", At: image.Rect(0, 0, 1920, 1080)}, {Name: "DP-1", At: image.Rect(1920, 40, 3000, 1960)}}, nil
	}
	none := func() ([]x11.Monitor, error) { return nil, errors.New("no display") }
	for name, c := range map[string]struct {
		monitor  string
		monitors func() ([]x11.Monitor, error)
		x, y     int
		err      string
	}{
		"no monitor is named": {"", none, 7, 9, ""},
		"the first":           {"HDMI-1", two, 0, 0, ""},
		"the second":          {"DP-1", two, 1920, 40, ""},
		"an unknown one":      {"DP-2", two, 7, 9, `lobby_window.monitor is "DP-2", but there are only HDMI-1 (1920×1080), DP-1 (1080×1920)`},
		"no display":          {"DP-1", none, 7, 9, "find the monitor of lobby_window: no display"},
	} {
		var conf config
		conf.LobbyWindow = windowConfig{Monitor: c.monitor, X: 7, Y: 9}
		err := conf.place(c.monitors)
		if (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v", name, err)
		}
		if w := conf.LobbyWindow; w.X != c.x || w.Y != c.y {
			t.Errorf("%s: at %d, %d", name, w.X, w.Y)
		}
	}
}
