package desk

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

// paintLeft paints who waits and, below, who is being dealt with. The place of
// the two never changes.
func (w *Window) paintLeft(in screen.Box) {
	lower := in.CutBottom(in.H * 0.36)
	in.CutBottom(w.m.gap)
	w.paintQueue(in)
	w.paintOpen(lower)
}

func (w *Window) paintQueue(in screen.Box) {
	m, p := w.m, w.page
	p.Fill(in, screen.Shape{Fill: screen.Card, Radius: m.radius})
	in = in.Inset(m.pad*0.7, m.pad*0.7)
	w.put(w.serveNext, in.CutTop(m.primary), w.serveNextLook())
	in.CutTop(6)
	title := in.CutTop(m.strong.Line() + 10)
	w.putList(w.queue, in, keys(w.model.Queue), m.row)
	w.paintListTitle(title, "desk.queue", w.queue)
	if len(w.model.Queue) == 0 {
		w.paintEmpty(in, "desk.queue.empty", "desk.queue.empty.hint")
	}
}

func (w *Window) paintOpen(in screen.Box) {
	m, p := w.m, w.page
	p.Fill(in, screen.Shape{Fill: screen.Card, Radius: m.radius})
	in = in.Inset(m.pad*0.7, m.pad*0.7)
	title := in.CutTop(m.strong.Line() + 6)
	w.putList(w.open, in, keys(w.model.Open), m.row)
	w.paintListTitle(title, "desk.open", w.open)
	if len(w.model.Open) == 0 {
		w.paintEmpty(in, "desk.open.empty", "desk.open.empty.hint")
	}
}

// serveNextLook says whose turn it is, or why nobody's.
func (w *Window) serveNextLook() look {
	q := w.model.Queue
	switch {
	case w.model.CanServe && len(q) > 0:
		who := w.text("desk.serve_next.who", "Ticket", kiosk.TicketText(q[0].Ticket), "Visitor", w.address(q[0].Visitor))
		return look{label: w.text("desk.serve_next") + "  " + who, key: keyServeNext, kind: yes}
	case len(q) == 0:
		return look{label: w.text("desk.serve_next.nobody"), disabled: true}
	}
	for _, r := range w.model.Open {
		if r.State == kiosk.StateContacting {
			busy := w.text("desk.serve_next.busy", "Ticket", kiosk.TicketText(r.Ticket), "Visitor", w.address(r.Visitor))
			return look{label: busy, disabled: true}
		}
	}
	return look{label: w.text("desk.serve_next.wait"), disabled: true}
}

// paintListTitle paints a list's name, how many are in it and how many are out
// of sight.
func (w *Window) paintListTitle(in screen.Box, title string, l *list) {
	m, p := w.m, w.page
	wide := p.Left(in, w.text(title), m.strong)
	if len(l.keys) == 0 {
		return
	}
	in.CutLeft(wide + 10)
	wide = p.Left(in, w.text(l.count, "N", count(len(l.keys))), m.bold.In(screen.Faint))
	in.CutLeft(wide + 10)
	above, below := l.hidden()
	switch {
	case below > 0:
		p.Right(in, w.text("desk.more", "N", count(below)), m.small)
	case above > 0:
		p.Right(in, w.text("desk.above", "N", count(above)), m.small)
	}
}

func (w *Window) paintEmpty(in screen.Box, title, hint string) {
	m, p := w.m, w.page
	h := m.body.Line() + m.small.Line()
	in = area(in.X, in.Mid()-h/2, in.W, h)
	p.Centre(in.CutTop(m.body.Line()), w.text(title), m.body.In(screen.Faint))
	if hint != "" {
		p.Centre(in, w.text(hint), m.small)
	}
}

// paintRow paints the ground of a row and what all rows begin with: the ticket,
// the visitor and their company, the host. It returns what is left of the two
// lines on the right, wide pixels; keep more of them stay free in the lower.
func (w *Window) paintRow(p *screen.Pen, in screen.Box, r reception.Row, wide, keep float32) (upper, lower screen.Box) {
	m := w.m
	in = in.Inset(0, 2)
	w.paintChosen(p, in, r.Visit)
	in = in.Inset(12, 0)
	side := min(in.H-12, m.row-20)
	w.paintTicket(p, area(in.X, in.Mid()-side/2, side, side), r, m.strong)
	in.CutLeft(side + 12)
	right := in.CutRight(wide)
	in.CutRight(8)
	top := in.Mid() - (m.bold.Line()+m.small.Line()+2)/2
	upper = area(right.X, top, right.W, m.bold.Line())
	lower = area(right.X, top+m.bold.Line()+2, right.W, m.small.Line())
	name := w.together(r)
	used := p.Left(area(in.X, upper.Y, in.W, upper.H), name, m.bold)
	p.Left(area(in.X, lower.Y, in.W-keep, lower.H), w.toHost(r), m.small)
	if rest := in.W - used - 10; r.Company != "" && rest > 4*m.small.Size {
		p.Left(area(in.X+used+10, upper.Y, rest, upper.H), r.Company, m.small)
	}
	return upper, lower
}

// toHost says whom somebody has come to see, or to whom they deliver.
func (w *Window) toHost(r reception.Row) string {
	switch {
	case r.AtDesk: // named in the language of who delivers
		return w.text("desk.deliver_to", "Host", w.text("house.front_desk"))
	case r.Purpose == kiosk.PurposeDelivery:
		return w.text("desk.deliver_to", "Host", w.person(r.Host))
	}
	return w.text("desk.to_host", "Host", w.person(r.Host))
}

// paintChosen marks the row of the visit that is being looked at.
func (w *Window) paintChosen(p *screen.Pen, in screen.Box, id kiosk.VisitID) {
	if d := w.model.Selected; d == nil || d.Visit != id {
		p.Fill(area(in.X+8, in.Y+in.H+1.5, in.W-16, 1), screen.Shape{Fill: screen.Hair})
		return
	}
	p.Fill(in.Inset(4, 1), screen.Shape{Fill: screen.Mist, Stroke: screen.Jade, Width: 2, Radius: w.m.radius})
}

func (w *Window) paintTicket(p *screen.Pen, in screen.Box, r reception.Row, f screen.Face) {
	look, f := screen.Shape{Fill: screen.Paper, Radius: w.m.radius * 0.8}, f.In(screen.Ink)
	if r.State == kiosk.StateContacting || w.next(r) {
		look.Fill, f = screen.Jade, f.In(screen.White)
	}
	p.Fill(in, look)
	p.Centre(in, kiosk.TicketText(r.Ticket), f)
}

// next reports whether the row is that of who is served next.
func (w *Window) next(r reception.Row) bool {
	return len(w.model.Queue) > 0 && w.model.Queue[0].Visit == r.Visit
}

// waitWidth is kept on the right of a row for minutes and states.
func (w *Window) waitWidth() float32 {
	wide := max(w.m.bold.Width(w.text("desk.wait.hours", "H", "2", "M", "22")), w.m.small.Width(w.text("desk.state.issued")))
	return max(wide, w.m.small.Width(w.text("desk.mark.trouble"))) + 4
}

func (w *Window) drawQueued(p *screen.Pen, i int, in screen.Box) {
	if i >= len(w.model.Queue) {
		return
	}
	r := w.model.Queue[i]
	upper, lower := w.paintRow(p, in, r, w.waitWidth(), 0)
	color, words := w.patience(r.Arrived)
	p.Right(upper, w.elapsed(r.Arrived), w.m.bold.In(color))
	if words != "" {
		p.Right(lower, words, w.m.small.In(color))
	} else if w.next(r) {
		p.Right(lower, w.text("desk.queue.first"), w.m.small.In(screen.Jade))
	}
}

func (w *Window) drawOpen(p *screen.Pen, i int, in screen.Box) {
	if i >= len(w.model.Open) {
		return
	}
	r := w.model.Open[i]
	upper, lower := w.paintRow(p, in, r, w.waitWidth(), 0)
	p.Right(upper, w.elapsed(r.Since), w.m.bold.In(screen.Faint))
	words, color := w.standing(r)
	p.Right(lower, words, w.m.small.In(color))
}

func (w *Window) makeLists() {
	w.queue, w.open = newList(w), newList(w)
	w.notices, w.onSite, w.recent = newList(w), newList(w), newList(w)
	w.notices.count = "desk.count.notices"
	w.queue.draw, w.open.draw, w.notices.draw = w.drawQueued, w.drawOpen, w.drawNotice
	w.onSite.draw, w.recent.draw = w.drawOnSite, w.drawRecent
	w.queue.choose = func(i int) { w.choose(w.model.Queue[i]) }
	w.open.choose = func(i int) { w.choose(w.model.Open[i]) }
	w.onSite.choose = func(i int) { w.choose(w.model.OnSite[i]) }
	w.recent.choose = func(i int) { w.choose(w.model.Recent[i]) }
	w.notices.choose = func(i int) { w.chooseVisit(w.model.Notices[i].Visit) }
	w.onSite.aside = func(i int, at fyne.Position) bool { return w.pressSeeOff(i, at) }
}
