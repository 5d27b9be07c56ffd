package desk

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// deed is one thing that can be done with a visit, and the key that does it.
type deed struct {
	action reception.Action
	key    fyne.KeyName
	ctrl   bool
	label  string // as printed on the key
	kind   buttonKind
}

// actionOrder is every action in its order on the screen. A key does the same
// thing whatever the visit.
var actionOrder = []deed{
	{reception.ActionServe, fyne.KeyF7, false, "F7", yes},
	{reception.ActionComingDown, fyne.KeyF2, false, "F2", yes},
	{reception.ActionGoUp, fyne.KeyF3, false, "F3", yes},
	{reception.ActionLounge, fyne.KeyF4, false, "F4", wait},
	{reception.ActionAbsent, fyne.KeyF5, false, "F5", plain},
	{reception.ActionDeclined, fyne.KeyF6, false, "F6", no},
	{reception.ActionPrinted, fyne.KeyF9, false, "F9", yes},
	{reception.ActionPrintAgain, fyne.KeyF10, false, "F10", plain},
	{reception.ActionByHand, fyne.KeyF11, false, "F11", plain},
	{reception.ActionLend, fyne.KeyK, true, "Ctrl+K", plain},
	{reception.ActionPass, fyne.KeyM, true, "Ctrl+M", plain},
	{reception.ActionRelease, fyne.KeyF8, false, "F8", plain},
	{reception.ActionSeeOff, fyne.KeyF12, false, "F12", plain},
	{reception.ActionCancel, fyne.KeyDelete, false, "Del", no},
}

// doubleClick is how soon after the first a press is no second one, but a
// double click out of habit.
const doubleClick = 400 * time.Millisecond

// slip is for how long the same intent again is one with the first, while the
// model has not changed.
const slip = 2 * time.Second

// press is a first press on something that cannot be undone: it waits for the
// second.
type press struct {
	action reception.Action
	visit  kiosk.VisitID
	rev    int
}

// destructive tells what wants a second press: what ends the visit of somebody
// who may still want something of the house. A visitor whose host was absent
// may be seen off at once.
func destructive(a reception.Action, r reception.Row) bool {
	switch a {
	case reception.ActionDeclined, reception.ActionCancel:
		return true
	case reception.ActionSeeOff:
		return inside(r.State)
	}
	return false
}

func (w *Window) offers(a reception.Action) bool {
	return w.model.Selected != nil && slices.Contains(w.model.Selected.Actions, a)
}

// act does a to the selected visit, asks for what it lacks, or does nothing if
// that may not be done now.
func (w *Window) act(a reception.Action) {
	if w.rolling() || !w.offers(a) {
		return
	}
	if a == reception.ActionServe {
		w.serve()
		return
	}
	w.reason = reason{}
	w.actOn(a, w.model.Selected.Row)
}

// actOn does a to the visit of a row: at the second press, if it is
// destructive.
func (w *Window) actOn(a reception.Action, r reception.Row) {
	p := press{a, r.Visit, r.Rev}
	now := w.opts.Clock()
	switch {
	case !destructive(a, r):
	case w.armed != p:
		w.armed, w.armedAt = p, now
		w.arrange()
		return
	case now.Sub(w.armedAt) < doubleClick:
		return
	}
	w.armed = press{}
	w.send(reception.Intent{Kind: a, Visit: r.Visit, Rev: r.Rev})
	w.arrange()
}

// serve contacts the selected visit's host: at once if the visit came first,
// otherwise with a reason (C1).
func (w *Window) serve() {
	w.armed = press{}
	d := w.model.Selected
	switch {
	case !w.model.CanServe:
	case w.turn():
		w.send(reception.Intent{Kind: reception.ActionServe, Visit: d.Visit, Rev: d.Rev})
	case w.reason.open():
		w.sendReason()
	default:
		w.openReason()
	}
	w.arrange()
}

// turn reports whether the selected visit came first.
func (w *Window) turn() bool {
	return len(w.model.Queue) > 0 && w.model.Queue[0].Visit == w.model.Selected.Visit
}

func (w *Window) callNext() {
	if w.model.CanServe {
		w.armed = press{}
		w.send(reception.Intent{Kind: reception.IntentServeNext})
	}
}

func (w *Window) choose(r reception.Row) {
	w.send(reception.Intent{Kind: reception.IntentSelect, Visit: r.Visit, Rev: r.Rev})
}

func (w *Window) chooseVisit(id kiosk.VisitID) {
	if id != "" {
		w.send(reception.Intent{Kind: reception.IntentSelect, Visit: id})
	}
}

func (w *Window) otherLanguage() {
	lang := kiosk.LangEN
	if w.model.Lang == kiosk.LangEN {
		lang = kiosk.LangZH
	}
	w.send(reception.Intent{Kind: reception.IntentLanguage, Lang: lang})
}

func (w *Window) dismissProblem() { w.send(reception.Intent{Kind: reception.IntentDismiss}) }

// send sends an intent under a new name. The same one again at once, before the
// model has changed, is a slip of the hand and not sent.
func (w *Window) send(i reception.Intent) {
	now := w.opts.Clock()
	if at, ok := w.sent[i]; ok && now.Sub(at) < slip {
		return
	}
	w.sent[i] = now
	i.Op = w.asked.name(i, w.opts.NewOp)
	w.opts.Send(i)
}

// settle gives up what the window remembered of a visit that has changed.
func (w *Window) settle() {
	w.settleRoll()
	if !w.stands(w.armed) {
		w.armed = press{}
	}
	d := w.model.Selected
	keep := d != nil && w.reason.visit == d.Visit && w.reason.rev == d.Rev &&
		w.model.CanServe && w.offers(reception.ActionServe) && !w.turn()
	if w.reason.open() && !keep {
		w.closeReason()
	}
}

// stands reports whether what was pressed once is still on the screen.
func (w *Window) stands(p press) bool {
	if d := w.model.Selected; d != nil && d.Visit == p.visit && d.Rev == p.rev && slices.Contains(d.Actions, p.action) {
		return true
	}
	return p.action == reception.ActionSeeOff && slices.ContainsFunc(w.model.OnSite, func(r reception.Row) bool {
		return r.Visit == p.visit && r.Rev == p.rev
	})
}
