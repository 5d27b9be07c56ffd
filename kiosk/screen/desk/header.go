package desk

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

func (w *Window) makeButtons() {
	make := func(press func()) *button {
		b := newButton(w, press)
		w.order = append(w.order, b)
		return b
	}
	w.serveNext = make(w.callNext)
	w.language = make(w.otherLanguage)
	w.dismiss, w.read = make(w.dismissProblem), make(w.dismissProblem)
	w.confirm, w.close = make(w.sendReason), make(w.closeReason)
	for i := range commonReasons {
		w.chips = append(w.chips, make(func() { w.pick(i) }))
	}
	w.actions = map[reception.Action]*button{}
	for _, d := range actionOrder {
		w.actions[d.action] = make(w.actionButton(d.action))
	}
	w.field = newField(w)
	w.fieldHost = hostField(w)
}

// paintHeader paints the house, the time and how many there are; a problem
// stands between them, where nothing has to move for it.
func (w *Window) paintHeader(in box) {
	m, p := w.m, &w.back.pen
	p.fill(in, shape{fill: jade})
	in = in.inset(m.gap+m.pad*0.7, 0)
	left := in.cutLeft(m.left - m.pad*0.7)
	used := p.left(left, w.text("desk.title"), m.title.in(white))
	left.cutLeft(used + m.pad)
	if !w.model.Now.IsZero() {
		p.right(left, w.clock(w.model.Now), m.title.in(white))
		left.cutRight(m.title.width("00:00") + m.pad*0.7)
		p.right(left, w.opts.Book.Date(w.model.Lang, w.model.Now), m.body.in(jadeFaint))
	}
	right := in.cutRight(m.right - m.pad*0.7)
	language := right.cutRight(m.button*2.6).inset(0, (in.h-m.button*0.8)/2)
	w.put(w.language, language, look{label: w.text("desk.language"), key: "Ctrl+L", kind: onJade, small: true})
	right.cutRight(m.pad)
	w.paintCounts(right)
	if !w.model.Problem.IsZero() {
		w.paintProblem(in.inset(m.gap, m.gap*0.6))
	}
}

// paintCounts paints how many wait, are in progress and are inside.
func (w *Window) paintCounts(in box) {
	m, p := w.m, &w.back.pen
	counts := []struct {
		n     int
		label string
	}{
		{len(w.model.Queue), "desk.summary.waiting"},
		{len(w.model.Open), "desk.summary.open"},
		{len(w.model.OnSite), "desk.summary.inside"},
	}
	for i, at := range in.columns(len(counts), 4) {
		half := at.inset(0, (at.h-m.strong.line()-m.tiny.line())/2)
		p.centre(half.cutTop(m.strong.line()), count(counts[i].n), m.strong.in(white))
		p.centre(half, w.text(counts[i].label), m.tiny.in(jadeFaint))
	}
}

func (w *Window) paintProblem(in box) {
	m, p := w.m, &w.back.pen
	p.fill(in, shape{fill: failurePale, stroke: failure, width: 2, radius: m.radius})
	in = in.inset(m.pad*0.6, 3)
	button := in.cutRight(m.button * 2.4)
	w.put(w.dismiss, button.inset(0, max(0, (button.h-m.button*0.8)/2)), look{label: w.text("desk.dismiss"), key: "Esc", kind: no, small: true})
	in.cutRight(m.pad * 0.6)
	mark := in.cutLeft(m.body.line())
	p.alert(mark, failure)
	in.cutLeft(m.pad * 0.6)
	words := w.opts.Book.Say(w.model.Lang, w.model.Problem)
	if words == w.model.Problem.ID {
		words = w.text("desk.problem.other")
	}
	f := m.bold.in(failure)
	lines := wrap(words, f, in.w, 2)
	if len(lines) > 1 {
		f = m.small.in(failure)
		f.bold = true
		lines = wrap(words, f, in.w, 2)
	}
	y := in.mid() - float32(len(lines))*f.line()/2
	for i, line := range lines {
		p.left(box{in.x, y + float32(i)*f.line(), in.w, f.line()}, line, f)
	}
}

// inside reports whether the visitor has been let in.
func inside(s kiosk.State) bool { return s == kiosk.StateIssued || s == kiosk.StateOnSite }
