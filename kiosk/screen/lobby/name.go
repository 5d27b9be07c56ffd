package lobby

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// titles asks for the form of address, under the field of the name.
func (l *look) titles(in screen.Box) {
	in.CutTop(l.pick(12, 0))
	label, second := l.face(32, true, screen.Ink), l.face(25, false, screen.Faint)
	var row screen.Box
	switch {
	case l.column():
		l.pair(in.CutTop(l.px(84)), "lobby.address", label, second)
		in.CutTop(l.px(12))
		row = in.CutTop(min(in.H, l.px(3*136)))
	case l.portrait:
		l.beside(in.CutTop(label.Line()), "lobby.address", label, second)
		in.CutTop(l.px(20))
		row = in.CutTop(min(in.H, l.px(128)))
	default:
		row = in.CutTop(min(in.H, l.onward(l.px(96))))
		l.pair(row.CutLeft(l.px(330)), "lobby.address", label, second)
	}
	choices := []struct {
		title kiosk.Title
		id    string
	}{{kiosk.TitleMr, "lobby.title_mr"}, {kiosk.TitleMs, "lobby.title_ms"}, {kiosk.TitleNone, "lobby.title_none"}}
	chosen := l.m.Draft.Visitor.Title
	if l.m.Screen == checkin.ScreenCompanion {
		chosen = l.m.Draft.Companion.Title
	}
	boxes := row.Columns(len(choices), l.px(24))
	if l.column() {
		boxes = row.Rows(len(choices), l.px(12))
	}
	for i, b := range boxes {
		c := choices[i]
		style, icon := screen.Secondary, ""
		if chosen == c.title {
			style, icon = screen.Primary, "check"
		}
		intent := checkin.Intent{Kind: checkin.IntentTitle, Title: c.title}
		l.p.Button(b, l.button("title "+itoa(i+1), style, icon, c.id, intent))
	}
	if l.portrait {
		in.CutTop(l.px(24))
		l.p.Left(in.CutTop(l.px(44)), l.text("lobby.privacy"), l.face(27, false, screen.Faint))
	}
}
