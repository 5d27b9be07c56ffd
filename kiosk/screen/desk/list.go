package desk

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"lobby.internal/kiosk/screen"
)

// list shows rows of one height, as many as fit: only these exist as objects,
// whatever the number of rows. The wheel and the arrow keys move on by whole
// rows. What it remembers, the top row and the cursor, it remembers by the
// visit, so that a row that comes or goes moves nothing else out of sight.
type list struct {
	paper
	height  float32 // of a row
	keys    []string
	count   string // the phrase that tells how many there are
	draw    func(p *screen.Pen, i int, in screen.Box)
	choose  func(i int)                        // Enter, or a press on the row
	aside   func(i int, at fyne.Position) bool // a press on something within the row
	top     int
	topKey  string
	cursor  string
	wheeled float32
}

func newList(w *Window) *list {
	l := &list{count: "desk.count"}
	l.w = w
	l.ExtendBaseWidget(l)
	return l
}

// show sets the rows by their keys; draw paints each when it is in sight.
func (l *list) show(keys []string, height float32) {
	if i := slices.Index(keys, l.topKey); l.top > 0 && i >= 0 {
		l.top = i
	}
	l.keys = keys
	l.stretch(height)
	if !slices.Contains(keys, l.cursor) {
		l.cursor = ""
	}
}

// stretch makes the rows at least as high as least, and as much higher as fills
// the list.
func (l *list) stretch(least float32) {
	rows := max(1, float32(int(l.Size().Height/least)))
	l.height = l.Size().Height / rows
}

// fits returns how many rows are in sight.
func (l *list) fits() int {
	if l.height <= 0 {
		return 0
	}
	return int(l.Size().Height/l.height + 0.01)
}

// hidden returns how many rows are above and below those in sight.
func (l *list) hidden() (above, below int) {
	return l.top, max(0, len(l.keys)-l.top-l.fits())
}

// rowWidth is a row's width: the list's, less the track at its side.
func (l *list) rowWidth() float32 {
	if above, below := l.hidden(); above+below > 0 {
		return l.Size().Width - trackWidth
	}
	return l.Size().Width
}

// trackWidth is what shows which part of the rows is in sight.
const trackWidth = 10

func (l *list) moveTo(top int) {
	l.top = max(0, min(top, len(l.keys)-l.fits()))
	l.topKey = ""
	if l.top < len(l.keys) {
		l.topKey = l.keys[l.top]
	}
}

// Scrolled moves by a row for each notch of the wheel.
func (l *list) Scrolled(e *fyne.ScrollEvent) {
	const notch = 10
	l.wheeled += e.Scrolled.DY
	rows := int(l.wheeled / notch)
	if rows == 0 {
		return
	}
	l.wheeled = 0
	l.moveTo(l.top - max(-3, min(rows, 3)))
	l.w.arrange()
}

// Tapped chooses the row under the pointer.
func (l *list) Tapped(e *fyne.PointEvent) {
	i := l.top + int(e.Position.Y/max(l.height, 1))
	if e.Position.Y < 0 || i >= min(len(l.keys), l.top+l.fits()) {
		return
	}
	at := fyne.NewPos(e.Position.X, e.Position.Y-float32(i-l.top)*l.height)
	if l.aside != nil && l.aside(i, at) {
		return
	}
	l.cursor = l.keys[i]
	l.choose(i)
	l.w.arrange()
}

// FocusGained shows the cursor.
func (l *list) FocusGained() {
	l.focused = true
	if l.cursor == "" && l.top < len(l.keys) {
		l.cursor = l.keys[l.top]
	}
	l.w.arrange()
}

// FocusLost hides the cursor.
func (l *list) FocusLost() { l.focused = false; l.w.arrange() }

// TypedKey moves the cursor, chooses its row or leaves the key to the window.
func (l *list) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		l.step(-1)
	case fyne.KeyDown:
		l.step(1)
	case fyne.KeyPageUp:
		l.step(-max(1, l.fits()))
	case fyne.KeyPageDown:
		l.step(max(1, l.fits()))
	case fyne.KeyHome:
		l.step(-len(l.keys))
	case fyne.KeyEnd:
		l.step(len(l.keys))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		i := slices.Index(l.keys, l.cursor)
		if i >= 0 && l.w.fresh(e.Name) {
			l.choose(i)
		}
	default:
		l.w.typedKey(e)
	}
}

// step moves the cursor by n rows and brings it into sight.
func (l *list) step(n int) {
	if len(l.keys) == 0 {
		return
	}
	i := slices.Index(l.keys, l.cursor)
	if i < 0 {
		i = l.top - min(n, 1)
	}
	i = max(0, min(i+n, len(l.keys)-1))
	l.cursor = l.keys[i]
	if i < l.top {
		l.moveTo(i)
	} else if i >= l.top+l.fits() {
		l.moveTo(i - l.fits() + 1)
	}
	l.w.arrange()
}

// Cursor shows a hand where there are rows.
func (l *list) Cursor() desktop.Cursor {
	if len(l.keys) == 0 {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer implements fyne.Widget.
func (l *list) CreateRenderer() fyne.WidgetRenderer { return render(l, l.paint) }

func (l *list) paint(p *screen.Pen, all screen.Box) {
	l.moveTo(l.top)
	above, below := l.hidden()
	if above+below > 0 {
		l.paintThumb(p, all.CutRight(trackWidth), above)
	}
	for i := l.top; i < min(len(l.keys), l.top+l.fits()); i++ {
		row := area(all.X, float32(i-l.top)*l.height, all.W, l.height)
		l.draw(p, i, row)
		if l.focused && l.keys[i] == l.cursor {
			p.Fill(row.Inset(4, 3), screen.Shape{Stroke: screen.Ink, Width: 3, Radius: l.w.m.radius})
		}
	}
}

// paintThumb shows which part of the rows is in sight.
func (l *list) paintThumb(p *screen.Pen, track screen.Box, above int) {
	track = area(track.X+4, track.Y+4, 4, track.H-8)
	all := float32(len(l.keys))
	p.Fill(track, screen.Shape{Fill: screen.Hair, Radius: 2})
	thumb := track
	thumb.Y += track.H * float32(above) / all
	thumb.H = max(16, track.H*float32(l.fits())/all)
	thumb.Y = min(thumb.Y, track.Y+track.H-thumb.H)
	p.Fill(thumb, screen.Shape{Fill: screen.Outline, Radius: 2})
}
