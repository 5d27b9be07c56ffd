package kiosk_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

// wave is a signature long enough to be one.
var wave = kiosk.Sign([]kiosk.Point{{X: 100, Y: 200}, {X: 250, Y: 80}, {X: 400, Y: 300}}, []kiosk.Point{{X: 500, Y: 90}})

func TestSignature_IsItsStrokes(t *testing.T) {
	if want := kiosk.Signature("M100 200L250 80L400 300M500 90"); wave != want {
		t.Fatalf("the signature is %s, want %s", wave, want)
	}
	strokes, err := wave.Strokes()
	if err != nil || len(strokes) != 2 || len(strokes[0]) != 3 || strokes[1][0] != (kiosk.Point{X: 500, Y: 90}) {
		t.Errorf("the strokes are %v, %v", strokes, err)
	}
	if strokes, err := kiosk.Signature("").Strokes(); err != nil || strokes != nil {
		t.Errorf("nothing has the strokes %v, %v", strokes, err)
	}
}

func TestSignature_ATapIsNone(t *testing.T) {
	long := slices.Repeat([]kiosk.Point{{X: 100, Y: 100}, {X: 900, Y: 300}}, 600)
	for name, c := range map[string]struct {
		s    kiosk.Signature
		want kiosk.Code
	}{
		"drawn":      {wave, ""},
		"nothing":    {"", kiosk.CodeIncomplete},
		"a tap":      {kiosk.Sign([]kiosk.Point{{X: 500, Y: 200}}), kiosk.CodeIncomplete},
		"a slip":     {kiosk.Sign([]kiosk.Point{{X: 500, Y: 200}, {X: 530, Y: 210}}), kiosk.CodeIncomplete},
		"many taps":  {kiosk.Sign(slices.Repeat([][]kiosk.Point{{{X: 500, Y: 200}}}, 50)...), kiosk.CodeIncomplete},
		"without M":  {"L100 200L900 300", kiosk.CodeBadText},
		"off pad":    {"M100 200L1001 300", kiosk.CodeBadText},
		"below":      {"M100 200L900 -3", kiosk.CodeBadText},
		"half":       {"M100 200L900", kiosk.CodeBadText},
		"another":    {"M100 200C900 300", kiosk.CodeBadText},
		"no script":  {"M1 1<script>", kiosk.CodeBadText},
		"plus":       {"M100 200L+900 300", kiosk.CodeBadText},
		"over-long ": {kiosk.Sign(long), kiosk.CodeTooLong},
	} {
		if err := c.s.Check(); kiosk.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzSignature(f *testing.F) {
	f.Add(string(wave))
	f.Add("M1 1L")
	f.Fuzz(func(t *testing.T, text string) {
		strokes, err := kiosk.Signature(text).Strokes()
		if err != nil {
			return
		}
		if again := kiosk.Sign(strokes...); string(again) != text {
			t.Errorf("%q becomes %q", text, again)
		}
		twice, err := kiosk.Sign(strokes...).Strokes()
		if err != nil || !reflect.DeepEqual(twice, strokes) {
			t.Errorf("%v becomes %v, %v", strokes, twice, err)
		}
	})
}

// TestSignature_WhereTheHouseAsksForOne: nobody is registered who has not signed
// the rules in force, and what is kept of it is forgotten.
func TestSignature_WhereTheHouseAsksForOne(t *testing.T) {
	for name, c := range map[string]struct {
		rules, signed string
		signature     kiosk.Signature
		want          kiosk.Code
	}{
		"signed":        {"3", "3", wave, ""},
		"unsigned":      {"3", "3", "", kiosk.CodeIncomplete},
		"tapped":        {"3", "3", "M5 5", kiosk.CodeIncomplete},
		"other rules":   {"3", "2", wave, kiosk.CodeIncomplete},
		"not asked for": {"", "", wave, ""},
	} {
		v := kiosk.NewVisit("V1", kiosk.LangZH)
		err := v.Register(kiosk.Registration{
			Visitor: kiosk.Visitor{Name: "访客甲"}, Host: kiosk.Host{ID: "H1", Name: "示例"}, Arranged: kiosk.ArrangedYes,
			InForce: kiosk.Terms{Rules: c.rules}, Agreed: kiosk.Terms{Rules: c.signed}, Signature: c.signature,
		}, 1, time.Now())
		r := v.Record()
		switch {
		case kiosk.CodeOf(err) != c.want:
			t.Errorf("%s: %v", name, err)
		case err == nil && (r.Rules != c.rules || (r.Signature == wave) != (c.rules != "")):
			t.Errorf("%s: the visit keeps version %q and %q", name, r.Rules, r.Signature)
		}
		if facts, personal := r.Split(); facts.Signature != "" || personal.Signature != r.Signature || facts.Rules != r.Rules {
			t.Errorf("%s: the facts are %+v", name, facts)
		}
	}
}
