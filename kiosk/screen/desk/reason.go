package desk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

// reason is why somebody is taken out of turn (C1), while the receptionist is
// giving it.
type reason struct {
	visit  kiosk.VisitID
	rev    int
	chosen int    // the chip, or -1 for none
	fault  string // the phrase that says what is wrong with it
}

func (r reason) open() bool { return r.visit != "" }

// commonReasons are the phrases on the chips; what is kept is their words.
var commonReasons = []string{"desk.reason.frail", "desk.reason.appointed", "desk.reason.urgent", "desk.reason.child"}

var chipKeys = []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4}

func (w *Window) openReason() {
	d := w.model.Selected
	w.reason = reason{visit: d.Visit, rev: d.Rev, chosen: -1}
	w.field.SetText("")
	w.arrange()
	w.win.Canvas().Unfocus()
}

func (w *Window) closeReason() {
	w.reason = reason{}
	w.field.SetText("")
	w.arrange()
}

// pick chooses a common reason.
func (w *Window) pick(i int) {
	w.reason.chosen, w.reason.fault = i, ""
	w.field.SetText("")
	w.arrange()
}

// typed chooses the reason being typed.
func (w *Window) typed(text string) {
	if text == "" || !w.reason.open() {
		return
	}
	w.reason.chosen, w.reason.fault = -1, ""
	w.arrange()
}

// sendReason serves the visit if there is a reason, and else says what lacks.
func (w *Window) sendReason() {
	text := w.field.Text
	if w.reason.chosen >= 0 {
		text = w.text(commonReasons[w.reason.chosen])
	}
	text, err := kiosk.Clean("reason", text, kiosk.MaxReason)
	switch {
	case err != nil:
		w.reason.fault = "desk.reason.bad"
	case text == "":
		w.reason.fault = "desk.reason.needed"
	default:
		w.reason.fault = ""
		w.send(reception.Intent{Kind: reception.ActionServe, Visit: w.reason.visit, Rev: w.reason.rev, Reason: text})
	}
	w.arrange()
}

// field is where a reason is typed.
type field struct {
	widget.Entry
	w      *Window
	wanted bool
}

func newField(w *Window) *field {
	f := &field{w: w}
	f.ExtendBaseWidget(f)
	f.OnChanged = w.typed
	return f
}

// TypedKey leaves the keys of the window to it.
func (f *field) TypedKey(e *fyne.KeyEvent) {
	if editing(e.Name) || f.w.bound(e.Name) == nil {
		f.Entry.TypedKey(e)
		return
	}
	f.w.typedKey(e)
}

// editing tells the keys that type or correct.
func editing(key fyne.KeyName) bool {
	return key == fyne.KeyDelete || key >= fyne.Key0 && key <= fyne.Key9 && len(key) == 1
}

// TypedShortcut leaves the shortcuts of the window to it.
func (f *field) TypedShortcut(s fyne.Shortcut) {
	if custom, ok := s.(*desktop.CustomShortcut); ok {
		for _, c := range f.w.shortcuts() {
			if c.shortcut.ShortcutName() == custom.ShortcutName() {
				c.do()
				return
			}
		}
	}
	f.Entry.TypedShortcut(s)
}

// KeyDown tells the window, too.
func (f *field) KeyDown(e *fyne.KeyEvent) { f.w.keyDown(e); f.Entry.KeyDown(e) }

// KeyUp tells the window, too.
func (f *field) KeyUp(e *fyne.KeyEvent) { f.w.keyUp(e); f.Entry.KeyUp(e) }

// fieldTheme gives the field the desk's size of type.
type fieldTheme struct {
	fyne.Theme
	w *Window
}

// Size implements fyne.Theme.
func (t fieldTheme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case theme.SizeNameText:
		return t.w.m.body.Size
	case theme.SizeNameInnerPadding: // as high as the buttons beside it
		return (t.w.m.button - fyne.MeasureText("王", t.w.m.body.Size, fyne.TextStyle{}).Height) / 2
	case theme.SizeNameInputBorder:
		return 2
	case theme.SizeNameInputRadius:
		return t.w.m.radius
	}
	return theme.DefaultTheme().Size(n)
}

func hostField(w *Window) *fyne.Container {
	over := container.NewThemeOverride(w.field, fieldTheme{w.opts.App.Settings().Theme(), w})
	host := container.NewStack(over)
	host.Hide()
	return host
}

// paintReason paints the panel in which a reason is given. The queue stays in
// sight beside it.
func (w *Window) paintReason(in screen.Box) {
	m, d := w.m, w.model.Selected
	p := w.page
	p.Fill(in, screen.Shape{Fill: screen.Sand, Stroke: screen.Gold, Width: 2, Radius: m.radius})
	in = in.Inset(m.pad, m.pad*0.7)
	p.Left(in.CutTop(m.strong.Line()+4), w.text("desk.reason", "Ticket", kiosk.TicketText(d.Ticket), "Visitor", w.address(d.Visitor)), m.strong)
	p.Left(in.CutTop(m.body.Line()+4), w.ahead(), m.body.In(screen.Warning))
	in.CutTop(6)
	chips := in.CutTop(m.button)
	for i, at := range chips.Columns(len(w.chips), 12) {
		w.put(w.chips[i], at, look{label: w.text(commonReasons[i]), key: string(chipKeys[i]), small: true, chosen: w.reason.chosen == i})
	}
	in.CutTop(12)
	row := in.CutTop(m.button)
	w.put(w.close, row.CutRight(m.button*2.9), look{label: w.text("desk.reason.close"), key: "Esc", small: true})
	row.CutRight(12)
	w.put(w.confirm, row.CutRight(m.button*3.4), look{label: w.text("desk.reason.confirm"), key: "Enter", kind: yes, small: true})
	row.CutRight(12)
	w.putField(row)
	hint, face := "desk.reason.kept", m.small
	if w.reason.fault != "" {
		hint, face = w.reason.fault, m.bold.In(screen.Failure)
	}
	in.CutTop(8)
	p.Left(in.CutTop(m.body.Line()), w.text(hint), face)
}

func (w *Window) putField(in screen.Box) {
	w.field.wanted = true
	w.field.SetPlaceHolder(w.text("desk.reason.typed"))
	w.fieldHost.Move(fyne.NewPos(in.X, in.Y))
	w.fieldHost.Resize(fyne.NewSize(in.W, in.H))
	w.fieldHost.Show()
}

// ahead tells over whom the visitor is taken.
func (w *Window) ahead() string {
	n := 0
	for n < len(w.model.Queue) && w.model.Queue[n].Visit != w.reason.visit {
		n++
	}
	if n == 0 {
		return ""
	}
	first := w.model.Queue[0]
	return w.text("desk.reason.ahead", "N", count(n), "First", w.address(first.Visitor), "Wait", w.elapsed(first.Arrived))
}

// reasonHeight is what paintReason needs.
func (w *Window) reasonHeight() float32 {
	m := w.m
	return 2*m.pad*0.7 + m.strong.Line() + 4 + m.body.Line() + 4 + 6 + m.button + 12 + m.button + 8 + m.body.Line()
}
