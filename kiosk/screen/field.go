package screen

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
)

// Field shows a text that is being typed, with a caret at its end. It holds
// nothing: the text lives in the model, and what is typed goes there.
type Field struct {
	Text  string
	Tail  string // what is being composed, after Text and marked
	Hint  string // stands in the field while it is empty
	Wrong bool   // there is something to correct
	Tall  bool   // has as many lines as fit, not one
	Clear func() // empties it; nil shows no way to
}

// Field paints f over the whole of b.
func (p *Pen) Field(b Box, f Field) {
	stroke := Jade
	if f.Wrong {
		stroke = Failure
	}
	p.Fill(b, Shape{Fill: Card, Stroke: stroke, Width: p.px(4), Radius: p.px(28)})
	in := b.Inset(p.px(34), 0)
	text := f.Text + f.Tail
	if text != "" && f.Clear != nil {
		p.cross(in.CutRight(max(p.px(76), p.finger)), f)
		in.CutRight(p.px(12))
	}
	face := p.face(46, false, Ink)
	if f.Tall {
		face = p.face(38, false, Ink)
		in = in.Inset(0, p.px(24))
	}
	if text == "" {
		if f.Tall {
			in = in.CutTop(face.Line())
		}
		p.caret(in, 0, face)
		in.CutLeft(p.px(22))
		hint := p.face(34, false, Faint).Within(f.Hint, in.W)
		if f.Tall {
			p.Lines(in.Centred(in.W, hint.Line()), Wrap(f.Hint, hint, in.W, 3), hint, fyne.TextAlignLeading)
			return
		}
		p.Left(in, f.Hint, hint)
		return
	}
	lines := []string{tail(text, face, in.W-p.px(16))}
	if f.Tall {
		lines = lastLines(text, face, in.W-p.px(16), int(in.H/face.Line()))
		in.H = face.Line()
	}
	for i, line := range lines {
		row := Box{in.X, in.Y + float32(i)*in.H, in.W, in.H}
		if i < len(lines)-1 {
			p.Left(row, line, face)
			continue
		}
		p.caret(row, p.composed(row, line, f.Tail, face)+p.px(5), face)
	}
}

// composed writes a line that ends in tail, or in as much of it as there is, with
// the tail marked, and returns its width.
func (p *Pen) composed(row Box, line, tail string, face Face) float32 {
	for tail != "" && !strings.HasSuffix(line, tail) {
		tail = tail[1:]
	}
	wide := p.Left(row, strings.TrimSuffix(line, tail), face)
	if tail == "" {
		return wide
	}
	row.CutLeft(wide)
	more := p.Left(row, tail, face.In(Jade))
	p.Fill(Box{row.X, row.Mid() + face.Size*0.56, more, p.px(4)}, Shape{Fill: Gold})
	return wide + more
}

// cross paints the sign that empties the field, in the middle of all that can
// be touched for it.
func (p *Pen) cross(hit Box, f Field) {
	pressed, focused := p.Touch("clear", hit, f.Clear)
	disc := hit.Centred(p.px(60), p.px(60))
	fill := Mist
	if pressed {
		fill = Hair
	}
	p.Ring(disc, focused, disc.H/2)
	p.Disc(disc, "cross", fill, Ink)
}

func (p *Pen) caret(in Box, x float32, f Face) {
	p.Fill(Box{in.X + x, in.Mid() - f.Size*0.6, p.px(4), f.Size * 1.2}, Shape{Fill: Jade})
}

// tail returns the end of s that fits, so that the caret stays in sight.
func tail(s string, f Face, width float32) string {
	for s != "" && f.Width(s) > width {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	return s
}

// lastLines wraps s and returns the last n lines.
func lastLines(s string, f Face, width float32, n int) []string {
	lines := Wrap(s, f, width, len(s)+1)
	if last, _ := utf8.DecodeLastRuneInString(s); last == ' ' && len(lines) > 0 {
		lines[len(lines)-1] += " " // the caret stands after what was typed
	}
	return lines[max(0, len(lines)-max(1, n)):]
}
