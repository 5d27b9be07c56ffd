package lobby

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk/screen"
)

// counter points at the keyboard on the counter, where the screen has none, and
// names the two keys that matter.
func (l *look) counter(place screen.Box, f field) {
	b := place.Inset(l.margin(), l.px(8))
	l.p.Fill(b, screen.Shape{Fill: screen.Mist, Radius: l.px(36)})
	first, second := l.face(38, true, screen.Jade), l.face(28, false, screen.Faint)
	gap, key := l.pick(30, 20), l.px(72)
	in := b.Centred(b.W-l.px(80), l.px(96)+max(first.Line(), l.roomy(0, 0, 118, 0))+2*second.Line()+key+2*gap+l.px(16))
	l.p.Icon(in.CutTop(l.px(96)).Centred(l.px(96), l.px(96)), "keyboard", screen.Jade)
	in.CutTop(l.px(16))
	l.p.Pair(in.CutTop(max(first.Line(), l.roomy(0, 0, 118, 0))), l.text("lobby.keyboard"), first, "", first, fyne.TextAlignCenter)
	l.p.Centre(in.CutTop(second.Line()), l.other("lobby.keyboard"), second)
	in.CutTop(gap)
	l.p.Centre(in.CutTop(second.Line()), l.text(f.example), second.In(screen.Ink))
	in.CutTop(gap)
	l.keycaps(in.CutTop(key), l.next(f).Label)
}

// keycaps paints the two keys and what they do.
func (l *look) keycaps(row screen.Box, on string) {
	caps := []struct{ key, does string }{{"Enter", on}, {"Esc", l.text("lobby.back")}}
	key, words := l.face(27, true, screen.Ink), l.face(29, false, screen.Ink)
	wide := float32(0)
	each := make([]float32, len(caps))
	for i, c := range caps {
		each[i] = l.px(140+20+60) + words.Width(c.does)
		wide += each[i]
	}
	row = row.Centred(wide-l.px(60), l.px(60))
	for i, c := range caps {
		b := row.CutLeft(each[i])
		box := b.CutLeft(l.px(140))
		l.p.Fill(box, screen.Shape{Fill: screen.Card, Stroke: screen.Outline, Width: l.px(2), Radius: l.px(12)})
		l.p.Centre(box, c.key, key)
		b.CutLeft(l.px(20))
		l.p.Left(b, c.does, words)
	}
}
