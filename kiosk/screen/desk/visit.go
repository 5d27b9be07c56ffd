package desk

import (
	"cmp"
	"strings"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
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

// factLines is how many lines of facts there are room for. What the facts leave
// over is the company's, which comes first.
const factLines = 6

// factsHeight is what the visitor's name and the facts take.
func (w *Window) factsHeight() float32 {
	m := w.m
	return m.name.Line() + m.bold.Line() + m.gap + factLines*(m.body.Line()+4)
}

// paintVisitor paints who came.
func (w *Window) paintVisitor(in screen.Box) {
	m, p, d := w.m, w.page, w.model.Selected
	in.CutRight(m.gap)
	head := in.CutTop(m.name.Line() + m.bold.Line())
	side := head.H - 8
	w.paintTicket(p, area(head.X, head.Y+4, side, side), d.Row, m.title)
	head.CutLeft(side + m.gap)
	w.paintName(head.CutTop(m.name.Line()), w.person(d.Visitor))
	words, color := w.standing(reception.Row{State: d.State, AtDesk: d.AtDesk})
	used := p.Left(head, words, m.bold.In(color))
	head.CutLeft(used + 10)
	since := w.elapsed(d.Since)
	if d.State.Ended() {
		since = w.ago(d.Since)
	}
	p.Left(head, since, m.body.In(screen.Faint))
	in.CutTop(m.gap)
	labels, facts := in.CutLeft(w.labelWidth()), w.facts()
	lines := float32(factLines + 1 - len(facts))
	for _, f := range facts {
		p.Left(area(labels.X, in.Y, labels.W, m.body.Line()), f.label, m.small)
		used := p.Paragraph(area(in.X, in.Y, in.W, lines*f.face.Line()), f.value, f.face, fyne.TextAlignLeading)
		in.CutTop(used + 4)
		lines = 1
	}
}

// paintName paints a name as large as it fits, a very long one in two lines.
func (w *Window) paintName(in screen.Box, name string) {
	m, p := w.m, w.page
	for _, f := range []screen.Face{m.name, m.title} {
		if f.Width(name) <= in.W {
			p.Left(in, name, f)
			return
		}
	}
	f := m.bold
	f.Size = min(f.Size, in.H/2/f.Line()*f.Size)
	p.Paragraph(in, name, f, fyne.TextAlignLeading)
}

// labelWidth is that of the widest name of a fact.
func (w *Window) labelWidth() float32 {
	wide := float32(0)
	for _, id := range []string{"company", "phone", "identity", "arranged", "arrived", "badge", "purpose"} {
		wide = max(wide, w.m.small.Width(w.text("desk.fact."+id)))
	}
	return wide + w.m.gap
}

type fact struct {
	label, value string
	face         screen.Face
}

func (w *Window) facts() []fact {
	m, d := w.m, w.model.Selected
	all := []fact{w.optional("desk.fact.company", d.Company, m.bold), w.optional("desk.fact.phone", d.Phone, m.body)}
	if d.Purpose == kiosk.PurposeDelivery {
		all = w.courierFacts()
	}
	if d.IDLast != "" {
		all = append(all, fact{w.text("desk.fact.identity"), d.IDLast, m.body})
	}
	arranged := fact{w.text("desk.fact.arranged"), w.text("desk.fact.arranged.unasked"), m.body.In(screen.Faint)}
	switch {
	case d.Purpose == kiosk.PurposeInvited:
		arranged.value, arranged.face = w.text("desk.fact.arranged.invited"), m.bold.In(screen.Success)
	case d.Purpose == kiosk.PurposeDelivery:
		arranged = fact{w.text("desk.fact.purpose"), w.text("desk.fact.purpose.delivery"), m.bold}
	case d.Arranged == kiosk.ArrangedYes:
		arranged.value, arranged.face = w.text("desk.fact.arranged.yes"), m.bold.In(screen.Success)
	case d.Arranged == kiosk.ArrangedNo:
		arranged.value, arranged.face = w.text("desk.fact.arranged.no"), m.body
	}
	arrived := w.text("desk.fact.arrived.ago", "Clock", w.clock(d.Arrived), "Ago", w.ago(d.Arrived))
	all = append(all, arranged, fact{w.text("desk.fact.arrived"), arrived, m.body})
	if d.Badge != "" {
		all = append(all, fact{w.text("desk.fact.badge"), d.Badge, m.bold})
	}
	return all
}

// courierFacts are what a courier may have said of themselves: they are asked for
// nothing but the company, which stands for their name.
func (w *Window) courierFacts() (all []fact) {
	d := w.model.Selected
	company := cmp.Or(d.Company, d.Visitor.Name)
	for _, lang := range w.opts.Book.Langs() {
		if company == w.opts.Book.Text(lang, "house.courier") { // one of a company not named
			company = ""
		}
	}
	if company != "" {
		all = append(all, fact{w.text("desk.fact.company"), company, w.m.bold})
	}
	if d.Phone != "" {
		all = append(all, fact{w.text("desk.fact.phone"), d.Phone, w.m.body})
	}
	return all
}

func (w *Window) optional(label, value string, f screen.Face) fact {
	if value == "" {
		return fact{w.text(label), w.text("desk.fact.none"), w.m.body.In(screen.Faint)}
	}
	return fact{w.text(label), value, f}
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
