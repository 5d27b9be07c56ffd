package lobby

import (
	"strings"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// largeType is the smallest type, in units of the design, for a visitor who
// asked for large type.
const largeType = 45

// utilities paints what changes the screen itself: its language and its look.
func (l *look) utilities(row screen.Box) {
	language := l.language()
	language.Icon = "globe"
	switches := []screen.Button{language, l.large(), l.contrast(), l.seated()}
	for i, b := range l.shares(row, l.px(18), switches) {
		l.p.Button(b, switches[i])
	}
}

// shares returns boxes side by side for buttons with icons, each as wide as its
// words need beside the others.
func (l *look) shares(row screen.Box, gap float32, all []screen.Button) []screen.Box {
	first, second := l.face(38, true, screen.Ink), l.face(25, false, screen.Ink)
	around := l.px(116) // the words
	if l.m.Large {
		around = l.px(28) // which need the icon's place
	}
	words, total := make([]float32, len(all)), float32(0)
	for i, b := range all {
		words[i] = max(first.Width(b.Label), second.Width(b.Second))
		if l.m.Large { // they break into lines
			words[i] = 0
			for word := range strings.FieldsSeq(b.Label) {
				words[i] = max(words[i], first.Width(word))
			}
		}
		total += words[i]
	}
	free := row.W - gap*float32(len(all)-1) - around*float32(len(all))
	var boxes []screen.Box
	for _, w := range words {
		boxes = append(boxes, row.CutLeft(around+w*free/total))
		row.CutLeft(gap)
	}
	return boxes
}

// seated is the switch that brings what can be touched down, named as what it
// brings.
func (l *look) seated() screen.Button {
	id := "lobby.seated"
	if l.m.Seated {
		id = "lobby.seated_off"
	}
	return l.button("seated", screen.Secondary, "lower", id, checkin.Intent{Kind: checkin.IntentSeated})
}

// large is the switch of large type, named as what it brings.
func (l *look) large() screen.Button {
	id := "lobby.large"
	if l.m.Large {
		id = "lobby.large_off"
	}
	return l.button("large", screen.Secondary, "text-size", id, checkin.Intent{Kind: checkin.IntentLarge})
}

// view is one switch for all looks, where there is room for one: it goes through
// them.
func (l *look) view() screen.Button {
	id := "lobby.view_standard"
	switch {
	case !l.m.Large:
		id = "lobby.large"
	case !l.m.Contrast:
		id = "lobby.contrast"
	case !l.m.Seated:
		id = "lobby.seated"
	}
	return l.button("view", screen.Secondary, "", id, checkin.Intent{Kind: checkin.IntentView})
}
