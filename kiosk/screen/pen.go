package screen

import (
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// lineHeight is a line's height in sizes of its type: a Chinese font's own is
// 1.45, which looks loose.
const lineHeight = 1.28

// Face is how text looks. Size is in pixels.
type Face struct {
	Size  float32
	Bold  bool
	Color color.Color
	Least float32 // what it is never made smaller than to fit; 0 for a quarter less
}

func (f Face) style() fyne.TextStyle { return fyne.TextStyle{Bold: f.Bold} }

// Width returns how wide s is.
func (f Face) Width(s string) float32 { return fyne.MeasureText(s, f.Size, f.style()).Width }

// In returns the face in another colour.
func (f Face) In(c color.Color) Face { f.Color = c; return f }

// Within returns the face, made smaller by as much as a quarter if s would not
// fit into width otherwise.
func (f Face) Within(s string, width float32) Face {
	least := max(f.Size*0.75, min(f.Size, f.Least))
	for wide := f.Width(s); wide > width && f.Size > least; wide = f.Width(s) {
		f.Size = max(least, f.Size*min(0.985, width/wide))
	}
	return f
}

// Line returns the height that a line takes.
func (f Face) Line() float32 { return f.Size * lineHeight }

// Shape is how a box looks.
type Shape struct {
	Fill, Stroke color.Color
	Width        float32 // of the stroke
	Radius       float32
}

// Pen paints boxes, text and pictures onto a stage. What it painted last time
// it uses again: a repaint makes no new objects unless there is more to show
// than ever before.
type Pen struct {
	rects    []*canvas.Rectangle
	texts    []*canvas.Text
	pictures map[string]*canvas.Image
	sheet    sheet
	strokes  []*canvas.Line
	stroke   int
	rect     int
	text     int
	objects  []fyne.CanvasObject
	targets  []Target
	focus    string         // the focused target's name
	pressed  map[string]int // by how many fingers each target is pressed
	unit     float32        // pixels a unit of the design
	contrast bool           // black, white and yellow
	accent   Accent
	least    float32 // the smallest type, in units; 0 for as it is drawn
	finger   float32 // the least that a target measures, in pixels
}

// SetUnit says how many pixels a unit of the design has: 1 on the screen it was
// drawn for. Buttons, fields and marks are sized by it.
func (p *Pen) SetUnit(pixels float32) { p.unit = pixels }

// SetLeast says how small type may be, in units of the design, where the pen
// chooses its size; 0 leaves it as it is drawn.
func (p *Pen) SetLeast(units float32) { p.least = units }

// SetTouch says how wide and high a target is at least, in pixels, where the pen
// chooses its size; 0 leaves it as it is drawn.
func (p *Pen) SetTouch(pixels float32) { p.finger = pixels }

// face is text of that size in units.
func (p *Pen) face(size float32, bold bool, c color.Color) Face {
	return Face{Size: p.px(max(size, p.least)), Bold: bold, Color: c, Least: p.px(p.least)}
}

// px returns units of the design in pixels.
func (p *Pen) px(units float32) float32 { return units * p.unit }

// lift begins a new picture.
func (p *Pen) lift() {
	p.stroke = 0
	p.rect, p.text, p.objects, p.targets, p.unit = 0, 0, p.objects[:0], p.targets[:0], 1
	p.contrast, p.accent = false, Accent{}
	p.least, p.finger = 0, 0
	p.sheet.shown = false
}

// done ends the picture: texts that were not needed hold nothing of it, and a
// sheet that is not shown any more is let go.
func (p *Pen) done() {
	if !p.sheet.shown {
		p.sheet = sheet{}
	}
	for _, t := range p.texts[p.text:] {
		t.Text = ""
	}
	clear(p.objects[len(p.objects):cap(p.objects)])
	p.dry()
}

// Fill paints a box.
func (p *Pen) Fill(b Box, s Shape) {
	if s.Fill == nil {
		s.Fill = Clear
	}
	if s.Stroke == nil {
		s.Stroke = Clear
	}
	if p.contrast {
		s = p.strong(b, s)
	} else {
		s.Fill, s.Stroke = p.tinted(s.Fill), p.tinted(s.Stroke)
	}
	p.box(b, s)
}

// box paints a box in just these colours.
func (p *Pen) box(b Box, s Shape) {
	if p.rect == len(p.rects) {
		p.rects = append(p.rects, canvas.NewRectangle(color.Transparent))
	}
	r := p.rects[p.rect]
	p.rect++
	r.FillColor, r.StrokeColor, r.StrokeWidth, r.CornerRadius = s.Fill, s.Stroke, s.Width, s.Radius
	r.Move(fyne.NewPos(b.X, b.Y))
	r.Resize(fyne.NewSize(b.W, b.H))
	p.objects = append(p.objects, r)
}

func (p *Pen) write(b Box, s string, f Face, align fyne.TextAlign) float32 {
	s = Fit(s, f, b.W)
	if s == "" {
		return 0
	}
	if p.text == len(p.texts) {
		p.texts = append(p.texts, canvas.NewText("", color.Transparent))
	}
	t := p.texts[p.text]
	if p.contrast {
		f.Color = p.strongInk(b, f.Color)
	} else {
		f.Color = p.tinted(f.Color)
	}
	p.text++
	t.Text, t.Color, t.TextSize, t.TextStyle, t.Alignment = s, f.Color, f.Size, f.style(), align
	size := fyne.MeasureText(s, f.Size, f.style())
	t.Move(fyne.NewPos(b.X, b.Mid()-size.Height/2))
	t.Resize(fyne.NewSize(b.W, size.Height))
	p.objects = append(p.objects, t)
	return size.Width
}

// Left puts one line of text into b at the left, in the middle of its height,
// cut short with an ellipsis where it does not fit, and returns its width.
func (p *Pen) Left(b Box, s string, f Face) float32 { return p.write(b, s, f, fyne.TextAlignLeading) }

// Right does as Left at the right.
func (p *Pen) Right(b Box, s string, f Face) float32 { return p.write(b, s, f, fyne.TextAlignTrailing) }

// Centre does as Left in the middle.
func (p *Pen) Centre(b Box, s string, f Face) float32 { return p.write(b, s, f, fyne.TextAlignCenter) }

// Lines puts lines of text one below the other from the top of b, and returns
// the height they took.
func (p *Pen) Lines(b Box, lines []string, f Face, align fyne.TextAlign) float32 {
	for i, line := range lines {
		p.write(Box{b.X, b.Y + float32(i)*f.Line(), b.W, f.Line()}, line, f, align)
	}
	return float32(len(lines)) * f.Line()
}

// Pair puts two lines of text into b, the second under the first, together in
// the middle of its height, and returns the width of the wider. Either is made
// smaller, within reason, before it is cut short. An empty second leaves the
// first alone.
func (p *Pen) Pair(b Box, first string, f Face, second string, g Face, align fyne.TextAlign) float32 {
	f, g = f.Within(first, b.W), g.Within(second, b.W)
	if second == "" {
		return p.alone(b, first, f, align)
	}
	rows := b.Centred(b.W, f.Line()+g.Line())
	wide := p.write(rows.CutTop(f.Line()), first, f, align)
	return max(wide, p.write(rows, second, g, align))
}

// alone puts text into the middle of b's height: in one line, or in more where
// its size is kept and it would be cut short.
func (p *Pen) alone(b Box, s string, f Face, align fyne.TextAlign) float32 {
	room := int((b.H + 1) / f.Line())
	if f.Least == 0 || room < 2 || f.Width(s) <= b.W {
		return p.write(b, s, f, align)
	}
	lines := Phrased(s, f, b.W, room)
	p.Lines(b.Centred(b.W, float32(len(lines))*f.Line()), lines, f, align)
	return b.W
}

// Paragraph puts text into b from the top, in as many lines as fit, and returns
// the height it took. The lines are made about equally long.
func (p *Pen) Paragraph(b Box, s string, f Face, align fyne.TextAlign) float32 {
	return p.Lines(b, Balanced(s, f, b.W, max(1, int((b.H+1)/f.Line()))), f, align)
}

const artKey = "art " // begins the key of a picture of the assets

// Picture paints img over the whole of b, cropped to keep its shape. name tells
// it from every other picture. High contrast has none.
func (p *Pen) Picture(b Box, name string) {
	if p.contrast {
		p.Fill(b, Shape{Fill: Paper})
		return
	}
	accent, key := p.accent.Full, artKey+name
	if accent != (color.NRGBA{}) {
		key = fmt.Sprintf("%s #%02x%02x%02x", key, accent.R, accent.G, accent.B)
	}
	p.image(b, key, func() *canvas.Image { return newArt(name, accent) }, canvas.ImageFillCover)
}

// Logo paints the house's own picture as large as it fits into b, on white: what
// it was drawn for. It returns the width that it takes.
func (p *Pen) Logo(b Box, logo image.Image) float32 {
	size := logo.Bounds().Size()
	pad := b.H * 0.12
	b.W = min(b.W, (b.H-2*pad)*float32(size.X)/float32(size.Y)+2*pad)
	p.box(b, Shape{Fill: Bright, Stroke: Clear, Radius: b.H * 0.18}) // in high contrast too
	p.image(b.Inset(pad, pad), "logo", func() *canvas.Image { return canvas.NewImageFromImage(logo) }, canvas.ImageFillContain)
	return b.W
}

// Icon paints an icon of the assets in one colour in the middle of b.
func (p *Pen) Icon(b Box, name string, c color.NRGBA) {
	if p.contrast {
		c = p.strongInk(b, c)
	} else {
		c, _ = p.tinted(c).(color.NRGBA)
	}
	p.image(b, iconKey(name, c), func() *canvas.Image { return newIcon(name, c) }, canvas.ImageFillContain)
}

// image paints a picture that is used again when one of the same key is asked
// for; an icon that stands twice on a screen has two.
func (p *Pen) image(b Box, key string, load func() *canvas.Image, fill canvas.ImageFill) {
	if p.pictures == nil {
		p.pictures = map[string]*canvas.Image{}
	}
	for p.painted(p.pictures[key]) {
		key += "'"
	}
	img, ok := p.pictures[key]
	if !ok {
		img = load()
		img.FillMode, img.ScaleMode = fill, canvas.ImageScaleSmooth
		p.pictures[key] = img
	}
	img.Move(fyne.NewPos(b.X, b.Y))
	img.Resize(fyne.NewSize(b.W, b.H))
	p.objects = append(p.objects, img)
}

func (p *Pen) painted(img *canvas.Image) bool {
	if img == nil {
		return false
	}
	for _, o := range p.objects {
		if o == img {
			return true
		}
	}
	return false
}
