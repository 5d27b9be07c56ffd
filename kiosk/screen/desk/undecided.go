package desk

import (
	"fmt"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk/screen"
)

// The badge's shape, and how much of the width its picture takes: less where
// what was written needs the room.
const (
	badgeShape   = 80.0 / 50
	pictureShare = 0.4
	pictureLeast = 0.2
	lookLines    = 5 // that say what to look for
)

// paintUndecided paints the badge of which it is not known whether it came out,
// so that the receptionist can compare it with what lies in the printer: its
// picture, its number in large, and what to look for.
func (w *Window) paintUndecided(rest *screen.Box) {
	m, p, d := w.m, w.page, w.model.Selected
	around := m.bold.Line() + m.gap + m.pad
	room := rest.H - around - m.gap - w.notesHeight(rest.W)
	wide := min(rest.W*pictureShare, max(rest.W*pictureLeast, room*badgeShape))
	lines := screen.Wrap(w.lookFor(), m.body, rest.W-wide-m.title.Size-2*m.gap-1.6*m.pad, lookLines)
	in := rest.CutTop(around + max(wide/badgeShape, m.name.Line()+float32(len(lines))*m.body.Line()))
	p.Fill(in, screen.Shape{Fill: screen.Sand, Stroke: screen.Gold, Width: 2, Radius: m.radius})
	in = in.Inset(m.pad*0.8, m.pad*0.5)
	w.paintPrintHead(&in, screen.Warning)
	in.CutTop(m.gap)
	picture := in.CutRight(wide)
	in.CutRight(m.gap)
	name := fmt.Sprintf("badge %s %d", d.Visit, d.Print.Attempt)
	if picture = picture.Centred(wide, wide/badgeShape); p.Sheet(picture, name, d.Print.Picture) {
		p.Fill(picture.Inset(-1, -1), screen.Shape{Stroke: screen.Outline, Width: 1})
	}
	p.Left(in.CutTop(m.name.Line()), d.Badge, m.name.Within(d.Badge, in.W))
	p.Lines(in, lines, m.body, fyne.TextAlignLeading)
}

// lookFor says what the badge looks like that the question is about: from the
// second on it bears the number of its print, and those before it are void.
func (w *Window) lookFor() string {
	if n := w.model.Selected.Print.Attempt; n > 1 {
		return w.text("desk.print.look.again", "N", count(n))
	}
	return w.text("desk.print.look")
}
