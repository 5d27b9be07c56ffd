package checkin

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

// naming returns a state at the question of the name, with a keyboard that
// composes.
func naming(t *testing.T) State {
	t.Helper()
	c := config
	c.Keyboard, c.Pinyin = true, true
	s, _ := play(t, Start(c, noon), kind(IntentStart), typing("示例"), Found{Query: "示例", Hosts: []HostChoice{host}}, kind(IntentNext))
	wantScreen(t, s, ScreenName)
	return s
}

func keys(letters string) []Event {
	var all []Event
	for _, r := range letters {
		all = append(all, Intent{Kind: IntentKey, Text: string(r)})
	}
	return all
}

func pick(n int) Intent { return Intent{Kind: IntentPick, At: n} }

func wantField(t *testing.T, s State, text, composed string) {
	t.Helper()
	if s.Input != text || s.Keys != composed {
		t.Errorf("the field holds %q and %q is composed, want %q and %q", s.Input, s.Keys, text, composed)
	}
}

func TestKeys_ComposeAndPick(t *testing.T) {
	s, effects := play(t, naming(t), keys("wang")...)
	wantField(t, s, "", "wang")
	if len(effects) != 1 || effects[0] != (Compose{Keys: "wang"}) {
		t.Fatalf("letters ask for %v", effects)
	}
	s, _ = play(t, s, Composed{Keys: "wan", Picks: []Pick{{"万", 3}}})
	if len(s.Picks) != 0 {
		t.Error("candidates for earlier letters are shown")
	}
	s, effects = play(t, s, Composed{Keys: "wang", Picks: []Pick{{"王", 4}, {"汪", 4}}}, pick(1))
	if wantField(t, s, "汪", ""); len(effects) != 0 {
		t.Errorf("the last letters ask for %v", effects)
	}
}

func TestKeys_PickAPartThenTheRest(t *testing.T) {
	s, _ := play(t, naming(t), keys("ouyangshi")...)
	s, effects := play(t, s, Composed{Keys: "ouyangshi", Picks: []Pick{{"欧阳", 6}}}, pick(0))
	if wantField(t, s, "欧阳", "shi"); len(effects) != 1 || effects[0] != (Compose{Keys: "shi", Before: "欧阳"}) {
		t.Fatalf("the rest asks for %v", effects)
	}
	s, _ = play(t, s, Composed{Keys: "shi", Picks: []Pick{{"示", 3}}}, Intent{Kind: IntentKey, Text: " "})
	wantField(t, s, "欧阳示", "")
}

func TestKeys_EraseTakesLettersFirst(t *testing.T) {
	s, _ := play(t, naming(t), append([]Event{typing("示")}, keys("li")...)...)
	for _, want := range [][2]string{{"示", "l"}, {"示", ""}, {"", ""}} {
		s, _ = play(t, s, kind(IntentErase))
		wantField(t, s, want[0], want[1])
	}
}

func TestKeys_LettersThatNobodyPickedAreKept(t *testing.T) {
	for name, events := range map[string][]Event{
		"next":              {kind(IntentNext), kind(IntentBack)},
		"language":          {Intent{Kind: IntentLanguage, Lang: kiosk.LangEN}},
		"another mode":      {Intent{Kind: IntentMode, Mode: ModeLatin}},
		"no candidate":      {Intent{Kind: IntentKey, Text: " "}},
		"physical keyboard": {typing("")},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := play(t, naming(t), keys("sample")...)
			s, _ = play(t, s, events...)
			wantField(t, s, "sample", "")
		})
	}
	s, _ := play(t, naming(t), keys("sa")...)
	s, _ = play(t, s, typing("例"))
	wantField(t, s, "sa例", "")
}

func TestKeys_NothingSurvives(t *testing.T) {
	for name, events := range map[string][]Event{
		"back": {kind(IntentBack)}, "cancel": {kind(IntentCancel)}, "clear": {kind(IntentClear)},
		"idle": {Tick{noon.Add(81 * time.Second)}},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := play(t, naming(t), keys("sample")...)
			s, _ = play(t, s, Composed{Keys: "sample", Picks: []Pick{{"萨", 2}}})
			s, _ = play(t, s, events...)
			text, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "sample") || strings.Contains(string(text), "萨") {
				t.Errorf("something is remembered: %s", text)
			}
		})
	}
}

func TestKeys_Pages(t *testing.T) {
	var picks []Pick
	for range 30 {
		picks = append(picks, Pick{"示", 1})
	}
	s, _ := play(t, naming(t), keys("s")...)
	s, _ = play(t, s, Composed{Keys: "s", Picks: picks}, Intent{Kind: IntentPage, At: 24})
	if k := s.Model().Keyboard; k.First != 24 || len(k.Picks) != 6 || k.More {
		t.Errorf("the last page begins at %d with %d, more %v", k.First, len(k.Picks), k.More)
	}
	for _, at := range []int{-5, 99} {
		s, _ = play(t, s, Intent{Kind: IntentPage, At: at}, pick(at))
		if k := s.Model().Keyboard; len(k.Picks) == 0 || s.Input != "" {
			t.Errorf("page %d shows nothing or types %q", at, s.Input)
		}
	}
}

func TestKeys_ModeOfEachScreen(t *testing.T) {
	s := naming(t)
	english, _ := play(t, s, Intent{Kind: IntentLanguage, Lang: kiosk.LangEN})
	host, _ := play(t, s, kind(IntentBack))
	phone, _ := play(t, s, typing("示例"), kind(IntentNext), kind(IntentSkip))
	latin := s
	latin.Config.Pinyin = false
	latin, _ = play(t, latin, kind(IntentBack), Found{}, typing("例"), Found{Query: "例", Hosts: []HostChoice{}}, Intent{Kind: IntentMode, Mode: ModePinyin})
	for want, all := range map[Mode][]State{ModePinyin: {s}, ModeLatin: {english, host, latin}, ModeDigits: {phone}} {
		for _, s := range all {
			if k := s.Model().Keyboard; k == nil || k.Mode != want {
				t.Errorf("%s in %s has %+v, want %s", s.Screen, s.Lang, k, want)
			}
		}
	}
	if _, effects := play(t, host, keys("zmy")...); !slices.Equal(effects, []Effect{Search{Query: "zmy"}}) {
		t.Errorf("letters ask the directory for %v", effects)
	}
	if k := Start(s.Config, noon).Model().Keyboard; k != nil {
		t.Error("the welcome screen has a keyboard")
	}
}

func TestKeys_CapitalsBeginWords(t *testing.T) {
	s, _ := play(t, naming(t), Intent{Kind: IntentMode, Mode: ModeLatin})
	for _, c := range []struct {
		event Event
		upper bool
	}{
		{Intent{Kind: IntentKey, Text: "A"}, false}, {kind(IntentShift), true}, {kind(IntentShift), false},
		{Intent{Kind: IntentMode, Mode: ModeAccents}, false}, {Intent{Kind: IntentKey, Text: "é"}, false}, {Intent{Kind: IntentKey, Text: " "}, true},
	} {
		if s, _ = play(t, s, c.event); s.Upper != c.upper {
			t.Errorf("after %+v capitals are %v", c.event, s.Upper)
		}
	}
	if wantField(t, s, "Aé ", ""); s.Mode != ModeLatin {
		t.Errorf("after an accent the keyboard types %s", s.Mode)
	}
}
