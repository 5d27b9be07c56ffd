package lobby

import (
	"fmt"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/screen"
)

// lowPart is the part of the picture, from its foot, in which everything that can
// be touched stands in seated layout.
const lowPart = 0.6

// Who sits reaches from reachFrom to reachTo, in millimetres above the floor.
const (
	reachFrom = 380
	reachTo   = 1220
)

// beneath returns how much of a picture hangs too low to be reached; 0 where its
// height is not known.
func beneath(lowerEdge float32) float32 {
	if lowerEdge == 0 {
		return 0
	}
	return max(0, reachFrom-lowerEdge)
}

// Reaches reports whether who sits reaches what can be touched, in seated layout,
// on a picture that hangs with its lower edge at that height. Its error is a
// sentence.
func Reaches(size fyne.Size, inches, lowerEdge float32) error {
	if lowerEdge == 0 {
		return nil
	}
	mm := density(size.Width, size.Height, inches)
	lost := beneath(lowerEdge)
	high := size.Height/mm - lost
	if high <= 0 || touchLeast*mm/unit(size.Width, high*mm) > mostTouch {
		return fmt.Errorf("only %.0f mm of the picture hang higher than %d mm, below which who sits does not reach; hang it higher",
			max(0, high), reachFrom)
	}
	if top := lowerEdge + lost + lowPart*high; top > reachTo {
		return fmt.Errorf("the lower part of a picture of %.0f mm then reaches up to %.0f mm, and who sits reaches %d; hang it %.0f mm lower",
			high, top, reachTo, top-reachTo)
	}
	return nil
}

// sheet paints, in seated layout, the ground of what can be touched.
func (l *look) sheet() {
	if !l.m.Seated {
		return
	}
	radius := l.px(48)
	l.p.Fill(screen.Box{Y: l.reach.Y, W: l.all.W, H: l.all.H - l.reach.Y + radius},
		screen.Shape{Fill: screen.Card, Stroke: screen.Hair, Width: max(1, l.px(2)), Radius: radius})
}

// above puts a question, and what is wrong with the answer, over the reach, and
// cuts in down to it.
func (l *look) above(in *screen.Box, line kiosk.Line) {
	room := in.CutTop(l.reach.Y - in.Y)
	in.CutTop(l.pick(32, 20))
	l.poses(room, line)
}

// poses puts a question into the calm of the upper part, with what is wrong with
// the answer under it.
func (l *look) poses(room screen.Box, line kiosk.Line) {
	room.CutBottom(l.pick(20, 8))
	if !l.m.Problem.IsZero() {
		l.problem(room.CutBottom(l.problemRoom(84, 56)))
		l.faulted = true
	}
	l.saysAmid(room, line, l.pick(84, 76)/l.u, screen.Ink, screen.Faint)
}

// column reports whether what belongs to a field stands beside the keys.
func (l *look) column() bool { return l.m.Seated && !l.portrait }

// lowQuestion is a question in seated layout: the field stands above the reach,
// where it is read; the keys and what helps to answer stand in it, in landscape
// side by side. The keys erase, so the field has no sign for it.
func (l *look) lowQuestion(body screen.Box, f field) {
	upper := body.CutTop(l.reach.Y-body.Y).Inset(l.margin(), 0)
	var board screen.Box
	if l.portrait {
		board = body.CutBottom(l.roomy(0.31, 0, 0.25, 0) * 1920)
	} else {
		board = body.CutRight(l.px(1240))
		board.CutTop(l.px(16))
		board.CutRight(l.px(24))
		body.CutRight(l.px(24) - l.margin())
	}
	defer l.keyboard(board, f) // last: the focus reaches the answers before the keys
	in := body.Inset(l.margin(), l.pick(16, 8))
	if f.tall {
		l.poses(upper, l.asked(f))
		l.field(in, f)
		return
	}
	upper.CutBottom(l.pick(28, 22))
	row := upper.CutBottom(l.pick(128, 104))
	l.poses(upper, l.asked(f))
	l.field(row, f)
	l.belowField(in)
}

// lowHero paints the picture over the reach, and returns its box and the reach.
func (l *look) lowHero(time string) (hero, body screen.Box) {
	hero, body = l.sight, l.reach
	hero.H = l.reach.Y - hero.Y
	art := "hero-wide"
	if l.portrait {
		art = "hero-portrait"
	}
	l.p.Picture(hero, art+time)
	l.p.Fill(body.CutTop(l.px(8)), screen.Shape{Fill: screen.Gold})
	return hero, body
}

// wideActions paints what the visitor can do where it stands low and wide: the
// way in beside the other purposes, and the tickets under both.
func (l *look) wideActions(body screen.Box) {
	l.leavingNote(body.CutBottom(l.face(26, false, screen.Faint).Line()))
	body.CutBottom(l.px(10))
	l.utilities(body.CutBottom(l.roomy(96, 96, 120, 120)))
	body.CutBottom(l.px(24))
	row := body
	if len(l.m.Strip) > 0 {
		row = body.CutTop(l.roomy(200, 200, 210, 210))
		body.CutTop(l.px(20))
		l.strip(body)
	}
	if n := len(l.m.Purposes); n > 0 {
		half := row.CutRight((row.W - l.px(24)) / 2)
		row.CutRight(l.px(24))
		for i, b := range grid(half, n, l.px(18), l.px(18)) {
			l.p.Tile(b, l.purpose(l.m.Purposes[i]))
		}
	}
	l.start(row)
}
