package desk

import (
	"slices"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

// mostColumns is how many buttons stand side by side.
const mostColumns = 5

// paintActions paints what may be done, at the bottom of in, which it shortens:
// a row of large buttons with what is likeliest now, and a row of small ones.
func (w *Window) paintActions(in *screen.Box) {
	m, p := w.m, w.page
	large, small := w.choices()
	w.putRows(in, small, m.button, true)
	if len(small) > 0 && len(large) > 0 {
		in.CutBottom(m.gap)
	}
	w.putRows(in, large, m.primary, false)
	in.CutBottom(6)
	label := in.CutBottom(m.body.Line() + 2)
	p.Fill(area(label.X, label.Y-m.gap*0.5, label.W, 1), screen.Shape{Fill: screen.Hair})
	words, f := w.heading()
	p.Left(label, words, f)
	in.CutBottom(m.gap * 0.5)
}

// choices sorts what may be done by how likely it is. While the host's answer
// is awaited all five answers have their place, the one given among them, and
// nothing else stands with them.
func (w *Window) choices() (large, small []deed) {
	d := w.model.Selected
	for _, a := range actionOrder {
		switch {
		case w.awaited() && answer(a.action):
			large = append(large, a)
		case !w.offers(a.action):
		case !w.awaited() && w.likely(a.action, d):
			large = append(large, a)
		default:
			small = append(small, a)
		}
	}
	return large, small
}

// awaited reports whether the host's answer is what comes next. Of what is
// delivered to the desk itself nobody is asked.
func (w *Window) awaited() bool {
	d := w.model.Selected
	asked := d.State == kiosk.StateContacting || d.State == kiosk.StateLounge
	return asked && slices.ContainsFunc(d.Actions, answer)
}

func answer(a reception.Action) bool {
	switch a {
	case reception.ActionComingDown, reception.ActionGoUp, reception.ActionLounge, reception.ActionAbsent, reception.ActionDeclined:
		return true
	}
	return false
}

func (w *Window) likely(a reception.Action, d *reception.Detail) bool {
	undecided := d.Print != nil && (d.Print.State == kiosk.JobUnknown || d.Print.State == kiosk.JobFailed)
	waits := d.Print != nil && d.Print.State == kiosk.JobQueued && w.heldUp()
	switch a {
	case reception.ActionServe, reception.ActionPrinted, reception.ActionPass:
		return true
	case reception.ActionPrintAgain:
		return undecided
	case reception.ActionByHand:
		return undecided || waits
	case reception.ActionSeeOff:
		return !undecided
	}
	return false
}

// heading says what the large buttons are about, or what the second press on
// one of them would do.
func (w *Window) heading() (string, screen.Face) {
	m, d := w.m, w.model.Selected
	switch {
	case w.armed.visit == d.Visit && w.armed.action != "":
		return w.text("desk.armed."+string(w.armed.action), "Visitor", w.address(d.Visitor)), m.bold.In(screen.Failure)
	case len(d.Actions) == 0:
		return w.text("desk.next.none"), m.body.In(screen.Faint)
	case w.awaited() && d.Purpose == kiosk.PurposeDelivery:
		return w.text("desk.answers.recipient"), m.bold
	case w.awaited():
		return w.text("desk.answers"), m.bold
	}
	return w.text("desk.next"), m.bold
}

// putRows puts buttons into rows from the bottom up.
func (w *Window) putRows(in *screen.Box, deeds []deed, height float32, small bool) {
	m := w.m
	columns := w.columns(len(deeds), small)
	if columns == 0 {
		return
	}
	rows := (len(deeds) + columns - 1) / columns
	area := in.CutBottom(float32(rows)*height + float32(rows-1)*m.gap)
	for i, d := range deeds {
		row := area
		row.Y, row.H = area.Y+float32(i/columns)*(height+m.gap), height
		at := row.Columns(columns, m.gap)[i%columns]
		if d.action == reception.ActionCancel && i == len(deeds)-1 {
			at = row.Columns(columns, m.gap)[columns-1]
		}
		w.put(w.actions[d.action], at, w.lookOf(d, small))
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
	if small && l.kind != no {
		l.kind = plain
	}
	switch {
	case !w.offers(d.action): // the answer that was given
		l.chosen, l.disabled = true, true
	case w.armed == (press{d.action, v.Visit, v.Rev}):
		l.kind = armed
		if small {
			l.label = w.text("desk.again")
		} else {
			l.key = w.text("desk.again") + "  " + d.label
		}
	case d.action != reception.ActionServe:
	case !w.model.CanServe:
		l.label, l.disabled = w.text("desk.action.serve.busy"), true
	case !w.turn():
		l.label, l.kind = w.text("desk.action.serve.early"), plain
		l.chosen = w.reason.open()
	}
	switch {
	case small || l.kind != plain:
	case d.action == reception.ActionSeeOff, d.action == reception.ActionPass:
		l.kind = yes
	case d.action == reception.ActionPrintAgain:
		l.kind = wait
	}
	return l
}
