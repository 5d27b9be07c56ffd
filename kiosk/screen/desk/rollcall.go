package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

// keyRoll is the key for the roll call, with Ctrl; printed on its button.
const keyRoll = "Ctrl+R"

// roll is what the window remembers of the roll call: that it asks what it is
// for, and which page is in sight. The list itself is the model's.
type roll struct {
	asking bool
	page   int
	at     time.Time // of the list that page is of
}

// rolling reports whether the roll call, or its question, has the window: then
// nothing else can be done.
func (w *Window) rolling() bool { return w.roll.asking || w.model.RollCall != nil }

func (w *Window) makeRollButtons(add func(func()) *button) {
	w.callRoll = add(w.askRoll)
	w.rollReal, w.rollDrill = add(func() { w.openRoll(false) }), add(func() { w.openRoll(true) })
	w.rollBack, w.rollOn = add(func() { w.turnRoll(-1) }), add(func() { w.turnRoll(1) })
	w.rollClose = add(w.escape)
}

func (w *Window) rollButtons() []*button {
	return []*button{w.rollReal, w.rollDrill, w.rollBack, w.rollOn, w.rollClose}
}

// askRoll asks what the roll call is for.
func (w *Window) askRoll() {
	if w.rolling() {
		return
	}
	w.armed = press{}
	w.roll.asking = true
	w.arrange()
	w.win.Canvas().Unfocus()
}

// openRoll asks for the list.
func (w *Window) openRoll(drill bool) {
	w.roll.asking = false
	w.send(reception.Intent{Kind: reception.IntentRollCall, Drill: drill})
	w.arrange()
}

// closeRoll gives the question up, or closes the list.
func (w *Window) closeRoll() {
	if w.model.RollCall != nil {
		w.send(reception.Intent{Kind: reception.IntentRollClose})
	}
	w.roll.asking = false
}

// settleRoll begins another list on its first page.
func (w *Window) settleRoll() {
	switch list := w.model.RollCall; {
	case list == nil:
		w.roll.page = 0
	case !list.At.Equal(w.roll.at):
		w.roll = roll{at: list.At}
	}
}

// turnRoll turns over n pages.
func (w *Window) turnRoll(n int) {
	w.roll.page += n
	w.arrange()
}

// rollBound returns what a key does while the roll call has the window, or nil.
func (w *Window) rollBound(key fyne.KeyName) func() {
	switch {
	case key == fyne.KeyEscape:
		return w.escape
	case w.roll.asking && (key == fyne.Key1 || key == fyne.KeyReturn || key == fyne.KeyEnter):
		return func() { w.openRoll(false) }
	case w.roll.asking && key == fyne.Key2:
		return func() { w.openRoll(true) }
	case !w.roll.asking && (key == fyne.KeyPageUp || key == fyne.KeyUp || key == fyne.KeyLeft):
		return func() { w.turnRoll(-1) }
	case !w.roll.asking && (key == fyne.KeyPageDown || key == fyne.KeyDown || key == fyne.KeyRight || key == fyne.KeySpace):
		return func() { w.turnRoll(1) }
	}
	return nil
}

// paintRoll paints the question, or the list, in place of all else.
func (w *Window) paintRoll(in screen.Box) {
	m, p := w.m, w.page
	p.Fill(in, screen.Shape{Fill: screen.Card, Radius: m.radius})
	in = in.Inset(m.pad*1.5, m.pad)
	if w.model.RollCall == nil {
		w.paintRollQuestion(in)
		return
	}
	w.paintRollHead(in.CutTop(m.title.Line() + m.gap))
	foot := in.CutBottom(m.button + m.gap)
	in.CutBottom(m.gap)
	pages := w.paintRollPage(in)
	foot.CutTop(m.gap)
	w.paintRollFoot(foot, pages)
}

func (w *Window) paintRollQuestion(in screen.Box) {
	m, p := w.m, w.page
	in = in.Centred(min(in.W, m.primary*12), m.title.Line()+m.gap+m.primary+m.gap+m.body.Line()+m.gap+m.button)
	p.Centre(in.CutTop(m.title.Line()), w.text("desk.roll.ask"), m.title)
	in.CutTop(m.gap)
	halves := in.CutTop(m.primary).Columns(2, m.gap)
	w.put(w.rollReal, halves[0], look{label: w.text("desk.roll.real"), key: "1 / Enter", kind: armed})
	w.put(w.rollDrill, halves[1], look{label: w.text("desk.roll.drill"), key: "2"})
	in.CutTop(m.gap)
	p.Centre(in.CutTop(m.body.Line()), w.text("desk.roll.ask.hint"), m.body.In(screen.Faint))
	in.CutTop(m.gap)
	w.put(w.rollClose, in.Centred(m.button*3.2, in.H), look{label: w.text("desk.roll.close"), key: "Esc", small: true})
}

// paintRollHead says what the list is and how many stand on it.
func (w *Window) paintRollHead(in screen.Box) {
	m, p, list := w.m, w.page, w.model.RollCall
	title := w.text("desk.roll.title.real")
	if list.Drill {
		title = w.text("desk.roll.title.drill")
	}
	used := p.Left(in, title, m.title)
	in.CutLeft(used + m.pad)
	used = p.Left(in, w.text("desk.roll.count", "Clock", w.clock(list.At), "N", count(len(list.People))), m.strong)
	in.CutLeft(used + m.pad)
	if list.Unrecorded != "" {
		p.Right(in, w.text("desk.roll.unrecorded"), m.bold.In(screen.Failure))
	}
}

// rollColumns are the columns of the list and their shares of its width.
var rollColumns = []struct {
	label string
	share float32
}{
	{"desk.roll.floor", 0.08}, {"desk.fact.visitor", 0.17}, {"desk.fact.company", 0.20}, {"desk.roll.host", 0.19},
	{"desk.roll.since", 0.09}, {"desk.fact.badge", 0.11}, {"desk.roll.remark", 0.16},
}

// paintRollPage paints the page in sight and returns how many there are.
func (w *Window) paintRollPage(in screen.Box) (pages int) {
	m, p, people := w.m, w.page, w.model.RollCall.People
	if len(people) == 0 {
		w.paintEmpty(in, "desk.on_site.empty", "")
		return 1
	}
	head := in.CutTop(m.small.Line() + 6)
	at := head
	for _, c := range rollColumns {
		p.Left(at.CutLeft(head.W*c.share), w.text(c.label), m.small)
	}
	rows := max(1, int(in.H/m.button))
	pages = (len(people) + rows - 1) / rows
	w.roll.page = max(0, min(w.roll.page, pages-1))
	first := w.roll.page * rows
	for _, one := range people[first:min(len(people), first+rows)] {
		w.paintInside(in.CutTop(m.button), one)
	}
	return pages
}

// paintInside paints the line of somebody inside.
func (w *Window) paintInside(in screen.Box, one kiosk.Inside) {
	m, p := w.m, w.page
	p.Fill(area(in.X, in.Y, in.W, 1), screen.Shape{Fill: screen.Hair})
	cells := []string{
		one.Floor, cmp.Or(one.Visitor, kiosk.TicketText(one.Ticket)), one.Company, one.Host, w.rollSince(one.Since), one.Badge, w.rollRemark(one),
	}
	faces := []screen.Face{m.strong, m.strong, m.body, m.body, m.body, m.body, m.small.In(screen.Warning)}
	at := in
	for i, c := range rollColumns {
		cell := at.CutLeft(in.W * c.share)
		cell.CutRight(m.gap)
		p.Left(cell, cmp.Or(cells[i], "–"), faces[i].Within(cells[i], cell.W))
	}
}

// rollSince says when somebody went in, with the day unless it is today.
func (w *Window) rollSince(t time.Time) string {
	t = t.In(w.model.RollCall.At.Location())
	switch today := w.model.RollCall.At; {
	case t.IsZero():
		return ""
	case t.Year() == today.Year() && t.YearDay() == today.YearDay():
		return w.clock(t)
	}
	return t.Format("01-02 ") + w.clock(t)
}

func (w *Window) rollRemark(one kiosk.Inside) string {
	var all []string
	for id, is := range map[string]bool{"desk.roll.unsure": one.Since.IsZero(), "desk.roll.lent": one.Lent, "desk.roll.by_hand": one.ByHand} {
		if is {
			all = append(all, w.text(id))
		}
	}
	slices.Sort(all)
	return strings.Join(all, w.text("desk.party.and"))
}

// paintRollFoot paints the pages' buttons, where there are several, and the way
// back.
func (w *Window) paintRollFoot(in screen.Box, pages int) {
	m, p := w.m, w.page
	w.put(w.rollClose, in.CutRight(m.button*3.2), look{label: w.text("desk.roll.close"), key: "Esc", small: true})
	if pages == 1 {
		return
	}
	wide := m.button * 4.2
	w.put(w.rollBack, in.CutLeft(wide), look{label: w.text("desk.roll.back"), key: "PgUp", small: true, disabled: w.roll.page == 0})
	in.CutLeft(m.gap)
	number := w.text("desk.roll.page", "Page", count(w.roll.page+1), "Pages", count(pages))
	p.Centre(in.CutLeft(m.body.Width(number)+2*m.pad), number, m.body)
	in.CutLeft(m.gap)
	w.put(w.rollOn, in.CutLeft(wide), look{label: w.text("desk.roll.on"), key: "PgDn", small: true, disabled: w.roll.page == pages-1})
}
