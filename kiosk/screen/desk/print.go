package desk

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// paintPrint paints how far the badge has come, and what to do about it.
func (w *Window) paintPrint(rest *box) {
	m, p, job := w.m, &w.back.pen, w.model.Selected.Print
	next := wrap(w.printNext(), m.body, rest.w-1.6*m.pad-m.title.size-m.gap, 2)
	in := rest.cutTop(m.bold.line() + float32(len(next))*m.body.line() + m.pad)
	ground, color := shape{fill: jadePale, radius: m.radius}, success
	switch job.State {
	case kiosk.JobFailed:
		ground = shape{fill: failurePale, stroke: failure, width: 2, radius: m.radius}
		color = failure
	case kiosk.JobUnknown, kiosk.JobQueued:
		if job.State == kiosk.JobQueued && !w.heldUp() {
			break
		}
		ground = shape{fill: goldPale, stroke: gold, width: 2, radius: m.radius}
		color = warning
	}
	p.fill(in, ground)
	in = in.inset(m.pad*0.8, m.pad*0.5)
	mark := in.cutLeft(m.title.size)
	if color != success {
		p.alert(box{mark.x, in.y, mark.w, m.bold.line()}, color)
	} else {
		p.dot(box{mark.x, in.y, mark.w, m.bold.line()}, m.small.size, color)
	}
	in.cutLeft(m.gap)
	head := in.cutTop(m.bold.line())
	if job.Attempt > 1 {
		used := p.right(head, w.text("desk.print.attempt", "N", count(job.Attempt)), m.small)
		head.cutRight(used + m.gap)
	}
	p.left(head, w.printWords(), m.bold.in(color))
	for _, line := range next {
		p.left(in.cutTop(m.body.line()), line, m.body)
	}
}

// heldUp reports whether the badge waits for a printer that cannot print.
func (w *Window) heldUp() bool {
	for _, d := range w.model.Devices {
		if d.Name == "printer" {
			return d.Health != "ready" && d.Health != "busy"
		}
	}
	return true
}

// printWords tells how far the badge has come, with the printer's cause.
func (w *Window) printWords() string {
	job := w.model.Selected.Print
	words := w.text("desk.print." + string(job.State))
	if cause := w.cause(job.Cause); cause != "" {
		return w.text("desk.devices.named", "Device", words, "Health", cause)
	}
	return words
}

func (w *Window) printNext() string {
	job := w.model.Selected.Print
	switch {
	case job.Cause == reception.CauseGlyphs:
		return w.text("desk.print.glyphs")
	case job.State == kiosk.JobUnknown:
		return w.text("desk.print.unknown.next")
	case job.State == kiosk.JobFailed && w.cause(job.Cause) != "":
		return w.text("device.cause."+job.Cause+".next") + w.text("desk.print.then") + w.text("desk.print.failed.next")
	}
	return w.text("desk.print." + string(job.State) + ".next")
}

// cause puts a cause into words; "" for none and for one without words.
func (w *Window) cause(cause string) string {
	id := "device.cause." + cause
	if cause == "" || !w.opts.Book.Has(w.model.Lang, id) {
		return ""
	}
	return w.text(id)
}
