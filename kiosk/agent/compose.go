package agent

import (
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/pinyin"
)

// Names finds what pinyin stands for, as pinyin.Engine does.
type Names interface {
	// After returns what keys may stand for when picked stands before them.
	After(picked, keys string, limit int) []pinyin.Candidate
	// Characters returns every character of a syllable.
	Characters(syllable string) []string
}

// compose finds what the letters may stand for: names, then every character of
// the first syllable, so that a visitor who pages on finds the rarest.
func (a *Agent) compose(e checkin.Compose) checkin.Event {
	answer := checkin.Composed{Keys: e.Keys}
	if a.o.Names == nil {
		return answer
	}
	seen := make(map[string]bool)
	add := func(text string, keys int) {
		if !seen[text] {
			seen[text] = true
			answer.Picks = append(answer.Picks, checkin.Pick{Text: text, Keys: keys})
		}
	}
	for _, c := range a.o.Names.After(e.Before, e.Keys, pinyin.MaxCandidates) {
		add(c.Text, c.Keys)
	}
	if n := len(answer.Picks); n > 0 {
		first := answer.Picks[n-1].Keys // the last candidates are single characters
		for _, text := range a.o.Names.Characters(e.Keys[:first]) {
			add(text, first)
		}
	}
	return answer
}
