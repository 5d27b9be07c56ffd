package main

import (
	"bytes"
	"maps"
	"slices"
	"testing"
)

func TestSyllable(t *testing.T) {
	for reading, want := range map[string]string{
		"zhāng": "zhang", "lǘ": "lv", "lǜe": "lve", "nǚ": "nv", "ń": "en", "hng": "en", "ê̄": "e", "Lǐ": "li", "qū": "qu",
	} {
		if got := syllable(reading); got != want {
			t.Errorf("%s gives %s, want %s", reading, got, want)
		}
	}
}

func TestWeigh(t *testing.T) {
	got := weigh("036.140:chán 064.090:dān 325.010:shàn 064.091:dàn", "dān(283) chán(31)", "dan")
	if want := (readings{"chan": 6, "dan": 9, "shan": 1}); !maps.Equal(got, want) {
		t.Errorf("counted: %v, want %v", got, want)
	}
	got = weigh("1:juàn 2:jùn", "", "juan")
	if want := (readings{"juan": 9, "jun": 1}); !maps.Equal(got, want) {
		t.Errorf("uncounted: %v, want %v", got, want)
	}
}

func TestFilter_GivenName(t *testing.T) {
	known := surnames{"王": {text: "王", share: 0.07}, "欧阳": {text: "欧阳", share: 8e-4}, "厍": {text: "厍", share: 1e-5}}
	f := newFilter([]entryOf{{word: []rune("先生"), freq: 5000}, {word: []rune("晓明"), freq: 5}}, known)
	for word, want := range map[string]string{
		"王晓明": "晓明", "欧阳晓明": "晓明", "王明": "明", "厍明": "", "厍晓明": "晓明", "王先生": "", "阿晓明": "", "王": "", "欧阳晓明明": "",
	} {
		if got := string(f.givenName(entryOf{word: []rune(word), person: true})); got != want {
			t.Errorf("%s gives %q, want %q", word, got, want)
		}
	}
	if got := f.givenName(entryOf{word: []rune("王晓明")}); got != nil {
		t.Errorf("a word that is no person gives %c", got)
	}
}

// Two kinds of names that share no character: what is added stays within a kind,
// and the same names give the same bytes.
func TestGiven_AddExpected(t *testing.T) {
	build := func() *given {
		g := &given{pairs: map[rune]map[rune]float64{}, chars: map[rune]*tally{}}
		for _, kind := range [][2]string{{"建志永德文", "国军强明华"}, {"梓子诗雨若", "涵轩萱琪彤"}} {
			for _, first := range kind[0] {
				for _, second := range kind[1] {
					if name := []rune{first, second}; string(name) != "建强" {
						g.add(name, 1000)
					}
				}
			}
		}
		g.addExpected()
		return g
	}
	g := build()
	if within, across := g.pairs['建']['强'], g.pairs['建']['涵']; within < least || across > within/5 {
		t.Errorf("建强 is expected %.2f times, 建涵 %.2f", within, across)
	}
	var first, second bytes.Buffer
	g.write(&first)
	build().write(&second)
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("the same names give\n%s and\n%s", &first, &second)
	}
}

func TestLetter(t *testing.T) {
	var got []string
	for _, n := range []float64{0, 0.6, 0.7, 1, 2, 3, 1e9} {
		got = append(got, letter(n))
	}
	if want := []string{"-", "-", "a", "a", "c", "d", "z"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
