package agent

import (
	"testing"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/pinyin"
)

// TestCompose_PagesReachEveryCharacter asks that whoever pages on finds every
// character of the first syllable, each once.
func TestCompose_PagesReachEveryCharacter(t *testing.T) {
	names, err := pinyin.New(pinyin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := New(Options{Names: names})
	for keys, syllable := range map[string]string{"yiming": "yi", "y": "y", "zm": "z"} {
		picks := map[string]int{}
		for _, p := range a.compose(checkin.Compose{Keys: keys}).(checkin.Composed).Picks {
			if picks[p.Text]++; picks[p.Text] > 1 || p.Keys < 1 || p.Keys > len(keys) {
				t.Errorf("%s: %+v comes more than once or uses up too much", keys, p)
			}
		}
		for _, c := range names.Characters(syllable) {
			if picks[c] == 0 {
				t.Errorf("%s: %s is on no page", keys, c)
			}
		}
	}
}

func TestCompose_WithoutNamesOrForWhatIsNoPinyin(t *testing.T) {
	names, err := pinyin.New(pinyin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for keys, a := range map[string]*Agent{"wang": New(Options{}), "vv": New(Options{Names: names})} {
		if got := a.compose(checkin.Compose{Keys: keys}).(checkin.Composed); got.Keys != keys || len(got.Picks) != 0 {
			t.Errorf("%s: %+v", keys, got)
		}
	}
}
