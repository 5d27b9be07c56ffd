package lobby

import (
	"strings"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// companions names who else has come, "" for nobody.
func (l *look) companions() string {
	var all []string
	for _, c := range l.m.Draft.Companions {
		all = append(all, l.fullName(c.Person()))
	}
	return strings.Join(all, l.text("lobby.party_and"))
}

// partyButton is the way to who else has come, under what the visitor has said or
// at the top of what stands beside it.
func (l *look) partyButton(in *screen.Box) {
	id := "lobby.party_add"
	switch {
	case len(l.m.Draft.Companions) > 0:
		id = "lobby.party_change"
	case l.m.Room == 0:
		return
	}
	b := l.button("party", screen.Secondary, "people", id, checkin.Intent{Kind: checkin.IntentParty})
	if l.portrait {
		in.CutBottom(l.px(20))
		l.p.Button(in.CutBottom(l.px(104)), b)
		return
	}
	l.p.Button(in.CutTop(l.px(104)), b)
	in.CutTop(l.px(20))
}

// party lists who else has come, each with a way not to register them.
func (l *look) party() {
	body := l.header()
	l.progress(&body)
	done := l.button("next", screen.Primary, "check", "lobby.party_done", checkin.Intent{Kind: checkin.IntentNext})
	in := l.nav(body, l.back(), l.cancel(), l.language(), done).Inset(l.margin(), 0)
	l.title(&in, kiosk.Say("lobby.party"))
	in.CutBottom(l.px(16))
	if l.m.Room > 0 {
		more := l.button("add", screen.Secondary, "people", "lobby.party_more", checkin.Intent{Kind: checkin.IntentAdd})
		l.p.Button(in.CutBottom(l.pick(116, 96)), more)
		in.CutBottom(l.pick(24, 16))
	}
	l.problem(in.CutBottom(l.problemRoom(84, 50)))
	columns := 2
	if l.portrait {
		columns = 1
	}
	boxes := l.cells(in, kiosk.MaxCompanions, columns, l.px(16), l.px(132))
	for i, c := range l.m.Draft.Companions {
		l.companion(boxes[i], i, c)
	}
}

// companion paints one of those who have come.
func (l *look) companion(b screen.Box, at int, c kiosk.Companion) {
	l.p.Fill(b, screen.Shape{Fill: screen.Card, Stroke: screen.Hair, Width: max(1, l.px(2)), Radius: min(b.H/2, l.px(28))})
	in := b.Inset(l.px(28), 0)
	side := min(l.px(72), b.H*0.7)
	l.p.Disc(in.CutLeft(side).Centred(side, side), "person", screen.Mist, screen.Jade)
	in.CutLeft(l.px(24))
	out := l.button("remove "+itoa(at+1), screen.Secondary, "", "lobby.party_remove", checkin.Intent{Kind: checkin.IntentRemove, At: at})
	room := in.CutRight(l.roomy(170, 170, 240, 240))
	l.p.Button(room.Centred(room.W, l.touch(min(l.px(88), b.H-l.px(10)))), out)
	in.CutRight(l.px(16))
	f, lines := screen.Fitted(in, l.fullName(c.Person()), l.face(40, true, screen.Ink), l.px(26))
	l.p.Lines(in.Centred(in.W, float32(len(lines))*f.Line()), lines, f, fyne.TextAlignLeading)
}
