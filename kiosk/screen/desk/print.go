package desk

import (
	"image/color"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

// paintPrint paints how far the badge has come, and what to do about it.
func (w *Window) paintPrint(rest *screen.Box) {
	m, p, job := w.m, w.page, w.model.Selected.Print
	if job.State == kiosk.JobUnknown && len(job.Picture) > 0 {
		w.paintUndecided(rest)
		return
	}
	next := screen.Wrap(w.printNext(), m.body, rest.W-1.6*m.pad-m.title.Size-m.gap, 2)
	in := rest.CutTop(m.bold.Line() + float32(len(next))*m.body.Line() + m.pad)
	ground, color := screen.Shape{Fill: screen.Mist, Radius: m.radius}, screen.Success
	switch job.State {
	case kiosk.JobFailed:
		ground = screen.Shape{Fill: failurePale, Stroke: screen.Failure, Width: 2, Radius: m.radius}
		color = screen.Failure
	case kiosk.JobUnknown, kiosk.JobQueued:
		if job.State == kiosk.JobQueued && !w.heldUp() {
			break
		}
		ground = screen.Shape{Fill: screen.Sand, Stroke: screen.Gold, Width: 2, Radius: m.radius}
		color = screen.Warning
	}
	p.Fill(in, ground)
	in = in.Inset(m.pad*0.8, m.pad*0.5)
	w.paintPrintHead(&in, color)
	for _, line := range next {
		p.Left(in.CutTop(m.body.Line()), line, m.body)
	}
}

// paintPrintHead paints how far the badge has come as the first line of in, and
// leaves what is below it, right of the mark.
func (w *Window) paintPrintHead(in *screen.Box, color color.Color) {
	m, p, job := w.m, w.page, w.model.Selected.Print
	mark := in.CutLeft(m.title.Size)
	if color != screen.Success {
		alert(p, area(mark.X, in.Y, mark.W, m.bold.Line()), color)
	} else {
		dot(p, area(mark.X, in.Y, mark.W, m.bold.Line()), m.small.Size, color)
	}
	in.CutLeft(m.gap)
	head := in.CutTop(m.bold.Line())
	if job.Attempt > 1 {
		used := p.Right(head, w.text("desk.print.attempt", "N", count(job.Attempt)), m.small)
		head.CutRight(used + m.gap)
	}
	p.Left(head, w.printWords(), m.bold.In(color))
}

// heldUp reports whether the badge waits for a printer that cannot print.
func (w *Window) heldUp() bool { return reception.HeldUp(w.model.Devices) }

// printWords tells how far the badge has come, and which printer has it where
// there is more than one, or else why.
func (w *Window) printWords() string {
	job := w.model.Selected.Print
	words := w.text("desk.print." + string(job.State))
	if job.Printer != "" && len(reception.Printers(w.model.Devices)) > 1 {
		return w.text("desk.devices.named", "Device", w.text("device."+job.Printer), "Health", words)
	}
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
		return w.text("desk.print.then",
			"First", w.text("device.cause."+job.Cause+".next"), "Then", w.text("desk.print.failed.next"))
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
