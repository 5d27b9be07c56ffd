package agent

import (
	"bytes"
	"image/png"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
)

// picture is the badge of which the receptionist is to say whether it came out.
// It is drawn once for as long as they look at it, and then let go.
type picture struct {
	visit   kiosk.VisitID
	attempt int
	png     []byte // nil when it cannot be shown
}

// pictureOf returns the badge of the visit being looked at, as a PNG, while it is
// not known whether it came out; nil otherwise.
func (a *Agent) pictureOf(s sight) []byte {
	if s.selected == nil {
		a.picture = picture{}
		return nil
	}
	r := *s.selected
	job := jobOf(s.jobs, r)
	switch {
	case job.State != kiosk.JobUnknown:
		a.picture = picture{}
	case a.picture.visit != r.ID || a.picture.attempt != job.Attempt:
		a.picture = picture{visit: r.ID, attempt: job.Attempt, png: a.drawAgain(r, job)}
	}
	return a.picture.png
}

// drawAgain returns the badge that the job sent. One that is drawn otherwise by
// now, such as after the house has changed its name, is not what lies in the
// printer and is not shown.
func (a *Agent) drawAgain(r kiosk.Record, job kiosk.PrintJob) []byte {
	img, err := a.draw(r, a.coarse(job.Printer))
	if err != nil {
		return nil // it is in the log, and the desk has the badge's number
	}
	if hashOf(devices.FromImage(img)) != job.Hash {
		a.o.Log.Warn("the badge is drawn otherwise than when it was sent; it is not shown", "visit", r.ID, "attempt", job.Attempt)
		return nil
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		a.o.Log.Error("picture of a badge", "visit", r.ID, "err", err)
		return nil
	}
	return file.Bytes()
}
