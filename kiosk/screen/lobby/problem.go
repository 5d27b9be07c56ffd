package lobby

import (
	"strings"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk/screen"
)

// problemRoom returns how high the row of a problem is: as given, where there is
// none; in large type, and in portrait where both languages need more, that; no room
// where it has been said with the question.
func (l *look) problemRoom(portrait, landscape float32) float32 {
	switch {
	case l.faulted:
		return 0
	case l.m.Problem.IsZero():
	case l.m.Large:
		return l.pick(176, 118)
	case l.portrait:
		row := screen.Box{W: l.all.W - 2*l.margin() - l.px(signWidth), H: l.px(170)}
		if s, ok := l.bothLanguages(row); ok {
			return max(l.px(portrait), s.height()+l.px(8))
		}
	}
	return l.pick(portrait, landscape)
}

// signWidth is what the sign before a problem takes, in units of the design.
const signWidth = 54

// problem paints what is wrong with the answer: a sign and a sentence, in both
// languages where there is room.
func (l *look) problem(row screen.Box) {
	if l.m.Problem.IsZero() || l.faulted {
		return
	}
	side := l.px(40)
	sign := row.CutLeft(side)
	row.CutLeft(l.px(signWidth) - side)
	if l.onOneLine(sign, row) {
		return
	}
	s, ok := l.bothLanguages(row)
	if !ok {
		s = stacked{}
		s.f, s.first = screen.Fitted(row, l.book.Say(l.m.Lang, l.m.Problem), l.face(31, true, screen.Failure), l.px(24))
	}
	in := row.Centred(row.W, s.height())
	sign.Y, sign.H = in.Y, s.f.Line() // beside the first line
	if len(s.first) > 1 && len(s.second) == 0 {
		sign.H = s.height()
	}
	l.p.Icon(sign.Centred(side, side), "warning", screen.Failure)
	s.paint(l.p, in)
}

// onOneLine paints the problem in both languages side by side where the row is
// no higher than a line and wide enough, and reports whether it did.
func (l *look) onOneLine(sign, row screen.Box) bool {
	first, second := l.book.Say(l.m.Lang, l.m.Problem), l.otherwise(l.m.Problem)
	f, g := l.face(31, true, screen.Failure), l.face(26, false, screen.Faint)
	if second == "" || row.H >= f.Line()+g.Line() || f.Width(first)+f.Size*0.5+g.Width(second) > row.W {
		return false
	}
	l.p.Icon(sign.Centred(sign.W, sign.W), "warning", screen.Failure)
	l.sideBySide(row, first, f, second, g)
	return true
}

// bothLanguages sets the problem in both languages, and reports whether all of it
// fits into row.
func (l *look) bothLanguages(row screen.Box) (s stacked, ok bool) {
	f, g := l.face(31, true, screen.Failure), l.face(26, false, screen.Faint)
	return stack(row, l.book.Say(l.m.Lang, l.m.Problem), f, l.otherwise(l.m.Problem), g)
}

// stacked is a sentence in two languages, one under the other, each in as many
// lines as it takes.
type stacked struct {
	first, second []string
	f, g          screen.Face
}

// stack sets two sentences, made a little smaller where they need it, and reports
// whether both are there and all of them fits into b.
func stack(b screen.Box, first string, f screen.Face, second string, g screen.Face) (s stacked, ok bool) {
	s.f, s.g = f, g
	if second == "" || b.H < g.Line() {
		return s, false
	}
	room := b
	room.H -= g.Line()
	s.f, s.first = screen.Fitted(room, first, f, f.Size*0.87)
	room.H = b.H - float32(len(s.first))*s.f.Line()
	s.g, s.second = screen.Fitted(room, second, g, g.Size*0.87)
	return s, s.height() <= b.H+1 && whole(s.first) && whole(s.second)
}

func (s stacked) height() float32 {
	return float32(len(s.first))*s.f.Line() + float32(len(s.second))*s.g.Line()
}

// paint puts the two into the middle of b's height.
func (s stacked) paint(p *screen.Pen, b screen.Box) {
	b = b.Centred(b.W, s.height())
	b.CutTop(p.Lines(b, s.first, s.f, fyne.TextAlignLeading))
	p.Lines(b, s.second, s.g, fyne.TextAlignLeading)
}

// whole reports whether nothing was cut off the lines.
func whole(lines []string) bool {
	return len(lines) > 0 && !strings.HasSuffix(lines[len(lines)-1], "…")
}
