package lobby

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// arranged asks whether the visit has been arranged with the host (F7).
func (l *look) arranged() {
	l.sheet()
	body := l.header()
	l.progress(&body)
	in := l.nav(body, l.back(), l.cancel(), l.language(), screen.Button{}).Inset(l.margin(), 0)
	l.title(&in, kiosk.Say("house.ask_arranged").About(l.m.Draft.Host.Person))
	in.CutTop(l.pick(16, 16))
	l.whom(in.CutTop(l.pick(210, 150)))
	in.CutTop(l.pick(12, 8))
	l.problem(in.CutTop(l.problemRoom(84, 60)))
	in.CutBottom(l.pick(24, 16))
	row := in.CutBottom(min(in.H, l.pick(820, 420)))
	boxes := row.Columns(2, l.px(32))
	if l.portrait {
		boxes = row.Rows(2, l.px(32))
	}
	l.choice(boxes[0], "yes", "check", "lobby.arranged_yes", kiosk.ArrangedYes)
	l.choice(boxes[1], "no", "clock", "lobby.arranged_no", kiosk.ArrangedNo)
}

// whom shows the host in full, so that the visitor sees it is the right one.
func (l *look) whom(b screen.Box) {
	h := l.m.Draft.Host
	l.p.Card(b)
	in := b.Inset(l.px(36), 0)
	side := b.H * 0.6
	l.p.Disc(in.CutLeft(side).Centred(side, side), "person", screen.Mist, screen.Jade)
	in.CutLeft(l.px(28))
	l.p.Pair(in, l.fullName(h.Person), l.face(l.pick(50, 44)/l.u, true, screen.Ink), h.Department, l.face(l.pick(32, 28)/l.u, false, screen.Faint), fyne.TextAlignLeading)
}

// choice paints one large answer.
func (l *look) choice(b screen.Box, name, icon, id string, answer kiosk.Arrangement) {
	button := l.button(name, screen.Secondary, icon, id, checkin.Intent{Kind: checkin.IntentArranged, Text: string(answer)})
	if l.m.Draft.Arranged == answer {
		button.Style = screen.Primary
	}
	l.p.Row(b, button)
}
