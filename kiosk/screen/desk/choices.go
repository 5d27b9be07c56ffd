package desk

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// mostColumns is how many buttons stand side by side.
const mostColumns = 5

// paintActions paints what may be done, at the bottom of in, which it shortens:
// a row of large buttons with what is likeliest now, and a row of small ones.
func (w *Window) paintActions(in *box) {
	m, p := w.m, &w.back.pen
	large, small := w.choices()
	w.putRows(in, small, m.button, true)
	if len(small) > 0 && len(large) > 0 {
		in.cutBottom(m.gap)
	}
	w.putRows(in, large, m.primary, false)
	in.cutBottom(6)
	label := in.cutBottom(m.body.line() + 2)
	p.fill(box{label.x, label.y - m.gap*0.5, label.w, 1}, shape{fill: hairline})
	words, f := w.heading(large)
	p.left(label, words, f)
	in.cutBottom(m.gap * 0.5)
}

// choices sorts what may be done by how likely it is.
func (w *Window) choices() (large, small []deed) {
	d := w.model.Selected
	for _, a := range actionOrder {
		switch {
		case !w.offers(a.action):
		case w.likely(a.action, d):
			large = append(large, a)
		default:
			small = append(small, a)
		}
	}
	return large, small
}

func (w *Window) likely(a reception.Action, d *reception.Detail) bool {
	undecided := d.Print != nil && (d.Print.State == kiosk.JobUnknown || d.Print.State == kiosk.JobFailed)
	switch a {
	case reception.ActionServe, reception.ActionPrinted:
		return true
	case reception.ActionPrintAgain, reception.ActionByHand:
		return undecided
	case reception.ActionComingDown, reception.ActionGoUp, reception.ActionLounge, reception.ActionAbsent, reception.ActionDeclined:
		return !inside(d.State)
	case reception.ActionSeeOff:
		return d.State == kiosk.StateOnSite && !undecided
	case reception.ActionPass:
		return true
	}
	return false
}

// heading says what the large buttons are about, or what the second press on
// one of them would do.
func (w *Window) heading(large []deed) (string, face) {
	m, d := w.m, w.model.Selected
	if w.armed.visit == d.Visit && w.armed.action != "" {
		return w.text("desk.armed."+string(w.armed.action), "Visitor", w.address(d.Visitor)), m.bold.in(failure)
	}
	for _, a := range large {
		if a.action == reception.ActionLounge || a.action == reception.ActionAbsent {
			if d.State == kiosk.StateContacting {
				return w.text("desk.answers"), m.bold
			}
			return w.text("desk.answers.again"), m.body.in(faint)
		}
	}
	if len(large) == 0 && len(d.Actions) == 0 {
		return w.text("desk.next.none"), m.body.in(faint)
	}
	return w.text("desk.next"), m.bold
}

// putRows puts buttons into rows from the bottom up.
func (w *Window) putRows(in *box, deeds []deed, height float32, small bool) {
	m := w.m
	columns := w.columns(len(deeds), small)
	if columns == 0 {
		return
	}
	rows := (len(deeds) + columns - 1) / columns
	area := in.cutBottom(float32(rows)*height + float32(rows-1)*m.gap)
	for i, d := range deeds {
		row := area
		row.y, row.h = area.y+float32(i/columns)*(height+m.gap), height
		w.put(w.actions[d.action], row.columns(columns, m.gap)[i%columns], w.lookOf(d, small))
	}
}

// columns spreads n buttons over rows. Small ones keep the width of four in a
// row, so that one alone does not stretch across the window.
func (w *Window) columns(n int, small bool) int {
	switch {
	case n == 0:
		return 0
	case small && n <= 4:
		return 4
	}
	return min(n, mostColumns)
}

// lookOf is how the button of a deed looks now.
func (w *Window) lookOf(d deed, small bool) look {
	l := look{label: w.text("desk.action." + string(d.action)), key: d.label, kind: d.kind, small: small}
	v := w.model.Selected
	switch {
	case w.armed == (press{d.action, v.Visit, v.Rev}):
		l.label, l.kind = w.text("desk.action."+string(d.action)+".sure"), armed
	case d.action != reception.ActionServe:
	case !w.model.CanServe:
		l.label, l.disabled = w.text("desk.action.serve.busy"), true
	case !w.turn():
		l.label, l.kind = w.text("desk.action.serve.early"), plain
		l.chosen = w.reason.open()
	}
	if d.action == reception.ActionSeeOff && !small && l.kind == plain && v.State == kiosk.StateOnSite {
		l.kind = yes
	}
	if d.action == reception.ActionPrintAgain && !small {
		l.kind = wait
	}
	return l
}
