package desk

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// paintRight paints what wants watching: notices, devices, who is inside and
// the last day's visits. Each has its place whatever the others hold.
func (w *Window) paintRight(in box) {
	m := w.m
	notices := in.cutTop((in.h - 3*m.gap) * 0.24)
	in.cutTop(m.gap)
	devices := in.cutTop(w.devicesHeight())
	in.cutTop(m.gap)
	onSite := in.cutTop((in.h - m.gap) * 0.54)
	in.cutTop(m.gap)
	w.paintNotices(notices)
	w.paintDevices(devices)
	w.paintVisits(onSite, "desk.on_site", "desk.on_site.empty", w.onSite, w.model.OnSite)
	w.paintVisits(in, "desk.recent", "desk.recent.empty", w.recent, w.model.Recent)
}

func (w *Window) paintNotices(in box) {
	m, p := w.m, &w.back.pen
	p.fill(in, shape{fill: card, radius: m.radius})
	in = in.inset(m.pad*0.7, m.pad*0.5)
	title := in.cutTop(m.strong.line() + 8)
	in.cutTop(2)
	if len(w.model.Notices) == 0 {
		w.putList(w.notices, in, nil, m.rowSmall)
		p.left(title, w.text("desk.notices"), m.strong)
		w.paintEmpty(in, "desk.notices.empty", "")
		return
	}
	ids := make([]string, len(w.model.Notices))
	for i, n := range w.model.Notices {
		ids[i] = fmt.Sprint(n.Words.ID, n.Visit, i)
	}
	w.put(w.read, title.cutRight(m.button*1.9).inset(0, 1), look{label: w.text("desk.dismiss"), small: true})
	title.cutRight(10)
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

func (w *Window) noticeHeight() float32 { return float32(w.noticeLines())*w.m.small.line() + 8 }

func (w *Window) drawNotice(p *pen, i int, in box) {
	if i >= len(w.model.Notices) {
		return
	}
	m, n := w.m, w.model.Notices[i]
	color := ink
	if n.Urgent {
		color = failure
		p.fill(in.inset(0, 1.5), shape{fill: failurePale, radius: m.radius * 0.7})
	} else {
		p.fill(box{in.x + 8, in.y + in.h - 0.5, in.w - 16, 1}, shape{fill: hairline})
	}
	in = in.inset(8, 4)
	mark := in.cutLeft(m.small.line())
	if n.Urgent {
		p.alert(mark, failure)
	} else {
		p.dot(mark, m.small.size*0.6, gold)
	}
	in.cutLeft(8)
	if m.roomy {
		p.right(in.cutRight(m.small.width("00:00")+8), w.clock(n.At), m.small)
	}
	words := m.small.in(color)
	words.bold = n.Urgent
	lines := wrap(w.opts.Book.Say(w.model.Lang, n.Words), words, in.w, w.noticeLines())
	in.y, in.h = in.mid()-float32(len(lines))*words.line()/2, float32(len(lines))*words.line()
	for _, line := range lines {
		p.left(in.cutTop(words.line()), line, words)
	}
}

// devicesHeight leaves two devices two lines each.
func (w *Window) devicesHeight() float32 {
	m := w.m
	return m.pad + m.strong.line() + 12 + 2*w.deviceHeight()
}

func (w *Window) deviceHeight() float32 { return w.m.bold.line() + w.m.small.line() + 4 }

func (w *Window) paintDevices(in box) {
	m, p := w.m, &w.back.pen
	p.fill(in, shape{fill: card, radius: m.radius})
	in = in.inset(m.pad*0.7, m.pad*0.5)
	p.left(in.cutTop(m.strong.line()+12), w.text("desk.devices"), m.strong)
	if len(w.model.Devices) == 0 {
		w.paintEmpty(in, "desk.devices.empty", "")
	}
	for _, d := range w.model.Devices {
		w.paintDevice(in.cutTop(w.deviceHeight()), d)
	}
}

// paintDevice paints a device in words: what it is, how it does, and the next
// step when something holds it up.
func (w *Window) paintDevice(in box, d reception.Device) {
	m, p := w.m, &w.back.pen
	if in.h < m.bold.line() {
		return
	}
	colour, ok := w.deviceColour(d)
	mark := box{in.x, in.y, m.small.line(), m.bold.line()}
	if ok {
		p.dot(mark, m.small.size*0.8, colour)
	} else {
		p.alert(mark, colour)
	}
	in.cutLeft(mark.w + 8)
	upper := in.cutTop(m.bold.line())
	if !d.Since.IsZero() {
		used := p.right(upper, w.text("desk.devices.since", "Clock", w.clock(d.Since)), m.small)
		upper.cutRight(used + 8)
	}
	health, next := w.deviceWords(d)
	p.left(upper, w.text("desk.devices.named", "Device", w.text("device."+d.Name), "Health", health), m.bold.in(colour))
	if more := len(d.Causes) - 1; more > 0 {
		used := p.right(in, w.text("desk.devices.more", "N", count(more)), m.small.in(colour))
		in.cutRight(used + 8)
	}
	p.left(in, next, m.small)
}

// deviceColour returns a device's colour and whether it will do its work.
func (w *Window) deviceColour(d reception.Device) (color.Color, bool) {
	switch {
	case d.Health == "ready" && len(d.Causes) > 0: // such as paper running low
		return warning, false
	case d.Health == "ready", d.Health == "busy":
		return success, true
	case d.Health == "opening":
		return warning, true
	}
	return failure, false
}

// deviceWords returns how a device does and, when something holds it up, what
// to do.
func (w *Window) deviceWords(d reception.Device) (health, next string) {
	health = w.text("device.health." + d.Health)
	for _, c := range d.Causes {
		if words := w.cause(c); words != "" {
			return words, w.text("device.cause." + c + ".next")
		}
	}
	return health, ""
}

// paintVisits paints a list of visits in the right-hand column.
func (w *Window) paintVisits(in box, title, empty string, l *list, rows []reception.Row) {
	m, p := w.m, &w.back.pen
	p.fill(in, shape{fill: card, radius: m.radius})
	in = in.inset(m.pad*0.7, m.pad*0.5)
	head := in.cutTop(m.strong.line() + 4)
	w.putList(l, in, keys(rows), m.rowSmall)
	w.paintListTitle(head, title, l)
	if len(rows) == 0 {
		w.paintEmpty(in, empty, "")
	}
}

// seeOffWidth is that of the button within a row.
func (w *Window) seeOffWidth() float32 {
	return max(w.m.small.width(w.text("desk.action.see_off")), w.m.small.width(w.text("desk.again"))) + 24
}

func (w *Window) drawOnSite(p *pen, i int, in box) {
	if i >= len(w.model.OnSite) {
		return
	}
	m, r := w.m, w.model.OnSite[i]
	button := in
	button = button.cutRight(w.seeOffWidth()).inset(0, (in.h-m.button*0.75)/2)
	clock := m.small.width("00:00") + 2
	_, lower := w.paintRow(p, in, r, w.seeOffWidth(), clock+8)
	p.right(box{lower.x - clock - 8, lower.y, clock, lower.h}, w.clock(r.Since), m.small)
	label, style := w.text("desk.action.see_off"), plain.style(look{})
	if w.armed == (press{reception.ActionSeeOff, r.Visit, r.Rev}) {
		label, style = w.text("desk.again"), armed.style(look{})
	}
	button.cutRight(4)
	p.fill(button, shape{fill: style.fill, stroke: style.stroke, width: style.width, radius: m.radius * 0.8})
	p.centre(button, label, m.small.in(style.ink))
}

// pressSeeOff presses the button within a row, if at is on it.
func (w *Window) pressSeeOff(i int, at fyne.Position) bool {
	if at.X < w.onSite.rowWidth()-w.seeOffWidth() {
		return false
	}
	w.actOn(reception.ActionSeeOff, w.model.OnSite[i])
	return true
}

func (w *Window) drawRecent(p *pen, i int, in box) {
	if i >= len(w.model.Recent) {
		return
	}
	r := w.model.Recent[i]
	upper, lower := w.paintRow(p, in, r, w.recentWidth(), 0)
	p.right(upper, w.clock(r.Since), w.m.small)
	words, color := w.standing(r)
	if r.State == kiosk.StateOnSite && !r.Trouble && !r.Message {
		words, color = w.text("desk.state.on_site"), success
	}
	p.right(lower, words, w.m.small.in(color))
}

func (w *Window) recentWidth() float32 {
	return max(w.m.small.width(w.text("desk.state.timed_out")), w.m.small.width(w.text("desk.mark.message"))) + 4
}
