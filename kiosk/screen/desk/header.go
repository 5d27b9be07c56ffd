package desk

import (
	"strings"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

func (w *Window) makeButtons() {
	add := func(press func()) *button {
		b := newButton(w, press)
		w.order = append(w.order, b)
		return b
	}
	w.serveNext = add(w.callNext)
	w.language = add(w.otherLanguage)
	w.dismiss, w.read = add(w.dismissProblem), add(w.dismissProblem)
	w.confirm, w.close = add(w.sendReason), add(w.closeReason)
	for i := range commonReasons {
		w.chips = append(w.chips, add(func() { w.pick(i) }))
	}
	w.actions = map[reception.Action]*button{}
	for _, d := range actionOrder {
		w.actions[d.action] = add(w.actionButton(d.action))
	}
	w.makeRollButtons(add)
	w.field = newField(w)
	w.fieldHost = hostField(w)
}

// paintHeader paints the house, the time and how many there are; a problem
// stands between them, where nothing has to move for it.
func (w *Window) paintHeader(in screen.Box) {
	m, p := w.m, w.page
	p.Fill(in, screen.Shape{Fill: screen.Jade})
	in = in.Inset(m.gap+m.pad*0.7, 0)
	left := in.CutLeft(m.left - m.pad*0.7)
	used := p.Left(left, w.text("desk.title"), m.title.In(screen.White))
	left.CutLeft(used + m.pad)
	if !w.model.Now.IsZero() {
		p.Right(left, w.clock(w.model.Now), m.title.In(screen.White))
		left.CutRight(m.title.Width("00:00") + m.pad*0.7)
		p.Right(left, w.opts.Book.Date(w.model.Lang, w.model.Now), m.body.In(jadeFaint))
	}
	right := in.CutRight(m.right - m.pad*0.7)
	language := right.CutRight(m.button*2.6).Inset(0, (in.H-m.button*0.8)/2)
	w.put(w.language, language, look{label: w.text("desk.language"), key: "Ctrl+L", kind: onJade, small: true})
	right.CutRight(m.pad)
	w.paintCounts(right)
	rollCall := in.CutRight(m.button*3.1).Inset(0, (in.H-m.button*0.8)/2)
	w.put(w.callRoll, rollCall, look{label: w.text("desk.roll"), key: keyRoll, kind: onJade, small: true, disabled: w.rolling()})
	if !w.model.Problem.IsZero() {
		w.paintProblem(in.Inset(m.gap, m.gap*0.6))
	}
}

// paintCounts paints how many wait, are in progress and are inside.
func (w *Window) paintCounts(in screen.Box) {
	m, p := w.m, w.page
	counts := []struct {
		n     int
		label string
	}{
		{len(w.model.Queue), "desk.summary.waiting"},
		{len(w.model.Open), "desk.summary.open"},
		{len(w.model.OnSite), "desk.summary.inside"},
	}
	for i, at := range in.Columns(len(counts), 4) {
		half := at.Inset(0, (at.H-m.strong.Line()-m.tiny.Line())/2)
		p.Centre(half.CutTop(m.strong.Line()), count(counts[i].n), m.strong.In(screen.White))
		p.Centre(half, w.text(counts[i].label), m.tiny.In(jadeFaint))
	}
}

func (w *Window) paintProblem(in screen.Box) {
	m, p := w.m, w.page
	p.Fill(in, screen.Shape{Fill: failurePale, Stroke: screen.Failure, Width: 2, Radius: m.radius})
	in = in.Inset(m.pad*0.6, 3)
	button := in.CutRight(m.button * 2.4)
	w.put(w.dismiss, button.Inset(0, max(0, (button.H-m.button*0.8)/2)), look{label: w.text("desk.dismiss"), key: "Esc", kind: no, small: true})
	in.CutRight(m.pad * 0.6)
	mark := in.CutLeft(m.body.Line())
	alert(p, mark, screen.Failure)
	in.CutLeft(m.pad * 0.6)
	words := w.problemWords()
	f := m.bold.In(screen.Failure)
	lines := screen.Wrap(words, f, in.W, 2)
	if len(lines) > 1 {
		f = m.small.In(screen.Failure)
		f.Bold = true
		lines = screen.Wrap(words, f, in.W, 2)
	}
	y := in.Mid() - float32(len(lines))*f.Line()/2
	for i, line := range lines {
		p.Left(area(in.X, y+float32(i)*f.Line(), in.W, f.Line()), line, f)
	}
}

// problemWords says what went wrong as the receptionist needs it: a visitor is
// sent to the desk, which is where she is.
func (w *Window) problemWords() string {
	book, lang, problem := w.opts.Book, w.model.Lang, w.model.Problem
	if own := "desk.problem." + strings.TrimPrefix(problem.ID, "error."); book.Has(lang, own) {
		return w.text(own)
	}
	if !book.Has(lang, problem.ID) {
		return w.text("desk.problem.other")
	}
	return book.Say(lang, problem)
}

// inside reports whether the visitor has been let in.
func inside(s kiosk.State) bool { return s == kiosk.StateIssued || s == kiosk.StateOnSite }
