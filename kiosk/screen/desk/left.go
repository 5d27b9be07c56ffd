package desk

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// paintLeft paints who waits and, below, who is being dealt with. The place of
// the two never changes.
func (w *Window) paintLeft(in box) {
	lower := in.cutBottom(in.h * 0.36)
	in.cutBottom(w.m.gap)
	w.paintQueue(in)
	w.paintOpen(lower)
}

func (w *Window) paintQueue(in box) {
	m, p := w.m, &w.back.pen
	p.fill(in, shape{fill: card, radius: m.radius})
	in = in.inset(m.pad*0.7, m.pad*0.7)
	w.put(w.serveNext, in.cutTop(m.primary), w.serveNextLook())
	in.cutTop(6)
	title := in.cutTop(m.strong.line() + 10)
	w.putList(w.queue, in, keys(w.model.Queue), m.row)
	w.paintListTitle(title, "desk.queue", w.queue)
	if len(w.model.Queue) == 0 {
		w.paintEmpty(in, "desk.queue.empty", "desk.queue.empty.hint")
	}
}

func (w *Window) paintOpen(in box) {
	m, p := w.m, &w.back.pen
	p.fill(in, shape{fill: card, radius: m.radius})
	in = in.inset(m.pad*0.7, m.pad*0.7)
	title := in.cutTop(m.strong.line() + 6)
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
		who := w.text("desk.serve_next.who", "Ticket", count(q[0].Ticket), "Visitor", w.address(q[0].Visitor))
		return look{label: w.text("desk.serve_next") + "  " + who, key: keyServeNext, kind: yes}
	case len(q) == 0:
		return look{label: w.text("desk.serve_next.nobody"), disabled: true}
	}
	for _, r := range w.model.Open {
		if r.State == kiosk.StateContacting {
			busy := w.text("desk.serve_next.busy", "Ticket", count(r.Ticket), "Visitor", w.address(r.Visitor))
			return look{label: busy, disabled: true}
		}
	}
	return look{label: w.text("desk.serve_next.wait"), disabled: true}
}

// paintListTitle paints a list's name, how many are in it and how many are out
// of sight.
func (w *Window) paintListTitle(in box, title string, l *list) {
	m, p := w.m, &w.back.pen
	wide := p.left(in, w.text(title), m.strong)
	if len(l.keys) == 0 {
		return
	}
	in.cutLeft(wide + 10)
	wide = p.left(in, w.text(l.count, "N", count(len(l.keys))), m.bold.in(faint))
	in.cutLeft(wide + 10)
	above, below := l.hidden()
	switch {
	case below > 0:
		p.right(in, w.text("desk.more", "N", count(below)), m.small)
	case above > 0:
		p.right(in, w.text("desk.above", "N", count(above)), m.small)
	}
}

func (w *Window) paintEmpty(in box, title, hint string) {
	m, p := w.m, &w.back.pen
	h := m.body.line() + m.small.line()
	in = box{in.x, in.mid() - h/2, in.w, h}
	p.centre(in.cutTop(m.body.line()), w.text(title), m.body.in(faint))
	if hint != "" {
		p.centre(in, w.text(hint), m.small)
	}
}

// paintRow paints the ground of a row and what all rows begin with: the ticket,
// the visitor and their company, the host. It returns what is left of the two
// lines on the right, wide pixels; keep more of them stay free in the lower.
func (w *Window) paintRow(p *pen, in box, r reception.Row, wide, keep float32) (upper, lower box) {
	m := w.m
	in = in.inset(0, 2)
	w.paintChosen(p, in, r.Visit)
	in = in.inset(12, 0)
	side := min(in.h-12, m.row-20)
	w.paintTicket(p, box{in.x, in.mid() - side/2, side, side}, r, m.strong)
	in.cutLeft(side + 12)
	right := in.cutRight(wide)
	in.cutRight(8)
	top := in.mid() - (m.bold.line()+m.small.line()+2)/2
	upper = box{right.x, top, right.w, m.bold.line()}
	lower = box{right.x, top + m.bold.line() + 2, right.w, m.small.line()}
	name := w.person(r.Visitor)
	used := p.left(box{in.x, upper.y, in.w, upper.h}, name, m.bold)
	host := w.text("desk.to_host", "Host", w.person(r.Host))
	p.left(box{in.x, lower.y, in.w - keep, lower.h}, host, m.small)
	if rest := in.w - used - 10; r.Company != "" && rest > 4*m.small.size {
		p.left(box{in.x + used + 10, upper.y, rest, upper.h}, r.Company, m.small)
	}
	return upper, lower
}

// paintChosen marks the row of the visit that is being looked at.
func (w *Window) paintChosen(p *pen, in box, id kiosk.VisitID) {
	if d := w.model.Selected; d == nil || d.Visit != id {
		p.fill(box{in.x + 8, in.y + in.h + 1.5, in.w - 16, 1}, shape{fill: hairline})
		return
	}
	p.fill(in.inset(4, 1), shape{fill: jadePale, stroke: jade, width: 2, radius: w.m.radius})
}

func (w *Window) paintTicket(p *pen, in box, r reception.Row, f face) {
	look, f := shape{fill: ground, radius: w.m.radius * 0.8}, f.in(ink)
	if r.State == kiosk.StateContacting || w.next(r) {
		look.fill, f = jade, f.in(white)
	}
	p.fill(in, look)
	p.centre(in, count(r.Ticket), f)
}

// next reports whether the row is that of who is served next.
func (w *Window) next(r reception.Row) bool {
	return len(w.model.Queue) > 0 && w.model.Queue[0].Visit == r.Visit
}

// waitWidth is kept on the right of a row for minutes and states.
func (w *Window) waitWidth() float32 {
	wide := max(w.m.bold.width(w.text("desk.wait.hours", "H", "2", "M", "22")), w.m.small.width(w.text("desk.state.issued")))
	return max(wide, w.m.small.width(w.text("desk.mark.trouble"))) + 4
}

func (w *Window) drawQueued(p *pen, i int, in box) {
	if i >= len(w.model.Queue) {
		return
	}
	r := w.model.Queue[i]
	upper, lower := w.paintRow(p, in, r, w.waitWidth(), 0)
	color, words := w.patience(r.Arrived)
	p.right(upper, w.elapsed(r.Arrived), w.m.bold.in(color))
	if words != "" {
		p.right(lower, words, w.m.small.in(color))
	} else if w.next(r) {
		p.right(lower, w.text("desk.queue.first"), w.m.small.in(jade))
	}
}

func (w *Window) drawOpen(p *pen, i int, in box) {
	if i >= len(w.model.Open) {
		return
	}
	r := w.model.Open[i]
	upper, lower := w.paintRow(p, in, r, w.waitWidth(), 0)
	p.right(upper, w.elapsed(r.Since), w.m.bold.in(faint))
	words, color := w.standing(r)
	p.right(lower, words, w.m.small.in(color))
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
