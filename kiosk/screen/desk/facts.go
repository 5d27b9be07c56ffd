package desk

import (
	"cmp"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

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
