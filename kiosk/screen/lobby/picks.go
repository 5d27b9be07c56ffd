package lobby

import (
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// picks paints the candidates of the composed letters, as many as there is room
// for, with the ways to those before and after; where nothing is composed, the
// key that turns pinyin on, or how it is used.
func (l *look) picks(row screen.Box) {
	k := l.keys()
	if len(k.Picks) == 0 {
		l.unpicked(row)
		return
	}
	on, back := row.CutRight(l.px(104)), screen.Box{}
	if k.First > 0 { // the likeliest stand first: they have the room
		back = row.CutRight(l.px(104))
	}
	shown := 0
	for i, p := range k.Picks {
		f := l.face(44, true, screen.Ink)
		wide := max(l.px(104), f.Width(p.Text)+l.px(44))
		if wide > row.W {
			break
		}
		do := l.does(checkin.Intent{Kind: checkin.IntentPick, At: k.First + i})
		l.p.Key(row.CutLeft(wide), screen.Key{Name: "pick " + itoa(i+1), Label: p.Text, Do: do})
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
