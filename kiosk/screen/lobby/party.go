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
	if l.portrait || l.m.Seated {
		in.CutBottom(l.px(20))
		l.p.Button(in.CutBottom(l.px(104)), b)
		return
	}
	l.p.Button(in.CutTop(l.px(104)), b)
	in.CutTop(l.px(20))
}

// party lists who else has come, each with a way not to register them.
func (l *look) party() {
	l.sheet()
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
	l.companionList(in, columns)
}

// companionList paints the companions side by side in columns: as many as given,
// or more where the rows would be too low for a finger.
func (l *look) companionList(in screen.Box, columns int) {
	all := l.m.Draft.Companions
	gap, across := l.px(16), l.px(32)
	rows, ok := l.companionRows(in, columns, gap, across)
	for ; !ok && columns < len(all); rows, ok = l.companionRows(in, columns, gap, across) {
		columns++
	}
	for i, c := range all {
		row := i / columns
		if i%columns == 0 && i > 0 {
			in.CutTop(rows[row-1] + gap)
		}
		b := in.Columns(columns, across)[i%columns]
		b.H = rows[row]
		l.companion(b, i, c)
	}
}

// companionRows returns how high each row of the list is, by what its names and a
// finger need, and whether all of them fit into b.
func (l *look) companionRows(b screen.Box, columns int, gap, across float32) (rows []float32, ok bool) {
	rows = make([]float32, (len(l.m.Draft.Companions)+columns-1)/columns)
	width, line := b.Columns(columns, across)[0], l.face(40, true, screen.Ink).Line()
	for i, c := range l.m.Draft.Companions {
		need := l.touch(0)
		if n := l.companionLines(width, c); n > 1 {
			need = max(need, n*line)
		}
		rows[i/columns] = max(rows[i/columns], need)
	}
	spare := b.H + gap
	for _, h := range rows {
		spare -= h + gap
	}
	for i, h := range rows {
		rows[i] = min(h+spare/float32(len(rows)), max(h, l.px(132)))
	}
	return rows, spare >= -1
}

// companionLines is how many lines a name takes in large type, where it is not made
// smaller.
func (l *look) companionLines(b screen.Box, c kiosk.Companion) float32 {
	if !l.m.Large {
		return 1
	}
	_, room := l.companionRoom(b)
	return float32(len(screen.Phrased(l.fullName(c.Person()), l.face(40, l.portrait, screen.Ink), room.W, 9)))
}

// companionRoom returns where the button is that takes a companion away, and
// where the name is.
func (l *look) companionRoom(b screen.Box) (remove, name screen.Box) {
	if l.narrow(b) {
		in := b.Inset(l.px(12), 0)
		remove = in.CutRight(l.touch(l.px(88)))
		in.CutRight(l.px(12))
		return remove, in
	}
	in := b.Inset(l.px(28), 0)
	remove = in.CutRight(l.roomy(170, 170, 210, 210))
	in.CutRight(l.px(16))
	if !l.m.Large { // whose names need the room of the sign
		in.CutLeft(l.companionSign(b) + l.px(24))
	}
	return remove, in
}

// narrow reports whether a companion's place has no room for more than a name and a
// cross.
func (l *look) narrow(b screen.Box) bool { return b.W < l.px(700) }

func (l *look) companionSign(b screen.Box) float32 { return min(l.px(72), b.H*0.7) }

// companion paints one of those who have come.
func (l *look) companion(b screen.Box, at int, c kiosk.Companion) {
	l.p.Fill(b, screen.Shape{Fill: screen.Card, Stroke: screen.Hair, Width: max(1, l.px(2)), Radius: min(b.H/2, l.px(28))})
	remove, in := l.companionRoom(b)
	out := l.button("remove "+itoa(at+1), screen.Secondary, "", "lobby.party_remove", checkin.Intent{Kind: checkin.IntentRemove, At: at})
	if l.narrow(b) {
		out.Icon, out.Label, out.Second = "cross", "", ""
	} else if !l.m.Large {
		side := l.companionSign(b)
		l.p.Disc(screen.Box{X: b.X + l.px(28), Y: b.Y, W: side, H: b.H}.Centred(side, side), "person", screen.Mist, screen.Jade)
	}
	l.p.Button(remove.Centred(remove.W, l.touch(min(l.px(88), b.H-l.px(10)))), out)
	f, lines := screen.Fitted(in, l.fullName(c.Person()), l.face(40, l.portrait || !l.m.Large, screen.Ink), l.px(26))
	l.p.Lines(in.Centred(in.W, float32(len(lines))*f.Line()), lines, f, fyne.TextAlignLeading)
}
