package lobby

import (
	"image/color"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/screen"
)

// uttered is a line of the house as it fits into a box: as it is said, and smaller
// in the other language.
type uttered struct {
	big, small    screen.Face
	lines, others []string
}

// speak sets a line of the house as large as size and as it fits into box.
func (l *look) speak(box screen.Box, line kiosk.Line, size float32, first, second color.Color) uttered {
	s := uttered{big: l.face(size, true, first), small: l.face(max(27, size*0.52), false, second)}
	room := box
	if !l.m.Large {
		room.H = box.H * 0.66
	}
	s.big, s.lines = screen.Fitted(room, l.book.Say(l.m.Lang, line), s.big, s.big.Size*0.6)
	box.CutTop(s.first())
	s.small, s.others = screen.Fitted(box, l.otherwise(line), s.small, s.small.Size*0.8)
	return s
}

// first returns the height of the larger lines and of what stays free under them.
func (s uttered) first() float32 { return float32(len(s.lines))*s.big.Line() + s.big.Size*0.22 }

func (s uttered) height() float32 { return s.first() + float32(len(s.others))*s.small.Line() }

// says puts a line of the house into box, as large as size and as it is said,
// with the other language under it, and returns the height it took.
func (l *look) says(box screen.Box, line kiosk.Line, size float32, first, second color.Color) float32 {
	s := l.speak(box, line, size, first, second)
	l.p.Lines(box, s.lines, s.big, fyne.TextAlignLeading)
	box.CutTop(s.first())
	l.p.Lines(box, s.others, s.small, fyne.TextAlignLeading)
	return s.height()
}

// saysAmid does as says in the middle of the box's height.
func (l *look) saysAmid(box screen.Box, line kiosk.Line, size float32, first, second color.Color) {
	s := l.speak(box, line, size, first, second)
	box.CutTop(max(0, (box.H-s.height())/2))
	l.p.Lines(box, s.lines, s.big, fyne.TextAlignLeading)
	box.CutTop(s.first())
	l.p.Lines(box, s.others, s.small, fyne.TextAlignLeading)
}
