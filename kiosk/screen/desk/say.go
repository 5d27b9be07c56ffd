package desk

import (
	"slices"
	"strings"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/screen"
)

// paintSay paints the house's words for this step, the desk's language first
// and, where there is room, the other under it, for a visitor who speaks that.
func (w *Window) paintSay(in screen.Box) {
	m, p, d := w.m, w.page, w.model.Selected
	if len(d.Say) == 0 || in.H < m.strong.Line()+2*m.small.Line() {
		return
	}
	lang, other := w.model.Lang, kiosk.LangEN
	if lang == kiosk.LangEN {
		other = kiosk.LangZH
	}
	label := "desk.say"
	if d.State == kiosk.StateContacting && !d.AtDesk {
		label = "desk.say.phone"
	}
	room := in
	room.CutLeft(m.pad + 6)
	room.CutRight(m.pad)
	head := m.pad*0.5 + m.small.Line() + 6
	said := w.sayings(lang, other, m.title, room.W)
	if head+height(said) > in.H {
		said = w.sayings(lang, "", m.strong, room.W)
	}
	in.H = min(in.H, head+height(said))
	p.Fill(in, screen.Shape{Fill: quoteGround, Radius: m.radius * 0.6})
	p.Fill(area(in.X, in.Y, 6, in.H), screen.Shape{Fill: screen.Gold, Radius: 3})
	room.CutTop(m.pad * 0.5)
	p.Left(room.CutTop(m.small.Line()+6), w.text(label), m.small)
	for _, s := range said {
		for _, line := range s.lines {
			if room.H >= s.face.Line() {
				p.Left(room.CutTop(s.face.Line()), line, s.face)
			}
		}
		room.CutTop(s.gap)
	}
}

// sayings returns the words to say in the first language and, if there is one,
// below each sentence the other.
func (w *Window) sayings(first, other kiosk.Lang, f screen.Face, width float32) []saying {
	var said []saying
	for _, line := range w.model.Selected.Say {
		gap := w.m.gap
		if other != "" {
			gap = 4
		}
		said = append(said, newSaying(quote(first, w.opts.Book.Say(first, line)), f, width, gap))
		if other != "" {
			said = append(said, newSaying(quote(other, w.opts.Book.Say(other, line)), w.m.body.In(screen.Faint), width, w.m.gap))
		}
	}
	return said
}

// saying is a sentence to say, broken into lines, and the gap below it.
type saying struct {
	lines []string
	face  screen.Face
	gap   float32
}

// A sentence takes four lines at most: the longest of the house with the
// longest names and company needs them.
func newSaying(words string, f screen.Face, width, gap float32) saying {
	lines := clauses(words, f, width)
	if len(lines) > 4 || slices.ContainsFunc(lines, func(l string) bool { return f.Width(l) > width }) {
		lines = screen.Balanced(words, f, width, 4)
	}
	return saying{lines, f, gap}
}

// clauses breaks a sentence where one draws breath, after a comma or a stop: it
// is read aloud.
func clauses(words string, f screen.Face, width float32) []string {
	lines := []string{""}
	for _, c := range strings.SplitAfter(pauses.Replace(words), "\n") {
		last := &lines[len(lines)-1]
		c = strings.TrimSuffix(c, "\n")
		if *last == "" || f.Width(strings.TrimRight(*last+c, " ")) <= width {
			*last += c
			continue
		}
		*last = strings.TrimRight(*last, " ")
		lines = append(lines, c)
	}
	return lines
}

var pauses = strings.NewReplacer("，", "，\n", "。", "。\n", "；", "；\n", ", ", ", \n", ". ", ". \n", "? ", "? \n")

func height(all []saying) float32 {
	h := float32(0)
	for _, s := range all {
		h += float32(len(s.lines))*s.face.Line() + s.gap
	}
	return h
}

func quote(lang kiosk.Lang, s string) string {
	if lang == kiosk.LangEN {
		return "“" + s + "”"
	}
	return "「" + s + "」"
}
