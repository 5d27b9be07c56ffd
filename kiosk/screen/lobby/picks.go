package lobby

import (
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// pickRows is how many rows of candidates there are: above the keys of an upright
// screen there is room for a second one while letters are composed.
func (l *look) pickRows() int {
	switch l.m.Screen {
	case checkin.ScreenName, checkin.ScreenCompanion, checkin.ScreenCompany:
		if l.portrait && !l.m.Large && !l.m.Seated && l.m.Problem.IsZero() && len(l.keys().Picks) > 0 {
			return 2
		}
	}
	return 1
}

// pickRow is how high a row of candidates is.
func (l *look) pickRow() float32 { return l.pick(112, 92) }

// picks paints the candidates of the composed letters, as many as there is room
// for, with the ways to those before and after; where nothing is composed, the
// key that turns pinyin on, or how it is used.
func (l *look) picks(rows []screen.Box) {
	k := l.keys()
	last := &rows[len(rows)-1]
	if len(k.Picks) == 0 {
		l.unpicked(*last)
		return
	}
	on, back := last.CutRight(l.px(104)), screen.Box{}
	if k.First > 0 { // the likeliest stand first: they have the room
		back = last.CutRight(l.px(104))
	}
	shown := 0
	for i, p := range k.Picks {
		f := l.face(44, true, screen.Ink)
		wide := max(l.px(104), f.Width(p.Text)+l.px(44))
		for len(rows) > 0 && wide > rows[0].W {
			rows = rows[1:]
		}
		if len(rows) == 0 {
			break
		}
		do := l.does(checkin.Intent{Kind: checkin.IntentPick, At: k.First + i})
		l.p.Key(rows[0].CutLeft(wide), screen.Key{Name: "pick " + itoa(i+1), Label: p.Text, Do: do})
		shown++
	}
	before := k.First - shown
	if before <= 1 { // the first page has room for one more
		before = 0
	}
	l.page(back, "page back", "previous", k.First > 0, before)
	l.page(on, "page on", "next", k.More || shown < len(k.Picks), k.First+max(1, shown))
}

func (l *look) page(b screen.Box, name, icon string, leads bool, first int) {
	if leads {
		do := l.does(checkin.Intent{Kind: checkin.IntentPage, At: first})
		l.p.Key(b, screen.Key{Name: name, Icon: icon, Plain: true, Do: do})
	}
}

func (l *look) unpicked(row screen.Box) {
	if l.keys().Mode != checkin.ModePinyin {
		l.p.Key(row.CutRight(l.px(220)), l.mode(checkin.ModePinyin).key)
	}
}
