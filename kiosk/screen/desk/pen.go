package desk

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// box is a rectangle on the screen, cut up to lay things out.
type box struct{ x, y, w, h float32 }

func (b box) inset(dx, dy float32) box {
	return box{b.x + dx, b.y + dy, max(0, b.w-2*dx), max(0, b.h-2*dy)}
}

func (b box) mid() float32 { return b.y + b.h/2 }

// cutTop takes a strip of that height off the top, and returns it.
func (b *box) cutTop(h float32) box {
	h = min(h, b.h)
	cut := box{b.x, b.y, b.w, h}
	b.y, b.h = b.y+h, b.h-h
	return cut
}

func (b *box) cutBottom(h float32) box {
	h = min(h, b.h)
	b.h -= h
	return box{b.x, b.y + b.h, b.w, h}
}

func (b *box) cutLeft(w float32) box {
	w = min(w, b.w)
	cut := box{b.x, b.y, w, b.h}
	b.x, b.w = b.x+w, b.w-w
	return cut
}

func (b *box) cutRight(w float32) box {
	w = min(w, b.w)
	b.w -= w
	return box{b.x + b.w, b.y, w, b.h}
}

// columns returns n boxes of equal width side by side.
func (b box) columns(n int, gap float32) []box {
	each := (b.w - gap*float32(n-1)) / float32(n)
	all := make([]box, n)
	for i := range all {
		all[i] = box{b.x + float32(i)*(each+gap), b.y, each, b.h}
	}
	return all
}

// face is how text looks.
type face struct {
	size  float32
	bold  bool
	color color.Color
}

func (f face) style() fyne.TextStyle { return fyne.TextStyle{Bold: f.bold} }

func (f face) width(s string) float32 { return fyne.MeasureText(s, f.size, f.style()).Width }

func (f face) in(c color.Color) face { f.color = c; return f }

// line is the height a line of text takes.
func (f face) line() float32 { return f.size * lineHeight }

// shape is how a box looks.
type shape struct {
	fill, stroke color.Color
	width        float32 // of the stroke
	radius       float32
}

// pen paints boxes and text onto a widget. What it painted last time it uses
// again: a repaint makes no new objects unless there is more to show than ever
// before.
type pen struct {
	rects   []*canvas.Rectangle
	texts   []*canvas.Text
	rect    int
	text    int
	objects []fyne.CanvasObject
}

// lift begins a new picture.
func (p *pen) lift() { p.rect, p.text, p.objects = 0, 0, p.objects[:0] }

// reserve keeps a place behind what is painted next, for spread to fill when
// its size is known.
func (p *pen) reserve() int {
	p.fill(box{}, shape{fill: clear})
	return p.rect - 1
}

func (p *pen) spread(place int, b box, s shape) { paintOn(p.rects[place], b, s) }

func paintOn(r *canvas.Rectangle, b box, s shape) {
	r.FillColor, r.StrokeColor, r.StrokeWidth, r.CornerRadius = s.fill, s.stroke, s.width, s.radius
	r.Move(fyne.NewPos(b.x, b.y))
	r.Resize(fyne.NewSize(b.w, b.h))
}

func (p *pen) fill(b box, s shape) {
	if p.rect == len(p.rects) {
		p.rects = append(p.rects, canvas.NewRectangle(color.Transparent))
	}
	r := p.rects[p.rect]
	p.rect++
	paintOn(r, b, s)
	p.objects = append(p.objects, r)
}

// write puts one line of text into b, vertically in the middle, cut short with
// an ellipsis where it does not fit, and returns its width.
func (p *pen) write(b box, s string, f face, align fyne.TextAlign) float32 {
	s = fit(s, f, b.w)
	if s == "" {
		return 0
	}
	if p.text == len(p.texts) {
		p.texts = append(p.texts, canvas.NewText("", color.Transparent))
	}
	t := p.texts[p.text]
	p.text++
	t.Text, t.Color, t.TextSize, t.TextStyle, t.Alignment = s, f.color, f.size, f.style(), align
	size := fyne.MeasureText(s, f.size, f.style())
	t.Move(fyne.NewPos(b.x, b.mid()-size.Height/2))
	t.Resize(fyne.NewSize(b.w, size.Height))
	p.objects = append(p.objects, t)
	return size.Width
}

func (p *pen) left(b box, s string, f face) float32  { return p.write(b, s, f, fyne.TextAlignLeading) }
func (p *pen) right(b box, s string, f face) float32 { return p.write(b, s, f, fyne.TextAlignTrailing) }
func (p *pen) centre(b box, s string, f face)        { p.write(b, s, f, fyne.TextAlignCenter) }

// balanced is a paragraph whose lines are about equally long, so that none
// stands alone with a word or two.
func (p *pen) balanced(b box, s string, f face) float32 {
	limit := int(b.h / f.line())
	lines := len(wrap(s, f, b.w, max(1, limit)))
	for lines > 1 && lines < limit {
		narrow := b.w - 2*f.size
		if len(wrap(s, f, narrow, limit)) > lines {
			break
		}
		b.w = narrow
	}
	return p.paragraph(b, s, f, fyne.TextAlignLeading)
}

// paragraph puts text into b from the top, in as many lines as fit, and returns
// the height it took.
func (p *pen) paragraph(b box, s string, f face, align fyne.TextAlign) float32 {
	if b.h < f.line()*0.99 {
		return 0
	}
	lines := wrap(s, f, b.w, max(1, int(b.h/f.line())))
	for i, line := range lines {
		p.write(box{b.x, b.y + float32(i)*f.line(), b.w, f.line()}, line, f, align)
	}
	return float32(len(lines)) * f.line()
}

// alert paints a round sign with an exclamation mark in the middle of b.
func (p *pen) alert(b box, c color.Color) {
	side := min(b.w, b.h)
	b = box{b.x, b.mid() - side/2, side, side}
	p.fill(b, shape{fill: c, radius: side / 2})
	wide := side * 0.14
	x := b.x + (side-wide)/2
	p.fill(box{x, b.y + side*0.2, wide, side * 0.38}, shape{fill: white, radius: wide / 2})
	p.fill(box{x, b.y + side*0.66, wide, wide}, shape{fill: white, radius: wide / 2})
}

// dot paints a round sign in the middle of b.
func (p *pen) dot(b box, side float32, c color.Color) {
	p.fill(box{b.x + (b.w-side)/2, b.mid() - side/2, side, side}, shape{fill: c, radius: side / 2})
}
