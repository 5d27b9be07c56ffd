// Package desk is the receptionist's window: who waits and for how long, the
// visit being dealt with, the words to say, what may be done, and beside it
// what wants watching. It shows reception.Model and says reception.Intent; it
// knows no store and no device.
//
// All of it is painted anew from the model at each Render, onto objects that
// are made once: any model may follow any other. What the window remembers by
// itself is only where the receptionist is with the keyboard, a reason being
// given (C1) and a press that waits for its second; the first change of the
// visit ends the latter two.
//
// No row and no button moves because a visitor arrives: lists grow at their
// end, the selected visit stays, and a problem is told in the header.
package desk

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

// Options is what a Window needs. App, Book, Send and NewOp are required.
type Options struct {
	App        fyne.App
	Book       *phrase.Book
	Send       func(reception.Intent) // must not block
	NewOp      func() kiosk.OpID
	Clock      kiosk.Clock // nil is the system's
	FullScreen bool
	Position   *fyne.Position        // of the monitor; nil leaves it to the display
	Size       fyne.Size             // in pixels; zero is 1920×1080
	Rendered   func(reception.Model) // called after each Render; may be nil
	Closed     func()                // called instead of closing when a person closes the window; may be nil
}

// Window is the desk's window.
type Window struct {
	opts  Options
	win   fyne.Window
	model reception.Model
	pump  *screen.Pump[reception.Model]
	m     *metrics
	size  fyne.Size

	back                         *sheet
	page                         *screen.Pen // what back is painted with
	queue, open, notices         *list
	onSite, recent               *list
	serveNext, language, dismiss *button
	read, confirm, close         *button
	callRoll                     *button
	rollReal, rollDrill          *button
	rollBack, rollOn, rollClose  *button
	roll                         roll
	actions                      map[reception.Action]*button
	chips                        []*button
	field                        *field
	fieldHost                    *fyne.Container
	order                        []*button // every button
	arranging                    bool
	held                         map[fyne.KeyName]bool // pressed and not yet let go
	sent                         map[reception.Intent]time.Time
	asked                        asked
	armed                        press
	armedAt                      time.Time
	reason                       reason
}

// New returns the window, not yet shown.
func New(o Options) *Window {
	if o.Size.IsZero() {
		o.Size = fyne.NewSize(1920, 1080)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	w := &Window{
		opts: o, m: measure(o.Size.Width, o.Size.Height),
		model: reception.Model{Lang: kiosk.LangZH},
		held:  map[fyne.KeyName]bool{}, sent: map[reception.Intent]time.Time{},
	}
	w.pump = screen.NewPump(w.Render)
	w.win = o.App.NewWindow(w.text("desk.title"))
	w.win.SetPadded(false)
	w.win.SetContent(w.build())
	w.bindKeys()
	if o.Closed != nil {
		w.win.SetCloseIntercept(o.Closed)
	}
	w.win.Resize(o.Size)
	return w
}

// build makes every widget, in the order in which Tab goes through them.
func (w *Window) build() fyne.CanvasObject {
	w.back = newSheet(w.paint)
	w.makeLists()
	w.makeButtons()
	objects := []fyne.CanvasObject{w.back, w.serveNext, w.queue, w.open}
	for _, b := range w.chips {
		objects = append(objects, b)
	}
	objects = append(objects, w.fieldHost, w.confirm, w.close)
	for _, a := range actionOrder {
		objects = append(objects, w.actions[a.action])
	}
	objects = append(objects, w.notices, w.read, w.onSite, w.recent, w.dismiss)
	for _, b := range w.rollButtons() {
		objects = append(objects, b)
	}
	objects = append(objects, w.callRoll, w.language)
	return container.New(frame{w}, objects...)
}

// Open puts the window on its monitor.
func (w *Window) Open() {
	screen.Place(w.win, w.opts.Position)
	if w.opts.FullScreen {
		w.win.SetFullScreen(true)
	}
}

// Window returns the window itself.
func (w *Window) Window() fyne.Window { return w.win }

// Show has m painted soon. It may be called from any goroutine and does not
// wait; of several models shown in between only the last is painted.
func (w *Window) Show(m reception.Model) { w.pump.Show(m) }

// Render paints m. It must run on Fyne's own goroutine; from any other use
// Show.
func (w *Window) Render(m reception.Model) {
	if m.Lang != kiosk.LangEN {
		m.Lang = kiosk.LangZH
	}
	w.model = m
	w.sent = map[reception.Intent]time.Time{}
	w.asked.answer(m.Problem)
	w.settle()
	w.win.SetTitle(w.text("desk.title"))
	w.arrange()
	if w.opts.Rendered != nil {
		w.opts.Rendered(w.model)
	}
}

// frame lays the window out whenever its size changes.
type frame struct{ w *Window }

// Layout implements fyne.Layout.
func (f frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f.w.size = size
	f.w.m = measure(size.Width, size.Height)
	f.w.arrange()
}

// MinSize implements fyne.Layout.
func (f frame) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1024, 640) }

// arrange paints all of the window from the model.
func (w *Window) arrange() {
	if w.arranging || w.size.IsZero() {
		return
	}
	w.arranging = true
	defer func() { w.arranging = false }()
	for _, b := range w.order {
		b.wanted = false
	}
	w.field.wanted = false
	w.showLists(!w.rolling())
	w.back.Resize(w.size)
	w.back.Refresh()
	w.showWanted()
}

// paint paints what stands behind, and puts the lists and buttons on it.
func (w *Window) paint(p *screen.Pen, all screen.Box) {
	w.page = p
	p.Fill(all, screen.Shape{Fill: screen.Paper})
	w.paintHeader(all.CutTop(w.m.header))
	all = all.Inset(w.m.gap, w.m.gap)
	if w.rolling() {
		w.paintRoll(all)
		return
	}
	w.paintLeft(all.CutLeft(w.m.left))
	w.paintRight(all.CutRight(w.m.right))
	w.paintVisit(all.Inset(w.m.gap, 0))
}

// showWanted shows the buttons that the model wants and hides the others. The
// focus does not stay on what is hidden.
func (w *Window) showWanted() {
	lost := false
	focused := w.win.Canvas().Focused()
	for _, b := range w.order {
		if !b.wanted && b.Visible() {
			lost = lost || focused == fyne.Focusable(b)
			b.Hide()
		}
	}
	if !w.field.wanted && w.fieldHost.Visible() {
		lost = lost || focused == fyne.Focusable(w.field)
		w.fieldHost.Hide()
	}
	switch {
	case lost && w.rolling():
		w.win.Canvas().Unfocus()
	case lost:
		w.win.Canvas().Focus(w.queue)
	}
}

// showLists shows the lists or, while something has the window, hides them. The
// focus does not stay on one that is hidden.
func (w *Window) showLists(shown bool) {
	for _, l := range []*list{w.queue, w.open, w.notices, w.onSite, w.recent} {
		if l.Visible() == shown {
			continue
		}
		if shown {
			l.Show()
			continue
		}
		if w.win.Canvas().Focused() == fyne.Focusable(l) {
			w.win.Canvas().Unfocus()
		}
		l.Hide()
	}
}

// put shows a button in a box. The button's ring of focus needs 4 pixels more
// on each side, which it takes from the gaps.
func (w *Window) put(b *button, in screen.Box, l look) {
	b.look, b.wanted = l, true
	in = in.Inset(-4, -4)
	b.Move(fyne.NewPos(in.X, in.Y))
	if size := fyne.NewSize(in.W, in.H); size != b.Size() {
		b.Resize(size)
	}
	b.Show()
	b.Refresh()
}

// putList shows a list's rows in a box, their number being that of keys.
func (w *Window) putList(l *list, in screen.Box, keys []string, height float32) {
	l.Move(fyne.NewPos(in.X, in.Y))
	l.Resize(fyne.NewSize(in.W, in.H))
	l.show(keys, height)
	l.Refresh()
}
