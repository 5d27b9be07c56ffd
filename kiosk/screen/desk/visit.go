package desk

import (
	"strings"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// paintVisit paints the visit being looked at: the facts, the words to say and
// what may be done. What may be done stands at the bottom, always in the same
// place.
func (w *Window) paintVisit(in box) {
	m, p := w.m, &w.back.pen
	p.fill(in, shape{fill: card, radius: m.radius})
	in = in.inset(m.pad, m.pad)
	d := w.model.Selected
	if d == nil {
		w.paintNobody(in)
		return
	}
	w.paintActions(&in)
	w.paintSteps(in.cutBottom(m.small.line() + 2*m.gap))
	facts := in.cutTop(w.factsHeight())
	dial := facts.cutRight(facts.w * 0.42)
	w.paintVisitor(facts)
	w.paintDial(dial)
	in.cutTop(m.gap)
	if w.reason.open() {
		w.paintReason(in.cutTop(w.reasonHeight()))
		return
	}
	if d.Print != nil {
		w.paintPrint(&in)
		in.cutTop(m.gap)
	}
	w.paintNotes(&in)
	w.paintSay(in)
}

func (w *Window) paintNobody(in box) {
	m, p := w.m, &w.back.pen
	hint := "desk.visit.none.hint"
	if len(w.model.Queue) == 0 {
		hint = "desk.visit.none.quiet"
	}
	h := m.title.line() + m.body.line() + m.gap
	in = box{in.x, in.mid() - h/2, in.w, h}
	p.centre(in.cutTop(m.title.line()), w.text("desk.visit.none"), m.title.in(faint))
	in.cutTop(m.gap)
	p.centre(in, w.text(hint), m.body.in(faint))
}

// factLines is how many lines of facts there are room for. What the facts leave
// over is the company's, which comes first.
const factLines = 6

// factsHeight is what the visitor's name and the facts take.
func (w *Window) factsHeight() float32 {
	m := w.m
	return m.name.line() + m.bold.line() + m.gap + factLines*(m.body.line()+4)
}

// paintVisitor paints who came.
func (w *Window) paintVisitor(in box) {
	m, p, d := w.m, &w.back.pen, w.model.Selected
	in.cutRight(m.gap)
	head := in.cutTop(m.name.line() + m.bold.line())
	side := head.h - 8
	w.paintTicket(p, box{head.x, head.y + 4, side, side}, d.Row, m.title)
	head.cutLeft(side + m.gap)
	w.paintName(head.cutTop(m.name.line()), w.person(d.Visitor))
	words, color := w.standing(reception.Row{State: d.State})
	used := p.left(head, words, m.bold.in(color))
	head.cutLeft(used + 10)
	since := w.elapsed(d.Since)
	if d.State.Ended() {
		since = w.ago(d.Since)
	}
	p.left(head, since, m.body.in(faint))
	in.cutTop(m.gap)
	labels, facts := in.cutLeft(w.labelWidth()), w.facts()
	lines := float32(factLines + 1 - len(facts))
	for _, f := range facts {
		p.left(box{labels.x, in.y, labels.w, m.body.line()}, f.label, m.small)
		used := p.paragraph(box{in.x, in.y, in.w, lines * f.face.line()}, f.value, f.face, fyne.TextAlignLeading)
		in.cutTop(used + 4)
		lines = 1
	}
}

// paintName paints a name as large as it fits, a very long one in two lines.
func (w *Window) paintName(in box, name string) {
	m, p := w.m, &w.back.pen
	for _, f := range []face{m.name, m.title} {
		if f.width(name) <= in.w {
			p.left(in, name, f)
			return
		}
	}
	f := m.bold
	f.size = min(f.size, in.h/2/lineHeight)
	p.paragraph(in, name, f, fyne.TextAlignLeading)
}

// labelWidth is that of the widest name of a fact.
func (w *Window) labelWidth() float32 {
	wide := float32(0)
	for _, id := range []string{"company", "phone", "arranged", "arrived", "badge"} {
		wide = max(wide, w.m.small.width(w.text("desk.fact."+id)))
	}
	return wide + w.m.gap
}

type fact struct {
	label, value string
	face         face
}

func (w *Window) facts() []fact {
	m, d := w.m, w.model.Selected
	all := []fact{w.optional("desk.fact.company", d.Company, m.bold), w.optional("desk.fact.phone", d.Phone, m.body)}
	arranged := fact{w.text("desk.fact.arranged"), w.text("desk.fact.arranged.unasked"), m.body.in(faint)}
	switch d.Arranged {
	case kiosk.ArrangedYes:
		arranged.value, arranged.face = w.text("desk.fact.arranged.yes"), m.bold.in(success)
	case kiosk.ArrangedNo:
		arranged.value, arranged.face = w.text("desk.fact.arranged.no"), m.body
	}
	arrived := w.text("desk.fact.arrived.ago", "Clock", w.clock(d.Arrived), "Ago", w.ago(d.Arrived))
	all = append(all, arranged, fact{w.text("desk.fact.arrived"), arrived, m.body})
	if d.Badge != "" {
		all = append(all, fact{w.text("desk.fact.badge"), d.Badge, m.bold})
	}
	return all
}

func (w *Window) optional(label, value string, f face) fact {
	if value == "" {
		return fact{w.text(label), w.text("desk.fact.none"), w.m.body.in(faint)}
	}
	return fact{w.text(label), value, f}
}

// paintDial paints whom to telephone: the number large enough to dial from at
// arm's length.
func (w *Window) paintDial(in box) {
	m, p, d := w.m, &w.back.pen, w.model.Selected
	p.fill(in, shape{fill: jadePale, radius: m.radius})
	in = in.inset(m.pad, m.pad*0.5)
	deputy := in.cutBottom(m.strong.line() + m.gap)
	in.cutBottom(4)
	where := wrap(w.place(), m.body, in.w, 2)
	address := in.cutBottom(float32(len(where)) * m.body.line())
	host := in.cutBottom(m.strong.line())
	p.left(in.cutTop(m.small.line()), w.text("desk.dial"), m.small.in(jade))
	if d.Extension == "" {
		p.left(in, w.text("desk.dial.none"), m.strong.in(failure))
	} else {
		p.left(in, d.Extension, w.largest(d.Extension, in))
	}
	p.left(host, w.person(d.Host), m.strong)
	for _, line := range where {
		p.left(address.cutTop(m.body.line()), line, m.body.in(faint))
	}
	p.fill(box{deputy.x, deputy.y + m.gap*0.4, deputy.w, 1}, shape{fill: outline})
	deputy.cutTop(m.gap * 0.6)
	if d.Deputy == nil {
		p.left(deputy, w.text("desk.deputy.none"), m.small)
		return
	}
	used := p.right(deputy, d.Deputy.Extension, m.strong.in(jade))
	deputy.cutRight(used + 10)
	used = p.left(deputy, w.text("desk.deputy"), m.small)
	deputy.cutLeft(used + 8)
	p.left(deputy, w.person(d.Deputy.Person), m.bold)
}

// largest returns the huge face, or as much of it as s fits into.
func (w *Window) largest(s string, in box) face {
	f := w.m.huge
	f.size = min(f.size, in.h/1.1)
	if wide := f.width(s); wide > in.w {
		f.size = float32(int(f.size * in.w / wide))
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
// turn, and the message for the host.
func (w *Window) paintNotes(in *box) {
	m, p, d := w.m, &w.back.pen, w.model.Selected
	note := func(label, words string, lines float32) {
		at := in.cutTop(lines * m.body.line())
		used := p.left(box{at.x, at.y, at.w, m.body.line()}, w.text(label), m.small.in(warning))
		at.cutLeft(used + m.gap)
		p.paragraph(at, words, m.body, fyne.TextAlignLeading)
		in.cutTop(m.gap)
	}
	if d.Reason != "" {
		note("desk.fact.out_of_turn", d.Reason, 1)
	}
	if d.Message != "" {
		note("desk.fact.message", d.Message, 2)
	}
}

// paintSay paints the house's words for this step, the desk's language first
// and the other under it, for a visitor who speaks that.
func (w *Window) paintSay(in box) {
	m, p, d := w.m, &w.back.pen, w.model.Selected
	if len(d.Say) == 0 {
		return
	}
	lang, other := w.model.Lang, kiosk.LangEN
	if lang == kiosk.LangEN {
		other = kiosk.LangZH
	}
	label := "desk.say"
	if d.State == kiosk.StateContacting {
		label = "desk.say.phone"
	}
	words := in
	words.cutLeft(m.pad + 6)
	words.cutRight(m.pad)
	ground := p.reserve()
	words.cutTop(m.pad * 0.5)
	p.left(words.cutTop(m.small.line()+6), w.text(label), m.small)
	for _, line := range d.Say {
		said := quote(lang, w.opts.Book.Say(lang, line))
		words.cutTop(p.balanced(words, said, m.title) + 4)
		said = quote(other, w.opts.Book.Say(other, line))
		words.cutTop(p.balanced(words, said, m.body.in(faint)) + m.gap)
	}
	in.h = words.y - in.y
	p.spread(ground, in, shape{fill: quoteGround, radius: m.radius * 0.6})
	p.fill(box{in.x, in.y, 6, in.h}, shape{fill: gold, radius: 3})
}

func quote(lang kiosk.Lang, s string) string {
	if lang == kiosk.LangEN {
		return "“" + s + "”"
	}
	return "「" + s + "」"
}

// paintSteps paints what has happened, oldest first, in one line: when there
// are too many the oldest give way.
func (w *Window) paintSteps(in box) {
	m, p, d := w.m, &w.back.pen, w.model.Selected
	in = in.inset(0, m.gap)
	var steps []string
	for _, h := range d.History {
		steps = append(steps, w.clock(h.At)+" "+w.text("desk.step."+string(h.Kind)))
	}
	line := strings.Join(steps, "   ·   ")
	for len(steps) > 1 && m.small.width(line) > in.w {
		steps = steps[1:]
		line = "…   " + strings.Join(steps, "   ·   ")
	}
	p.left(in, line, m.small)
}
