package desk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"lobby.internal/kiosk/screen"
)

// paper is what every widget of the desk that has the focus is made of.
type paper struct {
	widget.BaseWidget
	w       *Window
	focused bool
}

// KeyDown tells the window that a key was pressed anew.
func (p *paper) KeyDown(e *fyne.KeyEvent) { p.w.keyDown(e) }

// KeyUp tells the window that a key was let go.
func (p *paper) KeyUp(e *fyne.KeyEvent) { p.w.keyUp(e) }

// TypedRune takes no text.
func (p *paper) TypedRune(rune) {}

// Cursor shows a hand over what can be pressed.
func (p *paper) Cursor() desktop.Cursor { return desktop.PointerCursor }

// look is what a button shows.
type look struct {
	label    string
	key      string // the shortcut, as printed on the key
	kind     buttonKind
	small    bool // one line, the shortcut beside the label
	disabled bool
	chosen   bool
}

// button does one thing when pressed with the mouse, Enter or the space bar.
type button struct {
	paper
	look   look
	press  func()
	wanted bool // by the model shown now
}

func newButton(w *Window, press func()) *button {
	b := &button{press: press}
	b.w = w
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// Tapped presses the button.
func (b *button) Tapped(*fyne.PointEvent) {
	if !b.look.disabled {
		b.press()
	}
}

// FocusGained shows the focus.
func (b *button) FocusGained() { b.focused = true; b.Refresh() }

// FocusLost shows it no more.
func (b *button) FocusLost() { b.focused = false; b.Refresh() }

// TypedKey presses the button or leaves the key to the window.
func (b *button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if b.w.fresh(e.Name) {
			b.Tapped(nil)
		}
	default:
		b.w.typedKey(e)
	}
}

// CreateRenderer implements fyne.Widget.
func (b *button) CreateRenderer() fyne.WidgetRenderer { return render(b, b.paint) }

func (b *button) paint(p *screen.Pen, all screen.Box) {
	m := b.w.m
	style := b.look.kind.style(b.look)
	if b.focused {
		p.Fill(all, screen.Shape{Stroke: b.look.kind.ring(), Width: 3, Radius: m.radius + 3})
	}
	inner := all.Inset(4, 4)
	p.Fill(inner, screen.Shape{Fill: style.fill, Stroke: style.stroke, Width: style.width, Radius: m.radius})
	if b.look.small {
		b.paintLine(p, inner.Inset(5, 0), m.bold.In(style.ink), m.tiny.In(style.faint))
		return
	}
	b.paintStack(p, inner.Inset(6, 2), m.strong.In(style.ink), m.tiny.In(style.faint))
}

// paintStack paints the shortcut above the label, or a long label alone.
func (b *button) paintStack(p *screen.Pen, in screen.Box, f, key screen.Face) {
	lines := screen.Balanced(b.look.label, f, in.W, 2)
	h := float32(len(lines)) * f.Line()
	if b.look.key != "" && len(lines) == 1 {
		in = in.Centred(in.W, h+key.Line())
		p.Centre(in.CutTop(key.Line()), b.look.key, key)
	} else {
		in = in.Centred(in.W, h)
	}
	for _, line := range lines {
		p.Centre(in.CutTop(f.Line()), line, f)
	}
}

// paintLine paints the shortcut and the label side by side, both in the middle.
func (b *button) paintLine(p *screen.Pen, in screen.Box, f, key screen.Face) {
	if b.look.key == "" {
		p.Centre(in, b.look.label, f)
		return
	}
	const gap = 8
	wide := key.Width(b.look.key)
	label := screen.Fit(b.look.label, f, in.W-wide-gap)
	in = in.Centred(wide+gap+f.Width(label), in.H)
	p.Left(in.CutLeft(wide), b.look.key, key)
	in.CutLeft(gap)
	p.Left(in, label, f)
}
