package screen

import (
	"image/color"
	"strings"
	"testing"
)

func TestParseAccent(t *testing.T) {
	for _, good := range []string{"#0B5D4E", "#7A1F2B", "#123a7c", "#000000"} {
		if _, err := ParseAccent(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for bad, want := range map[string]string{
		"":          "is no colour",
		"0B5D4E":    "is no colour",
		"#0B5D4":    "is no colour",
		"#0B5D4G":   "is no colour",
		"#+B5D4E":   "is no colour",
		"#FF6600":   "has a contrast of ",
		"#FFFFFF":   "has a contrast of 1.0",
		"#0B5D4E00": "is no colour",
	} {
		if _, err := ParseAccent(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", bad, err, want)
		}
	}
}

// TestParseAccent_TheNearestIsAccepted asks of many refused colours that the one
// named instead is accepted, and that a little lighter would not be.
func TestParseAccent_TheNearestIsAccepted(t *testing.T) {
	for _, bad := range []string{"#FF6600", "#FFFFFF", "#00AEEF", "#8DC63F", "#FF0000", "#808080"} {
		_, err := ParseAccent(bad)
		if err == nil {
			t.Fatalf("%s is accepted", bad)
		}
		_, near, _ := strings.Cut(err.Error(), "nearest accepted is \"")
		a, err := ParseAccent(strings.TrimSuffix(near, "\""))
		if err != nil {
			t.Errorf("instead of %s: %v", bad, err)
		}
		if _, ratio, _ := accent(mix(a.Full, Bright, 0.03)).weakest(); ratio >= leastText {
			t.Errorf("instead of %s: %s is darker than need be", bad, near)
		}
	}
}

func TestPen_Accent(t *testing.T) {
	a, err := ParseAccent("#7A1F2B")
	if err != nil {
		t.Fatal(err)
	}
	open(t)
	var p Pen
	p.lift()
	p.Accent(a)
	p.Fill(Box{W: 9, H: 9}, Shape{Fill: Jade, Stroke: Mist})
	p.Left(Box{W: 90, H: 40}, "样", Face{Size: 20, Color: Jade})
	if p.rects[0].FillColor != a.Full || p.rects[0].StrokeColor != a.Mist || p.texts[0].Color != color.Color(a.Full) {
		t.Error("jade is not painted in the accent")
	}
	p.lift()
	p.Fill(Box{W: 9, H: 9}, Shape{Fill: Jade})
	if p.rects[0].FillColor != color.Color(Jade) {
		t.Error("the accent stays for the next picture")
	}
}
