package desk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// paper is what every widget of the desk is made of: a pen and the focus.
type paper struct {
	widget.BaseWidget
	pen     pen
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

// brush renders a widget by painting all of it again.
type brush struct {
	pen   *pen
	paint func()
	of    fyne.CanvasObject
}

func (b *brush) Layout(fyne.Size)             { b.paint() }
func (b *brush) MinSize() fyne.Size           { return fyne.Size{} }
func (b *brush) Objects() []fyne.CanvasObject { return b.pen.objects }
func (b *brush) Destroy()                     {}
func (b *brush) Refresh() {
	b.paint()
	if c := fyne.CurrentApp().Driver().CanvasForObject(b.of); c != nil {
		c.Refresh(b.of)
	}
}

// sheet is what stands behind the lists and buttons: boxes and text that
// nothing happens to.
type sheet struct {
	widget.BaseWidget
	pen pen
}

func (s *sheet) CreateRenderer() fyne.WidgetRenderer {
	return &brush{pen: &s.pen, paint: func() {}, of: s}
}

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

func (b *button) CreateRenderer() fyne.WidgetRenderer {
	return &brush{pen: &b.pen, paint: b.paint, of: b}
}

func (b *button) paint() {
	b.pen.lift()
	all := box{0, 0, b.Size().Width, b.Size().Height}
	m := b.w.m
	style := b.look.kind.style(b.look)
	if b.focused {
		b.pen.fill(all, shape{stroke: b.look.kind.ring(), fill: clear, width: 3, radius: m.radius + 3})
	}
	inner := all.inset(4, 4)
	b.pen.fill(inner, shape{fill: style.fill, stroke: style.stroke, width: style.width, radius: m.radius})
	label := m.strong.in(style.ink)
	if b.look.small {
		label = m.bold.in(style.ink)
		b.paintLine(inner.inset(5, 0), label)
		return
	}
	text := inner.inset(6, 2)
	lines := wrap(b.look.label, label, text.w, 2)
	if b.look.key == "" || len(lines) > 1 {
		b.paintLines(text, lines, label)
		return
	}
	cap := m.tiny.in(style.faint)
	top := text.y + (text.h-cap.line()-label.line())/2
	b.pen.centre(box{text.x, top, text.w, cap.line()}, b.look.key, cap)
	b.pen.centre(box{text.x, top + cap.line(), text.w, label.line()}, b.look.label, label)
}

func (b *button) paintLines(in box, lines []string, f face) {
	y := in.mid() - float32(len(lines))*f.line()/2
	for i, line := range lines {
		b.pen.centre(box{in.x, y + float32(i)*f.line(), in.w, f.line()}, line, f)
	}
}

// paintLine paints the shortcut and the label side by side, both in the middle.
func (b *button) paintLine(in box, f face) {
	if b.look.key == "" {
		b.pen.centre(in, b.look.label, f)
		return
	}
	const gap = 8
	style := b.look.kind.style(b.look)
	cap := b.w.m.tiny.in(style.faint)
	keyWidth := cap.width(b.look.key)
	label := fit(b.look.label, f, in.w-keyWidth-gap)
	x := in.x + (in.w-keyWidth-gap-f.width(label))/2
	b.pen.left(box{x, in.y, keyWidth + 1, in.h}, b.look.key, cap)
	b.pen.left(box{x + keyWidth + gap, in.y, in.w, in.h}, label, f)
}
