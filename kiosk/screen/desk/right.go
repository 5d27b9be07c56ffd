package desk

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

// paintRight paints what wants watching: notices, devices, who is inside and
// the last day's visits. Each has its place whatever the others hold.
func (w *Window) paintRight(in screen.Box) {
	m := w.m
	notices := in.CutTop((in.H - 3*m.gap) * 0.24)
	in.CutTop(m.gap)
	devices := in.CutTop(w.devicesHeight())
	in.CutTop(m.gap)
	onSite := in.CutTop((in.H - m.gap) * 0.54)
	in.CutTop(m.gap)
	w.paintNotices(notices)
	w.paintDevices(devices)
	w.paintVisits(onSite, "desk.on_site", "desk.on_site.empty", w.onSite, w.model.OnSite)
	w.paintVisits(in, "desk.recent", "desk.recent.empty", w.recent, w.model.Recent)
}

func (w *Window) paintNotices(in screen.Box) {
	m, p := w.m, w.page
	p.Fill(in, screen.Shape{Fill: screen.Card, Radius: m.radius})
	in = in.Inset(m.pad*0.7, m.pad*0.5)
	title := in.CutTop(m.strong.Line() + 8)
	in.CutTop(2)
	if len(w.model.Notices) == 0 {
		w.putList(w.notices, in, nil, m.rowSmall)
		p.Left(title, w.text("desk.notices"), m.strong)
		w.paintEmpty(in, "desk.notices.empty", "")
		return
	}
	ids := make([]string, len(w.model.Notices))
	for i, n := range w.model.Notices {
		ids[i] = fmt.Sprint(n.Words.ID, n.Visit, i)
	}
	w.put(w.read, title.CutRight(m.button*1.9).Inset(0, 1), look{label: w.text("desk.dismiss"), small: true})
	title.CutRight(10)
	w.putList(w.notices, in, ids, w.noticeHeight())
	w.paintListTitle(title, "desk.notices", w.notices)
}

// noticeLines is how many lines a notice may take: Chinese says it in fewer.
func (w *Window) noticeLines() int {
	if w.model.Lang == kiosk.LangZH {
		return 2
	}
	return 3
}

func (w *Window) noticeHeight() float32 { return float32(w.noticeLines())*w.m.small.Line() + 8 }

func (w *Window) drawNotice(p *screen.Pen, i int, in screen.Box) {
	if i >= len(w.model.Notices) {
		return
	}
	m, n := w.m, w.model.Notices[i]
	color := screen.Ink
	if n.Urgent {
		color = screen.Failure
		p.Fill(in.Inset(0, 1.5), screen.Shape{Fill: failurePale, Radius: m.radius * 0.7})
	} else {
		p.Fill(area(in.X+8, in.Y+in.H-0.5, in.W-16, 1), screen.Shape{Fill: screen.Hair})
	}
	in = in.Inset(8, 4)
	mark := in.CutLeft(m.small.Line())
	if n.Urgent {
		alert(p, mark, screen.Failure)
	} else {
		dot(p, mark, m.small.Size*0.6, screen.Gold)
	}
	in.CutLeft(8)
	if m.roomy {
		p.Right(in.CutRight(m.small.Width("00:00")+8), w.clock(n.At), m.small)
	}
	words := m.small.In(color)
	words.Bold = n.Urgent
	lines := screen.Wrap(w.opts.Book.Say(w.model.Lang, n.Words), words, in.W, w.noticeLines())
	in.Y, in.H = in.Mid()-float32(len(lines))*words.Line()/2, float32(len(lines))*words.Line()
	for _, line := range lines {
		p.Left(in.CutTop(words.Line()), line, words)
	}
}

// devicesHeight leaves each device two lines, whatever its health: only a change
// of the installation moves what is below.
func (w *Window) devicesHeight() float32 {
	m := w.m
	return m.pad + m.strong.Line() + 12 + float32(max(2, len(w.model.Devices)))*w.deviceHeight()
}

func (w *Window) deviceHeight() float32 { return w.m.bold.Line() + w.m.small.Line() + 4 }

func (w *Window) paintDevices(in screen.Box) {
	m, p := w.m, w.page
	p.Fill(in, screen.Shape{Fill: screen.Card, Radius: m.radius})
	in = in.Inset(m.pad*0.7, m.pad*0.5)
	p.Left(in.CutTop(m.strong.Line()+12), w.text("desk.devices"), m.strong)
	if len(w.model.Devices) == 0 {
		w.paintEmpty(in, "desk.devices.empty", "")
	}
	for _, d := range w.model.Devices {
		w.paintDevice(in.CutTop(w.deviceHeight()), d)
	}
}

// paintDevice paints a device in words: what it is, how it does, and the next
// step when something holds it up.
func (w *Window) paintDevice(in screen.Box, d reception.Device) {
	m, p := w.m, w.page
	if in.H < m.bold.Line() {
		return
	}
	colour, ok := w.deviceColour(d)
	mark := area(in.X, in.Y, m.small.Line(), m.bold.Line())
	if ok {
		dot(p, mark, m.small.Size*0.8, colour)
	} else {
		alert(p, mark, colour)
	}
	in.CutLeft(mark.W + 8)
	upper := in.CutTop(m.bold.Line())
	if !d.Since.IsZero() {
		used := p.Right(upper, w.text("desk.devices.since", "Clock", w.clock(d.Since)), m.small)
		upper.CutRight(used + 8)
	}
	health, next := w.deviceWords(d)
	words := w.text("desk.devices.named", "Device", w.text("device."+d.Name), "Health", health)
	p.Left(upper, words, m.bold.Within(words, upper.W).In(colour))
	if more := len(d.Causes) - 1; more > 0 {
		used := p.Right(in, w.text("desk.devices.more", "N", count(more)), m.small.In(colour))
		in.CutRight(used + 8)
	}
	p.Left(in, next, m.small.Within(next, in.W))
}

// deviceColour returns a device's colour and whether it will do its work.
func (w *Window) deviceColour(d reception.Device) (color.Color, bool) {
	switch {
	case d.Health == "ready" && len(d.Causes) > 0: // such as paper running low
		return screen.Warning, false
	case d.Health == "ready", d.Health == "busy":
		return screen.Success, true
	case d.Health == "opening":
		return screen.Warning, true
	}
	return screen.Failure, false
}

// deviceWords returns how a device does and, when something holds it up, what
// to do.
func (w *Window) deviceWords(d reception.Device) (health, next string) {
	health = w.text("device.health." + d.Health)
	for _, c := range d.Causes {
		if c == "in_use" && d.Detail != "" {
			return w.text("desk.devices.taken"), w.text("desk.devices.close", "Program", d.Detail)
		}
		if words := w.cause(c); words != "" {
			return words, w.text("device.cause." + c + ".next")
		}
	}
	return health, ""
}

// paintVisits paints a list of visits in the right-hand column.
func (w *Window) paintVisits(in screen.Box, title, empty string, l *list, rows []reception.Row) {
	m, p := w.m, w.page
	p.Fill(in, screen.Shape{Fill: screen.Card, Radius: m.radius})
	in = in.Inset(m.pad*0.7, m.pad*0.5)
	head := in.CutTop(m.strong.Line() + 4)
	w.putList(l, in, keys(rows), m.rowSmall)
	w.paintListTitle(head, title, l)
	if len(rows) == 0 {
		w.paintEmpty(in, empty, "")
	}
}

// seeOffWidth is that of the button within a row.
func (w *Window) seeOffWidth() float32 {
	return max(w.m.small.Width(w.text("desk.action.see_off")), w.m.small.Width(w.text("desk.again"))) + 24
}

func (w *Window) drawOnSite(p *screen.Pen, i int, in screen.Box) {
	if i >= len(w.model.OnSite) {
		return
	}
	m, r := w.m, w.model.OnSite[i]
	button := in
	button = button.CutRight(w.seeOffWidth()).Inset(0, (in.H-m.button*0.75)/2)
	clock := m.small.Width("00:00") + 2
	_, lower := w.paintRow(p, in, r, w.seeOffWidth(), clock+8)
	p.Right(area(lower.X-clock-8, lower.Y, clock, lower.H), w.clock(r.Since), m.small)
	label, style := w.text("desk.action.see_off"), plain.style(look{})
	if w.armed == (press{reception.ActionSeeOff, r.Visit, r.Rev}) {
		label, style = w.text("desk.again"), armed.style(look{})
	}
	button.CutRight(4)
	p.Fill(button, screen.Shape{Fill: style.fill, Stroke: style.stroke, Width: style.width, Radius: m.radius * 0.8})
	p.Centre(button, label, m.small.In(style.ink))
}

// pressSeeOff presses the button within a row, if at is on it.
func (w *Window) pressSeeOff(i int, at fyne.Position) bool {
	if at.X < w.onSite.rowWidth()-w.seeOffWidth() {
		return false
	}
	w.actOn(reception.ActionSeeOff, w.model.OnSite[i])
	return true
}

func (w *Window) drawRecent(p *screen.Pen, i int, in screen.Box) {
	if i >= len(w.model.Recent) {
		return
	}
	r := w.model.Recent[i]
	upper, lower := w.paintRow(p, in, r, w.recentWidth(), 0)
	p.Right(upper, w.clock(r.Since), w.m.small)
	words, color := w.standing(r)
	if r.State == kiosk.StateOnSite && !r.Trouble && !r.Message {
		words, color = w.text("desk.state.on_site"), screen.Success
	}
	p.Right(lower, words, w.m.small.In(color))
}

func (w *Window) recentWidth() float32 {
	return max(w.m.small.Width(w.text("desk.state.timed_out")), w.m.small.Width(w.text("desk.mark.message"))) + 4
}
