package lobby

import (
	"image/color"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/screen"
)

// look is one painting of the window.
type look struct {
	p        *screen.Pen
	all      screen.Box
	m        checkin.Model
	book     *phrase.Book
	send     func(checkin.Intent)
	portrait bool
	u        float32 // pixels a unit of the design: 1080×1920 or 1920×1080 units
}

func newLook(w *Window, p *screen.Pen, all screen.Box) *look {
	l := &look{p: p, all: all, m: w.model, book: w.opts.Book, send: w.opts.Send, portrait: all.H >= all.W}
	if l.portrait {
		l.u = min(all.W/1080, all.H/1920)
	} else {
		l.u = min(all.W/1920, all.H/1080)
	}
	if l.m.Lang != kiosk.LangEN {
		l.m.Lang = kiosk.LangZH
	}
	return l
}

// pick returns the value for the window's orientation, in pixels.
func (l *look) pick(portrait, landscape float32) float32 {
	if l.portrait {
		return portrait * l.u
	}
	return landscape * l.u
}

func (l *look) face(size float32, bold bool, c color.Color) screen.Face {
	return screen.Face{Size: size * l.u, Bold: bold, Color: c}
}

// margin is what stays free at the window's edges.
func (l *look) margin() float32 { return 64 * l.u }

// second is the language of the smaller line.
func (l *look) second() kiosk.Lang {
	if l.m.Lang == kiosk.LangEN {
		return kiosk.LangZH
	}
	return kiosk.LangEN
}

func (l *look) text(id string, args ...string) string { return l.book.Text(l.m.Lang, id, args...) }

func (l *look) other(id string, args ...string) string { return l.book.Text(l.second(), id, args...) }

func (l *look) does(i checkin.Intent) func() { return func() { l.send(i) } }

// style is how a button asks to be pressed.
type style int

const (
	primary style = iota
	secondary
	golden
	onArt // secondary, on a picture
)

type colours struct{ fill, pressed, stroke, ink, second color.NRGBA }

var styles = map[style]colours{
	primary:   {screen.Jade, screen.JadeLow, screen.Clear, screen.White, screen.Pale},
	secondary: {screen.Card, screen.Mist, screen.Outline, screen.Ink, screen.Faint},
	golden:    {screen.Gold, screen.Pale, screen.Clear, screen.Ink, screen.Ink},
	onArt:     {screen.Card, screen.Mist, screen.Clear, screen.Ink, screen.Faint},
}

// button is something to press with one line or two.
type button struct {
	name   string // of the target
	style  style
	label  string
	second string // under the label, smaller
	icon   string
	intent checkin.Intent
	rests  bool // cannot be pressed now
}

// button paints b over the whole of box; all of it is to be touched.
func (l *look) button(box screen.Box, b button) {
	c := styles[b.style]
	do := l.does(b.intent)
	if b.rests || l.m.Busy {
		do = func() {}
		c.fill, c.ink, c.second = screen.Mist, screen.Faint, screen.Faint
	}
	pressed, focused := l.p.Touch(b.name, box, do)
	if pressed {
		c.fill = c.pressed
	}
	radius := min(box.H/2, 44*l.u)
	l.ring(box, focused, radius)
	l.p.Fill(box, screen.Shape{Fill: c.fill, Stroke: c.stroke, Width: l.stroke(c.stroke), Radius: radius})
	l.label(box.Inset(28*l.u, 0), b, c)
}

func (l *look) stroke(c color.NRGBA) float32 {
	if c.A == 0 {
		return 0
	}
	return max(1, 2.5*l.u)
}

// ring shows where the keyboard's focus is.
func (l *look) ring(box screen.Box, focused bool, radius float32) {
	if focused {
		d := 9 * l.u
		l.p.Fill(box.Inset(-d, -d), screen.Shape{Stroke: screen.Ink, Width: 5 * l.u, Radius: radius + d})
	}
}

// label puts a button's icon and words into the middle of in.
func (l *look) label(in screen.Box, b button, c colours) {
	first, second := l.face(38, true, c.ink), l.face(25, false, c.second)
	if in.H < 84*l.u {
		first = l.face(32, true, c.ink)
	}
	width := max(first.Width(b.label), second.Width(b.second))
	if b.icon != "" {
		side := min(56*l.u, in.H*0.55)
		gap := 18 * l.u
		free := max(0, in.W-width-side-gap)
		in.CutLeft(free / 2)
		l.p.Icon(in.CutLeft(side).Centred(side, side), b.icon, c.ink)
		in.CutLeft(gap)
		in.W = min(in.W, width+2)
	}
	if b.second == "" || in.H < 84*l.u {
		l.p.Centre(in, b.label, first)
		return
	}
	lines := in.Centred(in.W, first.Line()+second.Line())
	l.p.Centre(lines.CutTop(first.Line()), b.label, first)
	l.p.Centre(lines, b.second, second)
}

// phrase returns a button's two lines.
func (l *look) phrased(b button, id string, args ...string) button {
	b.label, b.second = l.text(id, args...), l.other(id, args...)
	return b
}

// says puts a line of the house into box, large and as it is said, with the
// other language under it, and returns the height it took.
func (l *look) says(box screen.Box, line kiosk.Line, size float32, first, second color.NRGBA, align fyne.TextAlign) float32 {
	big, small := l.face(size, true, first), l.face(size*0.58, false, second)
	y := l.p.Paragraph(box, l.book.Say(l.m.Lang, line), big, align)
	box.CutTop(y + 14*l.u)
	return y + 14*l.u + l.p.Paragraph(box, l.book.Say(l.second(), line), small, align)
}

// card paints a white card.
func (l *look) card(b screen.Box) {
	l.p.Fill(b, screen.Shape{Fill: screen.Card, Stroke: screen.Hair, Width: max(1, 2*l.u), Radius: 36 * l.u})
}
