package lobby

import (
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
	switches := []screen.Button{language, l.large(), l.contrast()}
	for i, b := range row.Columns(len(switches), l.px(24)) {
		l.p.Button(b, switches[i])
	}
}

// large is the switch of large type, named as what it brings.
func (l *look) large() screen.Button {
	id := "lobby.large"
	if l.m.Large {
		id = "lobby.large_off"
	}
	return l.button("large", screen.Secondary, "text-size", id, checkin.Intent{Kind: checkin.IntentLarge})
}

// view is one switch for large type and high contrast, where there is room for
// one: it goes through them.
func (l *look) view() screen.Button {
	id := "lobby.view_standard"
	switch {
	case !l.m.Large:
		id = "lobby.large"
	case !l.m.Contrast:
		id = "lobby.contrast"
	}
	return l.button("view", screen.Secondary, "", id, checkin.Intent{Kind: checkin.IntentView})
}
