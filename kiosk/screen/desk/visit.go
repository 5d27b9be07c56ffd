package desk

import (
	"strings"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/screen"
)

// paintVisit paints the visit being looked at: the facts, the words to say and
// what may be done. What may be done stands at the bottom, always in the same
// place.
func (w *Window) paintVisit(in screen.Box) {
	m, p := w.m, w.page
	p.Fill(in, screen.Shape{Fill: screen.Card, Radius: m.radius})
	in = in.Inset(m.pad, m.pad)
	d := w.model.Selected
	if d == nil {
		w.paintNobody(in)
		return
	}
	w.paintActions(&in)
	w.paintSteps(in.CutBottom(m.small.Line() + 2*m.gap))
	facts := in.CutTop(w.factsHeight())
	dial := facts.CutRight(facts.W * 0.42)
	w.paintVisitor(facts)
	w.paintDial(dial)
	in.CutTop(m.gap)
	if w.reason.open() {
		w.paintReason(in.CutTop(w.reasonHeight()))
		return
	}
	if d.Print != nil {
		w.paintPrint(&in)
		in.CutTop(m.gap)
	}
	w.paintNotes(&in)
	w.paintSay(in)
}

func (w *Window) paintNobody(in screen.Box) {
	m, p := w.m, w.page
	hint := "desk.visit.none.hint"
	if len(w.model.Queue) == 0 {
		hint = "desk.visit.none.quiet"
	}
	h := m.title.Line() + m.body.Line() + m.gap
	in = area(in.X, in.Mid()-h/2, in.W, h)
	p.Centre(in.CutTop(m.title.Line()), w.text("desk.visit.none"), m.title.In(screen.Faint))
	in.CutTop(m.gap)
	p.Centre(in, w.text(hint), m.body.In(screen.Faint))
}

// paintDial paints whom to telephone: the number large enough to dial from at
// arm's length.
func (w *Window) paintDial(in screen.Box) {
	m, p, d := w.m, w.page, w.model.Selected
	p.Fill(in, screen.Shape{Fill: screen.Mist, Radius: m.radius})
	in = in.Inset(m.pad, m.pad*0.5)
	if d.AtDesk {
		p.Left(in.CutTop(m.small.Line()), w.text("desk.at_desk"), m.small.In(screen.Jade))
		p.Paragraph(in.Centred(in.W, 2*m.strong.Line()), w.text("desk.at_desk.next"), m.strong, fyne.TextAlignLeading)
		return
	}
	deputy := in.CutBottom(m.strong.Line() + m.gap)
	in.CutBottom(4)
	where := screen.Wrap(w.place(), m.body, in.W, 2)
	address := in.CutBottom(float32(len(where)) * m.body.Line())
	host := in.CutBottom(m.strong.Line())
	p.Left(in.CutTop(m.small.Line()), w.text("desk.dial"), m.small.In(screen.Jade))
	if d.Extension == "" {
		p.Left(in, w.text("desk.dial.none"), m.strong.In(screen.Failure))
	} else {
		p.Left(in, d.Extension, w.largest(d.Extension, in))
	}
	p.Left(host, w.person(d.Host), m.strong)
	for _, line := range where {
		p.Left(address.CutTop(m.body.Line()), line, m.body.In(screen.Faint))
	}
	p.Fill(area(deputy.X, deputy.Y+m.gap*0.4, deputy.W, 1), screen.Shape{Fill: screen.Outline})
	deputy.CutTop(m.gap * 0.6)
	if d.Deputy == nil {
		p.Left(deputy, w.text("desk.deputy.none"), m.small)
		return
	}
	used := p.Right(deputy, d.Deputy.Extension, m.strong.In(screen.Jade))
	deputy.CutRight(used + 10)
	used = p.Left(deputy, w.text("desk.deputy"), m.small)
	deputy.CutLeft(used + 8)
	p.Left(deputy, w.person(d.Deputy.Person), m.bold)
}

// largest returns the huge face, or as much of it as s fits into.
func (w *Window) largest(s string, in screen.Box) screen.Face {
	f := w.m.huge
	f.Size = min(f.Size, in.H/1.1)
	if wide := f.Width(s); wide > in.W {
		f.Size = float32(int(f.Size * in.W / wide))
	}
	return f
}

// place tells where the host sits.
func (w *Window) place() string {
	d := w.model.Selected
	var parts []string
	if d.Floor != "" {
		parts = append(parts, w.text("desk.fact.floor", "Floor", d.Floor))
	}
	if d.Lift != "" {
		parts = append(parts, w.text("desk.fact.lift", "Lift", d.Lift))
	}
	if d.Department != "" {
		parts = append(parts, d.Department)
	}
	return strings.Join(parts, " · ")
}

// paintNotes paints what was written of the visit: why it was taken out of
// turn, and the message for the host, all of which is to be passed on.
func (w *Window) paintNotes(in *screen.Box) {
	for _, n := range w.notes() {
		w.paintNote(in, n)
	}
	w.paintSignature(in)
}

// note is something that was written, and in how many lines it is shown at most.
type note struct {
	label, words string
	limit        int
}

func (w *Window) notes() []note {
	d := w.model.Selected
	var all []note
	if d.Reason != "" {
		all = append(all, note{w.text("desk.fact.out_of_turn"), d.Reason, 2})
	}
	if len(d.Members) > 0 {
		all = append(all, note{w.text("desk.fact.party"), w.party(), 2})
	}
	if d.Message != "" {
		all = append(all, note{w.text("desk.fact.message"), d.Message, 7})
	}
	return all
}

// noteLines breaks what was written for that width, right of its label.
func (w *Window) noteLines(n note, width float32) (lines []string, indent float32) {
	indent = w.m.small.Width(n.label) + w.m.gap
	return screen.Wrap(n.words, w.m.body, width-indent, n.limit), indent
}

// notesHeight is what all notes take.
func (w *Window) notesHeight(width float32) float32 {
	h := float32(0)
	for _, n := range w.notes() {
		lines, _ := w.noteLines(n, width)
		h += float32(len(lines))*w.m.body.Line() + w.m.gap
	}
	return h + w.signatureHeight()
}

func (w *Window) paintNote(in *screen.Box, n note) {
	m, p := w.m, w.page
	lines, indent := w.noteLines(n, in.W)
	at := in.CutTop(float32(len(lines)) * m.body.Line())
	p.Left(area(at.X, at.Y, indent, m.body.Line()), n.label, m.small.In(screen.Warning))
	at.CutLeft(indent)
	for _, line := range lines {
		p.Left(at.CutTop(m.body.Line()), line, m.body)
	}
	in.CutTop(m.gap)
}

// paintSteps paints what has happened, oldest first, in one line: when there
// are too many the oldest give way.
func (w *Window) paintSteps(in screen.Box) {
	m, p, d := w.m, w.page, w.model.Selected
	in = in.Inset(0, m.gap)
	var steps []string
	for _, h := range d.History {
		step := w.text("desk.step." + string(h.Kind))
		if h.Kind == kiosk.EventRegistered && d.Consent != "" {
			step = w.text("desk.agreed", "Step", step, "Version", d.Consent)
		}
		steps = append(steps, w.clock(h.At)+" "+step)
	}
	line := strings.Join(steps, "   ·   ")
	for len(steps) > 1 && m.small.Width(line) > in.W {
		steps = steps[1:]
		line = "…   " + strings.Join(steps, "   ·   ")
	}
	p.Left(in, line, m.small)
}
