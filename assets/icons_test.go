package assets_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"lobby.internal/assets"
)

var wantIcons = []string{
	"back", "backspace", "badge", "bell", "building", "calendar", "card-reader", "check", "clock", "contrast",
	"cross", "dining", "exit", "first-aid", "globe", "help", "home", "keyboard", "lift", "lounge", "lower", "message", "next",
	"palm-left", "palm-right", "parcel", "parking", "people", "person", "phone", "place", "previous", "printer", "qr",
	"queue", "search", "tea", "text-size", "ticket", "toilets", "umbrella", "van", "warning", "wifi",
}

func TestIcons_AreAllThere(t *testing.T) {
	if got := assets.IconNames(); !slices.Equal(got, wantIcons) {
		t.Errorf("icons\n%v, want\n%v", got, wantIcons)
	}
	if _, ok := assets.Icon("no-such-icon"); ok {
		t.Error("an unknown icon was found")
	}
}

// The theme recolours the one fill, and stroke widths do not scale in Fyne: an
// icon is one svg element with one black path in it and nothing else.
func TestIcons_AreOneFilledPath(t *testing.T) {
	for _, name := range assets.IconNames() {
		t.Run(name, func(t *testing.T) {
			svg := parse(t, name)
			if svg.Fill != "#000000" {
				t.Errorf("fill %q", svg.Fill)
			}
			want := "0 0 96 96"
			if name == "palm-left" || name == "palm-right" {
				want = "0 0 192 128"
			}
			if svg.ViewBox != want {
				t.Errorf("viewBox %q, want %q", svg.ViewBox, want)
			}
			for _, p := range svg.ends {
				if p.x < 0 || p.y < 0 || p.x > svg.w || p.y > svg.h {
					t.Errorf("the path leaves the box at %v", p)
				}
			}
		})
	}
}

func TestIcons_PalmLeftMirrorsPalmRight(t *testing.T) {
	left, right := parse(t, "palm-left"), parse(t, "palm-right")
	if len(left.ends) != len(right.ends) {
		t.Fatalf("%d points and %d", len(left.ends), len(right.ends))
	}
	for i, p := range right.ends {
		q := left.ends[i]
		if math.Abs(right.w-p.x-q.x) > 0.011 || p.y != q.y {
			t.Fatalf("point %d: %v is not the mirror image of %v", i, q, p)
		}
	}
	// The fingers point to where the visitor walks: the farthest point lies there.
	tip := slices.MaxFunc(right.ends, func(a, b point) int { return int(100 * (a.x - b.x)) })
	if tip.x < 0.85*right.w || tip.y > 0.6*right.h {
		t.Errorf("the right palm's finger tip is at %v", tip)
	}
}

type point struct{ x, y float64 }

type icon struct {
	ViewBox string
	Fill    string
	w, h    float64
	ends    []point // where each segment ends
}

func parse(t *testing.T, name string) icon {
	t.Helper()
	b, ok := assets.Icon(name)
	if !ok {
		t.Fatalf("icon %s is missing", name)
	}
	var (
		out   icon
		names []string
	)
	for d := xml.NewDecoder(bytes.NewReader(b)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("icon %s: %v", name, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		names = append(names, start.Name.Local)
		for _, a := range start.Attr {
			if err := out.set(a.Name.Local, a.Value); err != nil {
				t.Fatalf("icon %s: %v", name, err)
			}
		}
	}
	if !slices.Equal(names, []string{"svg", "path"}) {
		t.Fatalf("icon %s: elements %v", name, names)
	}
	return out
}

func (i *icon) set(name, value string) (err error) {
	switch name {
	case "xmlns":
	case "viewBox":
		i.ViewBox = value
	case "fill":
		i.Fill = value
	case "width":
		i.w, err = strconv.ParseFloat(value, 64)
	case "height":
		i.h, err = strconv.ParseFloat(value, 64)
	case "d":
		i.ends, err = segments(value)
	default:
		return fmt.Errorf("attribute %q", name)
	}
	return err
}

var (
	segment = regexp.MustCompile(`([MLHVCQAZ])([-0-9. ]*)`)
	number  = regexp.MustCompile(`-?[0-9]+(\.[0-9]+)?`)
	numbers = map[string]int{"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 0}
)

// segments reads path data of absolute commands, one set of numbers each: the
// plain subset that every rasteriser agrees on.
func segments(d string) ([]point, error) {
	var (
		ends []point
		at   point
		read int
	)
	for _, m := range segment.FindAllStringSubmatch(d, -1) {
		read += len(m[0])
		var v []float64
		for _, s := range number.FindAllString(m[2], -1) {
			f, err := strconv.ParseFloat(s, 64)
			if err != nil {
				return nil, err
			}
			v = append(v, f)
		}
		if len(v) != numbers[m[1]] {
			return nil, fmt.Errorf("segment %q has %d numbers", m[0], len(v))
		}
		switch m[1] {
		case "H":
			at.x = v[0]
		case "V":
			at.y = v[0]
		case "Z":
			continue
		default:
			at = point{v[len(v)-2], v[len(v)-1]}
		}
		ends = append(ends, at)
	}
	if read != len(d) || len(ends) == 0 {
		return nil, fmt.Errorf("path of %d bytes understood for %d", len(d), read)
	}
	return ends, nil
}
